# SPDX-License-Identifier: AGPL-3.0-or-later
"""Effects: what a proposal says it does, and the base places and people that this reaches."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush, nsmallest
from itertools import pairwise
from math import floor, lcm
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


NUMBERS = (int, Fraction)
PLAIN = frozenset(NUMBERS)


def check(effects: Effects, nesting: Nesting) -> None:
    """Raises BadEffects for a place that is not known or holds nobody, a share out of range, a negative
    amount; BadMatter for a matter that is no path. Pointers start at the effects."""
    positions = nesting.positions
    # One look at all of them says for most that nothing is wrong; only what may be is gone through one by one.
    doubtful = {} if _are_plain(effects.places, positions) else effects.places
    for id, share in doubtful.items():
        base = id in positions
        if not base and id not in nesting.bodies:
            raise BadEffects("The place {id} is not known.", code="unknown", at=_place(id), id=id)
        if not isinstance(share, NUMBERS) or not 0 < share.numerator <= share.denominator:
            raise BadEffects("The share of {id} is not over 0 and at most 1.", at=_place(id), id=id)
        if not base and not nesting.covers[id]:
            sentence = "{id} has no constituents, so nobody lives there to be affected."
            raise BadEffects(sentence, at=_place(id), id=id)
    remits.path(effects.matter, "/matter")
    for means, amount in effects.means.items():
        if not isinstance(amount, int | Decimal) or not Decimal(amount).is_finite() or amount < 0:
            raise BadEffects(
                "The amount of {means} is 0 or more.", at="/means/" + pointer(means), means=means
            )


def _are_plain(places: Mapping[str, Fraction], positions: Mapping[str, int]) -> bool:
    """Whether all are base places that are known, with shares in their range."""
    if not places.keys() <= positions.keys() or not PLAIN.issuperset(map(type, places.values())):
        return False
    return all(0 < above <= below for above, below in map(_ratio, places.values()))


def _ratio(share: Fraction) -> tuple[int, int]:
    return share.as_integer_ratio()


def _place(id: str) -> str:
    return "/places/" + pointer(id)


def pointer(key: str) -> str:
    """One key as a step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


Piece = tuple[int, int, int]  # first position, first position after it, share in units


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
        bases, unit = self.nesting.bases, self.unit
        return dict(
            sorted((id, Fraction(rate, unit)) for low, high, rate in self.pieces for id in bases[low:high])
        )

    @property
    def fillers(self) -> Sequence[str]:
        """The places of `filled`, along the line."""
        return [id for id, _, _ in self._filled]

    @cached_property
    def filled(self) -> Mapping[str, Fraction]:
        """The same in few words: where all of a wider place is affected alike, that place stands for all in it."""
        shares = {rate: Fraction(rate, self.unit) for rate in {rate for _, _, rate in self.pieces}}
        return {id: shares[rate] for id, rate, _ in sorted(self._filled)}

    def most_filled(self, most: int) -> Sequence[str]:
        """The places of `filled` in which most people are affected."""
        found = nsmallest(most, ((-people, id) for id, _, people in self._filled))
        return [id for _, id in found]

    @cached_property
    def _filled(self) -> Sequence[tuple[str, int, int]]:
        """Each place of `filled` with its share and its affected people, in units."""
        found, sums, fills = [], self.people.sums, self.nesting.fills
        for low, high, rate in self.pieces:
            if high - low == 1:
                found.append((fills[low], rate, rate * (sums[high] - sums[low])))
                continue
            while low < high:
                id, end = _widest_from(self.nesting, low, high)
                found.append((id, rate, rate * (sums[end] - sums[low])))
                low = end
        return found

    @cached_property
    def _by_rate(self) -> Sequence[tuple[int, Sequence[str]]]:
        """The base places by how much of each is affected, most first, then by id."""
        places: dict[int, list[str]] = {}
        for low, high, rate in self.pieces:
            places.setdefault(rate, []).extend(self.nesting.bases[low:high])
        return [(rate, sorted(alike)) for rate, alike in sorted(places.items(), reverse=True)]

    def all_in(self, cover: covers.Cover) -> bool:
        """Whether every affected base place lies in a cover, whatever its population."""
        return self.places.inside(cover) == self.places.whole

    def beyond(self, delta: Fraction) -> covers.Cover:
        """Where more than a share of a place's own people are affected."""
        little = floor(delta * self.unit)
        return covers.in_order([(low, high) for low, high, rate in self.pieces if rate > little])

    def most_among(self, people: int) -> int:
        """The most affected people, in units, that there can be among so many people."""
        found, left = 0, people
        for rate, many in self._densest:
            living = min(left, many)
            found, left = found + living * rate, left - living
        return found

    @cached_property
    def _densest(self) -> Sequence[tuple[int, int]]:
        """How many people live where so much of each place is affected, (rate, people), most affected first."""
        living: defaultdict[int, int] = defaultdict(int)
        sums = self.people.sums
        for low, high, rate in self.pieces:
            living[rate] += sums[high] - sums[low]
        return sorted(living.items(), reverse=True)

    def worst_outside(self, cover: covers.Cover) -> tuple[Fraction, str] | None:
        """The largest share of its own people that a base place outside a cover has affected, and that place
        (the first by id of several); None where none lies outside."""
        if self.all_in(cover):
            return None
        at = self.nesting.positions
        for rate, alike in self._by_rate:
            for id in alike:
                if not covers.holds(cover, at[id]):
                    return Fraction(rate, self.unit), id
        return None


def _widest_from(nesting: Nesting, low: int, high: int) -> tuple[str, int]:
    """The widest home assembly whose cover begins at a position and ends by another, and where it ends."""
    id, end = nesting.fills[low], low + 1
    while (wider := nesting.parent(id)) is not None:
        start, further = nesting.covers[wider][0]
        if start < low or further > high:
            break
        id, end = wider, further
    return id, end


def affected(nesting: Nesting, places: Mapping[str, Fraction]) -> Affected:
    """Expand named places to their base places. A place named more than once counts by the narrowest naming.

    That is its own share before its parent's. Named through several, the one of fewest base places counts;
    of equals a home assembly before an overlay, the nearer before the wider, then the larger share.
    """
    shares = [share.as_integer_ratio() for share in places.values()]
    unit = lcm(*{below for _, below in shares})
    rates = [above * (unit // below) for above, below in shares]
    at = list(map(nesting.positions.get, places))
    base = sorted((low, rate) for low, rate in zip(at, rates, strict=True) if low is not None)
    pieces = _joined([(low, low + 1, rate) for low, rate in base])
    if len(base) < len(places):
        wider = {id: rate for id, low, rate in zip(places, at, rates, strict=True) if low is None}
        pieces = _joined(_narrowest(pieces, _narrow_to_wide(nesting, wider)))
    line = nesting.measures.people
    cover = covers.in_order([(low, high) for low, high, _ in pieces])
    return Affected(
        nesting,
        pieces,
        unit,
        Spread.of(pieces, line),
        Spread.counting(cover, len(nesting.bases)),
        cover,
    )


def _narrow_to_wide(nesting: Nesting, rates: Mapping[str, int]) -> Iterator[tuple[covers.Cover, int]]:
    for id in sorted(rates, key=lambda id: _width(nesting, id, rates[id])):
        yield nesting.covers[id], rates[id]


def _width(nesting: Nesting, id: str, rate: int) -> tuple[int, bool, int, int]:
    body = nesting.bodies[id]
    depth, parent = 0, nesting.parent(id)
    while parent is not None:
        depth, parent = depth + 1, nesting.parent(parent)
    return covers.count(nesting.covers[id]), isinstance(body, Overlay), -depth, -rate


def _narrowest(base: Sequence[Piece], wider: Iterable[tuple[covers.Cover, int]]) -> Iterator[Piece]:
    """Cut where anything named begins or ends; over each piece base places count first, then the narrower."""
    rates = [rate for _, _, rate in base]
    coming = [(low, high, order) for order, (low, high, _) in enumerate(base)]
    for cover, rate in wider:
        coming += [(low, high, len(rates)) for low, high in cover]
        rates.append(rate)
    coming.sort()
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
            yield low, high, rates[over[0][0]]


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours with the same share as one piece."""
    joined: list[Piece] = []
    start = end = kept = 0
    for low, high, rate in pieces:
        if low != end or rate != kept:
            if start < end:
                joined.append((start, end, kept))
            start, kept = low, rate
        end = high
    if start < end:
        joined.append((start, end, kept))
    return tuple(joined)
