# SPDX-License-Identifier: AGPL-3.0-or-later
"""Candidates: everything that might decide a question, counted and picked from without a look at each."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from heapq import merge

from governance import covers, reaching
from governance.measures import Roll
from governance.nesting import Nesting

FEW = 8  # names that are picked of many: where the candidates are dense, these are soon met along the order


@dataclass(frozen=True, eq=False, repr=False)
class Candidates:
    """Every base place of a cover and everything above any of them."""

    nesting: Nesting
    cover: covers.Cover
    _counted: dict[Roll, int] = field(default_factory=dict)

    @cached_property
    def all(self) -> Sequence[str]:
        """Each of them, in candidate order."""
        return self._sorted(reaching.touching(self.nesting, self.cover))

    @cached_property
    def number(self) -> int:
        """How many there are."""
        return self.number_on(*self.nesting.rolls)

    def number_on(self, *rolls: Roll) -> int:
        """How many of them stand on some rolls."""
        for roll in rolls:
            if roll not in self._counted:
                self._counted[roll] = self._number(roll)
        return sum(self._counted[roll] for roll in rolls)

    def on(self, *rolls: Roll) -> Iterator[str]:
        """Those on some rolls, in candidate order."""
        return merge(*map(self._in_order, rolls), key=self.nesting.ranks.__getitem__)

    def before(self, rank: int) -> Iterator[str]:
        """Those that come before a rank in the order, the nearest to it first."""
        if self._sparse(self.number, len(self.nesting.order)):
            return (id for id in reversed(self.all) if self.nesting.ranks[id] < rank)
        return self._touching(self.nesting.order[at] for at in range(rank - 1, -1, -1))

    def after(self, rank: int) -> Iterator[str]:
        """Those that come after a rank in the order."""
        if self._sparse(self.number, len(self.nesting.order)):
            return (id for id in self.all if self.nesting.ranks[id] > rank)
        return self._touching(self.nesting.order[at] for at in range(rank + 1, len(self.nesting.order)))

    @cached_property
    def _over(self) -> Set[str]:
        return reaching.over_each(self.nesting, self.cover)

    def _number(self, roll: Roll) -> int:
        over = self._over & roll.members
        overlays = roll.overlays.within(self.cover) | {id for id in over if self.nesting.is_overlay(id)}
        # A home assembly is counted where it begins: of those above a stretch, the ones that begin before it.
        wider = sum(not covers.holds(self.cover, self.nesting.covers[id][0][0]) for id in over - overlays)
        return len(overlays) + roll.homes.number_within(self.cover) + wider

    def _in_order(self, roll: Roll) -> Iterator[str]:
        if self._sparse(self.number_on(roll), len(roll.ids)):
            return iter(self._sorted(self._on(roll)))
        return self._touching(roll.ids)

    def _on(self, roll: Roll) -> Set[str]:
        return (self._over & roll.members) | roll.overlays.within(self.cover) | roll.homes.within(self.cover)

    def _sorted(self, ids: Iterable[str]) -> Sequence[str]:
        return sorted(ids, key=self.nesting.ranks.__getitem__)

    def _touching(self, ids: Iterable[str]) -> Iterator[str]:
        return (id for id in ids if not covers.apart(self.nesting.covers[id], self.cover))

    @staticmethod
    def _sparse(number: int, among: int) -> bool:
        """Whether sorting so many is less work than meeting a few of them along an order of so many more."""
        return number * number < FEW * among
