# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened, in the past tense: the record keeps these, and nothing else is ever said on it."""

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar


class Book(StrEnum):
    """The two records of an assembly: what it did, and what its members did."""

    PUBLIC = "public"
    ACTS = "acts"


def private(**options: Any) -> Any:
    """A field that names a person or restricted text: it enters the record as a salted digest only."""
    return field(metadata={"private": True}, **options)


@dataclass(frozen=True, kw_only=True)
class Event:
    book: ClassVar[Book]

    @property
    def subject(self) -> str:
        """The public id of the proposal it is about, empty where it is about none."""
        return getattr(self, "proposal", "")

    def facts(self) -> dict[str, Any]:
        """What is said in clear."""
        return {f.name: getattr(self, f.name) for f in fields(self) if not f.metadata.get("private")}

    def private(self) -> dict[str, Any]:
        """What is said as salted digests, where there is something to say; bodies and salts lie apart."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.metadata.get("private")}
        return {name: value for name, value in named.items() if value is not None}


class Public(Event):
    book = Book.PUBLIC


class Act(Event):
    book = Book.ACTS


@dataclass(frozen=True, kw_only=True)
class RecordBegun(Act):
    """Entry 0 of the record of acts, so that neither record is ever empty."""


@dataclass(frozen=True, kw_only=True)
class CharterTaken(Public):
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ChildJoined(Public):
    child: str


@dataclass(frozen=True, kw_only=True)
class PlaceAmended(Public):
    name: str
    population: int | None


@dataclass(frozen=True, kw_only=True)
class AllotmentSet(Public):
    means: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class AllotmentDrawn(Public):
    proposal: str
    means: str
    amount: str
    left: str


@dataclass(frozen=True, kw_only=True)
class SeatTaken(Act):
    office: str
    home: bool
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class SeatLeft(Act):
    office: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class FacilitatorSeated(Public):
    """The procedure changed hands: `how` is "named" by another facilitator, or "taken_up" where there was none."""

    how: str
    to: str = private()
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class FacilitatorLeft(Public):
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class MatterAdded(Public):
    path: str
    name: str
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class MeansAdded(Public):
    means: str
    name: str
    unit: str
    decimal_places: int
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Act):
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class InvitationEnded(Act):
    """An invitation that nobody had taken stopped working before its day."""

    by: str = private()


@dataclass(frozen=True, kw_only=True)
class PowerGranted(Public):
    power: str
    until: str | None
    to: str = private()
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class PowerEnded(Public):
    """A power given for a term was taken back before its end."""

    power: str
    to: str = private()
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class ProposalRaised(Act):
    proposal: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class TextChanged(Act):
    proposal: str
    version: int
    digest: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class ProposalPlaced(Public):
    """The subsidiarity test was run: its input and answer are kept as digests of published bodies."""

    proposal: str
    answer: str | None
    because: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class HearingOpened(Public):
    proposal: str
    stage: str
    came_from: str | None
    came_by: str


@dataclass(frozen=True, kw_only=True)
class StageChanged(Public):
    proposal: str
    source: str
    verb: str
    target: str
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class ProposalSeconded(Act):
    proposal: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class ContributionMade(Act):
    proposal: str
    contribution: str
    kind: str
    who: str = private()
    text: str = private()


@dataclass(frozen=True, kw_only=True)
class ContributionHidden(Public):
    proposal: str
    contribution: str
    reason: str = private()
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class ContributionErased(Public):
    """Whoever wrote a contribution erased its text: what its entry sealed can no longer be opened."""

    proposal: str
    contribution: str


@dataclass(frozen=True, kw_only=True)
class BallotOpened(Public):
    """`seats` are all who may vote, or what they weigh together; `quorum` how many people have to take part, 0 where
    that is asked in weight."""

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
class VoteCast(Act):
    """The leaf holds the time and salted digests: of who, of the choice, and of the assembly counted in. Of a vote
    on a secret ballot there is no choice here, not even as a digest.

    `assembly` is the child or constituent whose people the voter counts among, where assemblies count too;
    `reason` is that of an objection. Of a vote taken by hand `way` is "paper" or "phone", and `entered` and
    `confirmed` are the two facilitators who entered it.
    """

    proposal: str
    ballot: str
    who: str = private()
    choice: str | None = private(default=None)
    assembly: str | None = private(default=None)
    reason: str | None = private(default=None)
    way: str | None = private(default=None)
    entered: str | None = private(default=None)
    confirmed: str | None = private(default=None)


@dataclass(frozen=True, kw_only=True)
class VoteEntered(Act):
    """A facilitator entered a vote that was given on paper or by phone: it waits for a second entry, and counts for
    nothing yet. What was chosen is not on the record."""

    proposal: str
    ballot: str
    way: str
    who: str = private()
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class EntryEnded(Act):
    """A vote entered by hand that waited for a second entry came to nothing: `why` is "withdrawn", "differed",
    "voted" (the person voted here meanwhile) or "lapsed" (the ballot closed). `by` is None where the clock did it."""

    proposal: str
    ballot: str
    why: str
    who: str = private()
    by: str | None = private(default=None)


@dataclass(frozen=True, kw_only=True)
class VoteLent(Act):
    """Someone lent their vote, or with no `to` kept it from being carried. `nth` counts what was lent and taken back
    in this assembly, without a gap, so that nothing of it can be left out when it is repeated."""

    nth: int
    scope: str
    matter: str = ""
    proposal: str = ""
    who: str = private()
    to: str | None = private(default=None)


@dataclass(frozen=True, kw_only=True)
class VoteTakenBack(Act):
    """Someone took back what they had lent for this, or kept from being carried. `nth` as in VoteLent."""

    nth: int
    scope: str
    matter: str = ""
    proposal: str = ""
    who: str = private()


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


@dataclass(frozen=True, kw_only=True)
class DrawAnnounced(Public):
    """People may say that they would serve, until `closes`; `digest` names what it is for, its places and quotas."""

    draw: str
    office: str
    places: int
    digest: str
    closes: str
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class SteppedForward(Act):
    draw: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class SteppedBack(Act):
    draw: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class DrawEnded(Public):
    """Nobody is drawn; `why` is the code of the law's no."""

    draw: str
    why: str


@dataclass(frozen=True, kw_only=True)
class LotteryFixed(Public):
    """The lottery stands: `digest` names its quotas, people as numbers, panels and tickets. Nobody knows the seed."""

    draw: str
    people: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class DrawMade(Public):
    """The ticket drawn by the seed that follows from `lottery` and the root of this record at `size`."""

    draw: str
    lottery: str
    size: int
    root: str
    seed: str
    ticket: int
    panel: str


@dataclass(frozen=True, kw_only=True)
class PlaceAccepted(Act):
    draw: str
    number: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class PlaceDeclined(Public):
    """Whoever has this number declined; `panel` names the numbers of those who are drawn now."""

    draw: str
    number: str
    panel: str
