# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every tie of a single transferable vote: told apart by earlier rounds, followed both ways, or said to be open."""

import pytest

from governance.tallies import branches
from tests.governance.transferring_votes import count, moves


def test_equals_are_told_apart_by_the_latest_round_that_differs() -> None:
    found = count("abcde", {"a": 5, "b": 4, "c": 3, "dc": 1, "e": 2}, 1)
    # d leaves, then e: c and b have 4 each; c had fewer before d's paper came to it.
    assert found["rounds"][1]["counts"] == {"a": 5, "b": 4, "c": 4, "e": 2}
    assert found["rounds"][2]["excluded"] == ["c"]
    assert "In round 3 “b” and “c” had equally few votes; “c” left" in found["because"]
    assert found["ties"] == []


def test_a_tie_for_last_goes_by_the_order_for_ties_or_stops_the_count_where_it_matters() -> None:
    votes = {"a": 7, "b": 4, "c": 4, "bc": 1, "cb": 1, "d": 8}
    stopped = count("abcd", votes, 3)
    assert (stopped["outcome"], stopped["winners"], stopped["ties"]) == ("tied", ["d", "a"], [["b", "c"]])
    assert stopped["rounds"][-1]["excluded"] == [] and stopped["order"] == [["d"], ["a"], ["b", "c"]]
    assert (
        "The count stopped tied in round 2, because “b” and “c” had equally few votes (5 each), nothing earlier told"
        " them apart, it makes a difference to who wins which of them leaves, and there is no order for ties."
        in stopped["because"]
    )
    decided = count("abcd", votes, 3, tie_order=["b", "c", "a", "d"])
    assert decided["rounds"][1]["excluded"] == ["c"] and decided["winners"] == ["d", "a", "b"]
    assert "“c” left, because the order for ties names it last of them." in decided["because"]


def test_where_the_same_win_whoever_leaves_the_rounds_show_one_way_and_the_order_what_all_have_in_common() -> (
    None
):
    votes = {"a": 7, "ba": 4, "ca": 4, "d": 8}
    found = count("abcd", votes, 2)
    # a has 11 whether b or c leaves. Of the two, the list of options names c last.
    assert (found["outcome"], found["winners"], found["ties"]) == ("decided", ["d", "a"], [["b", "c"]])
    assert found["order"] == [["d"], ["a"], ["b", "c"]]
    assert found["rounds"] == count("abcd", votes, 2, tie_order=list("abcd"))["rounds"]
    assert (
        "In round 1 nothing tells “b” and “c” apart, who have fewest votes (4 each); whoever of them leaves, the same"
        " win. The rounds from there on show one of these ways: the list of options, taken as an order for ties."
        in found["because"]
    )
    turned = count("acbd", votes, 2)
    assert [turned[name] for name in ("outcome", "winners")] == ["decided", ["d", "a"]]
    assert turned["rounds"][0]["excluded"] == ["b"]


def test_equal_surpluses_move_one_after_the_other_in_the_order_of_the_options_where_that_cannot_matter() -> (
    None
):
    found = count("abcde", {"ac": 4, "bd": 4, "c": 1, "e": 2}, 3)
    # 11 votes, quota 3: one vote over for a and for b; neither c (2) nor d (1) reaches 3 by them.
    assert moves(found)[:2] == [[("a", "c", 1)], [("b", "d", 1)]]
    assert (found["outcome"], found["winners"]) == ("decided", ["a", "b", "e"])
    assert found["order"] == [["a", "b"], ["e"], ["c"], ["d"]]
    assert "whoever of them passes theirs on first, the same win" in found["because"]
    assert ["a", "b"] in found["ties"]


def test_who_had_more_earlier_passes_equal_surpluses_on_first() -> None:
    found = count("abcde", {"a": 3, "badc": 5}, 4)
    # 8 votes, quota 2: b's 3 over make d 3, as many as a; a had 3 in the first round, d none.
    assert found["rounds"][1]["counts"] == {"a": 3, "b": 2, "c": 0, "d": 3, "e": 0}
    assert [{m["from"] for m in each["moved"]} for each in found["rounds"][:3]] == [{"b"}, {"a"}, {"d"}]
    assert "those of “a” were passed on first, because it had most of them (3) in round 1" in found["because"]


def test_the_count_stops_where_the_order_of_equal_surpluses_can_matter() -> None:
    votes = {"adc": 4, "bd": 4, "ed": 1}
    found = count("abcde", votes, 4)
    # 9 votes, quota 2: two over for a and for b; either brings d to 2. If a's moved, b's then go to nobody; if b's
    # moved, a's pass d over and bring c to 2.
    assert (found["outcome"], found["winners"], found["rounds"][0]["moved"]) == ("tied", ["a", "b", "d"], [])
    assert found["ties"] == [["a", "b"]]
    assert found["rounds"][-1]["elected"] == ["a", "b", "d"]
    assert (
        "it makes a difference to who wins whose are passed on first, and there is no order for ties."
        " However that is resolved, “d” won." in found["because"]
    )
    by_a, by_b = (count("abcde", votes, 4, tie_order=list(order)) for order in ("abcde", "bacde"))
    assert (by_a["winners"], by_b["winners"]) == (["a", "b", "d", "e"], ["b", "a", "d", "c"])
    assert moves(by_a)[:2] == [[("a", "d", 2)], [("b", None, 2)]]
    assert moves(by_b)[:2] == [[("b", "d", 2)], [("a", "c", 2)]]
    assert "those of “b” were passed on first, because the order for ties names it first" in by_b["because"]


def test_where_there_are_too_many_ways_those_win_whom_all_surpluses_bring_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    votes = {"adc": 4, "bd": 4, "ed": 1}
    followed = count("abcde", votes, 4)
    monkeypatch.setattr(branches, "LOOKED_AT", 0)
    monkeypatch.setattr(branches, "ALL_OVER", 0)
    found = count("abcde", votes, 4)
    assert [said["code"] for said in found["said"]][:2] == ["stv_unexplored_surplus", "stv_certain"]
    assert "there are too many ways to tell these and later equals apart" in found["because"]
    same = ("outcome", "winners", "order", "ties", "rounds")
    assert [found[name] for name in same] == [followed[name] for name in same]


def test_surpluses_in_thousands_of_orders_are_followed_once_each() -> None:
    votes = {leading + "xy": 6 for leading in "abcdefg"} | {"x": 1, "y": 1, "z": 1}
    found = count("abcdefgxyz", votes, 9)
    # 45 votes, quota 5: four of seven surpluses of one vote bring x there, the others y to 4.
    assert (found["outcome"], {*found["winners"]}) == ("decided", {*"abcdefgxy"})
    assert found["order"] == [[*"abcdefg"], ["x"], ["y"], ["z"]]


def test_those_without_votes_are_followed_as_one() -> None:
    options = "".join(map(chr, range(0x4E00, 0x4E00 + 200)))
    found = count(options, {options[0]: 5, options[1]: 3}, 9)
    # 198 without votes for seven places: nothing moves whoever of them leaves.
    assert (found["outcome"], found["winners"]) == ("tied", list(options[:2]))
    assert found["said"][0]["code"] == "stv_stopped_last" and found["ties"] == [list(options[2:])]


def test_equal_surpluses_that_fill_the_places_in_any_order_decide() -> None:
    votes = {"ac": 6, "bc": 6, "c": 3, "e": 3}
    found = count("abce", votes, 3)
    # 18 votes, quota 5: either surplus brings c to 4, both to 5: the last place is c's in any order.
    assert (found["outcome"], found["winners"]) == ("decided", ["a", "b", "c"])
    assert moves(found) == [[("a", "c", 1)], [("b", "c", 1)], []]
    assert count("abce", votes, 3, tie_order=list("bace"))["winners"] == list("bac")


def test_equal_surpluses_do_not_stop_the_count_where_every_order_elects_the_same() -> None:
    votes = {"bea": 6, "de": 6, "eb": 4, "acbd": 4}
    found = count("abcde", votes, 4)
    # 20 votes, quota 5: b and d have one over each; either brings e to 5. Then a is elected too, by
    # the vote that b passes on past e, or because c, with none, leaves before it.
    assert (found["outcome"], found["winners"], len(found["rounds"])) == ("decided", ["b", "d", "e", "a"], 4)
    assert "whoever of them passes theirs on first, the same win" in found["because"]
    for order in ("abcde", "edcba"):
        assert {*count("abcde", votes, 4, tie_order=list(order))["winners"]} == {*found["winners"]}


def test_rounds_between_two_surpluses_tell_apart_as_they_came() -> None:
    votes = {"ac": 8, "bd": 4, "b": 4, "c": 1, "dc": 2, "e": 4}
    found = count("abcde", votes, 3)
    # 23 votes, quota 6: a gives c 2 and b gives d 1, and then both have 3. If a's move first, d has fewer in between;
    # if b's, c has.
    assert (found["outcome"], found["winners"], found["ties"]) == ("tied", ["a", "b"], [["a", "b"]])
    by_a, by_b = (count("abcde", votes, 3, tie_order=list(order)) for order in ("abcde", "bacde"))
    assert [by["rounds"][2]["excluded"] for by in (by_a, by_b)] == [["d"], ["c"]]
    assert (by_a["winners"], by_b["winners"]) == (["a", "b", "c"], ["b", "a", "e"])


def test_a_tie_that_cannot_change_who_wins_goes_on_by_the_list_of_options() -> None:
    found = count("abcd", {"dba": 1, "cb": 1, "b": 5, "bad": 4}, 2)
    assert (found["outcome"], found["winners"], found["ties"]) == ("decided", ["b", "a"], [["c", "d"]])
    assert [now["excluded"] for now in found["rounds"]] == [[], ["d"], ["c"], []]
    assert found["rounds"][-1]["elected"] == ["a"] and found["order"] == [["b"], ["a"], ["c", "d"]]


def test_every_later_tie_says_that_the_list_of_options_told_it_apart() -> None:
    found = count("abcd", {"a": 9, "b": 2, "c": 2, "d": 2}, 1)
    assert found["winners"] == ["a"] and len(found["rounds"]) == 1
    found = count("abcde", {"a": 5, "b": 2, "c": 2, "d": 2, "ea": 1}, 1)
    assert [now["excluded"] for now in found["rounds"]] == [["e"], ["d"], ["c"], ["b"], []]
    assert (
        "In round 3 nothing tells “b” and “c” apart either, who have fewest votes; here “c” leaves, which the list of"
        " options names last of them." in found["because"]
    )


def test_of_many_ties_by_the_list_of_options_the_first_and_the_last_are_told() -> None:
    found = count("abcdefgh", {"a": 9, **dict.fromkeys("bcdefg", 2), "ha": 1}, 1)
    rounds = [(said["code"], said["facts"]["round"]) for said in found["said"] if "options" in said["facts"]]
    assert rounds == [
        ("stv_however_last", "2"),
        *(("stv_listed_last", str(number)) for number in (4, 5, 6)),
    ]


def test_whoever_cannot_leave_any_more_is_elected_where_the_count_stops() -> None:
    found = count("abcdef", {"ab": 1, "a": 7, "c": 2}, 4)
    # 10 votes, quota 3. b has 5/8 and c 2; of d, e and f, with none, two leave for three places.
    assert (found["outcome"], found["winners"], found["ties"]) == ("tied", ["a", "c", "b"], [["d", "e", "f"]])
    found = count("abcde", {"a": 20, "b": 5, "c": 2, "d": 1, "e": 1}, 4)
    # 29 votes, quota 6: four stand for three places, so either d or e leaves.
    assert (found["outcome"], found["winners"], found["ties"]) == ("tied", ["a", "b", "c"], [["d", "e"]])
