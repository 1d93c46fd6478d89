# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shares: runs of Equal Shares with more and more money a voter, those that can change nothing passed over."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from governance.tallies.purses import Instance, Price, Purses, Unsure

MOST_WORK = 1_000_000
"""Groups of voters that are gone through for ways to resolve ties, all in all, a hundred more a way: where it would be
more, nothing more than that is said."""


FEW = 200
"""Groups of voters with whom a run costs so little that it is worth looking closer. With more, hardly any money can be
added without somebody more paying the full price for something."""


class Open(Exception):
    """Equals whose order makes a difference, and no order for ties."""


class TooManyWays(Exception):
    """More ways to resolve ties than are followed."""


@dataclass
class Run:
    """What one run bought, in order, at what prices; and of which equals."""

    added: int
    prices: list[Price] = field(default_factory=list)
    equals: list[tuple[int, ...]] = field(default_factory=list)
    """All that had the lowest price when each was bought."""
    spent: int = 0
    one_way: bool = True
    """Whether it comes out like this however ties are resolved."""

    @property
    def bought(self) -> list[int]:
        return [price.project for price in self.prices]

    def copy(self) -> "Run":
        return Run(self.added, self.prices[:], self.equals[:], self.spent, one_way=False)


@dataclass
class Runs:
    """All runs of an instance. `rank` is each project's place in the order for ties, where there is one."""

    instance: Instance
    rank: Sequence[int] | None
    work: int = 0

    def over(self, run: Run) -> bool:
        return run.spent > self.instance.pot

    def complete(self, run: Run) -> bool:
        """Whether everything is bought that anyone chose and that could be."""
        return len(run.prices) == len(self.instance.supported)

    def at(self, added: int) -> list[Run]:
        """Every way in which a run with so much added a voter may come out: one, unless ties make a difference."""
        for exact in (False, True):
            try:
                return [self.run(added, exact=exact)]
            except Unsure:
                continue
            except Open:
                break
        return self._every_way(added)

    def run(self, added: int, *, exact: bool) -> Run:
        """One run. Of equals the first in `rank` is bought; without it, the first in the question, if it makes no
        difference. Ends where nothing more can be paid for, or the pot is overspent. Raises Unsure or Open.

        It makes none if all that are equal are bought one after the other at the same price: then each who chose them
        pays as much for each in any order, and has enough for it. Of twins alone any may stand for the others.
        """
        purses, run = Purses(self.instance, added, exact=exact), Run(added)
        waiting: set[int] = set()
        while (equals := purses.cheapest()) and (waiting or purses.spent <= self.instance.pot):
            projects = tuple(price.project for price in equals)
            if waiting and not (waiting <= set(projects) and equals[0].exact == run.prices[-1].exact):
                raise Open
            price = self._first(equals)
            self._buy(purses, run, price, projects)
            if self.rank is None:
                waiting = (waiting | self._others(price.project, projects)) - {price.project}
        if waiting:
            raise Open
        return run

    def _first(self, equals: Sequence[Price]) -> Price:
        rank = self.rank
        return equals[0] if rank is None else min(equals, key=lambda price: rank[price.project])

    def _buy(self, purses: Purses, run: Run, price: Price, equals: tuple[int, ...]) -> None:
        purses.buy(price)
        run.prices.append(price)
        run.equals.append(equals)
        run.spent = purses.spent

    def _others(self, first: int, equals: Sequence[int]) -> set[int]:
        """Whom it could make a difference not to buy first: the others, unless all are twins."""
        return set() if all(self._twins(first, one) for one in equals) else {*equals} - {first}

    def _twins(self, one: int, other: int) -> bool:
        return self.instance.twins[one] == self.instance.twins[other]

    def _every_way(self, added: int) -> list[Run]:
        """The outcomes of every way to resolve ties, twins standing for one another. Raises TooManyWays."""
        found: list[Run] = []
        left = [(Purses(self.instance, added, exact=True), Run(added, one_way=False))]
        while left:
            purses, run = left.pop()
            while equals := purses.cheapest():
                projects = tuple(price.project for price in equals)
                if together := self._together(purses, run, equals):
                    purses, run = together
                    continue
                first, *others = {self.instance.twins[one.project]: one for one in reversed(equals)}.values()
                for price in others:
                    other, way = purses.copy(), run.copy()
                    self._buy(other, way, price, projects)
                    left.append((other, way))
                self._buy(purses, run, first, projects)
            found.append(run)
            self.work += 100 + len(self.instance.weights)
            if self.work > MOST_WORK:
                raise TooManyWays
        return found

    def _together(self, purses: Purses, run: Run, equals: Sequence[Price]) -> tuple[Purses, Run] | None:
        """All these bought at their one price, or None where some would then cost more."""
        purses, run = purses.copy(), run.copy()
        projects = tuple(price.project for price in equals)
        for one in equals:
            price = purses.price(one.project)
            if price is None or price.exact != one.exact:
                return None
            self._buy(purses, run, price, projects)
        return purses, run

    def reaches(self, run: Run, added: int) -> Run | None:
        """The run with so much added, if it and all between surely buy what `run` bought, up to the order of
        projects that have no voter in common.

        As long as the same is bought in the same order, more money at the start leaves everyone no less at any step,
        and no project then costs more: whoever paid all they had now has some left or none, and whoever paid the price
        pays no more than before. So between the two each price lies between what it is in the one and in the other.
        If, step by step, what was bought cost no more with less money than anything else does with more, it was
        nowhere dearer in between; and if nothing can be paid for at the end with more money, it cannot with less.

        Two projects that nobody chose both may cost what they like: whichever is bought first, the other costs as much
        as before, and so do all after them. So it is enough to look at those that somebody did. (Say that one project
        waits for another if that stands before it and somebody chose both. What is bought next in any run between
        waits for nothing that is not bought: of what it waits for, the first that is not bought costs at most as much
        as at its own step, and it itself at least as much as there, which was shown to be more.)

        Where that leaves it open, `_straight` looks closer.
        """
        purses, found = Purses(self.instance, added, exact=False), Run(added)
        try:
            for price, equals in zip(run.prices, run.equals, strict=True):
                still = self._cheapest_still(purses, price, equals)
                if still is None:
                    return self._straight(run, added)
                now = purses.price(price.project)
                if now is None:
                    return None
                self._buy(purses, found, now, (*still, price.project))
            return None if purses.cheapest() else found
        except Unsure:
            return self._straight(run, added)

    def _straight(self, run: Run, added: int) -> Run | None:
        """As `reaches`, where the same voters pay the full price with more money as with less.

        More money only lets more pay it, so in between it is the same too, and then every price is a straight line
        over the money: what is no dearer at both ends is no dearer in between.
        """
        if len(self.instance.weights) > FEW:
            return None
        less, more = (Purses(self.instance, units, exact=True) for units in (run.added, added))
        found, left = Run(added), set(self.instance.supported)
        for project in run.bought:
            left.remove(project)
            ends = less.price(project), more.price(project)
            if ends[0] is None or ends[1] is None or ends[0].heft != ends[1].heft:
                return None
            others = ((less.price(other), more.price(other)) for other in left)
            if not all(self._behind((ends[0], ends[1]), pair) for pair in others):
                return None
            less.buy(ends[0])
            self._buy(more, found, ends[1], (project,))
        return None if more.cheapest() else found

    def _behind(self, ends: tuple[Price, Price], other: tuple[Price | None, Price | None]) -> bool:
        """Whether another is bought later all the way from less money to more."""
        (less, more), (before, now) = ends, other
        if now is None or now.exact > less.exact or self.instance.apart(more.project, now.project):
            return True
        if self.rank is None:
            first = self._twins(more.project, now.project)
        else:
            first = self.rank[more.project] < self.rank[now.project]
        if before is None or before.heft != now.heft:
            return first and now.exact == less.exact and self.rank is not None
        pairs = ((before.exact, less.exact), (now.exact, more.exact))
        return all(one > two or (one == two and first) for one, two in pairs)

    def _cheapest_still(
        self, purses: Purses, before: Price, equals: tuple[int, ...]
    ) -> tuple[int, ...] | None:
        """Those of its equals that cost as much as this did before; None where something else may cost less now."""
        kept: list[Price] = []
        for price in purses.below(before):
            if not self._preferred(before, price, equals) and not self.instance.apart(
                before.project, price.project
            ):
                return None
            kept.append(price)
        purses.put_back(kept)
        return tuple(one.project for one in kept if one.sure and before.sure and one.exact == before.exact)

    def _preferred(self, before: Price, other: Price, equals: tuple[int, ...]) -> bool:
        one, two = before.project, other.project
        first = self.rank is None or self.rank[one] < self.rank[two]
        if self._twins(one, two):
            return first
        if not (before.sure and other.sure) or other.exact < before.exact:
            return False
        return other.exact > before.exact or (two in equals if self.rank is None else first)


def add_ones(runs: Runs) -> tuple[list[Run], Run | None]:
    """Every way in which adding one unit a voter at a time may end: the last run before the first that overspends, or
    the first that buys everything; and one that overspent, if any did. Raises TooManyWays.

    It ends: with as much a voter as everything costs together, whatever anyone chose is bought.
    """
    ended: list[Run] = []
    now, ahead, calm, wait = runs.at(0), 1, 0, 1
    while True:
        ended += [run for run in now if runs.complete(run)]
        now = [run for run in now if not runs.complete(run)]
        if not now:
            return ended, None
        run = now[0]
        if ahead > 1:
            moved = runs.reaches(run, run.added + ahead)
            if moved:
                now, ahead, wait = [moved], ahead * 2, 1
                continue
            ahead //= 2
            if ahead > 1:
                continue
            calm, wait = 0, min(2 * wait, 16)
        after = runs.at(run.added + 1)
        over = next(filter(runs.over, after), None)
        if over:
            ended += now
            after = [one for one in after if not runs.over(one)]
            if not after:
                return ended, over
        alike = len(now) == len(after) == 1 and after[0].one_way and set(after[0].bought) == set(run.bought)
        calm = calm + 1 if alike else 0
        now, ahead = after, 2 if calm >= wait else 1


def ended(runs: Runs, *, add1: bool) -> tuple[list[Run], Run | None]:
    """Every way in which a count may end, with all prices and equals of the last run exact; and as `add_ones`."""
    ways, over = add_ones(runs) if add1 else (runs.at(0), None)
    if len(ways) == 1 and ways[0].one_way:
        ways = [runs.run(ways[0].added, exact=True)]
    return ways, over
