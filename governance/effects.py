# SPDX-License-Identifier: AGPL-3.0-or-later
"""Effects: what a proposal says it does, and the base places and people that this reaches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import lcm
from typing import ClassVar

from governance import covers, remits
from governance.nesting import Nesting, Overlay
from governance.refusals import Refusal


class BadEffects(Refusal):
    code: ClassVar[str] = "bad_effects"


@dataclass(frozen=True)
class Effects:
    """Places with the share (over 0, at most 1) of each one's own people affected, by id; the matter; the
    amount of each means asked for; and whether the decision binds anyone."""

    places: Mapping[str, Fraction]
    matter: str
    means: Mapping[str, Decimal] = field(default_factory=dict)
    binding: bool = True

    @property
    def heavy(self) -> bool:
        """Whether it uses anything up or binds anyone; what does neither is light and shared with all."""
        return self.binding or any(self.means.values())


def check(effects: Effects, nesting: Nesting) -> None:
    """Raises BadEffects for a place that is not known or holds nobody, a share out of range, a negative
    amount; BadMatter for a matter that is no path. Pointers start at the effects."""
    for id, share in effects.places.items():
        at = "/places/" + pointer(id)
        if id not in nesting.bodies:
            raise BadEffects("The place {id} is not known.", code="unknown", at=at, id=id)
        if not isinstance(share, int | Fraction) or not 0 < share <= 1:
            raise BadEffects("The share of {id} is not over 0 and at most 1.", at=at, id=id)
        if not nesting.covers[id]:
            raise BadEffects("{id} has no constituents, so nobody lives there to be affected.", at=at, id=id)
    remits.path(effects.matter, "/matter")
    for means, amount in effects.means.items():
        if not isinstance(amount, int | Decimal) or not Decimal(amount).is_finite() or amount < 0:
            raise BadEffects(
                "The amount of {means} is 0 or more.", at="/means/" + pointer(means), means=means
            )


def pointer(key: str) -> str:
    """One key as a step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True, eq=False, repr=False)
class Affected:
    """The base places affected, with the share of each one's own people, ready to be counted by cover.

    People are whole numbers, in units of 1/`unit` of a person, so that counting is exact and quick.
    """

    nesting: Nesting
    shares: Mapping[str, Fraction]
    people: Mapping[str, int]
    positions: tuple[int, ...]
    sums: tuple[int, ...]
    unit: int
    by_share: tuple[tuple[Fraction, str, int], ...]  # most affected first

    @property
    def total(self) -> int:
        """All affected people, in units."""
        return self.sums[-1]

    def people_in(self, cover: covers.Cover) -> int:
        """Affected people inside a cover, in units."""
        return sum(self.sums[high] - self.sums[low] for low, high in covers.among(cover, self.positions))

    def all_in(self, cover: covers.Cover) -> bool:
        """Whether every affected base place lies in a cover, whatever its population."""
        return covers.holds_all(cover, self.positions)

    def beyond(self, delta: Fraction) -> tuple[int, ...]:
        """Positions of the places with more than a share of their own people affected, in order."""
        return tuple(sorted(position for share, _, position in self.by_share if share > delta))

    def worst_outside(self, cover: covers.Cover) -> tuple[Fraction, str] | None:
        """The largest share of its own people that a base place outside a cover has affected, and that place
        (the first by id of several); None where none lies outside."""
        if self.all_in(cover):
            return None
        outside = ((share, id) for share, id, position in self.by_share if not covers.holds(cover, position))
        return next(outside, None)


def affected(nesting: Nesting, places: Mapping[str, Fraction]) -> Affected:
    """Expand named places to their base places. A place named more than once counts by the narrowest naming.

    That is its own share before its parent's. Named through several, the one of fewest base places counts;
    of equals a home assembly before an overlay, the nearer before the wider, then the larger share.
    """
    shares: dict[str, Fraction] = {}
    for id in sorted(places, key=lambda id: _width(nesting, id, places[id]), reverse=True):
        if nesting.is_base(id):
            shares[id] = Fraction(places[id])
        else:
            shares.update(dict.fromkeys(nesting.base_places(id), Fraction(places[id])))
    return _counted(nesting, shares)


def _width(nesting: Nesting, id: str, share: Fraction) -> tuple[int, bool, int, Fraction]:
    body = nesting.bodies[id]
    depth, parent = 0, nesting.parent(id)
    while parent is not None:
        depth, parent = depth + 1, nesting.parent(parent)
    return covers.count(nesting.covers[id]), isinstance(body, Overlay), -depth, -share


def _counted(nesting: Nesting, shares: Mapping[str, Fraction]) -> Affected:
    at = {id: nesting.covers[id][0][0] for id in shares}
    unit = lcm(*{share.denominator for share in shares.values()})
    scaled = {share: int(share * unit) for share in set(shares.values())}
    people = {id: scaled[shares[id]] * (nesting.bodies[id].population or 0) for id in sorted(shares)}
    line = sorted(shares, key=lambda id: at[id])
    return Affected(
        nesting,
        {id: shares[id] for id in people},
        people,
        tuple(at[id] for id in line),
        (0, *accumulate(people[id] for id in line)),
        unit,
        tuple((shares[id], id, at[id]) for id in sorted(people, key=lambda id: -scaled[shares[id]])),
    )
