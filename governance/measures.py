# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measures: what is counted of a nesting once, so that placement looks only where an answer can be.

Nothing here decides. It says how many people live along the line of base places, which bodies begin where, and
how much the roomiest bodies of a scale could hold; every bound is an upper bound, and candidates are counted
exactly afterwards.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate

from governance import covers
from governance.covers import Cover
from governance.remits import Remit

MOST = 4  # assemblies that may decide jointly


@dataclass(frozen=True, slots=True)
class Starts:
    """Bodies by where their stretches begin on the line."""

    lows: Sequence[int]
    ids: Sequence[str]

    @classmethod
    def of(cls, ids: Iterable[str], found: Mapping[str, Cover]) -> "Starts":
        """Of some bodies with their covers."""
        pairs = sorted((low, id) for id in ids for low, _ in found[id])
        return cls([low for low, _ in pairs], [id for _, id in pairs])

    def within(self, cover: Cover) -> set[str]:
        """The bodies of which a stretch begins in a cover."""
        ids: set[str] = set()
        for low, high in cover:
            ids.update(self.ids[bisect_left(self.lows, low) : bisect_left(self.lows, high)])
        return ids

    def number_within(self, cover: Cover) -> int:
        """How many stretches begin in a cover."""
        return sum(bisect_left(self.lows, high) - bisect_left(self.lows, low) for low, high in cover)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Roll:
    """The bodies whose charters give the same matters, so that one look at a `remit` tells of all: `ids` in
    candidate order, `members` to look one up, and where the `homes` (each has one stretch) and the `overlays`
    among them begin."""

    remit: Remit | None
    ids: Sequence[str]
    members: frozenset[str]
    homes: Starts
    overlays: Starts

    @classmethod
    def of(
        cls, remit: Remit | None, ids: Sequence[str], across: Set[str], found: Mapping[str, Cover]
    ) -> "Roll":
        """Of some bodies in candidate order; `across` are the overlays of the nesting."""
        homes = Starts.of((id for id in ids if id not in across), found)
        return cls(remit, ids, frozenset(ids), homes, Starts.of((id for id in ids if id in across), found))


def rolls(
    remits: Mapping[str, Remit | None], across: Set[str], found: Mapping[str, Cover]
) -> tuple[Roll, ...]:
    """Every roll of a nesting, whose remits come in candidate order."""
    alike: dict[frozenset[str] | None, list[str]] = defaultdict(list)
    for id, remit in remits.items():
        alike[None if remit is None else frozenset(row.matter for row in remit)].append(id)
    return tuple(Roll.of(remits[ids[0]], ids, across, found) for ids in alike.values())


@dataclass(frozen=True, slots=True)
class Room:
    """The most people that one to four disjoint bodies of one scale could hold, and the most base places."""

    people: Sequence[int]
    places: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Measures:
    """`people` are running sums along the line of base places; `parents` the people of each base place's home
    parent, -1 where there is none, and `widest` the most of these; `starts` bodies by where they begin, scale by
    scale, and `overlays` those among them; `crowded` the overlays by the people who live in them, most first,
    and `crowds` how many these are, less than nothing; `rooms` what a scale could hold."""

    people: Sequence[int]
    parents: Sequence[int]
    widest: int
    starts: Mapping[int, Starts]
    overlays: Starts
    crowded: Sequence[str]
    crowds: Sequence[int]
    rooms: Mapping[int, Room]

    @classmethod
    def of(
        cls,
        people: Sequence[int],
        parents: Sequence[int],
        scales: Mapping[str, int],
        across: Sequence[str],
        found: Mapping[str, Cover],
    ) -> "Measures":
        """Measure. `scales` are of all bodies, by id; `across` are the overlays."""
        sums = (0, *accumulate(people))
        lives = {id: covers.total(cover, sums) for id, cover in found.items()}
        alike: dict[int, list[str]] = defaultdict(list)
        for id, scale in scales.items():
            alike[scale].append(id)
        crowded = sorted(across, key=lambda id: -lives[id])
        return cls(
            sums,
            parents,
            max(parents, default=-1),
            {scale: Starts.of(ids, found) for scale, ids in alike.items()},
            Starts.of(across, found),
            crowded,
            [-lives[id] for id in crowded],
            {scale: _room(alike[scale], lives, found) for scale in sorted(alike)},
        )

    def overlays_of_at_least(self, people: int) -> Sequence[str]:
        """The overlays in whose base places so many people live."""
        return self.crowded[: bisect_right(self.crowds, -people)]


def _room(ids: Sequence[str], lives: Mapping[str, int], found: Mapping[str, Cover]) -> Room:
    return Room(_most(lives[id] for id in ids), _most(covers.count(found[id]) for id in ids))


def _most(numbers: Iterable[int]) -> tuple[int, ...]:
    largest = nlargest(MOST, numbers)
    return tuple(accumulate(largest + [0] * (MOST - len(largest)), initial=0))
