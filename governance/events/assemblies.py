# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to an assembly itself: founded, chartered, joined, given means, seats and powers."""

from dataclasses import dataclass

from governance.events.kinds import Act, Public, private


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
