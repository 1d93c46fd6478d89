# SPDX-License-Identifier: AGPL-3.0-or-later
"""A single transferable vote fills its places in proportion, to the last fraction of a vote."""

import random
from typing import Any

import pytest

from governance import papers, tallies
from governance.refusals import Refusal
from tests.governance.transferring_votes import FOOD, ask, count, moves


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tallies.tally(payload)
    return caught.value


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
