# SPDX-License-Identifier: AGPL-3.0-or-later
"""A single transferable vote fills its places in proportion, to the last fraction of a vote, and says every tie."""

import random
from typing import Any

import pytest

from governance import papers, tallies
from governance.refusals import Refusal
from governance.tallies import branches
from governance.tallies.told import transferring


def ask(options: str, votes: dict[str, Any], places: int = 1, **more: Any) -> dict[str, Any]:
    """A question from rankings such as "abc" (a first) with how many ranked so."""
    rows = [
        {"choice": text if text == "abstain" else [[one] for one in text], "count": count}
        for text, count in votes.items()
    ]
    return {"method": "stv", "options": list(options), "votes": rows, "places_to_fill": places, **more}


def count(options: str, votes: dict[str, Any], places: int = 1, **more: Any) -> dict[str, Any]:
    found = tallies.tally(ask(options, votes, places, **more))
    assert found["because"] and all(said["code"] in CODES for said in found["said"])
    return found


CODES = {*transferring.SENTENCES, "chosen", "chosen_one", "no_quorum"}


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tallies.tally(payload)
    return caught.value


def moves(found: dict[str, Any]) -> list[list[tuple[str, str | None, Any]]]:
    """What moved in each round: from whom, to whom, how much."""
    return [[(m["from"], m["to"], m["amount"]) for m in each["moved"]] for each in found["rounds"]]


FOOD = {"o": 4, "po": 2, "cs": 8, "ch": 4, "s": 1, "h": 1}
"""Oranges, pears, chocolate, strawberries, hamburgers: twenty guests choose three foods, as encyclopedias have it."""


def test_the_feast_that_explains_the_vote_comes_out_as_it_is_told() -> None:
    found = count("opcsh", FOOD, 3)
    assert (found["outcome"], found["winners"], found["quota"]) == ("decided", ["c", "o", "s"], 6)
    assert found["order"] == [["c"], ["o"], ["s"], ["h"], ["p"]]
    assert [each["counts"] for each in found["rounds"]] == [
        {"o": 4, "p": 2, "c": 12, "s": 1, "h": 1},
        {"o": 4, "p": 2, "c": 6, "s": 5, "h": 3},
        {"o": 6, "c": 6, "s": 5, "h": 3},
        {"o": 6, "c": 6, "s": 5},
    ]
    assert moves(found) == [[("c", "s", 4), ("c", "h", 2)], [("p", "o", 2)], [("h", None, 3)], []]
    assert [each["elected"] for each in found["rounds"]] == [["c"], [], ["o"], ["s"]]
    assert [each["excluded"] for each in found["rounds"]] == [[], ["p"], ["h"], []]
    assert [each["exhausted"] for each in found["rounds"]] == [0, 0, 0, 3]
    assert found["because"] == (
        "“c”, “o” and “s” were chosen."
        " There were 3 places to fill, and 6 of 20 votes were enough for one. “c” won in round 1, with 12 votes."
        " “o” won in round 3, with 6 votes. “s” won in round 4, with 5 votes, because no more were still in than"
        " there were places left. Votes that ranked nobody who was still in: 3."
    )
    assert found["checks"] == [{"name": "quota", "holds": False, "value": "5", "bound": "6"}]


def test_every_paper_of_a_surplus_moves_on_at_its_share() -> None:
    found = count("abcde", {"ab": 7, "ac": 3, "bc": 2, "d": 3, "e": 2}, 3)
    # 17 votes, quota 17 // 4 + 1 = 5. a has 10, over by 5: each of its papers moves on at 5/10.
    assert moves(found)[0] == [("a", "b", "3.5"), ("a", "c", "1.5")]
    assert found["rounds"][1]["counts"] == {"a": 5, "b": "5.5", "c": "1.5", "d": 3, "e": 2}
    # b has 5.5, over by 0.5: its papers at 1/11 of 7 × 1/2 and of 2 × 1; only those of "bc" name c, who stands.
    assert moves(found)[1] == [("b", "c", "2/11"), ("b", None, "7/22")]
    assert found["rounds"][2]["counts"] == {"a": 5, "b": 5, "c": "37/22", "d": 3, "e": 2}
    assert moves(found)[2] == [("c", None, "37/22")]
    assert (found["winners"], found["rounds"][3]["exhausted"]) == (["a", "b", "d"], 2)


def test_the_scottish_order_cuts_each_paper_off_at_five_places() -> None:
    found = count("abcde", {"ab": 7, "ac": 3, "bc": 2, "d": 3, "e": 2}, 3, variant="scottish")
    # 1/22 = 0.0454545… becomes 0.04545 for each of seven papers, 1/11 = 0.0909090… 0.09090 for each of two.
    assert moves(found)[1] == [("b", "c", "0.1818"), ("b", None, "0.31815")]
    assert found["rounds"][2]["lost"] == "0.00005"
    assert found["rounds"][2]["counts"]["b"] == 5 and found["rounds"][2]["counts"]["c"] == "1.6818"
    assert "Votes lost because papers are counted to five decimal places: 0.00005." in found["because"]


def test_the_largest_surplus_moves_first_and_papers_skip_the_elected() -> None:
    found = count("abcd", {"abc": 8, "bac": 7, "c": 1, "d": 2}, 3)
    # 18 votes, quota 5: a and b are elected at once; a's papers pass b over, and b's pass a over.
    assert moves(found)[:2] == [[("a", "c", 3)], [("b", "c", 2)]]
    assert [each["elected"] for each in found["rounds"]] == [["a", "b"], [], ["c"]]


def test_surpluses_move_before_anyone_is_excluded() -> None:
    found = count("abcd", {"ad": 6, "b": 3, "c": 2, "d": 1}, 2)
    # 12 votes, quota 5. Without a's surplus d would be last; with it c and d are equal, and d had fewer in round 1.
    assert moves(found)[0] == [("a", "d", 1)]
    assert found["rounds"][1]["excluded"] == ["d"]
    assert "“d” left, because it had fewest of them (1) in round 1." in found["because"]


def test_nothing_moves_any_more_once_as_many_are_left_as_places() -> None:
    found = count("abc", {"ab": 8, "b": 1, "c": 2}, 3)
    assert (found["winners"], len(found["rounds"])) == (["a", "c", "b"], 1)
    assert found["because"] == "“a”, “c” and “b” won, because there were no more options than places."
    found = count("abcd", {"ab": 9, "cb": 9, "b": 1, "d": 2}, 2)
    assert [each["elected"] for each in found["rounds"]] == [["a", "c"]]
    assert (moves(found), found["order"]) == ([[]], [["a", "c"], ["d"], ["b"]])


def test_options_without_votes_leave_together_if_enough_remain() -> None:
    found = count("abcde", {"a": 3, "b": 2, "c": 1}, 1)
    assert found["rounds"][0]["excluded"] == ["d", "e"]
    assert (found["winners"], found["outcome"], found["ties"]) == (["a"], "decided", [["d", "e"]])
    found = count("abc", {"a": 3}, 2)
    assert (found["outcome"], found["winners"], found["ties"]) == ("tied", ["a"], [["b", "c"]])
    assert count("abc", {"a": 3}, 2, tie_order=["c", "b", "a"])["winners"] == ["a", "c"]


def test_nobody_who_ranks_anyone_leaves_every_place_open() -> None:
    found = count("ab", {"abstain": 2, "": 1})
    assert (found["outcome"], found["winners"], found["quota"]) == ("tied", [], 1)
    assert found["counts"] == {"a": 0, "b": 0, "abstain": 2}
    assert "Nobody ranked any option." in found["because"]
    assert found["rounds"][0]["exhausted"] == 1


@pytest.mark.parametrize("votes", [{"abstain": 2}, {"": 1}, {}])
def test_where_nobody_ranks_anyone_the_order_for_ties_is_said_to_have_placed_them(
    votes: dict[str, int],
) -> None:
    two = count("abc", votes, 2, tie_order=["c", "a", "b"])
    assert (two["outcome"], two["winners"]) == ("decided", ["c", "a"])
    assert two["because"] == "Nobody ranked any option. “c” and “a” won by the order for ties alone."
    one = count("abc", votes, 1, tie_order=["c", "a", "b"])
    assert one["because"] == "Nobody ranked any option. “c” won by the order for ties alone."


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


@pytest.mark.parametrize(
    ("change", "at", "code"),
    [
        ({"places_to_fill": 0}, "/places_to_fill", "no_places"),
        ({"places_to_fill": -1}, "/places_to_fill", "bad_input"),
        ({"places_to_fill": True}, "/places_to_fill", "bad_input"),
        ({"places_to_fill": 1.0}, "/places_to_fill", "bad_input"),
        ({"places_to_fill": float("nan")}, "/places_to_fill", "bad_input"),
        ({"places_to_fill": "2"}, "/places_to_fill", "bad_input"),
        ({"places_to_fill": None}, "/places_to_fill", "bad_input"),
        ({"variant": "irish"}, "/variant", "bad_count"),
        ({"variant": None}, "/variant", "bad_count"),
        ({"variant": ["scottish"]}, "/variant", "bad_count"),
        ({"variant": {}}, "/variant", "bad_count"),
        ({"range": [0, 5]}, "/range", "unknown_member"),
        ({"rule": {"threshold": {"of": "cast", "share": "1/2"}}}, "/rule/threshold", "no_threshold_here"),
        ({"options": []}, "/options", "no_options"),
        ({"options": [str(number) for number in range(10_000)]}, "/options", "too_many_options"),
        ({"options": ["a", "a"]}, "/options/1", "repeated"),
        ({"options": ["abstain"]}, "/options/0", "repeated"),
        ({"votes": [{"choice": [["a", "b"]]}]}, "/votes/0/choice/0", "equal_ranks"),
        ({"votes": [{"choice": [["z"]]}]}, "/votes/0/choice/0/0", "no_such_choice"),
        ({"votes": [{"choice": [["a"], ["a"]]}]}, "/votes/0/choice/1/0", "repeated"),
        ({"votes": [{"choice": "a"}]}, "/votes/0/choice", "no_such_choice"),
        ({"votes": [{"choice": [["a"]], "count": -1}]}, "/votes/0/count", "bad_input"),
        ({"votes": [{"choice": [["a"]], "weight": 0.5}]}, "/votes/0/weight", "bad_number"),
        ({"votes": [{"choice": [["a"]]}] * 2, "seats": 1}, "/seats", "more_votes_than_seats"),
        ({"tie_order": ["a"]}, "/tie_order", "bad_count"),
    ],
)
def test_what_is_no_question_for_it_is_refused_at_its_place(
    change: dict[str, Any], at: str, code: str
) -> None:
    found = refused({**ask("abc", {"a": 1}), **change})
    assert (found.at, found.name) == (at, code)
    assert found.sentence


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


def test_places_are_filled_exactly_up_to_a_number_and_beyond_it_the_scottish_way() -> None:
    options = [str(number) for number in range(40)]
    asked = {**ask("", {}, 13), "options": options, "votes": [{"choice": [["1"]], "count": 9}]}
    no = refused(asked)
    assert (no.at, no.name) == ("/places_to_fill", "too_many_places")
    assert tallies.tally({**asked, "variant": "scottish"})["winners"] == ["1"]
    assert tallies.tally({**asked, "places_to_fill": 12})["winners"] == ["1"]


def test_no_ballot_is_composed_that_could_not_be_counted() -> None:
    given = {"question": "Who?", "options": [{"name": str(number)} for number in range(30)]}
    with pytest.raises(Refusal) as caught:
        papers.compose("stv", {**given, "places": 13})
    assert caught.value.at == "/places"
    for more in ({"places": 12}, {"places": 13, "variant": "scottish"}):
        paper = papers.compose("stv", {**given, **more})
        assert tallies.tally({"method": "stv", **paper.asked(), "votes": []})["outcome"] == "tied"


def test_fractions_that_no_computer_could_reckon_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.tallies.transfers.LONGEST", 2**14)  # at 2**17 this waits ten seconds
    dice = random.Random(3)
    options = [str(number) for number in range(20)]

    def weight() -> str:
        return str(dice.getrandbits(1600))

    votes = [{"choice": [[one] for one in dice.sample(options, 20)], "weight": weight()} for _ in range(60)]
    asked = {"method": "stv", "options": options, "votes": votes, "tie_order": options, "places_to_fill": 12}
    no = refused(asked)
    assert (no.at, no.name) == ("/votes", "fractions_too_long")
    assert tallies.tally({**asked, "variant": "scottish"})["outcome"] == "decided"


def test_a_missed_quorum_comes_before_all_else() -> None:
    rule = {"quorum": {"of": "seats", "share": "1/2"}}
    found = count("ab", {"a": 2, "abstain": 2}, seats=10, rule=rule)
    assert (found["outcome"], found["winners"], found["rounds"]) == ("no_quorum", [], [])
    found = count("ab", {"a": 2, "abstain": 3}, seats=10, rule=rule)
    assert (found["outcome"], found["winners"]) == ("decided", ["a"])
    assert [check["name"] for check in found["checks"]] == ["quorum", "quota"]


def test_a_paper_of_more_weight_is_worth_as_many_of_one() -> None:
    light = tallies.tally(ask("abcde", {"ab": 7, "ac": 3, "bc": 2, "d": 3, "e": 2}, 3))
    rows = [
        {"choice": [["a"], ["b"]], "weight": "7/2", "count": 2},
        {"choice": [["a"], ["c"]], "weight": "3"},
        {"choice": [["b"], ["c"]], "weight": "0.5", "count": 4},
        {"choice": [["d"]], "weight": "3"},
        {"choice": [["e"]], "count": 2},
    ]
    assert tallies.tally({**ask("abcde", {}, 3), "votes": rows}) == light
