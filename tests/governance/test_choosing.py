# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever has most votes, approvals, points or dots wins; equals are said, and resolved only by an order for ties."""

from typing import Any

import pytest

from governance import tallies
from governance.refusals import Refusal

METHODS = ("plurality", "approval", "score", "dots")
GIVING: dict[str, Any] = {
    "plurality": lambda option: option,
    "approval": lambda option: [option],
    "score": lambda option: {option: 1},
    "dots": lambda option: {option: 1},
}
"""A choice that gives one to one option, by method."""
QUORUM = {"quorum": {"of": "seats", "share": "1/2"}}


def ask(method: str, votes: list[Any], options: str = "abc", **more: Any) -> dict[str, Any]:
    """A question from choices, or from pairs of a choice and how many chose so."""
    rows = [
        {"choice": one[0], "count": one[1]} if isinstance(one, tuple) else {"choice": one} for one in votes
    ]
    return {"method": method, "options": list(options), "votes": rows, **more}


def count(method: str, votes: list[Any], options: str = "abc", **more: Any) -> dict[str, Any]:
    return tallies.tally(ask(method, votes, options, **more))


def ones(method: str, **numbers: int) -> list[Any]:
    return [(GIVING[method](option), number) for option, number in numbers.items()]


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tallies.tally(payload)
    return caught.value


@pytest.mark.parametrize(
    ("method", "votes", "counts", "because"),
    [
        (
            "plurality",
            [("b", 12), ("a", 10), ("c", 8), ("abstain", 5)],
            {"a": 10, "b": 12, "c": 8, "abstain": 5},
            "“b” won, because 12 of 30 chose it, more than any other.",
        ),
        (
            "approval",
            [(["a", "b"], 2), ["b"], (["c"], 2), [], "abstain"],
            {"a": 2, "b": 3, "c": 2},
            "“b” won, because 3 of 6 approved it, more than any other. “a” and “c” are equal, and share a place.",
        ),
        (
            "score",
            [{"a": 5, "b": 4}, {"b": 5, "c": 0}, {"b": 1, "c": 4}, "abstain"],
            {"a": 5, "b": 10, "c": 4},
            "“b” won, with 10 points, more than any other.",
        ),
        (
            "dots",
            [({"a": 2, "b": 4}, 2), {"c": 3}, {}, "abstain"],
            {"a": 4, "b": 8, "c": 3},
            "“b” won, with 8 of 15 dots, more than any other.",
        ),
    ],
)
def test_most_wins_and_the_numbers_are_told(
    method: str, votes: list[Any], counts: dict[str, int], because: str
) -> None:
    found = count(method, votes)
    assert (found["outcome"], found["winners"], found["counts"]) == ("decided", ["b"], counts)
    assert found["because"] == because
    assert found["order"][0] == ["b"] and found["checks"][0]["name"] == "more_than_next"


@pytest.mark.parametrize("method", METHODS)
def test_equals_at_the_top_are_tied_and_named(method: str) -> None:
    found = count(method, ones(method, a=3, b=1, c=3))
    assert (found["outcome"], found["winners"], found["ties"]) == ("tied", [], [["a", "c"]])
    assert found["order"] == [["a", "c"], ["b"]]
    assert found["checks"] == [{"name": "more_than_next", "holds": False, "value": "3", "bound": "3"}]
    told = "“a” and “c”"
    assert told in found["because"] and "3" in found["because"]
    assert found["because"].endswith("Tied between “a” and “c”, because there is no order for ties.")


@pytest.mark.parametrize("method", METHODS)
def test_an_order_for_ties_resolves_them_and_that_is_said(method: str) -> None:
    found = count(method, ones(method, a=3, b=1, c=3), tie_order=["b", "c", "a"])
    assert (found["outcome"], found["winners"], found["ties"]) == ("decided", ["c"], [["a", "c"]])
    assert found["order"] == [["c"], ["a"], ["b"]]
    assert found["because"].endswith("“c” won, because the order for ties names it first of them.")


@pytest.mark.parametrize("method", METHODS)
def test_equals_behind_the_winner_leave_nothing_open(method: str) -> None:
    found = count(method, ones(method, a=1, b=2, c=1))
    assert (found["outcome"], found["winners"], found["ties"]) == ("decided", ["b"], [["a", "c"]])
    assert found["because"].endswith("“a” and “c” are equal, and share a place.")
    ordered = count(method, ones(method, a=1, b=2, c=1), tie_order=["c", "b", "a"])
    assert ordered["order"] == [["b"], ["c"], ["a"]]
    assert ordered["because"].endswith("“a” and “c” are equal, and stand as the order for ties has them.")


@pytest.mark.parametrize("method", METHODS)
def test_where_nobody_chooses_anything_all_are_tied(method: str) -> None:
    for votes in ([], [("abstain", 4)], [("a" if method == "plurality" else GIVING[method]("a"), 0)]):
        found = count(method, votes)
        assert (found["outcome"], found["order"]) == ("tied", [["a", "b", "c"]])
        assert found["because"].startswith("Nobody chose anything. Tied between “a”, “b” and “c”,")
    ordered = count(method, [("abstain", 4)], tie_order=["b", "a", "c"])
    assert ordered["winners"] == ["b"]
    assert ordered["because"] == "Nobody chose anything. “b” won by the order for ties alone."


def test_whoever_gives_nothing_to_anyone_has_chosen_all_the_same() -> None:
    empty = count("approval", [([], 2)])["because"]
    ordered = count("approval", [([], 2)], places_to_fill=2, tie_order=["b", "a", "c"])["because"]
    assert ordered.endswith("for some of them only. “b” and “a” won by the order for ties alone.")
    some = count("approval", [(["a"], 2)], places_to_fill=2, tie_order=["b", "a", "c"])["because"]
    assert "Nobody approved any of “b” and “c”," in some and "alone" not in some
    assert empty.startswith(
        "Nobody approved any of “a”, “b” and “c”, and there are places for some of them only."
    )
    assert "have 0 points each" in count("score", [{"a": 0}, {}])["because"]


@pytest.mark.parametrize("method", METHODS)
def test_the_only_option_wins(method: str) -> None:
    found = count(method, [], "a")
    assert (found["outcome"], found["winners"], found["checks"]) == ("decided", ["a"], [])
    assert found["because"] == "“a” won, because it was the only option."


@pytest.mark.parametrize("method", METHODS)
def test_a_quorum_counts_everyone_who_took_part_and_comes_first(method: str) -> None:
    votes = [*ones(method, a=2), "abstain"]
    missed = count(method, votes, seats=7, rule=QUORUM)
    assert (missed["outcome"], missed["winners"], missed["order"]) == ("no_quorum", [], [])
    assert missed["counts"]["a"] == 2
    assert [check["name"] for check in missed["checks"]] == ["quorum"]
    met = count(method, votes, seats=6, rule=QUORUM)
    assert met["outcome"] == "decided"
    assert [check["name"] for check in met["checks"]] == ["quorum", "more_than_next"]


@pytest.mark.parametrize("method", METHODS)
def test_weights_and_counts_are_multiplied_and_stay_exact(method: str) -> None:
    votes = [
        {"choice": GIVING[method]("a"), "weight": "1/3", "count": 5},
        {"choice": GIVING[method]("b"), "weight": "1.5"},
    ]
    found = tallies.tally({"method": method, "options": ["a", "b"], "votes": votes})
    assert (found["counts"]["a"], found["counts"]["b"]) == ("5/3", "1.5")
    assert found["winners"] == ["a"]


def test_several_places_go_to_those_approved_by_most() -> None:
    found = count("approval", [(["a", "b"], 3), (["b", "c"], 2), ["d"]], "abcd", places_to_fill=2)
    assert (found["outcome"], found["winners"]) == ("decided", ["b", "a"])
    assert found["checks"] == [{"name": "more_than_next", "holds": True, "value": "3", "bound": "2"}]
    assert found["because"] == (
        "“b” and “a” won, because at least 3 of 6 approved each of them, and no other was approved by more than 2."
    )


def test_of_several_places_only_the_certain_ones_are_won_where_equals_share_the_last() -> None:
    votes = [(["a"], 3), (["b", "c", "d"], 2)]
    found = count("approval", votes, "abcd", places_to_fill=3)
    assert (found["outcome"], found["winners"], found["ties"]) == ("tied", ["a"], [["b", "c", "d"]])
    assert found["because"] == (
        "“a” won, because 3 of 5 approved it, more than any other."
        " “b”, “c” and “d” were each approved by 2 of 5, and there are places for some of them only."
        " Tied between “b”, “c” and “d”, because there is no order for ties."
    )
    ordered = count("approval", votes, "abcd", places_to_fill=3, tie_order=["d", "c", "b", "a"])
    assert (ordered["outcome"], ordered["winners"]) == ("decided", ["a", "d", "c"])
    assert ordered["because"].endswith(
        "“d” and “c” won, because the order for ties names them first of these."
    )


def test_equals_who_all_win_are_no_tie_of_who_wins() -> None:
    found = count("approval", [(["a", "b"], 2), ["c"]], places_to_fill=2)
    assert (found["outcome"], found["winners"], found["ties"]) == ("decided", ["a", "b"], [["a", "b"]])
    everyone = count("approval", [], places_to_fill=3)
    assert (everyone["outcome"], everyone["winners"]) == ("decided", ["a", "b", "c"])
    assert everyone["because"] == "“a”, “b” and “c” won, because there were no more options than places."


def test_points_keep_to_their_range_and_whoever_is_left_out_has_none() -> None:
    found = count("score", [{"a": -3, "b": 2}, {"a": 1}], range=[-3, 2])
    assert (found["counts"], found["winners"]) == ({"a": -2, "b": 2, "c": 0}, ["b"])
    assert (
        refused(ask("score", [{"a": 3}], range=[-3, 2])).sentence == "Points are whole numbers from -3 to 2."
    )
    assert refused(ask("score", [{"a": 1}], range=[-3, 0])).name == "out_of_range"
    assert refused(ask("score", [{"a": 6}])).name == "out_of_range"


def test_nobody_places_more_dots_than_there_are() -> None:
    assert count("dots", [{"a": 4, "b": 2}], dots=6)["winners"] == ["a"]
    refusal = refused(ask("dots", [{"b": 1}, {"a": 4, "b": 3}], dots=6))
    assert (refusal.name, refusal.at) == ("too_many_dots", "/votes/1/choice")
    assert refusal.sentence == "At most 6 dots can be placed, and here are 7."
    assert refused(ask("dots", [{"a": 1}], dots=0)).name == "too_many_dots"
    assert count("dots", [{"a": 10**30}])["counts"]["a"] == 10**30


def test_numbers_longer_than_python_writes_by_itself_are_counted_and_refused_like_others() -> None:
    huge = 10**5000
    assert count("dots", [{"a": huge}])["winners"] == ["a"]
    assert count("plurality", [("a", huge)])["winners"] == ["a"]
    assert refused(ask("dots", [{"a": huge + 1}], dots=huge)).name == "too_many_dots"
    assert refused(ask("score", [{"a": huge + 1}], range=[-huge, huge])).name == "out_of_range"


ODD: list[Any] = [
    None,
    True,
    1,
    1.5,
    float("nan"),
    "",
    "z",
    "\ud800",
    b"a",
    ["z"],
    ["a", "a"],
    [["a"]],
]
ODD += [
    [{}],
    [None],
    {"z": 1},
    {"a": True},
    {"a": 1.0},
    {"a": float("nan")},
    {"a": "1"},
    {"a": None},
    {"a": [1]},
]
ODD += [{"a": -1}, {"a": 10**400}, {1: 1}, {None: 1}, [True], [["a", "b"]], ["a", "b", "a"], "A", {"a": {}}]
ODD += [[f"o{n}" for n in range(10_000)], {f"o{n}": 1 for n in range(10_000)}, ["a"] * 10_000]
FINE: dict[str, list[Any]] = {"dots": [{"a": 10**400}]}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:24])
def test_a_vote_that_cannot_be_counted_is_refused_with_a_pointer_to_it(method: str, odd: Any) -> None:
    if odd in FINE.get(method, ()):
        return
    refusal = refused(ask(method, [GIVING[method]("a"), odd]))
    assert refusal.at.startswith("/votes/1/choice") and refusal.sentence.endswith(".")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"options": []}, "/options"),
        ({"options": [f"o{n}" for n in range(10_000)]}, "/options"),
        ({"options": ["a", "a"]}, "/options/1"),
        ({"options": ["abstain"]}, "/options/0"),
        ({"rule": {"threshold": {"of": "cast", "share": "1/2"}}}, "/rule/threshold"),
        (
            {"rule": {"quorum": {**QUORUM["quorum"], "count": "affirmative"}}, "seats": 9},
            "/rule/quorum/count",
        ),
        ({"rule": QUORUM}, ""),
        ({"seats": 0}, "/seats"),
        ({"tie_order": ["a"]}, "/tie_order"),
        ({"variant": "scottish"}, "/variant"),
        (
            {"votes": [{"voter": "v", "choice": "abstain"}, {"voter": "v", "choice": "abstain"}]},
            "/votes/1/voter",
        ),
    ],
)
def test_a_question_that_cannot_be_counted_is_refused_with_a_pointer(
    method: str, change: dict[str, Any], at: str
) -> None:
    assert refused({**ask(method, [GIVING[method]("a")]), **change}).at == at


@pytest.mark.parametrize(
    ("method", "member", "values"),
    [
        (
            "score",
            "range",
            [[5, 0], [0, 0], [0], [0, 1, 2], "05", [0, 1.5], [False, True], ["0", "5"], None, {}],
        ),
        ("dots", "dots", [-1, 1.5, True, "6", None, []]),
        ("approval", "places_to_fill", [0, -1, 1.5, True, "2", None]),
        ("plurality", "places_to_fill", [2]),
        ("score", "dots", [6]),
        ("dots", "range", [[0, 5]]),
    ],
)
def test_what_a_method_is_told_beside_its_votes_is_checked(
    method: str, member: str, values: list[Any]
) -> None:
    for value in values:
        assert refused(ask(method, [], **{member: value})).at.startswith(f"/{member}"), value
