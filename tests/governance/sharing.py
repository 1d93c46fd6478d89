# SPDX-License-Identifier: AGPL-3.0-or-later
"""Equal Shares as a book would write it, voter by voter in fractions and without any haste, to hold the law against."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

Costs = dict[str, Fraction]
Voters = Sequence[frozenset[str]]


def price(cost: Fraction, money: Sequence[Fraction]) -> Fraction | None:
    """What each of these pays at most, those with less all they have; None where they have not enough."""
    left, rest = sorted(money), cost
    if sum(left) < cost:
        return None
    while rest / len(left) > left[0]:
        rest -= left.pop(0)
    return rest / len(left)


def cheapest(costs: Costs, voters: Voters, money: Sequence[Fraction], funded: Sequence[str]) -> list[str]:
    """All projects left that have the lowest price per unit of their cost."""
    found: dict[str, Fraction] = {}
    for project, cost in costs.items():
        having = [have for have, chosen in zip(money, voters, strict=True) if project in chosen]
        each = price(cost, having) if cost and having and project not in funded else None
        if each is not None:
            found[project] = each / cost
    return [project for project, rho in found.items() if rho == min(found.values())]


def paid(costs: Costs, voters: Voters, money: Sequence[Fraction], project: str) -> list[Fraction]:
    having = [have for have, chosen in zip(money, voters, strict=True) if project in chosen]
    each = price(costs[project], having)
    assert each is not None
    return [
        have - min(have, each) if project in chosen else have
        for have, chosen in zip(money, voters, strict=True)
    ]


def run(costs: Costs, voters: Voters, share: Fraction, order: Sequence[str]) -> list[str]:
    """What one run buys, in order; equals as `order` has them."""
    money, funded = [share] * len(voters), list[str]()
    while equals := cheapest(costs, voters, money, funded):
        first = min(equals, key=order.index)
        money = paid(costs, voters, money, first)
        funded.append(first)
    return funded


def every_run(costs: Costs, voters: Voters, share: Fraction) -> set[frozenset[str]]:
    """What a run may buy, however equals are resolved."""

    def go(money: list[Fraction], funded: tuple[str, ...]) -> Iterator[frozenset[str]]:
        equals = cheapest(costs, voters, money, funded)
        if not equals:
            yield frozenset(funded)
        for one in equals:
            yield from go(paid(costs, voters, money, one), (*funded, one))

    return set(go([share] * len(voters), ()))


def fundable(costs: Costs, voters: Voters, pot: Fraction) -> Costs:
    """What anyone chose and the pot could pay for, and costs anything."""
    return {p: c for p, c in costs.items() if 0 < c <= pot and any(p in chosen for chosen in voters)}


def add_ones(costs: Costs, voters: Voters, pot: Fraction, order: Sequence[str]) -> tuple[list[str], int]:
    """The last run before the first that overspends, or the first that buys everything; and how much was added."""
    within, added, before = fundable(costs, voters, pot), 0, list[str]()
    while True:
        now = run(within, voters, pot / len(voters) + added, order)
        if sum(costs[project] for project in now) > pot:
            return before, added - 1
        if len(now) == len(within):
            return now, added
        before, added = now, added + 1


def question(costs: Costs, voters: Voters, pot: Fraction, **more: Any) -> dict[str, Any]:
    """The same as a payload for the law."""
    return {
        "method": "budget-mes",
        "options": list(costs),
        "costs": {project: str(cost) for project, cost in costs.items()},
        "pot": str(pot),
        "votes": [{"choice": sorted(chosen)} for chosen in voters],
        **more,
    }
