# SPDX-License-Identifier: AGPL-3.0-or-later
"""Without an order for ties a count is tied only if who wins is uncertain: every order is tried, for every method.

What is decided without one has the same winners by every order, and what is tied elects whom every order elects. The
rankings, marks and budgets are small, so that ties of every kind are frequent.
"""

import random
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from governance import tallies
from governance.tallies import branches
from governance.tallies.branches import Common

Question = dict[str, Any]
OPTIONS = "abcde"
PROFILES = 500
IN_ROUNDS = ("irv", "stv")
COMPARING = ("schulze", "ranked-pairs")
BUDGETS = ("budget-greedy", "budget-mes")
METHODS = (*IN_ROUNDS, *COMPARING, "plurality", "approval", "score", "dots", "spav", *BUDGETS)
DECIDED_ALWAYS = {"majority", "double-majority", "consent"}


def choice(dice: random.Random, method: str, options: list[str]) -> Any:
    if method in IN_ROUNDS:
        return [[one] for one in dice.sample(options, dice.randint(dice.random() > 0.1, len(options)))]
    if method in COMPARING:
        return ranks(dice, options)
    if method == "plurality":
        return dice.choice(options)
    if method in ("score", "dots"):
        return {one: dice.randint(0, 3) for one in options if dice.random() < 0.8}
    return dice.sample(options, dice.randint(0, len(options)))


def ranks(dice: random.Random, options: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for one in dice.sample(options, dice.randint(1, len(options))):
        if found and dice.random() < 0.2:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def question(dice: random.Random, method: str) -> Question:
    options = list(OPTIONS[: dice.randint(2, 5)])
    votes = [
        {"choice": choice(dice, method, options), "count": dice.randint(1, 3)}
        for _ in range(dice.randint(1, 6))
    ]
    if method in COMPARING and dice.random() < 0.4:
        votes = [*circle(dice, options), *votes[: dice.randint(0, 2)]]
    return {"method": method, "options": options, "votes": votes, **rest(dice, method, options)}


def circle(dice: random.Random, options: list[str]) -> list[dict[str, Any]]:
    """A ranking and all that begin further on in it: pairs that are equal and contradict each other."""
    order = [[one] for one in dice.sample(options, len(options))]
    return [{"choice": order[at:] + order[:at]} for at in range(len(order))]


def rest(dice: random.Random, method: str, options: list[str]) -> dict[str, Any]:
    if method in ("approval", "spav", "stv"):
        scottish = method == "stv" and dice.random() < 0.5
        return {"places_to_fill": dice.randint(1, 3), **({"variant": "scottish"} if scottish else {})}
    if method not in BUDGETS:
        return {}
    costs = {one: str(dice.randint(0, 6)) for one in options}
    more: dict[str, Any] = {"costs": costs, "pot": str(dice.randint(1, 14))}
    if method == "budget-mes":
        return more | {"completion": dice.choice(["none", "add1"])}
    variant = dice.choice(["skip", "stop", "threshold"])
    return more | {"variant": variant} | ({"minimum": 2} if variant == "threshold" else {})


def by_every_order(asked: Question) -> list[dict[str, Any]]:
    return [tallies.tally({**asked, "tie_order": list(order)}) for order in permutations(asked["options"])]


def none_locked(found: dict[str, Any]) -> bool:
    return any(one["code"] == "ranked_pairs_none" for one in found["said"])


def test_no_method_is_left_out() -> None:
    assert {*METHODS} | DECIDED_ALWAYS == {*tallies.METHODS}


@pytest.mark.parametrize("method", METHODS)
def test_it_is_tied_only_where_orders_for_ties_elect_others_and_those_win_whom_all_elect(method: str) -> None:
    """But for ranked pairs where equal pairs close a circle: law.md has them locked by the order for ties, "else none
    of them", which is a rule and leaves others ahead than locking some of them would (ADR 0030)."""
    dice, outcomes = random.Random(method), Counter[str]()
    for _ in range(PROFILES):
        asked = question(dice, method)
        found = tallies.tally(asked)
        if method == "ranked-pairs" and none_locked(found):
            continue
        ways = {frozenset(each["winners"]) for each in by_every_order(asked)}
        assert (found["outcome"] == "decided") == (len(ways) == 1), asked
        assert {*found["winners"]} == frozenset.intersection(*ways), asked
        outcomes[found["outcome"]] += 1
    assert outcomes["tied"] > PROFILES / 20 and outcomes["decided"] > PROFILES / 3


@pytest.mark.parametrize("method", IN_ROUNDS)
def test_the_order_is_what_every_order_for_ties_makes_of_it(method: str) -> None:
    """Options stand in one group unless by every order the same stand before the others. Where it is tied, `stv` has
    those who are certain to win before those who are not."""
    dice, followed = random.Random(method), 0
    for _ in range(PROFILES):
        asked = question(dice, method)
        found = tallies.tally(asked)
        if method == "stv" and found["outcome"] == "tied":
            continue
        orders = [[one for (one,) in each["order"]] for each in by_every_order(asked)]
        assert [{*group} for group in found["order"]] == in_common(orders), asked
        followed += any(one["code"].endswith(("however", "however_last")) for one in found["said"])
    assert followed > PROFILES / 100


def in_common(orders: list[list[str]]) -> list[set[str]]:
    groups, before = [], frozenset[str]()
    for size in range(1, len(orders[0]) + 1):
        firsts = {frozenset(order[:size]) for order in orders}
        if len(firsts) == 1:
            (first,) = firsts
            groups.append({*(first - before)})
            before = first
    return groups


@pytest.mark.parametrize("method", IN_ROUNDS)
def test_the_rounds_shown_are_those_by_the_list_of_options_up_to_the_tie_if_it_matters(method: str) -> None:
    dice, stopped, however = random.Random(f"{method} rounds"), 0, 0
    for _ in range(PROFILES):
        asked = question(dice, method)
        found, listed = tallies.tally(asked), tallies.tally({**asked, "tie_order": asked["options"]})
        shown, all_of_them = found["rounds"], listed["rounds"]
        if found["outcome"] == "decided":
            assert shown == all_of_them, asked
            however += any("however" in one["code"] for one in found["said"])
        elif any(listed["counts"].values()):
            assert shown[:-1] == all_of_them[: len(shown) - 1], asked
            assert shown[-1]["counts"] == all_of_them[len(shown) - 1]["counts"]
            assert not shown[-1]["moved"] and not shown[-1]["excluded"]
            stopped += 1
    assert stopped > PROFILES / 20 and however > PROFILES / 50


@pytest.mark.parametrize("method", IN_ROUNDS)
def test_other_names_and_another_list_of_options_change_neither_who_wins_nor_the_order(method: str) -> None:
    dice = random.Random(f"{method} names")
    for _ in range(PROFILES):
        asked = question(dice, method)
        names = dict(zip(asked["options"], dice.sample("uvwxy", len(asked["options"])), strict=True))
        votes = [
            {**vote, "choice": [[names[one]] for (one,) in vote["choice"]]}
            for vote in dice.sample(asked["votes"], len(asked["votes"]))
        ]
        options = dice.sample([*names.values()], len(names))
        one, other = tallies.tally(asked), tallies.tally({**asked, "options": options, "votes": votes})
        assert one["outcome"] == other["outcome"]
        assert {names[each] for each in one["winners"]} == {*other["winners"]}
        for groups in ("order", "ties"):
            renamed = [{names[each] for each in group} for group in one[groups]]
            assert renamed == [{*group} for group in other[groups]], asked


Follow = Callable[..., Common | None]


def at_a_stroke_only(follow: Follow) -> Follow:
    """As if there were always too many ways to follow exactly."""
    return lambda start, papers, *, part=1: None if part == 1 else follow(start, papers, part=part)


def uneven(dice: random.Random, method: str) -> Question:
    """Options of which some have many votes and several have equally few, so that these surely leave first."""
    options = list(OPTIONS[: dice.randint(3, 5)])
    votes = [
        {
            "choice": [[each] for each in (one, *dice.sample(others, dice.randint(0, len(others))))],
            "count": count,
        }
        for one, count in ((one, dice.choice([1, 1, 1, 2, 2, 3, 4, 6, 9])) for one in options)
        for others in [[other for other in options if other != one]] * dice.randint(1, 2)
    ]
    places = {"places_to_fill": dice.choice([1, 1, 2, 3])} if method == "stv" else {}
    return {"method": method, "options": options, "votes": votes, **places}


@pytest.mark.parametrize("method", IN_ROUNDS)
def test_what_is_seen_at_a_stroke_is_so_by_every_order(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not everything is seen so; but whatever is said to be certain is, who wins and who stands before whom."""
    dice, seen, missed = random.Random(f"{method} strokes"), 0, 0
    exactly = branches.follow
    for _ in range(PROFILES):
        asked = uneven(dice, method)
        monkeypatch.setattr(branches, "follow", at_a_stroke_only(exactly))
        found = tallies.tally(asked)
        ways = by_every_order(asked)
        surely = frozenset.intersection(*(frozenset(each["winners"]) for each in ways))
        assert {*found["winners"]} <= surely, asked
        if found["outcome"] == "decided":
            assert {*found["winners"]} == surely
            firsts = [[one for (one,) in each["order"]] for each in ways]
            size = 0
            for group in found["order"]:
                size += len(group)
                assert len({frozenset(order[:size]) for order in firsts}) == 1, asked
            seen += any("however" in one["code"] for one in found["said"])
        else:
            missed += {*found["winners"]} < surely
    assert seen > PROFILES / 10 and missed < seen / 10


@pytest.mark.parametrize("places", [None, 1, 2])
def test_many_who_surely_leave_first_do_not_keep_a_count_from_ending(places: int | None) -> None:
    """Thirty with a vote each can leave in more orders than can be looked at, and it makes no difference."""
    options = [str(number) for number in range(34)]
    votes = [
        {"choice": [["0"]], "count": 100},
        {"choice": [["1"]], "count": 90},
        {"choice": [["2"]], "count": 40},
    ]
    votes += [{"choice": [[one], ["3"], ["1"]]} for one in options[4:]]
    method = {"method": "irv"} if places is None else {"method": "stv", "places_to_fill": places}
    found = tallies.tally({**method, "options": options, "votes": votes})
    assert (found["outcome"], found["winners"]) == ("decided", [["1"], ["1"], ["0", "1"]][places or 0])
    assert any("however" in one["code"] for one in found["said"]) or places == 2


def table(options: int, places: int | None) -> Question:
    """Everybody begins one further on in the same list: nothing tells any of them apart."""
    named = [str(number) for number in range(options)]
    votes = [{"choice": [[one] for one in (*named[at:], *named[:at])]} for at in range(options)]
    method = {"method": "irv"} if places is None else {"method": "stv", "places_to_fill": places}
    return {**method, "options": named, "votes": votes}


@pytest.mark.parametrize("places", [None, 1, 3])
@pytest.mark.parametrize("options", [20, 250])
def test_beyond_the_bound_it_stops_tied_and_says_so(options: int, places: int | None) -> None:
    found = tallies.tally(table(options, places))
    assert (found["outcome"], found["winners"]) == ("tied", [])
    assert "unexplored" in found["said"][0]["code"]
    assert "there are too many ways to tell these and later equals apart to look at all" in found["because"]
    assert [sorted(group) for group in found["order"]] == [sorted(found["ties"][0])]


def test_the_bound_is_counted_alike_whatever_options_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """At every bound the answer is the same with the options in another order: none is looked at first for its name."""
    dice = random.Random(5)
    asked = {**table(6, 2), "votes": table(6, 2)["votes"] + [{"choice": [["0"]], "count": 2}]}
    turned = {**asked, "options": dice.sample(asked["options"], 6)}
    monkeypatch.setattr(branches, "ALL_OVER", 0)
    codes = set()
    for bound in range(0, 20_000, 200):
        monkeypatch.setattr(branches, "LOOKED_AT", bound)
        one, other = tallies.tally(asked), tallies.tally(turned)
        assert one["said"][0]["code"] == other["said"][0]["code"]
        assert (one["outcome"], {*one["winners"]}) == (other["outcome"], {*other["winners"]})
        codes.add(one["said"][0]["code"])
    assert len(codes) == 2
