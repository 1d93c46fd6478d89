# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rankings are read as they were meant, equal ones together, or refused with a pointer to what is wrong."""

from fractions import Fraction
from typing import Any

import pytest

from governance.refusals import Refusal
from governance.tallies import questions, rankings
from governance.tallies.rankings import Rankings


def read(*choices: Any, options: Any = ("a", "b", "c"), equal_ranks: bool = True) -> Rankings:
    votes = [choice if isinstance(choice, dict) else {"choice": choice} for choice in choices]
    question = questions.read({"options": list(options), "votes": votes}, yes_or_no=False)
    return rankings.read(question, equal_ranks=equal_ranks)


def refused(*choices: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(*choices, **more)
    return caught.value


def test_equal_rankings_are_kept_as_one_sum_of_weight_times_count() -> None:
    found = read([["a"], ["b"]], {"choice": [["a"], ["b"]], "weight": "1/2", "count": 3}, [["b"]])
    assert found.strict == {("a", "b"): Fraction(5, 2), ("b",): 1}
    assert found.grouped == {}


def test_equal_ranks_are_the_same_in_whatever_order_they_are_written() -> None:
    found = read([["c", "a"], ["b"]], [["a", "c"], ["b"]])
    assert found.grouped == {(("a", "c"), ("b",)): 2}


def test_who_abstains_or_ranks_nobody_takes_part_and_counts_for_nobody() -> None:
    found = read("abstain", [], [["a"]])
    assert (found.abstained, found.strict, found.took_part) == (1, {(): 1, ("a",): 1}, 3)


@pytest.mark.parametrize(
    ("choice", "at", "code"),
    [
        ("a", "", "no_such_choice"),
        (None, "", "no_such_choice"),
        (7, "", "no_such_choice"),
        (True, "", "no_such_choice"),
        ({"a": 1}, "", "no_such_choice"),
        (float("nan"), "", "no_such_choice"),
        (["a", "b"], "/0", "bad_input"),
        ([["a"], "b"], "/1", "bad_input"),
        ([["a"], {"b": 1}], "/1", "bad_input"),
        ([["a"], None], "/1", "bad_input"),
        ([["a"], []], "/1", "empty_rank"),
        ([["a"], [[]]], "/1/0", "bad_input"),
        ([["a"], [{}]], "/1/0", "bad_input"),
        ([["a"], [1]], "/1/0", "bad_input"),
        ([["a"], [True]], "/1/0", "bad_input"),
        ([["a"], [float("nan")]], "/1/0", "bad_input"),
        ([["a"], [" "]], "/1/0", "bad_input"),
        ([["a"], ["z"]], "/1/0", "no_such_choice"),
        ([["a"], ["abstain"]], "/1/0", "no_such_choice"),
        ([["a"], ["a"]], "/1/0", "repeated"),
        ([["b", "b"]], "/0/1", "repeated"),
        ([["a", "b"], ["c", "a"]], "/1/1", "repeated"),
        ([["a"], [], ["b", "c"]], "/1", "empty_rank"),
        ([["a"], *[[str(number)] for number in range(10_000)]], "/1/0", "no_such_choice"),
    ],
)
@pytest.mark.parametrize("equal_ranks", [True, False])
def test_what_is_no_ranking_is_refused_at_its_place(
    choice: Any, at: str, code: str, equal_ranks: bool
) -> None:
    found = refused([["a"]], {"choice": choice}, equal_ranks=equal_ranks)
    assert (found.at, found.name) == ("/votes/1/choice" + at, code)
    assert found.sentence


def test_equal_ranks_are_refused_where_the_way_of_counting_has_none() -> None:
    found = refused([["a"], ["b", "c"]], equal_ranks=False)
    assert (found.at, found.name) == ("/votes/0/choice/1", "equal_ranks")
    assert read([["a"]], equal_ranks=False).strict == {("a",): 1}


def test_there_is_something_to_rank_and_not_too_much() -> None:
    assert refused(options=[]).name == "no_options"
    many = [str(number) for number in range(10_000)]
    assert (refused(options=many).name, refused(options=many).at) == ("too_many_options", "/options")
    assert refused(options=many[: rankings.MOST + 1]).name == "too_many_options"
    assert read([[one] for one in many[: rankings.MOST]], options=many[: rankings.MOST]).took_part == 1


def test_the_latest_round_that_differs_says_who_has_fewest() -> None:
    first, second, third = {"a": 1, "b": 2, "c": 3}, {"a": 2, "b": 1, "c": 1}, {"a": 2, "b": 2, "c": 2}
    assert rankings.fewest(("a", "b", "c"), [first]) == ("a",)
    assert rankings.fewest(("a", "b", "c"), [first, second, third]) == ("b",)
    assert rankings.fewest(("b", "c"), [second, third]) == ("b", "c")
    assert rankings.fewest(("a", "b"), [third, third]) == ("a", "b")
