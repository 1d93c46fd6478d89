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
    proposal: str
    ballot: str
    text: str
    rule: str
    method: str
    seats: int
    quorum: int
    closes: str
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class VoteCast(Act):
    """The leaf holds the time and salted digests: of who, of the choice, and of the assembly counted in. Of a vote
    on a secret ballot there is no choice here, not even as a digest.

    `assembly` is the child or constituent whose people the voter counts among, where assemblies count too;
    `reason` is that of an objection.
    """

    proposal: str
    ballot: str
    who: str = private()
    choice: str | None = private(default=None)
    assembly: str | None = private(default=None)
    reason: str | None = private(default=None)


@dataclass(frozen=True, kw_only=True)
class VotesParted(Public):
    """At the close of a secret ballot its choices were parted from their voters: `digest` names the list of them,
    by choice and with how many chose it, as an export has it."""

    proposal: str
    ballot: str
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Public):
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
