# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds of every transferable vote, and that the law counts as people at a table would, paper by paper."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import tallies
from governance.amounts import written
from tests.governance import stv_by_hand

OPTIONS = "abcdef"
Votes = list[tuple[str, str, int]]
"""Rankings such as "abc" with weight and count."""
Case = tuple[str, Votes, int, bool]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    options = OPTIONS[: draw(st.integers(1, 6))]
    ranking = st.permutations(options).flatmap(
        lambda order: st.integers(0, len(order)).map(lambda most: "".join(order[:most]))
    )
    vote = st.tuples(ranking, st.sampled_from(["1", "1", "1", "1/2", "2/3"]), st.integers(0, 6))
    return options, draw(st.lists(vote, max_size=7)), draw(st.integers(1, 4)), draw(st.booleans())


def asked(options: Sequence[str], votes: Votes, places: int, scottish: bool, **more: Any) -> dict[str, Any]:
    rows = [
        {"choice": [[one] for one in text], "weight": weight, "count": count} for text, weight, count in votes
    ]
    variant = {"variant": "scottish"} if scottish else {}
    question = {"options": list(options), "votes": rows, "places_to_fill": places}
    return {"method": "stv", **question, **variant, **more}


def law(case: Case, order: Sequence[str] | None = None) -> dict[str, Any]:
    more: dict[str, Any] = {} if order is None else {"tie_order": list(order)}
    return tallies.tally(asked(*case, **more))


def total(votes: Votes) -> Fraction:
    return sum((Fraction(weight) * count for _, weight, count in votes), Fraction(0))


def reads(numbers: dict[str, Any]) -> dict[str, Fraction]:
    return {option: Fraction(number) for option, number in numbers.items()}


@given(cases(), st.booleans(), st.randoms(use_true_random=False))
def test_no_vote_is_lost_or_doubled_in_any_round(case: Case, ordered: bool, dice: random.Random) -> None:
    options, votes, places, scottish = case
    found = law(case, dice.sample(options, len(options)) if ordered else None)
    for now in found["rounds"]:
        nowhere = Fraction(now["exhausted"]) + Fraction(now.get("lost", 0))
        assert sum(reads(now["counts"]).values()) + nowhere == total(votes)
        assert now["exhausted"] == 0 or Fraction(now["exhausted"]) > 0
        assert scottish or "lost" not in now
    for now, then in zip(found["rounds"], found["rounds"][1:], strict=False):
        moved_in = {option: Fraction(0) for option in [*options, None]}
        moved_out = dict(moved_in)
        for move in now["moved"]:
            moved_in[move["to"]] += Fraction(move["amount"])
            moved_out[move["from"]] += Fraction(move["amount"])
        assert Fraction(then["exhausted"]) - Fraction(now["exhausted"]) == moved_in[None]
        lost = Fraction(then.get("lost", 0)) - Fraction(now.get("lost", 0))
        assert lost >= 0
        left = {option: Fraction(now["counts"][option]) - n for option, n in reads(then["counts"]).items()}
        left |= {option: Fraction(now["counts"][option]) for option in now["excluded"]}
        assert sum(left.values()) == sum(moved_out.values()) - sum(moved_in.values()) + moved_in[None] + lost
        for option, n in left.items():
            assert n <= moved_out[option] - moved_in[option] + lost
    assert len({*found["winners"]}) == len(found["winners"]) <= places
    assert {one for now in found["rounds"] for one in now["elected"]} == {*found["winners"]}
    assert sorted(one for group in found["order"] for one in group) == sorted(options)
    if found["outcome"] == "decided":
        assert len(found["winners"]) == min(places, len(options))
        assert [one for group in found["order"] for one in group][: len(found["winners"])] == found["winners"]


@given(cases(), st.randoms(use_true_random=False))
def test_other_names_make_another_name_the_winner_and_nothing_else(case: Case, dice: random.Random) -> None:
    options, votes, places, scottish = case
    new = dict(zip(options, dice.sample("uvwxyz", len(options)), strict=True))
    renamed = [("".join(new[one] for one in text), weight, count) for text, weight, count in votes]
    one, other = law(case), law(("".join(new.values()), renamed, places, scottish))
    assert [new[winner] for winner in one["winners"]] == other["winners"]
    assert one["rounds"] == [back(now, {b: a for a, b in new.items()}) for now in other["rounds"]]


def back(now: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {
        **now,
        "counts": {names[option]: number for option, number in now["counts"].items()},
        "elected": [names[option] for option in now["elected"]],
        "excluded": [names[option] for option in now["excluded"]],
        "moved": [
            {**move, "from": names[move["from"]], "to": move["to"] and names[move["to"]]}
            for move in now["moved"]
        ],
    }


@given(cases(), st.randoms(use_true_random=False))
def test_neither_the_order_of_votes_nor_of_options_changes_who_wins(case: Case, dice: random.Random) -> None:
    options, votes, places, scottish = case
    one = law(case)
    assert law((options, dice.sample(votes, len(votes)), places, scottish)) == one
    single = [(text, weight, 1) for text, weight, count in votes for _ in range(count)]
    assert law((options, single, places, scottish)) == one
    other = law(("".join(dice.sample(options, len(options))), votes, places, scottish))
    assert (other["outcome"], sorted(other["winners"])) == (one["outcome"], sorted(one["winners"]))
    assert [sorted(group) for group in other["order"]] == [sorted(group) for group in one["order"]]
    known = [first_open(found) for found in (one, other)]
    assert known[0] == known[1]
    both = (found["rounds"][: known[0]] for found in (one, other))
    assert len({str([dict(sorted(now["counts"].items())) for now in rounds]) for rounds in both}) == 1


def first_open(found: dict[str, Any]) -> int | None:
    """The last round before equals that only the list of options told apart; None where there were none."""
    return next((int(one["facts"]["round"]) for one in found["said"] if "however" in one["code"]), None)


@given(cases(), st.randoms(use_true_random=False))
def test_what_is_decided_without_an_order_for_ties_is_so_with_every_one(
    case: Case, dice: random.Random
) -> None:
    options = case[0]
    free, ordered = law(case), law(case, dice.sample(options, len(options)))
    assert ordered["outcome"] == "decided"
    assert {*free["winners"]} <= {*ordered["winners"]}
    if free["outcome"] == "decided":
        assert {*free["winners"]} == {*ordered["winners"]}


@given(cases(), st.randoms(use_true_random=False), st.data())
def test_a_circle_gets_the_places_for_which_it_has_quotas(
    case: Case, dice: random.Random, data: st.DataObject
) -> None:
    """Droop's proportionality: of those whom more than k quotas rank before all others, k are elected, or all."""
    options, votes, places, _ = case
    circle = data.draw(st.sets(st.sampled_from(options), min_size=1))
    solid = data.draw(st.lists(st.permutations(sorted(circle)), min_size=1, max_size=3))
    loyal = [("".join(order), "1", data.draw(st.integers(1, 12))) for order in solid]
    votes = [*votes, *loyal]
    found = law((options, votes, places, False), dice.sample(options, len(options)))
    behind = sum((total([vote]) for vote in votes if {*vote[0][: len(circle)]} == circle), Fraction(0))
    due = min(len(circle), int(behind / found["quota"]), places)
    assert len(circle & {*found["winners"]}) >= due


@given(cases(), st.booleans(), st.randoms(use_true_random=False))
def test_with_one_place_it_elects_as_the_instant_run_off_does(
    case: Case, ordered: bool, dice: random.Random
) -> None:
    """Always, ties included. The rounds may be more: the quota is of all votes that ranked anyone, and stays, while
    a run-off ends with more than half of those that still count."""
    options, votes, _, scottish = case
    question = asked(options, votes, 1, scottish)
    question |= {"tie_order": dice.sample(options, len(options))} if ordered else {}
    rest = {name: question[name] for name in question if name not in ("places_to_fill", "variant")}
    one, other = tallies.tally(question), tallies.tally({**rest, "method": "irv"})
    assert (one["outcome"], one["winners"]) == (other["outcome"], other["winners"])
    for mine, theirs in zip(one["rounds"], other["rounds"], strict=False):
        assert (mine["counts"], mine["exhausted"]) == (theirs["counts"], theirs["exhausted"])


def profiles(seed: int, number: int) -> list[Case]:
    """Small random cases, so that ties of every kind are frequent."""
    dice = random.Random(seed)
    found: list[Case] = []
    for _ in range(number):
        options = OPTIONS[: dice.randint(1, 6)]
        votes = [some_vote(dice, options) for _ in range(dice.randint(1, 6))]
        found.append((options, votes, dice.randint(1, 4), dice.random() < 0.5))
    return found


def some_vote(dice: random.Random, options: str) -> tuple[str, str, int]:
    most = dice.randint(0 if dice.random() < 0.1 else 1, len(options))
    return "".join(dice.sample(options, most)), dice.choice(["1"] * 6 + ["1/2", "2/3"]), dice.randint(1, 5)


def plain(number: Fraction) -> int | str:
    return int(number) if number.denominator == 1 else written(number)


def test_every_round_is_as_people_would_count_it_paper_by_paper() -> None:
    dice = random.Random(2)
    for case in profiles(1, 2_000):
        options, votes, places, scottish = case
        order = dice.sample(options, len(options))
        lot = stv_by_hand.by_order(order)
        table = stv_by_hand.Table(options, stv_by_hand.laid(votes), places, lot, scottish)
        table.run()
        found = law(case, order)
        assert sorted(found["winners"]) == sorted(table.elected), case
        assert found["quota"] == table.quota
        for now, stage in zip(found["rounds"], table.stages, strict=True):
            assert now["counts"] == {one: plain(n) for one, n in stage["counts"].items()}, case
            assert sorted(now["elected"]) == sorted(stage["elected"]), case
            assert now["excluded"] == stage["excluded"], case


@pytest.mark.parametrize("scottish", [False, True])
def test_without_an_order_for_ties_only_those_win_whom_every_lot_elects(scottish: bool) -> None:
    """Every lot is drawn every way. What all of them elect is decided; where they differ, those win whom all elect."""
    outcomes = {"decided": 0, "tied": 0}
    for options, votes, places, _ in profiles(3, 1_500):
        ways = list(stv_by_hand.every_way(options, votes, places, scottish))
        found, elected = law((options, votes, places, scottish)), {frozenset(way.elected) for way in ways}
        if len(ways) > 1:
            outcomes[found["outcome"]] += 1
        assert (found["outcome"] == "decided") == (len(elected) == 1), (options, votes, places)
        assert {*found["winners"]} == frozenset.intersection(*elected), (options, votes, places)
    assert outcomes["tied"] > 80 and outcomes["decided"] > 8


def test_equal_surpluses_stop_the_count_only_where_their_order_decides() -> None:
    """Cases made so that several have equally many votes more than the quota."""
    dice, stopped, however = random.Random(4), 0, 0
    for _ in range(1_200):
        options, votes, places = level(dice)
        ways = stv_by_hand.every_way(options, votes, places, False)
        elected = {frozenset(way.elected) for way in ways}
        found = law((options, votes, places, False))
        codes = {one["code"] for one in found["said"]}
        assert (found["outcome"] == "decided") == (len(elected) == 1), (options, votes, places)
        assert {*found["winners"]} == frozenset.intersection(*elected), (options, votes, places)
        however += "stv_however_surplus" in codes
        stopped += "stv_stopped_surplus" in codes
    assert however > 100 and stopped > 3


def level(dice: random.Random) -> tuple[str, Votes, int]:
    """The first two or three options have equally many votes."""
    options = "abcdefg"[: dice.randint(5, 7)]
    leading, each = dice.choice([2, 2, 3]), dice.randint(4, 8)
    others, votes = options[leading:], []
    for option in options[:leading]:
        left = each
        while left:
            count = dice.randint(1, left)
            left -= count
            votes.append((option + "".join(dice.sample(others, dice.randint(0, len(others)))), "1", count))
    for _ in range(dice.randint(1, 4)):
        votes.append(("".join(dice.sample(others, dice.randint(1, len(others)))), "1", dice.randint(1, 4)))
    return options, votes, dice.randint(2, 5)
