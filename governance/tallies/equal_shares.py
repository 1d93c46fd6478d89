# SPDX-License-Identifier: AGPL-3.0-or-later
"""Equal Shares: everyone has an equal part of the pot, and a project is paid by those who chose it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from governance import amounts
from governance.tallies import budgets, placing, quorums, shares
from governance.tallies.budgets import Ballots, Budget
from governance.tallies.outcomes import Check, Number, Outcome
from governance.tallies.purses import Instance
from governance.tallies.sentences import Said, said
from governance.tallies.shares import Run, Runs

COMPLETIONS = ("none", "add1")
TOLD = 3
"""Ties that are told one by one; where there are more, how many."""


def count(payload: object) -> Outcome:
    """Count by the Method of Equal Shares with cost utilities. Raises Refusal with a pointer.

    The pot is shared equally among all who voted and did not abstain. Again and again the project is funded that
    those who chose it can pay for at the lowest price per unit of its cost, all of them the same, and who has less
    all they have; until none can be paid for. A project that costs nothing is funded if anyone chose it; one that
    costs more than the pot never is, and nobody saves for it.

    `add1` repeats this with one unit of money more a voter at a time, and keeps the last outcome before the first
    that costs more than the pot; or the first that funds all that anyone chose and that could be funded, because
    more money can add nothing to it. It does not stop at an outcome to which nothing can be added within the pot:
    with more money another may come that does not overspend, and the law names the overspend alone.

    Without an order for ties every way to resolve them is followed, and if all fund the same, that is decided.
    Source: law.md, tally; Peters, Pierczyński and Skowron 2021; equalshares.net.
    """
    budget, ballots = budgets.read(payload, (), ("completion",), points=False)
    asked = budget.asked.get("completion", "none")
    add1 = budgets.one_of(asked, COMPLETIONS, "/completion") == "add1"
    missed = quorums.missed(budget.question, ballots.took_part, ballots.counts(), budgets.NOTHING)
    if missed:
        return missed
    shared = Shared.of(budget, ballots, add1=add1)
    order = budgets.order(budget, ballots, shared.groups())
    checks = (*quorums.checks(budget.question, ballots.took_part), *shared.checks())
    return Outcome(
        "tied" if shared.uncertain else "decided",
        shared.funded,
        order,
        ballots.counts(),
        checks,
        tuple(shared.told()),
        shared.ties(),
        budgets.more(budget, shared.funded),
    )


@dataclass(frozen=True)
class Shared:
    """How it came out: the projects looked at, by number; every way in which it may have ended (none where there are
    more than are followed); and a run that overspent, where one ended it."""

    budget: Budget
    ballots: Ballots
    projects: tuple[str, ...]
    instance: Instance | None
    ended: Sequence[Run]
    over: Run | None
    add1: bool

    @classmethod
    def of(cls, budget: Budget, ballots: Ballots, *, add1: bool) -> "Shared":
        """Count; without anyone who voted there is nobody to share with, and one way for that to end."""
        options = budget.question.options
        fundable = {option: at for at, option in enumerate(options) if budget.costs[option] <= budget.pot}
        projects = tuple(fundable)
        if not ballots.voters:
            return cls(budget, ballots, projects, None, [Run(0)], None, add1)
        number = {at: index for index, at in enumerate(fundable.values())}
        sets: dict[tuple[int, ...], Number] = {}
        for chosen, amount in ballots.sets.items():
            if amount:
                kept = tuple(number[at] for at in chosen if at in number)
                sets[kept] = sets.get(kept, 0) + amount
        instance = Instance.of([budget.costs[option] for option in projects], sets, budget.pot)
        tie_order = budget.question.tie_order
        rank = None if tie_order is None else [tie_order.index(option) for option in projects]
        try:
            ended, over = shares.ended(Runs(instance, rank), add1=add1)
        except shares.TooManyWays:
            ended, over = [], None
        return cls(budget, ballots, projects, instance, ended, over, add1)

    @cached_property
    def free(self) -> tuple[str, ...]:
        """What costs nothing and somebody chose."""
        scores, costs = self.ballots.scores, self.budget.costs
        return tuple(option for option in self.projects if scores[option] and not costs[option])

    def sure(self, run: Run) -> set[int]:
        """What this way certainly funds: without an order for ties, of twins all or none."""
        bought = set(run.bought)
        if self.budget.question.tie_order is not None or self.instance is None:
            return bought
        halved = {self.instance.twins[one] for one in self._chosen - bought}
        return {one for one in bought if self.instance.twins[one] not in halved}

    @property
    def _chosen(self) -> set[int]:
        return set(self.instance.supported) if self.instance else set()

    @cached_property
    def certain(self) -> set[int]:
        ways = [self.sure(run) for run in self.ended]
        return set.intersection(*ways) if ways else set()

    @cached_property
    def possible(self) -> set[int]:
        """What is funded in one way or another."""
        if self.instance is None or not self.ended:
            return self._chosen
        twins = {self.instance.twins[one] for run in self.ended for one in run.bought}
        ordered = self.budget.question.tie_order is not None
        bought = set(self.ended[0].bought)
        return bought if ordered else {one for one in self._chosen if self.instance.twins[one] in twins}

    @property
    def uncertain(self) -> bool:
        return self.possible != self.certain

    def groups(self) -> list[tuple[str, ...]]:
        """What is certainly funded, in the order in which it was bought; equals in one group.

        Where that is known: ways that end alike may come there in different orders.
        """
        certain = sorted(self.certain)
        if self.uncertain or len(self.ended) > 1:
            return [self.free, self._named(certain)]
        run = self.ended[0]
        found: list[list[int]] = [[one] for one in run.bought[:1]]
        for (one, equals), (after, _) in pairwise(zip(run.prices, run.equals, strict=True)):
            alike = after.project in equals and after.exact == one.exact and after.project != one.project
            found = [*found[:-1], [*found[-1], after.project]] if alike else [*found, [after.project]]
        if self.budget.question.tie_order is not None:
            return [self.free, *((self.projects[one],) for one in run.bought)]
        return [self.free, *map(self._named, self._twins_together(found))]

    def _twins_together(self, groups: Sequence[Sequence[int]]) -> list[list[int]]:
        """Twins stand where the first of them does, because any of them might have been that."""
        assert self.instance is not None or not groups
        twins = self.instance.twins if self.instance else []
        seen: set[int] = set()
        found = []
        for group in groups:
            first = {twins[one] for one in group} - seen
            seen |= first
            found.append(sorted(one for one in self.certain if twins[one] in first))
        return [group for group in found if group]

    def _named(self, numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.projects[one] for one in sorted(numbers))

    @cached_property
    def funded(self) -> tuple[str, ...]:
        """What is certainly funded, what was bought first first."""
        groups = placing.of_groups(self.groups(), self.budget.question.tie_order).order
        return tuple(option for group in groups for option in group)

    def ties(self) -> tuple[tuple[str, ...], ...]:
        """Projects that cost those who chose them equally much when one of them was bought."""
        found: list[tuple[int, ...]] = []
        for equals in (equals for run in self.ended for equals in run.equals if len(equals) > 1):
            if not any(set(equals) <= set(before) for before in found):
                found.append(equals)
        return tuple(map(self._named, found))

    def checks(self) -> Iterator[Check]:
        spent = sum((self.budget.costs[option] for option in self.funded), Fraction(0))
        yield budgets.within_pot(self.budget, spent)
        if self.add1 and self.over and self.instance:
            over = Fraction(self.over.spent, self.instance.unit)
            yield Check("next_within_pot", False, over, self.budget.pot)

    def told(self) -> Iterator[Said]:
        """The sentences: what is funded, how much was added and why no more, ties, and what is not funded."""
        if not any(self.ballots.scores.values()):
            yield said("shared_nobody")
            return
        if self.funded:
            yield budgets.funded(self.budget, self.funded)
        elif not self.uncertain:
            yield said("mes_none")
        voters, pot = amounts.written(self.ballots.voters), amounts.written(self.budget.pot)
        yield said("mes_shared", pot=pot, value=voters)
        yield from self._added()
        yield from self._told_ties()
        yield from self._not_funded()

    def _added(self) -> Iterator[Said]:
        if not self.add1 or len(self.ended) != 1:
            return
        added = str(self.ended[0].added)
        if self.over and self.instance:
            over = amounts.written(Fraction(self.over.spent, self.instance.unit))
            yield said("mes_added" if self.ended[0].added else "mes_not_added", added=added, value=over)
        elif self.ended[0].added:
            yield said("mes_added_all", added=added)

    def _told_ties(self) -> Iterator[Said]:
        tie_order, ties = self.budget.question.tie_order, self.ties()
        if not self.ended:
            yield said("mes_ways")
        elif self.uncertain:
            yield said("shared_tied", options=self._named(sorted(self.possible - self.certain)))
        elif tie_order is not None and len(ties) <= TOLD:
            for equals in ties:
                yield said("mes_order", options=equals, option=min(equals, key=tie_order.index))
        elif tie_order is not None:
            yield said("mes_orders", value=str(len(ties)))

    def _not_funded(self) -> Iterator[Said]:
        yield from budgets.dearer(self.budget, self.ballots)
        unpaid = self._named(sorted(self._chosen - self.possible))
        if unpaid and self.funded:
            yield said("mes_unpaid", options=unpaid)
