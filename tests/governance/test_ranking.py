# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rankings name one winner: by Schulze, by ranked pairs, by instant run-off, and every tie is said."""

from typing import Any

import pytest

from governance import tallies
from governance.refusals import Refusal
from governance.tallies.told import ranking

METHODS = ("schulze", "ranked-pairs", "irv")
COMPARING = ("schulze", "ranked-pairs")


def ask(method: str, options: str, votes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A question from rankings such as "a bc" (first a, then b and c, equal) with how many ranked so."""
    rows = [{"choice": choice(text), "count": count} for text, count in votes.items()]
    return {"method": method, "options": list(options), "votes": rows, **more}


def choice(text: str) -> Any:
    return text if text == "abstain" else [list(rank) for rank in text.split()]


def count(method: str, options: str, votes: dict[str, Any], **more: Any) -> dict[str, Any]:
    found = tallies.tally(ask(method, options, votes, **more))
    assert found["because"] and all(said["code"] in codes() for said in found["said"])
    return found


def codes() -> set[str]:
    return {*ranking.SENTENCES, "no_quorum"}


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tallies.tally(payload)
    return caught.value


SCHULZES_OWN = {
    "a c b e d": 5,
    "a d e c b": 5,
    "b e d a c": 8,
    "c a b e d": 3,
    "c a e b d": 7,
    "c b a d e": 2,
    "d c e b a": 7,
    "e b a d c": 8,
}
"""Schulze 2011, example of 45 voters: E > A > C > B > D."""
TENNESSEE = {"m n c k": 42, "n c k m": 26, "c k n m": 15, "k c n m": 17}
"""Memphis, Nashville, Chattanooga, Knoxville: the example that many books have."""


def test_schulzes_own_example_comes_out_as_he_says() -> None:
    found = count("schulze", "abcde", SCHULZES_OWN)
    assert found["order"] == [["e"], ["a"], ["c"], ["b"], ["d"]]
    assert (found["outcome"], found["winners"], found["ties"]) == ("decided", ["e"], [])
    assert found["pairwise"]["a"] == {"b": 20, "c": 26, "d": 30, "e": 22}
    assert found["checks"] == [
        {"name": "beats_all", "holds": False, "value": "3", "bound": "4"},
        {"name": "path", "holds": True, "value": "25", "bound": "24"},
    ]
    assert found["because"] == (
        "“e” won, because along the strongest chains of comparisons it is ahead of each other option, though it does"
        " not win against each of them directly; closest was “a”, with 25 votes on the weakest step there and 24 on"
        " the weakest step back."
    )


def test_ranked_pairs_leaves_out_what_contradicts_clearer_comparisons() -> None:
    votes = {"w x z y": 7, "w y x z": 2, "x y z w": 4, "x z y w": 5, "y w x z": 1, "y z w x": 8}
    found = count("ranked-pairs", "wxyz", votes)
    assert found["order"] == [["y"], ["w"], ["x"], ["z"]]
    assert found["checks"][-1] == {"name": "pairs_locked", "holds": False, "value": "4", "bound": "6"}
    assert "of 6, taken from the clearest down, 4 were kept" in found["because"]
    assert [said["code"] for said in found["said"]] == ["ranked_pairs_won"]


@pytest.mark.parametrize("method", COMPARING)
def test_whoever_wins_against_every_other_option_wins(method: str) -> None:
    found = count(method, "mnck", TENNESSEE)
    assert found["order"] == [["n"], ["c"], ["k"], ["m"]]
    assert found["because"] == (
        "“n” won, because against each other option more voters ranked it higher; closest was “m”, 58 to 42."
    )
    assert found["checks"][0] == {"name": "beats_all", "holds": True, "value": "3", "bound": "3"}


@pytest.mark.parametrize("method", COMPARING)
def test_the_closest_is_the_one_with_the_smallest_difference(method: str) -> None:
    found = count(method, "abc", {"ac b": 3, "a b c": 2, "b ac": 4})
    assert found["because"].endswith("closest was “b”, 5 to 4.")


def test_the_run_off_tells_every_round() -> None:
    found = count("irv", "mnck", {**TENNESSEE, "abstain": 4, "": 2})
    assert found["rounds"] == [
        {
            "counts": {"m": 42, "n": 26, "c": 15, "k": 17},
            "elected": [],
            "excluded": ["c"],
            "moved": [{"from": "c", "to": "k", "amount": 15}],
            "exhausted": 2,
        },
        {
            "counts": {"m": 42, "n": 26, "k": 32},
            "elected": [],
            "excluded": ["n"],
            "moved": [{"from": "n", "to": "k", "amount": 26}],
            "exhausted": 2,
        },
        {"counts": {"m": 42, "k": 58}, "elected": ["k"], "excluded": [], "moved": [], "exhausted": 2},
    ]
    assert found["order"] == [["k"], ["m"], ["n"], ["c"]]
    assert found["counts"] == {"m": 42, "n": 26, "c": 15, "k": 17, "abstain": 4}
    assert found["checks"] == [{"name": "more_than_half", "holds": True, "value": "58", "bound": "50"}]
    assert found["because"] == (
        "“k” won in round 3, with 58 of the 100 votes that then still counted: more than half; the next had 42."
        " Votes that ranked nobody who was still in: 2."
    )


def test_more_than_half_of_the_first_choices_ends_the_run_off_at_once() -> None:
    found = count("irv", "abcd", {"a": 6, "b": 2, "c": 2, "d": 1})
    assert found["because"] == "“a” won, because 6 of the 11 votes named it first: more than half." + (
        " Further down nothing tells “b” and “c” apart, so they share a place."
    )
    assert found["order"] == [["a"], ["b", "c"], ["d"]]
    assert found["ties"] == [["b", "c"]]


def test_those_still_in_stand_by_their_votes_in_the_last_round() -> None:
    found = count("irv", "abcd", {"a": 11, "b": 4, "c": 5, "d b": 2, "d a": 1})
    assert found["order"] == [["a"], ["b"], ["c"], ["d"]]
    evened = count("irv", "abcd", {"a": 11, "b": 4, "c": 5, "d b": 1, "d a": 2})
    assert evened["rounds"][1]["counts"] == {"a": 13, "b": 5, "c": 5}
    assert evened["order"] == [["a"], ["c"], ["b"], ["d"]]


def test_half_is_not_more_than_half() -> None:
    found = count("irv", "abc", {"a": 5, "b c": 3, "c b": 2})
    assert [each["counts"] for each in found["rounds"]] == [
        {"a": 5, "b": 3, "c": 2},
        {"a": 5, "b": 5},
        {"a": 5},
    ]
    assert found["because"].startswith("“a” won in round 3, the last one left, with 5 votes.")
    assert "“b” left, because it had fewest of them (3) in round 1." in found["because"]


def test_votes_that_rank_nobody_left_do_not_count_for_the_half() -> None:
    found = count("irv", "abc", {"a": 4, "b": 3, "c": 2})
    assert found["winners"] == ["a"]
    assert found["rounds"][0]["moved"] == [{"from": "c", "to": None, "amount": 2}]
    assert (found["rounds"][1]["exhausted"], found["checks"][0]["bound"]) == (2, "3.5")


def test_options_without_votes_leave_together() -> None:
    found = count("irv", "abcde", {"a d": 4, "b": 4, "c b": 3})
    assert found["rounds"][0]["excluded"] == ["d", "e"]
    assert found["rounds"][1]["excluded"] == ["c"]
    assert found["order"] == [["b"], ["a"], ["c"], ["d", "e"]]
    assert found["ties"] == [["d", "e"]]


TWICE_EQUAL = {"a": 7, "b": 4, "c": 5, "d b": 1}
"""First round 7, 4, 5, 1; second 7, 5, 5: b and c are equally few, and b had fewer before."""


def test_of_equally_few_the_one_leaves_who_had_fewest_in_the_latest_round_that_differs() -> None:
    found = count("irv", "abcd", TWICE_EQUAL)
    assert [each["excluded"] for each in found["rounds"]] == [["d"], ["b"], []]
    assert found["because"].endswith(
        "In round 2 “b” and “c” had equally few votes; “b” left, because it had fewest of them (4) in round 1."
    )
    assert found["ties"] == []


def test_moved_votes_are_told_in_the_order_of_the_question_not_of_the_votes() -> None:
    for votes in ({"c b": 1, "c": 1, "c a": 1, "a": 4, "b": 4}, {"c": 1, "a": 4, "c a": 1, "b": 4, "c b": 1}):
        moved = count("irv", "abc", votes)["rounds"][0]["moved"]
        assert [one["to"] for one in moved] == ["a", "b", None]


def test_of_those_who_were_always_equal_the_last_in_the_order_for_ties_leaves_else_the_count_stops() -> None:
    votes = {"a": 4, "b c": 3, "c b": 3}
    stopped = count("irv", "abc", votes)
    assert (stopped["outcome"], stopped["winners"], stopped["ties"]) == ("tied", [], [["b", "c"]])
    assert stopped["order"] == [["a", "b", "c"]]
    assert stopped["checks"] == [{"name": "more_than_half", "holds": False, "value": "4", "bound": "5"}]
    assert stopped["because"] == (
        "The count stopped tied in round 1, because “b” and “c” had equally few votes (3 each), in every earlier"
        " round too, it makes a difference to who wins which of them leaves, and there is no order for ties."
    )
    for order, winner, out in (("abc", "b", "c"), ("cba", "c", "b")):
        found = count("irv", "abc", votes, tie_order=list(order))
        assert (found["outcome"], found["winners"], found["ties"]) == ("decided", [winner], [["b", "c"]])
        assert f"“{out}” left, because the order for ties names it last of them." in found["because"]


def test_of_equals_only_those_who_were_fewest_before_too_are_left_to_the_order_for_ties() -> None:
    votes = {"c d": 3, "e c d": 3, "d c": 1, "d e": 1, "b e": 4}
    found = count("irv", "bcde", votes, tie_order=list("decb"))
    assert found["rounds"][1]["counts"] == {"b": 4, "c": 4, "e": 4}
    assert found["rounds"][1]["excluded"] == ["c"]
    assert found["ties"] == [["c", "e"]]
    assert (
        "In round 2 “b”, “c” and “e” had equally few votes, and of these “c” and “e” were equal and had fewest in the"
        " earlier rounds too; “c” left, because the order for ties names it last of them." in found["because"]
    )


def test_of_many_rounds_with_equals_the_last_three_are_told_one_by_one() -> None:
    options = "abcdefgh"
    found = count("irv", options, dict.fromkeys(options, 1), tie_order=list(options))
    codes = [said["code"] for said in found["said"]]
    assert codes == ["irv_last", "irv_exhausted", *["irv_tie_order"] * 3, "irv_more_equals"]
    assert [said["facts"]["round"] for said in found["said"][2:5]] == ["5", "6", "7"]
    assert "several had equally few votes: 4;" in found["because"]
    assert len(found["ties"]) == 7


CIRCLE = {"a b c": 1, "b c a": 1, "c a b": 1}


@pytest.mark.parametrize("method", METHODS)
def test_a_perfect_circle_is_tied_or_goes_to_the_first_in_the_order_for_ties(method: str) -> None:
    found = count(method, "abc", CIRCLE)
    assert (found["outcome"], found["winners"], found["order"]) == ("tied", [], [["a", "b", "c"]])
    assert found["ties"] == [["a", "b", "c"]]
    ordered = count(method, "abc", CIRCLE, tie_order=["b", "c", "a"])
    assert (ordered["outcome"], ordered["winners"]) == ("decided", ["b"])
    assert "order for ties" in ordered["because"]


def test_equal_pairs_that_contradict_each_other_are_locked_by_the_order_for_ties_or_not_at_all() -> None:
    none = count("ranked-pairs", "abc", CIRCLE)
    assert none["checks"][-1] == {"name": "pairs_locked", "holds": False, "value": "0", "bound": "3"}
    assert "contradicted each other: 3; none of them was kept" in none["because"]
    some = count("ranked-pairs", "abc", CIRCLE, tie_order=["c", "b", "a"])
    assert some["order"] == [["b"], ["c"], ["a"]]
    assert "contradicted each other: 3; they were taken by the order for ties." in some["because"]


def test_equal_pairs_on_no_circle_are_locked_without_an_order_for_ties() -> None:
    found = count("ranked-pairs", "abcd", {"d a b c": 1, "d b c a": 1, "d c a b": 1})
    assert (found["winners"], found["order"]) == (["d"], [["d"], ["a", "b", "c"]])
    assert found["checks"][-1]["value"] == "3"


def test_of_pairs_with_equal_votes_for_them_the_one_with_fewest_against_is_locked_first() -> None:
    # a over b 7 to 2, b over c 7 to 5, c over a 7 to 6: the last would close the circle, however ties are ordered.
    votes = {"ab c": 4, "c a b": 5, "b c a": 1, "a b c": 2, "bc": 1}
    for order in ({}, {"tie_order": list("cab")}, {"tie_order": list("cba")}):
        found = count("ranked-pairs", "abc", votes, **order)
        assert found["pairwise"]["c"]["a"] == found["pairwise"]["a"]["b"] == found["pairwise"]["b"]["c"]
        assert found["order"] == [["a"], ["b"], ["c"]]


def test_schulze_puts_together_whom_the_strongest_chains_leave_equal() -> None:
    found = count("schulze", "abcd", {"a b c d": 3, "b a c d": 3, "d": 1})
    assert (found["outcome"], found["order"]) == ("tied", [["a", "b"], ["c"], ["d"]])
    assert found["ties"] == [["a", "b"]]
    assert found["checks"][1] == {"name": "path", "holds": False, "value": "0", "bound": "0"}
    assert found["because"] == (
        "Along the strongest chains of comparisons none of “a” and “b” is ahead of another, and no other option is"
        " ahead of them. Tied between “a” and “b”, because there is no order for ties."
    )
    ordered = count("schulze", "abcd", {"a b c d": 3, "b a c d": 3, "d": 1}, tie_order=["d", "b", "c", "a"])
    assert (ordered["winners"], ordered["order"]) == (["b"], [["b"], ["a"], ["c"], ["d"]])
    assert ordered["ties"] == [["a", "b"]]


@pytest.mark.parametrize("method", COMPARING)
def test_equals_behind_the_winner_share_a_place_and_are_said(method: str) -> None:
    found = count(method, "abc", {"a": 2})
    assert (found["outcome"], found["order"], found["ties"]) == ("decided", [["a"], ["b", "c"]], [["b", "c"]])
    assert found["because"].endswith("Further down nothing tells “b” and “c” apart, so they share a place.")
    ordered = count(method, "abc", {"a": 2}, tie_order=["c", "b", "a"])
    assert (ordered["order"], ordered["ties"]) == ([["a"], ["c"], ["b"]], [["b", "c"]])
    assert "stand as the order for ties has them" in ordered["because"]


@pytest.mark.parametrize("method", COMPARING)
def test_the_unranked_are_last_and_equal_and_equal_ranks_compare_nobody(method: str) -> None:
    found = count(method, "abcd", {"ab c": 2, "": 5, "abcd": 3, "abstain": 4})
    assert found["pairwise"]["a"] == {"b": 0, "c": 2, "d": 2}
    assert found["pairwise"]["c"] == {"a": 0, "b": 0, "d": 2}
    assert found["pairwise"]["d"] == {"a": 0, "b": 0, "c": 0}
    assert (found["order"], found["counts"]) == ([["a", "b"], ["c"], ["d"]], {})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("votes", [{}, {"abstain": 3}, {"": 2}])
def test_where_nobody_ranks_anyone_all_are_equal(method: str, votes: dict[str, int]) -> None:
    found = count(method, "abc", votes)
    assert (found["outcome"], found["order"], found["ties"]) == ("tied", [["a", "b", "c"]], [["a", "b", "c"]])
    assert found["because"] == (
        "Nobody ranked one option above another. Tied between “a”, “b” and “c”, because there is no order for ties."
    )
    ordered = count(method, "abc", votes, tie_order=["b", "c", "a"])
    assert (ordered["winners"], ordered["order"]) == (["b"], [["b"], ["c"], ["a"]])
    assert ordered["because"].startswith(
        "Nobody ranked one option above another. “b” won by the order for ties alone."
    )


@pytest.mark.parametrize("method", METHODS)
def test_the_only_option_wins(method: str) -> None:
    found = count(method, "a", {"abstain": 1})
    assert (found["outcome"], found["winners"], found["order"]) == ("decided", ["a"], [["a"]])
    assert found["because"] == "“a” won, because it was the only option."


@pytest.mark.parametrize("method", METHODS)
def test_the_quorum_counts_everyone_who_voted_and_is_looked_at_first(method: str) -> None:
    votes = {"a b": 2, "": 1, "abstain": 2}
    rule = {"quorum": {"of": "seats", "share": "1/2"}}
    met = count(method, "ab", votes, seats=10, rule=rule)
    assert (met["outcome"], met["checks"][0]) == (
        "decided",
        {"name": "quorum", "holds": True, "value": "5", "bound": "5"},
    )
    missed = count(method, "ab", votes, seats=11, rule=rule)
    assert (missed["outcome"], missed["winners"], missed["order"]) == ("no_quorum", [], [])
    assert [check["name"] for check in missed["checks"]] == ["quorum"]
    assert set(met) == set(missed)
    assert refused(ask(method, "ab", votes, seats=4)).at == "/seats"
    if method in COMPARING:
        assert count(method, "ab", {"ab": 5}, seats=10, rule=rule)["outcome"] == "tied"


@pytest.mark.parametrize("method", METHODS)
def test_weights_are_counted_exactly(method: str) -> None:
    rows = [
        {"choice": [["a"], ["b"]], "weight": "1/3", "count": 3},
        {"choice": [["b"], ["a"]], "weight": "0.1", "count": 7},
        {"choice": [["b"]], "weight": "2/7"},
    ]
    found = tallies.tally({"method": method, "options": ["a", "b"], "votes": rows})
    assert found["winners"] == ["a"]
    against = {"value": "1", "bound": "1"}
    if method == "irv":
        assert found["counts"] == {"a": 1, "b": "69/70", "abstain": 0}
    else:
        assert found["pairwise"] == {"a": {"b": 1}, "b": {"a": "69/70"}}
        assert found["checks"][0] == {"name": "beats_all", "holds": True, **against}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("change", "at", "code"),
    [
        ({"votes": [{"choice": [["z"]]}]}, "/votes/0/choice/0/0", "no_such_choice"),
        ({"votes": [{"choice": [["a"], ["a"]]}]}, "/votes/0/choice/1/0", "repeated"),
        ({"votes": [{"choice": "a"}]}, "/votes/0/choice", "no_such_choice"),
        ({"votes": [{"choice": [["a"]], "count": -1}]}, "/votes/0/count", "bad_input"),
        ({"votes": [{"choice": [["a"]], "count": True}]}, "/votes/0/count", "bad_input"),
        ({"votes": [{"choice": [["a"]], "count": float("nan")}]}, "/votes/0/count", "bad_input"),
        ({"votes": [{"choice": [["a"]], "weight": 0.5}]}, "/votes/0/weight", "bad_number"),
        ({"votes": [{"choice": [["a"]], "weight": "NaN"}]}, "/votes/0/weight", "bad_number"),
        ({"votes": [{"choice": [["a"]], "rank": 1}]}, "/votes/0/rank", "unknown_member"),
        ({"votes": [{}]}, "/votes/0", "missing_member"),
        ({"votes": [[]]}, "/votes/0", "bad_input"),
        ({"votes": [{"choice": [], "voter": "v"}] * 2}, "/votes/1/voter", "voter_twice"),
        ({"votes": 1}, "/votes", "bad_input"),
        ({"options": []}, "/options", "no_options"),
        ({"options": [str(number) for number in range(10_000)]}, "/options", "too_many_options"),
        ({"options": ["a", "a"]}, "/options/1", "repeated"),
        ({"options": ["a", "abstain"]}, "/options/1", "repeated"),
        ({"tie_order": ["a"]}, "/tie_order", "bad_count"),
        ({"places_to_fill": 1}, "/places_to_fill", "unknown_member"),
        ({"rule": {"threshold": {"of": "cast", "share": "1/2"}}}, "/rule/threshold", "no_threshold_here"),
        (
            {"seats": 9, "rule": {"quorum": {"of": "seats", "share": "1/2", "count": "affirmative"}}},
            "/rule/quorum/count",
            "no_affirmative_here",
        ),
    ],
)
def test_what_contradicts_the_contract_is_refused_at_its_place(
    method: str, change: dict[str, Any], at: str, code: str
) -> None:
    found = refused({**ask(method, "abc", {"a b": 1}), **change})
    assert (found.at, found.name) == (at, code)


def test_equal_ranks_are_refused_by_the_run_off_alone() -> None:
    assert refused(ask("irv", "abc", {"a bc": 1})).at == "/votes/0/choice/1"
    for method in COMPARING:
        assert count(method, "abc", {"a bc": 1})["winners"] == ["a"]
