# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to a ballot and what came of it: opened, counted, decided, told."""

from dataclasses import dataclass

from governance.events.kinds import Public, private


@dataclass(frozen=True, kw_only=True)
class BallotOpened(Public):
    """`seats` are all who may vote, or what they weigh together; `quorum` how many people have to take part or to say
    yes, 0 where that is asked in weight."""

    proposal: str
    ballot: str
    text: str
    rule: str
    method: str
    seats: int | str
    quorum: int
    closes: str
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class VotesCarried(Public):
    """At the close of a ballot: the first `acts` lendings of the assembly held, and by them `number` votes that
    nobody cast were carried; `digest` names the list of whose lending did not count, and where they live."""

    proposal: str
    ballot: str
    acts: int
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class VotesParted(Public):
    """At the close of a secret ballot its choices were parted from their voters: `digest` names the list of them,
    by choice and with how many chose it, as an export has it."""

    proposal: str
    ballot: str
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class VotesCounted(Public):
    """At the close of an open ballot on which it matters where votes come from: `digest` names how many of each place
    chose what, as the public part of an export has it."""

    proposal: str
    ballot: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class VotesErased(Public):
    """Whoever runs the server erased, once the ballot had closed, what these entries of the record of acts seal:
    `acts` are their numbers. No other body of a vote may be missing from an export."""

    proposal: str
    ballot: str
    acts: list[int]
    reason: str = private()


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Public):
    proposal: str
    ballot: str
    outcome: str
    because: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class RoundEnded(Public):
    """A ballot closed and decided nothing: it was tied, somebody objected, or too few took part for the first time.
    Its count is as much to be repeated as that of a decision."""

    proposal: str
    ballot: str
    outcome: str
    because: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ReasonsGiven(Public):
    proposal: str
    digest: str
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class DecisionBroughtHome(Public):
    """Told to every assembly on the journey of a proposal when it is decided."""

    proposal: str
    decided_by: str
    outcome: str
