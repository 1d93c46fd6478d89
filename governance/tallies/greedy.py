# SPDX-License-Identifier: AGPL-3.0-or-later
"""Greedy: the pot pays for what most chose first, then for what comes next, until nothing more fits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby, islice, repeat

from governance import amounts
from governance.tallies import budgets, quorums
from governance.tallies.budgets import Ballots, Budget
from governance.tallies.outcomes import Check, Number, Outcome
from governance.tallies.sentences import Said, said

VARIANTS = ("skip", "stop", "threshold")
MOST_WAYS = 5_000
"""Ways in which equals may use up the pot that are followed; where there are more, all that comes after is open."""

Group = tuple[str, ...]


def count(payload: object) -> Outcome:
    """Count by greedy choice: by votes or points, the most first, as far as the pot goes. Raises Refusal with a pointer.

    `skip` passes over what does not fit into what is left; `stop` ends at the first that does not fit, be it dearer
    than the whole pot; `threshold` is `skip` among those with at least `minimum`. What nobody chose is not funded.
    Equals are taken in the order for ties; without one, funded is what is funded in whatever order they are taken,
    and it is tied if anything else may be. Source: law.md, tally.
    """
    budget, ballots = budgets.read(payload, ("variant",), ("minimum",), points=True)
    variant = budgets.one_of(budget.asked["variant"], VARIANTS, "/variant")
    minimum = budgets.minimum(budget, variant == "threshold")
    missed = quorums.missed(budget.question, ballots.took_part, ballots.counts(), budgets.NOTHING)
    if missed:
        return missed
    taken = Taken(budget, ballots, minimum, stops=variant == "stop")
    taken.take()
    order = budgets.order(budget, ballots, taken.groups)
    funded = tuple(option for group in order for option in group if option in taken.funded)
    more = budgets.more(budget, funded)
    return Outcome(
        "tied" if taken.open else "decided",
        funded,
        order,
        ballots.counts(),
        (*quorums.checks(budget.question, ballots.took_part), *taken.checks()),
        tuple(taken.told(funded)),
        taken.ties,
        more,
    )


@dataclass
class Taken:
    """What was taken, group by group of equals: certainly funded; perhaps; what was passed over or ended the count.

    `left` has every amount that may be left of the pot; None is a way in which the count has ended.
    """

    budget: Budget
    ballots: Ballots
    minimum: Number
    stops: bool
    groups: list[Group] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    ties: tuple[Group, ...] = ()
    left: set[Fraction | None] = field(default_factory=set)

    @property
    def funded(self) -> set[str]:
        return {option for group in self.groups for option in group}

    def take(self) -> None:
        """Take group after group."""
        self.left = {self.budget.pot}
        for group in self.equals():
            if len(group) > 1:
                self.ties += (group,)
            order = self.budget.question.tie_order
            for part in [group] if order is None else [(one,) for one in sorted(group, key=order.index)]:
                self._take(part)

    def equals(self) -> list[Group]:
        """Projects that may be funded, those with the highest score first, equals together."""
        scores = self.ballots.scores
        chosen = [one for one in self.budget.question.options if scores[one] and scores[one] >= self.minimum]
        ranked = sorted(chosen, key=lambda option: -scores[option])
        return [tuple(group) for _, group in groupby(ranked, key=scores.__getitem__)]

    def _take(self, group: Group) -> None:
        """Take equals, in any order: certain is what is funded in all ways there are, open what is in some."""
        ways = list(islice(self._ways(group), MOST_WAYS + 1))
        if len(ways) > MOST_WAYS:
            ways = [Way(frozenset(), frozenset(group), have) for have in (None, *self.left)]
        certain = frozenset.intersection(*(way.certain for way in ways))
        possible = frozenset.union(*(way.possible for way in ways))
        self.left = {way.left for way in ways}
        self.groups.append(tuple(option for option in group if option in certain))
        self.open += [option for option in group if option in possible - certain]
        self.passed += [option for option in group if option not in possible]

    def _ways(self, group: Group) -> Iterator["Way"]:
        for have in self.left:
            if have is None:
                yield Way(frozenset(), frozenset(), None)
            elif self._cost(group) <= have:
                yield Way(frozenset(group), frozenset(group), have - self._cost(group))
            elif self.stops:
                # Whoever comes last of them is not reached, or does not fit: nobody is certain.
                fitting = frozenset(one for one in group if self.budget.costs[one] <= have)
                yield Way(frozenset(), fitting, None)
            else:
                yield from self._packed([one for one in group if self.budget.costs[one] <= have], have)

    def _packed(self, group: Sequence[str], have: Fraction) -> Iterator["Way"]:
        """Every amount that may be left after these, each of which fits, by the cheapest that then does not."""
        ranked = sorted(group, key=self.budget.costs.__getitem__)
        if self._cost(ranked) <= have:
            yield Way(frozenset(group), frozenset(group), have - self._cost(ranked))
            return
        for at, missing in enumerate(ranked):
            left = have - self._cost(ranked[:at])
            for way in self._some(ranked[at + 1 :], left) if left >= 0 else ():
                if way.left is not None and way.left < self.budget.costs[missing]:
                    cheaper = frozenset(ranked[:at])
                    yield Way(way.certain | cheaper, way.possible | cheaper, way.left)

    def _some(self, group: Sequence[str], have: Fraction) -> Iterable["Way"]:
        """Every amount left after some of these, with those that are in all such, and in any."""
        ways = {have: Way(frozenset(), frozenset(), have)}
        for option in group:
            for left, way in list(ways.items()):
                rest = left - self.budget.costs[option]
                if rest >= 0:
                    one = frozenset({option})
                    ways[rest] = Way(way.certain | one, way.possible | one, rest).or_else(ways.get(rest))
            if len(ways) > MOST_WAYS:
                return repeat(Way(frozenset(), frozenset(), have))
        return ways.values()

    def _cost(self, options: Iterable[str]) -> Fraction:
        return sum((self.budget.costs[option] for option in options), Fraction(0))

    def checks(self) -> Iterator[Check]:
        yield budgets.within_pot(self.budget, self._cost(self.funded))

    def told(self, funded: Group) -> Iterator[Said]:
        """The sentences: what is funded, ties, and what is not funded and why."""
        pot = amounts.written(self.budget.pot)
        if not any(self.ballots.scores.values()):
            yield said("shared_nobody")
            return
        if funded:
            yield budgets.funded(self.budget, funded)
            yield said("greedy_first")
        elif not self.open:
            yield self._nothing(pot)
        yield from self._told_ties()
        yield from budgets.dearer(self.budget, self.ballots)
        yield from self._not_funded()

    def _nothing(self, pot: str) -> Said:
        """Why nothing is funded that somebody chose: too few did, or the pot is too small for the rest."""
        if not any(score >= self.minimum for score in self.ballots.scores.values()):
            return said("greedy_few_all", value=amounts.written(self.minimum))
        few = any(0 < score < self.minimum for score in self.ballots.scores.values())
        return said(
            "greedy_none_enough" if few else "greedy_none", pot=pot, value=amounts.written(self.minimum)
        )

    def _told_ties(self) -> Iterator[Said]:
        tie_order = self.budget.question.tie_order
        if self.open:
            yield said("shared_tied", options=tuple(self.open))
        if tie_order is not None:
            for group in self.ties:
                if not self.funded.issuperset(group) and self.funded.intersection(group):
                    yield said("greedy_order", options=group, option=min(group, key=tie_order.index))

    def _not_funded(self) -> Iterator[Said]:
        passed = [one for one in self.passed if self.budget.costs[one] <= self.budget.pot]
        if passed:
            yield said("greedy_stopped" if self.stops else "greedy_skipped", options=tuple(passed))
        scores = self.ballots.scores
        few = [one for one in self.budget.question.options if 0 < scores[one] < self.minimum]
        if few:
            yield said("greedy_few", options=tuple(few), value=amounts.written(self.minimum))


@dataclass(frozen=True)
class Way:
    """What may have come of equals: what is funded in all orders that leave this much, what in any of these."""

    certain: frozenset[str]
    possible: frozenset[str]
    left: Fraction | None

    def or_else(self, other: "Way | None") -> "Way":
        """This or another that leaves as much."""
        if other is None:
            return self
        return Way(self.certain & other.certain, self.possible | other.possible, self.left)
