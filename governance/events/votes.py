# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people did with their votes: cast, given by hand, lent and taken back."""

from dataclasses import dataclass

from governance.events.kinds import Act, private


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
