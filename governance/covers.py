# SPDX-License-Identifier: AGPL-3.0-or-later
"""Covers: the base places a body contains, kept as stretches of one line of base places.

Base places stand in one line, walked down the home nestings, so that a home assembly's cover is one stretch
and an overlay's a few. Memory grows with the edges of the nesting and not with people times depth.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

Stretch = tuple[int, int]  # first position, first position after it
Cover = tuple[Stretch, ...]  # in order, apart from each other, never touching: equal covers are equal tuples


def union(stretches: Iterable[Stretch]) -> Cover:
    """The cover that holds every position of the stretches, each once."""
    merged: list[Stretch] = []
    for low, high in sorted(stretches):
        if low == high:
            continue
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def holds(cover: Cover, position: int) -> bool:
    """Whether one position lies in a cover."""
    return within(((position, position + 1),), cover)


def within(narrow: Cover, wide: Cover) -> bool:
    """Whether every position of one cover lies in the other; a cover lies within itself."""
    for low, high in narrow:
        at = bisect_right(wide, low, key=_low) - 1
        if at < 0 or wide[at][1] < high:
            return False
    return True


def apart(one: Cover, other: Cover) -> bool:
    """Whether two covers share no position."""
    short, long = sorted((one, other), key=len)
    for low, high in short:
        at = bisect_left(long, high, key=_low) - 1
        if at >= 0 and long[at][1] > low:
            return False
    return True


def count(cover: Cover) -> int:
    """How many positions a cover has."""
    return sum(high - low for low, high in cover)


def among(cover: Cover, positions: Sequence[int]) -> Iterator[Stretch]:
    """Which of some positions, given in order, lie in a cover: stretches of their indexes."""
    if not positions:
        return
    first, last = positions[0], positions[-1]
    for low, high in cover:
        if low <= last and high > first:
            yield bisect_left(positions, low), bisect_left(positions, high)


def holds_all(cover: Cover, positions: Sequence[int]) -> bool:
    """Whether all of some positions, given in order, lie in a cover."""
    return sum(high - low for low, high in among(cover, positions)) == len(positions)


def total(cover: Cover, sums: Sequence[int]) -> int:
    """The sum over a cover of numbers given as running sums: sums[i] is the sum of all before position i."""
    return sum(sums[high] - sums[low] for low, high in cover)


def _low(stretch: Stretch) -> int:
    return stretch[0]
