# SPDX-License-Identifier: AGPL-3.0-or-later
"""Purses: what voters who chose alike have left in one run of Equal Shares, and what each project costs them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush
from math import gcd, lcm
from operator import mul

from governance.tallies.outcomes import Number

BITS = 256
"""Binary places kept of money where a run is not exact: what is rounded is bounded, and never decides anything."""


class Unsure(Exception):
    """Rounding leaves open which of two numbers is larger: the run is to be repeated without any."""


@dataclass(frozen=True)
class Instance:
    """Projects that can be funded, by number; voters in groups that chose alike. All are whole numbers.

    `costs` are in the smallest unit of the currency that occurs; `weights` are multiples of 1 / `parts` of a voter.
    """

    costs: Sequence[int]
    supporters: Sequence[Sequence[int]]
    weights: Sequence[int]
    voters: int
    parts: int
    pot: int
    unit: int

    @classmethod
    def of(
        cls,
        costs: Sequence[Fraction],
        sets: Mapping[tuple[int, ...], Number],
        pot: Fraction,
    ) -> "Instance":
        """From costs, and sets of projects (by number) with how many chose each; `sets` have no weight of 0."""
        unit = lcm(pot.denominator, *(cost.denominator for cost in costs))
        parts = lcm(*(Fraction(weight).denominator for weight in sets.values()))
        supporters: list[list[int]] = [[] for _ in costs]
        for group, chosen in enumerate(sets):
            for project in chosen:
                supporters[project].append(group)
        weights = [int(weight * parts) for weight in sets.values()]
        whole = [int(cost * unit) for cost in costs]
        return cls(whole, supporters, weights, sum(weights), parts, int(pot * unit), unit)

    @property
    def scale(self) -> int:
        """What money is multiplied with, so that an equal share of the pot is whole and little is lost by rounding."""
        return self.voters * self.parts << BITS

    def share(self, added: int) -> int:
        """What each part of a voter starts with, scaled: an equal share of the pot and `added` units a voter."""
        return (self.pot * self.parts + added * self.unit * self.voters) << BITS

    @cached_property
    def alike(self) -> bool:
        """Whether every group is one part of a voter."""
        return all(weight == 1 for weight in self.weights)

    @cached_property
    def totals(self) -> list[int]:
        """Project → the weight of all who chose it."""
        return [sum(self.weights[group] for group in groups) for groups in self.supporters]

    @cached_property
    def _choosing(self) -> list[frozenset[int]]:
        return [frozenset(groups) for groups in self.supporters]

    def apart(self, one: int, other: int) -> bool:
        """Whether nobody chose both of these projects."""
        return self._choosing[one].isdisjoint(self._choosing[other])

    @cached_property
    def supported(self) -> tuple[int, ...]:
        """Projects that anyone chose and that cost anything."""
        return tuple(p for p, total in enumerate(self.totals) if total and self.costs[p])

    @cached_property
    def twins(self) -> list[int]:
        """Project → the first that costs the same and was chosen by the same voters: nothing ever tells these apart."""
        first: dict[tuple[int, tuple[int, ...]], int] = {}
        keys = ((cost, tuple(groups)) for cost, groups in zip(self.costs, self.supporters, strict=True))
        return [first.setdefault(key, project) for project, key in enumerate(keys)]


@dataclass(frozen=True, slots=True)
class Price:
    """What a project costs those who chose it now, per unit of its cost, between `low` and `high`, both scaled.

    Each pays need / heft, those with less all they have. The price is need / whole; exactly so where `sure`.
    """

    project: int
    low: int
    high: int
    need: int
    heft: int
    whole: int
    sure: bool

    @property
    def exact(self) -> Fraction:
        """The price itself. Raises Unsure where it is only known to lie between."""
        if not self.sure:
            raise Unsure
        return Fraction(self.need, self.whole)


class Purses:
    """One run: what each group has left a voter, and the projects left, those first that may be cheapest.

    Money only falls, so a project's price only rises: a price found earlier is a bound from below, and a project is
    priced anew only where its bound is the lowest. For the same reason who cannot pay their full part of a project
    never can again. Without `exact`, `error` bounds how far any money is from what it really is, scaled.
    """

    def __init__(self, instance: Instance, added: int, *, exact: bool) -> None:
        self.instance, self.exact = instance, exact
        self.scale, self.unscaled = instance.scale, instance.scale
        self.error, self.spent = 0, 0
        self.weights = instance.weights
        self.money = [instance.share(added)] * len(instance.weights)
        self.rich: list[Sequence[int]] = list(instance.supporters)
        self.poor: list[Sequence[int]] = [()] * len(instance.costs)
        self.heft = list(instance.totals)
        self.bought: set[int] = set()
        self.heap = [(self.scale // self.heft[project], project) for project in instance.supported]
        heapify(self.heap)

    def copy(self) -> "Purses":
        other = object.__new__(Purses)
        other.__dict__.update(self.__dict__)
        other.money, other.rich, other.poor = self.money[:], self.rich[:], self.poor[:]
        other.heft, other.heap, other.bought = self.heft[:], self.heap[:], set(self.bought)
        return other

    def price(self, project: int, below: int | None = None) -> Price | None:
        """What the project costs now; None where those who chose it have not enough, or where it costs more than
        `below`: then it is put back with the bound that was found. Raises Unsure.

        Whoever has less than an even part of what is needed pays all, and the others' part grows, until nobody falls
        out. For any money within `error`, need - error * (weight of those who pay all) over heft is a bound from
        below, whoever really pays all; and with plus one from above, if all others have that much and `error` more.
        """
        money, costs = self.money, self.instance.costs[project]
        rich, heft, total = self.rich[project], self.heft[project], self.instance.totals[project]
        poor = [group for group in self.poor[project] if money[group]]
        need = costs * self.scale - self._held(poor)
        bar = None if below is None else (below + 1) * costs * (self.scale // self.unscaled)
        while heft:
            doubt = self.error * (total - heft)
            if bar is not None and need - doubt >= bar * heft:
                break
            limit = -(-need // heft)
            margin = self.error and self.error + doubt // heft + 2
            edge = limit + margin
            fallen = [group for group in rich if money[group] < edge]
            if not fallen:
                bar = None
                break
            fallen = self._surely(fallen, limit) if margin else fallen
            rich = [group for group in rich if money[group] >= limit]
            poor += fallen
            need -= self._held(fallen)
            heft -= self._heft(fallen)
        self.rich[project], self.poor[project], self.heft[project] = rich, poor, heft
        return self._priced(project, need, cut=bar is not None)

    def _surely(self, groups: Sequence[int], limit: int) -> list[int]:
        """Those of them that have less. Raises Unsure where all have so nearly as much that any may have as much."""
        fallen = [group for group in groups if self.money[group] < limit]
        if not fallen:
            raise Unsure
        return fallen

    def _held(self, groups: Sequence[int]) -> int:
        money = map(self.money.__getitem__, groups)
        return sum(money if self.instance.alike else map(mul, money, map(self.weights.__getitem__, groups)))

    def _heft(self, groups: Sequence[int]) -> int:
        return len(groups) if self.instance.alike else sum(map(self.weights.__getitem__, groups))

    def _priced(self, project: int, need: int, *, cut: bool) -> Price | None:
        heft, cost = self.heft[project], self.instance.costs[project] * self.scale
        doubt = self.error * (self.instance.totals[project] - heft)
        if not heft:
            if need <= doubt:
                raise Unsure
            return None
        whole = heft * cost
        low = (need - doubt) * self.unscaled // whole
        if cut:
            heappush(self.heap, (low, project))
            return None
        high = (need + doubt) * self.unscaled // whole + 1
        return Price(project, low, high, need, heft, whole, not doubt)

    def cheapest(self) -> list[Price]:
        """The lowest price, of all projects that have it; none where nothing can be paid for. Raises Unsure."""
        priced: list[Price] = []
        high: int | None = None
        while self.heap and (high is None or self.heap[0][0] <= high):
            _, project = heappop(self.heap)
            price = None if project in self.bought else self.price(project, high)
            if price:
                priced.append(price)
                high = price.high if high is None else min(high, price.high)
        self.put_back(priced)
        contested = [price for price in priced if high is not None and price.low <= high]
        if len(contested) > 1:
            lowest = min(price.exact for price in contested)
            contested = [price for price in contested if price.exact == lowest]
        return sorted(contested, key=lambda price: price.project)

    def below(self, before: Price) -> Iterator[Price]:
        """Every project left that may cost no more now than another did `before`, but not that one; each is taken out
        until it is put back. Raises Unsure."""
        while self.heap and self.heap[0][0] <= before.high:
            _, project = heappop(self.heap)
            if project in self.bought or project == before.project:
                continue
            if price := self.price(project, before.high):
                yield price

    def put_back(self, prices: Iterable[Price]) -> None:
        """Count these among what is left again."""
        for price in prices:
            heappush(self.heap, (price.low, price.project))

    def buy(self, price: Price) -> None:
        """Take the price, found just now, out of the purses of those who chose the project."""
        project, need, heft, money = price.project, price.need, price.heft, self.money
        if self.exact:
            factor = heft // gcd(need, heft)
            if factor > 1:
                self.scale, need = self.scale * factor, need * factor
                money = self.money = [held * factor for held in money]
        else:
            lost = self.error * (self.instance.totals[project] - heft)
            self.error += -(-lost // heft) + (need % heft > 0)
        part = need // heft
        for group in self.rich[project]:
            money[group] -= part
        for group in self.poor[project]:
            money[group] = 0
        self.spent += self.instance.costs[project]
        self.bought.add(project)
