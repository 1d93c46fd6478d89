# SPDX-License-Identifier: AGPL-3.0-or-later
"""Covers: the base places a body contains, kept as stretches of one line of base places.

Base places stand in one line, walked down the home nestings, so that a home assembly's cover is one stretch
and an overlay's a few. Memory grows with the edges of the nesting and not with people times depth.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul, sub

Stretch = tuple[int, int]  # first position, first position after it
Cover = tuple[Stretch, ...]  # in order, apart from each other, never touching: equal covers are equal tuples


def union(stretches: Iterable[Stretch]) -> Cover:
    """The cover that holds every position of the stretches, each once."""
    return in_order(sorted(stretches))


def in_order(stretches: Iterable[Stretch]) -> Cover:
    """The union of stretches that come in order."""
    merged: list[Stretch] = []
    start = end = -1
    for low, high in stretches:
        if low > end:
            if start < end:
                merged.append((start, end))
            start, end = low, high
        elif high > end:
            end = high
    if start < end:
        merged.append((start, end))
    return tuple(merged)


def holds(cover: Cover, position: int) -> bool:
    """Whether one position lies in a cover."""
    return position < end_of(cover, position)


def end_of(cover: Cover, position: int) -> int:
    """Where the stretch of a cover that holds a position ends; the position itself where none holds it."""
    at = bisect_right(cover, position, key=_low) - 1
    return position if at < 0 else max(position, cover[at][1])


def within(narrow: Cover, wide: Cover) -> bool:
    """Whether every position of one cover lies in the other; a cover lies within itself."""
    return all(high <= end_of(wide, low) for low, high in narrow)


def apart(one: Cover, other: Cover) -> bool:
    """Whether two covers share no position."""
    short, long = sorted((one, other), key=len)
    for low, high in short:
        at = bisect_left(long, high, key=_low) - 1
        if at >= 0 and long[at][1] > low:
            return False
    return True


def first_outside(cover: Cover, others: Sequence[Cover]) -> int | None:
    """The first position of a cover that lies in none of some others; None where each lies in one."""
    at = held = 0  # all of the cover before `held` lies in one of the others
    while at < len(cover):
        held = max(held, cover[at][0])
        further = max((end_of(other, held) for other in others), default=held)
        if further == held:
            return held
        held = further
        at = bisect_right(cover, held, at, key=_high)
    return None


def count(cover: Cover) -> int:
    """How many positions a cover has."""
    return sum(high - low for low, high in cover)


def total(cover: Cover, sums: Sequence[int]) -> int:
    """The sum over a cover of numbers given as running sums: sums[i] is the sum of all before position i."""
    return sum(sums[high] - sums[low] for low, high in cover)


def _low(stretch: Stretch) -> int:
    return stretch[0]


def _high(stretch: Stretch) -> int:
    return stretch[1]


@dataclass(frozen=True, slots=True)
class Spread:
    """Whole numbers spread over the line, ready to be counted by cover: on each of some stretches, in order
    and apart, `rates` times the numbers whose running sums are `sums`."""

    lows: Sequence[int]
    highs: Sequence[int]
    rates: Sequence[int]
    until: Sequence[int]  # all before each stretch, and last of all the whole
    sums: Sequence[int]

    @classmethod
    def of(cls, pieces: Sequence[tuple[int, int, int]], sums: Sequence[int]) -> "Spread":
        """Spread over pieces, each from a position up to another and with its rate."""
        lows, highs, rates = zip(*pieces, strict=True) if pieces else ((), (), ())
        before = sums.__getitem__
        each = map(mul, rates, map(sub, map(before, highs), map(before, lows)))
        return cls(lows, highs, rates, (0, *accumulate(each)), sums)

    @classmethod
    def counting(cls, cover: Cover, positions: int) -> "Spread":
        """One for each position of a cover, on a line of so many."""
        lows, highs = zip(*cover, strict=True) if cover else ((), ())
        each = map(sub, highs, lows)
        return cls(lows, highs, (1,) * len(lows), (0, *accumulate(each)), range(positions + 1))

    @property
    def whole(self) -> int:
        """The sum over the whole line."""
        return self.until[-1]

    def before(self, position: int) -> int:
        """The sum over everything before a position."""
        at = bisect_right(self.lows, position) - 1
        if at < 0:
            return 0
        end = min(position, self.highs[at])
        return self.until[at] + self.rates[at] * (self.sums[end] - self.sums[self.lows[at]])

    def inside(self, cover: Cover) -> int:
        """The sum over a cover."""
        if not self.lows:
            return 0
        first = bisect_right(cover, self.lows[0], key=_low) - 1
        last = bisect_left(cover, self.highs[-1], key=_low)
        return sum(self.before(high) - self.before(low) for low, high in cover[max(first, 0) : last])

    def reaches(self, amount: int) -> int:
        """The first position by whose end the sum from the start is an amount, which is from 1 to the whole."""
        at = bisect_left(self.until, amount) - 1
        wanted = self.sums[self.lows[at]] + -((self.until[at] - amount) // self.rates[at])
        return bisect_left(self.sums, wanted, self.lows[at], self.highs[at] + 1) - 1
