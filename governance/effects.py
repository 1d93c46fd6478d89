# SPDX-License-Identifier: AGPL-3.0-or-later
"""Effects: what a proposal says it does, and the base places and people that this reaches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise
from math import lcm
from typing import ClassVar

from governance import covers, remits
from governance.covers import Spread
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


Piece = tuple[int, int, Fraction]  # first position, first position after it, share


@dataclass(frozen=True, eq=False, repr=False)
class Affected:
    """The base places affected, as pieces of the line on which everywhere the same share is affected.

    A whole region named is one piece, however many places it has. People are whole numbers, in units of
    1/`unit` of a person, so that counting is exact and quick.
    """

    nesting: Nesting
    pieces: tuple[Piece, ...]
    unit: int
    people: Spread
    places: Spread
    cover: covers.Cover

    @property
    def total(self) -> int:
        """All affected people, in units."""
        return self.people.whole

    @cached_property
    def shares(self) -> Mapping[str, Fraction]:
        """Each base place affected with the share of its own people, by id."""
        bases = self.nesting.bases
        return dict(sorted((id, share) for low, high, share in self.pieces for id in bases[low:high]))

    @cached_property
    def _by_share(self) -> Sequence[tuple[Fraction, str, int]]:
        """The base places with share and position, most affected first, then by id."""
        bases = self.nesting.bases
        places: dict[Fraction, list[tuple[str, int]]] = {}
        for low, high, share in self.pieces:
            places.setdefault(share, []).extend((bases[at], at) for at in range(low, high))
        by_share = sorted(places.items(), reverse=True)
        return [(share, id, at) for share, alike in by_share for id, at in sorted(alike)]

    def all_in(self, cover: covers.Cover) -> bool:
        """Whether every affected base place lies in a cover, whatever its population."""
        return self.places.inside(cover) == self.places.whole

    def beyond(self, delta: Fraction) -> covers.Cover:
        """Where more than a share of a place's own people are affected."""
        return covers.union((low, high) for low, high, share in self.pieces if share > delta)

    def most_among(self, people: int) -> int:
        """The most affected people, in units, that there can be among so many people."""
        found, left = 0, people
        for at in self._densest:
            living = min(left, (self.people.until[at + 1] - self.people.until[at]) // self.people.rates[at])
            found, left = found + living * self.people.rates[at], left - living
        return found

    @cached_property
    def _densest(self) -> Sequence[int]:
        return sorted(range(len(self.pieces)), key=lambda at: -self.people.rates[at])

    def worst_outside(self, cover: covers.Cover) -> tuple[Fraction, str] | None:
        """The largest share of its own people that a base place outside a cover has affected, and that place
        (the first by id of several); None where none lies outside."""
        if self.all_in(cover):
            return None
        outside = ((share, id) for share, id, at in self._by_share if not covers.holds(cover, at))
        return next(outside, None)


def affected(nesting: Nesting, places: Mapping[str, Fraction]) -> Affected:
    """Expand named places to their base places. A place named more than once counts by the narrowest naming.

    That is its own share before its parent's. Named through several, the one of fewest base places counts;
    of equals a home assembly before an overlay, the nearer before the wider, then the larger share.
    """
    narrow_to_wide = sorted(places, key=lambda id: _width(nesting, id, places[id]))
    stretches = [
        (low, high, order) for order, id in enumerate(narrow_to_wide) for low, high in nesting.covers[id]
    ]
    shares = [Fraction(places[id]) for id in narrow_to_wide]
    pieces = tuple((low, high, shares[order]) for low, high, order in _narrowest(stretches))
    pieces = tuple(_joined(pieces))
    unit = lcm(*{share.denominator for _, _, share in pieces})
    scaled = [(low, high, int(share * unit)) for low, high, share in pieces]
    line = nesting.measures.people
    return Affected(
        nesting,
        pieces,
        unit,
        Spread.of(scaled, line),
        Spread.of([(low, high, 1) for low, high, _ in pieces], range(len(line))),
        covers.union((low, high) for low, high, _ in pieces),
    )


def _width(nesting: Nesting, id: str, share: Fraction) -> tuple[int, bool, int, Fraction]:
    body = nesting.bodies[id]
    depth, parent = 0, nesting.parent(id)
    while parent is not None:
        depth, parent = depth + 1, nesting.parent(parent)
    return covers.count(nesting.covers[id]), isinstance(body, Overlay), -depth, -share


def _narrowest(stretches: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Cut stretches, each with its order, where they begin and end; of those over one piece the first counts."""
    coming = sorted(stretches)
    edges = sorted({edge for low, high, _ in coming for edge in (low, high)})
    over: list[tuple[int, int]] = []
    next_one = 0
    for low, high in pairwise(edges):
        while next_one < len(coming) and coming[next_one][0] == low:
            heappush(over, (coming[next_one][2], coming[next_one][1]))
            next_one += 1
        while over and over[0][1] <= low:
            heappop(over)
        if over:
            yield low, high, over[0][0]


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours with the same share as one piece."""
    last: Piece | None = None
    for low, high, share in pieces:
        if last is not None and last[1] == low and last[2] == share:
            last = last[0], high, share
            continue
        if last is not None:
            yield last
        last = low, high, share
    if last is not None:
        yield last
