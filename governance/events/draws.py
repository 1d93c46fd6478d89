# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened in a draw by lot: announced, fixed, drawn, accepted and declined."""

from dataclasses import dataclass

from governance.events.kinds import Act, Public, private


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
