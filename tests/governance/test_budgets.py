# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pot is shared out: most chosen first, or by equal shares, never more than there is, and every tie is said."""

from typing import Any

import pytest

from governance import tallies
from governance.refusals import Refusal
from governance.tallies.told import sharing

METHODS = ("budget-greedy", "budget-mes")
COSTS = {"a": "60", "b": "40", "c": 30, "d": "20.50"}


def ask(
    method: str, votes: dict[str, int], costs: Any = COSTS, pot: Any = "100", **more: Any
) -> dict[str, Any]:
    """A question from sets such as "ab" with how many chose them; projects are named by one letter."""
    rows = [{"choice": list(text) if text != "abstain" else text, "count": n} for text, n in votes.items()]
    variant = {"variant": "skip"} if method == "budget-greedy" else {}
    asked = {"method": method, "options": list(costs), "costs": costs, "pot": pot, "votes": rows}
    return {**asked, **variant, **more}


def count(method: str, *args: Any, **more: Any) -> dict[str, Any]:
    found = tallies.tally(ask(method, *args, **more))
    assert found["because"] and all(
        said["code"] in {*sharing.SENTENCES, "no_quorum"} for said in found["said"]
    )
    assert found["winners"] == found["funded"]
    return found


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tallies.tally(payload)
    return caught.value


def test_greedy_skips_what_does_not_fit_and_goes_on() -> None:
    found = count("budget-greedy", {"a": 5, "b": 4, "c": 3, "abd": 1}, pot="110")
    assert found["funded"] == ["a", "b"] and found["spent"] == "100"
    found = count("budget-greedy", {"ab": 5, "c": 4, "d": 3, "a": 1}, pot="81")
    assert (found["outcome"], found["funded"], found["spent"]) == ("decided", ["a", "d"], "80.5")
    assert found["order"] == [["a"], ["d"], ["b"], ["c"]]
    assert found["counts"] == {"a": 6, "b": 5, "c": 4, "d": 3, "abstain": 0}
    assert found["checks"] == [{"name": "within_pot", "holds": True, "value": "80.5", "bound": "81"}]
    assert found["because"] == (
        "“a” and “d” are funded, for 80.5 of the 81 in the pot. The pot paid first for what most people chose."
        " What was left when it was their turn did not pay for “b” and “c”."
    )


def test_greedy_stops_at_the_first_that_does_not_fit() -> None:
    found = count("budget-greedy", {"ab": 5, "c": 4, "d": 3, "a": 1}, pot="81", variant="stop")
    assert found["funded"] == ["a"]
    assert "so it did not pay for “b”, “c” and “d”" in found["because"]


def test_greedy_with_a_least_score_funds_nothing_below_it() -> None:
    votes = {"a": 6, "b": 5, "d": 4}
    assert count("budget-greedy", votes, variant="threshold", minimum=4)["funded"] == ["a", "b"]
    found = count("budget-greedy", votes, pot="200", variant="threshold", minimum=5)
    assert found["funded"] == ["a", "b"]
    assert "Fewer than the 5 that were needed chose “d”." in found["because"]


def test_a_pot_where_nothing_reaches_the_least_score_says_so_and_not_that_it_is_too_small() -> None:
    few = count("budget-greedy", {"a": 1}, {"a": "1"}, variant="threshold", minimum=3)
    assert few["because"] == (
        "Nothing is funded, because nothing that was chosen reached the minimum of 3."
        " Fewer than the 3 that were needed chose “a”."
    )
    costs = {"a": "101", "b": "1"}
    dear = count("budget-greedy", {"a": 3, "b": 1}, costs, variant="threshold", minimum=3)
    assert dear["because"].startswith(
        "Nothing is funded, because nothing that reached the minimum of 3 fits into the 100 in the pot."
    )
    every = count("budget-greedy", {"a": 3}, costs, variant="threshold", minimum=3)
    assert "because nothing that was chosen fits into the 100 in the pot." in every["because"]


def test_greedy_goes_by_points_and_equal_shares_by_who_gives_any() -> None:
    rows = [{"choice": {"a": 1, "b": 0}, "count": 3}, {"choice": {"b": 9}}]
    greedy = tallies.tally({**ask("budget-greedy", {}), "votes": rows})
    assert greedy["funded"] == ["b", "a"] and greedy["counts"] == {
        "a": 3,
        "b": 9,
        "c": 0,
        "d": 0,
        "abstain": 0,
    }
    shared = tallies.tally({**ask("budget-mes", {}), "votes": rows})
    assert shared["funded"] == ["a"] and shared["counts"]["b"] == 1


def test_equals_that_all_fit_are_no_tie() -> None:
    found = count("budget-greedy", {"ab": 2, "c": 1})
    assert (found["outcome"], found["funded"], found["ties"]) == ("decided", ["a", "b"], [["a", "b"]])
    assert found["order"][0] == ["a", "b"]


def test_equals_that_do_not_all_fit_are_tied_and_only_what_is_certain_is_funded() -> None:
    found = count("budget-greedy", {"abcd": 2}, pot="80")
    assert (found["outcome"], found["funded"]) == ("tied", [])
    assert "uncertain whether “a”, “b”, “c” and “d” would be funded" in found["because"]
    found = count("budget-greedy", {"abcd": 2}, costs={"a": 0, "b": 50, "c": 50, "d": 90}, pot=80)
    assert (found["outcome"], found["funded"]) == ("tied", ["a"])


def test_what_fits_in_whatever_order_equals_come_is_certain() -> None:
    costs = {"a": 50, "b": 50, "c": 20, "d": 40}
    found = count("budget-greedy", {"abc": 2, "d": 1}, costs=costs, pot=80)
    assert (found["outcome"], found["funded"]) == ("tied", ["c"])
    assert "whether “a” and “b” would be funded" in found["because"]


def test_stopping_among_equals_ends_the_count_for_all_after_them() -> None:
    found = count("budget-greedy", {"ab": 2, "d": 1}, pot=80, variant="stop")
    assert (found["outcome"], found["funded"]) == ("tied", [])
    assert "did not pay for “d”" in found["because"]
    costs = {"a": 90, "b": 90, "d": 1}
    found = count("budget-greedy", {"ab": 2, "d": 1}, costs=costs, pot=80, variant="stop")
    assert (found["outcome"], found["funded"]) == ("decided", [])


def test_the_order_for_ties_says_which_of_equals_is_funded() -> None:
    for order, funded in (("abcd", ["a", "d"]), ("bacd", ["b", "c"]), ("dcba", ["d", "c"])):
        found = count("budget-greedy", {"abcd": 2}, pot="81", tie_order=list(order))
        assert (found["outcome"], found["funded"], found["ties"]) == ("decided", funded, [list("abcd")])
        assert f"the order for ties names “{order[0]}” first" in found["because"]


def test_equal_shares_lets_a_minority_have_what_it_can_pay_for() -> None:
    costs = {"a": 60, "b": 30, "c": 30}
    votes = {"ab": 6, "a": 1, "c": 3}
    assert count("budget-greedy", votes, costs)["funded"] == ["a", "b"]
    found = count("budget-mes", votes, costs)
    assert found["funded"] == ["a", "c"]
    assert found["because"] == (
        "“a” and “c” are funded, for 90 of the 100 in the pot."
        " The 100 in the pot was shared equally among those who voted (10), and each project was paid for by those who"
        " chose it."
        " Those who chose it had too little left to pay for “b”."
    )


def test_one_unit_more_a_voter_is_added_until_the_next_would_overspend() -> None:
    votes = {"ab": 3, "ac": 2, "d": 2}
    assert count("budget-mes", votes)["funded"] == ["a", "d"]
    found = count("budget-mes", {"a": 3, "b": 3, "cd": 1}, completion="add1")
    assert (found["funded"], found["spent"]) == (["a", "b"], "100")
    assert found["checks"][1] == {"name": "next_within_pot", "holds": False, "value": "120.5", "bound": "100"}
    assert "Everyone was then given 6 more to spend; with one more still, 120.5 would" in found["because"]


def test_adding_ends_where_everything_is_funded_that_anyone_chose() -> None:
    found = count("budget-mes", {"ab": 3}, costs={"a": 60, "b": 40, "c": 1, "d": 101}, completion="add1")
    assert found["funded"] == ["a", "b"]
    found = count("budget-mes", {"a": 1, "b": 3}, completion="add1")
    assert found["funded"] == ["b", "a"] and "Everyone was then given 35 more" in found["because"]


def test_what_costs_nothing_is_funded_if_anyone_chose_it() -> None:
    costs = {"a": 0, "b": 0, "c": 100}
    for method in METHODS:
        assert count(method, {"ac": 1}, costs)["funded"] == (["a", "c"])
    assert count("budget-mes", {"ac": 1}, costs, pot=0)["funded"] == ["a"]


@pytest.mark.parametrize("method", METHODS)
def test_what_is_dearer_than_the_pot_can_be_chosen_and_is_never_funded(method: str) -> None:
    found = count(method, {"ab": 5, "b": 1}, pot=45)
    assert found["funded"] == ["b"]
    assert "“a” costs more than the 45 in the pot, and cannot be funded." in found["because"]


def test_projects_that_nothing_tells_apart_are_tied_unless_all_are_funded() -> None:
    costs = {"a": 60, "b": 60, "c": 20}
    found = count("budget-mes", {"abc": 3}, costs)
    assert (found["outcome"], found["funded"], found["ties"]) == ("tied", ["c"], [["a", "b", "c"]])
    assert count("budget-mes", {"abc": 3}, costs, pot=140)["outcome"] == "decided"
    found = count("budget-mes", {"abc": 3}, costs, tie_order=["b", "a", "c"])
    assert (found["outcome"], found["funded"]) == ("decided", ["b", "c"])


def test_too_many_ways_to_resolve_ties_are_not_followed() -> None:
    pairs = [chr(97 + at) for at in range(16)]
    votes = {one + other: 1 for at, one in enumerate(pairs) for other in pairs[at + 1 :]}
    found = count("budget-mes", votes, dict.fromkeys(pairs, 12), pot=len(votes))
    assert (found["outcome"], found["funded"]) == ("tied", [])
    assert "so many projects" in found["because"]


@pytest.mark.parametrize("method", METHODS)
def test_those_who_abstain_take_part_and_have_no_share(method: str) -> None:
    found = count(
        method, {"a": 2, "abstain": 3}, pot=60, seats=10, rule={"quorum": {"of": "seats", "share": "1/2"}}
    )
    assert found["funded"] == ["a"] and found["counts"]["abstain"] == 3
    found = count(
        method, {"a": 2, "abstain": 2}, pot=60, seats=10, rule={"quorum": {"of": "seats", "share": "1/2"}}
    )
    assert (found["outcome"], found["funded"], found["spent"]) == ("no_quorum", [], "0")


def test_those_who_chose_nothing_keep_their_share() -> None:
    assert count("budget-mes", {"a": 2, "": 1}, pot=60)["funded"] == []


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("votes", [{}, {"": 2}, {"a": 0}, {"abstain": 1}])
def test_nothing_is_funded_where_nobody_chose_anything(method: str, votes: dict[str, int]) -> None:
    found = count(method, votes)
    assert (found["outcome"], found["funded"], found["spent"]) == ("decided", [], "0")
    assert found["because"] == "Nothing is funded, because nobody chose any project."


def test_a_pot_shared_in_thirds_is_exact() -> None:
    rows = [{"choice": ["a"], "weight": "1/3", "count": 3}, {"choice": ["b"], "weight": "0.5"}]
    found = tallies.tally({**ask("budget-mes", {}, {"a": "66.67", "b": "33.33"}), "votes": rows})
    assert found["funded"] == ["b"]
    found = tallies.tally({**ask("budget-mes", {}, {"a": "66.66", "b": "33.34"}), "votes": rows})
    assert found["funded"] == ["a"]


BAD: list[tuple[dict[str, Any], str]] = [
    ({"options": []}, "/options"),
    ({"options": ["a", "a"]}, "/options/1"),
    ({"options": [f"p{n}" for n in range(10_000)]}, "/options"),
    ({"costs": {"a": "1"}}, "/costs"),
    ({"costs": {**COSTS, "e": "1"}}, "/costs/e"),
    ({"costs": ["1"]}, "/costs"),
    ({"costs": {**COSTS, "a": "-1"}}, "/costs/a"),
    ({"costs": {**COSTS, "a": -1}}, "/costs/a"),
    ({"costs": {**COSTS, "a": 1.5}}, "/costs/a"),
    ({"costs": {**COSTS, "a": float("nan")}}, "/costs/a"),
    ({"costs": {**COSTS, "a": True}}, "/costs/a"),
    ({"costs": {**COSTS, "a": None}}, "/costs/a"),
    ({"costs": {**COSTS, "a": "1" * 1_001}}, "/costs/a"),
    ({"pot": "1e3"}, "/pot"),
    ({"pot": -5}, "/pot"),
    ({"votes": [{"choice": "a"}]}, "/votes/0/choice"),
    ({"votes": [{"choice": 1}]}, "/votes/0/choice"),
    ({"votes": [{"choice": None}]}, "/votes/0/choice"),
    ({"votes": [{"choice": ["a", "x"]}]}, "/votes/0/choice/1"),
    ({"votes": [{"choice": ["a", "a"]}]}, "/votes/0/choice/1"),
    ({"votes": [{"choice": [["a"]]}]}, "/votes/0/choice/0"),
    ({"votes": [{"choice": {"x": 1}}]}, "/votes/0/choice/x"),
    ({"votes": [{"choice": {"a": -1}}]}, "/votes/0/choice/a"),
    ({"votes": [{"choice": {"a": True}}]}, "/votes/0/choice/a"),
    ({"votes": [{"choice": {"a": 1.0}}]}, "/votes/0/choice/a"),
    ({"votes": [{"choice": {"a": "1"}}]}, "/votes/0/choice/a"),
    ({"votes": [{"choice": {1: 1}}]}, "/votes/0/choice"),
    ({"votes": [{"choice": ["a"], "weight": "-1"}]}, "/votes/0/weight"),
    ({"tie_order": ["a"]}, "/tie_order"),
    ({"rule": {"threshold": {"of": "cast", "share": "1/2"}}}, "/rule/threshold"),
    ({"seats": 0, "votes": [{"choice": ["a"]}]}, "/seats"),
    ({"range": [0, 5]}, "/range"),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("change", "at"), BAD)
def test_a_question_that_contradicts_itself_is_refused_with_a_pointer(
    method: str, change: dict[str, Any], at: str
) -> None:
    assert refused({**ask(method, {"a": 1}), **change}).at == at


@pytest.mark.parametrize(
    ("method", "change", "at"),
    [
        ("budget-greedy", {"variant": "best"}, "/variant"),
        ("budget-greedy", {"variant": ["skip"]}, "/variant"),
        ("budget-greedy", {"variant": "threshold"}, "/minimum"),
        ("budget-greedy", {"minimum": 3}, "/minimum"),
        ("budget-greedy", {"variant": "threshold", "minimum": -3}, "/minimum"),
        ("budget-greedy", {"variant": "threshold", "minimum": 1.5}, "/minimum"),
        ("budget-greedy", {"completion": "add1"}, "/completion"),
        ("budget-mes", {"variant": "skip"}, "/variant"),
        ("budget-mes", {"completion": "add2"}, "/completion"),
        ("budget-mes", {"completion": {}}, "/completion"),
    ],
)
def test_what_belongs_to_another_variant_is_refused(method: str, change: dict[str, Any], at: str) -> None:
    assert refused({**ask(method, {"a": 1}), **change}).at == at


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("missing", ["costs", "pot", "votes", "options"])
def test_what_is_missing_is_named(method: str, missing: str) -> None:
    payload = ask(method, {"a": 1})
    del payload[missing]
    assert refused(payload).name == "missing_member"


def test_greedy_says_which_variant() -> None:
    payload = ask("budget-greedy", {"a": 1})
    del payload["variant"]
    assert refused(payload).name == "missing_member"
