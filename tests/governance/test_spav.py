# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places go one by one to whoever has most, approvals counting for less the more of one's own are elected."""

from typing import Any

import pytest

from governance import tallies
from governance.refusals import Refusal
from governance.tallies import proportional

EVERY_WEIGHT = "An approval counted whole until one of those that the same voter approved had won, then half"


def ask(votes: dict[str, int], options: str = "abcd", places: int = 2, **more: Any) -> dict[str, Any]:
    """A question from approvals such as "ab" with how many approved just these."""
    rows = [{"choice": list(text), "count": number} for text, number in votes.items()]
    return {"method": "spav", "options": list(options), "places_to_fill": places, "votes": rows, **more}


def count(votes: dict[str, int], options: str = "abcd", places: int = 2, **more: Any) -> dict[str, Any]:
    return tallies.tally(ask(votes, options, places, **more))


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tallies.tally(payload)
    return caught.value


def test_a_larger_party_does_not_win_every_place() -> None:
    """Six for two of their own and four for one of theirs: 6, then 3 against 4."""
    found = count({"ab": 5, "a": 1, "c": 4})
    assert (found["outcome"], found["winners"]) == ("decided", ["a", "c"])
    assert found["counts"] == {"a": 6, "b": 5, "c": 4, "d": 0}
    assert found["rounds"] == [
        {"scores": {"a": 6, "b": 5, "c": 4, "d": 0}, "elected": "a"},
        {"scores": {"b": "2.5", "c": 4, "d": 0}, "elected": "c"},
    ]
    assert found["order"] == [["a"], ["c"], ["b"], ["d"]]
    assert found["checks"] == [{"name": "more_than_next", "holds": True, "value": "4", "bound": "2.5"}]
    assert found["because"].startswith(
        "“a” and “c” were chosen. In round 1 “a” won, with 6; the next had 5."
        f" In round 2 “c” won, with 4; the next had 2.5. {EVERY_WEIGHT}"
    )


def test_the_third_of_ones_own_counts_a_third() -> None:
    found = count({"abc": 12, "d": 5}, places=3, tie_order=list("abcd"))
    assert [each["scores"] for each in found["rounds"]] == [
        {"a": 12, "b": 12, "c": 12, "d": 5},
        {"b": 6, "c": 6, "d": 5},
        {"c": 4, "d": 5},
    ]
    assert found["winners"] == ["a", "b", "d"]


def test_one_place_goes_to_whom_most_approve() -> None:
    found = count({"ab": 2, "b": 1, "c": 2}, places=1)
    assert (found["winners"], found["because"]) == (["b"], "In round 1 “b” won, with 3; the next had 2.")
    assert tallies.tally({name: v for name, v in ask({"a": 1}).items() if name != "places_to_fill"})[
        "winners"
    ] == ["a"]


def test_of_equals_the_order_for_ties_takes_the_first_and_says_so() -> None:
    found = count({"ab": 2, "c": 1}, tie_order=list("dcba"))
    assert (found["outcome"], found["winners"]) == ("decided", ["b", "c"])
    assert found["ties"] == [["a", "b"], ["a", "c"]]
    assert found["rounds"][0]["equals"] == ["a", "b"]
    assert (
        "In round 1 “a” and “b” had 2 each; “b” won, because the order for ties names it first"
        in found["because"]
    )


def test_equals_whom_nobody_approves_together_win_together() -> None:
    found = count({"a": 3, "b": 3, "c": 2, "cd": 1}, places=3)
    assert (found["outcome"], found["winners"]) == ("decided", ["a", "b", "c"])
    assert found["order"] == [["a", "b", "c"], ["d"]] and found["ties"] == [["a", "b", "c"]]
    assert found["rounds"][0]["together"] == ["a", "b", "c"] and len(found["rounds"]) == 1


def test_a_tie_on_the_way_that_does_not_matter_in_the_end_ties_nothing() -> None:
    found = count({"ab": 2, "c": 1}, places=3)
    assert (found["outcome"], found["winners"], found["ties"]) == ("decided", ["a", "b", "c"], [["a", "b"]])
    assert found["rounds"] == [
        {
            "scores": {"a": 2, "b": 2, "c": 1, "d": 0},
            "elected": None,
            "equals": ["a", "b"],
            "together": ["a", "b", "c"],
        }
    ]
    assert "“a” and “b” had 2 each; whoever of them goes first, “a”, “b” and “c” won." in found["because"]
    assert found["checks"] == [{"name": "more_than_next", "holds": True, "value": "2", "bound": "0"}]


def test_after_equals_who_make_no_difference_the_count_goes_on() -> None:
    found = count({"ab": 6, "c": 2, "d": 1}, places=3)
    assert found["order"] == [["a", "b"], ["c"], ["d"]]
    assert [each["elected"] for each in found["rounds"]] == [None, "c"]
    assert "In round 3 “c” won, with 2; the next had 1." in found["because"]


def test_a_tie_that_matters_leaves_those_certain_who_win_either_way() -> None:
    """Whoever of a and b goes first, the other falls behind c and d."""
    found = count({"ab": 4, "c": 3, "d": 3}, places=3)
    assert (found["outcome"], found["winners"], found["ties"]) == ("tied", ["c", "d"], [["a", "b"]])
    assert found["order"] == [["c", "d"], ["a", "b"]]
    assert found["checks"][0]["holds"] is False
    assert "The count stopped tied in round 1, because “a” and “b” had 4 each" in found["because"]
    assert "However that is resolved, “c” and “d” won." in found["because"]


def test_a_tie_in_a_later_step_leaves_the_elected_certain() -> None:
    found = count({"a": 3, "b": 1, "c": 1})
    assert (found["outcome"], found["winners"]) == ("tied", ["a"])
    assert found["order"] == [["a"], ["b", "c"], ["d"]] and found["ties"] == [["b", "c"]]


def test_where_nobody_approves_anyone_all_are_tied_or_all_win() -> None:
    tied = count({"": 3})
    assert (tied["outcome"], tied["winners"], tied["order"]) == ("tied", [], [list("abcd")])
    assert tied["because"].startswith("Nobody chose anything. The count stopped tied in round 1")
    everyone = count({}, places=9)
    assert (everyone["outcome"], everyone["winners"], everyone["checks"]) == ("decided", list("abcd"), [])
    assert everyone["because"] == "“a”, “b”, “c” and “d” won, because there were no more options than places."
    assert count({}, tie_order=list("cadb"))["winners"] == ["c", "a"]


def test_those_behind_stand_by_what_one_place_more_would_give_them() -> None:
    found = count({"abc": 6, "d": 4, "e": 1}, "abcdef", tie_order=list("abcdef"))
    assert found["order"] == [["a"], ["d"], ["b"], ["c"], ["e"], ["f"]]
    assert found["ties"] == [["a", "b", "c"], ["b", "c"]]


def test_alike_options_and_large_ties_without_overlap_are_sorted_out_at_once() -> None:
    names = [f"o{n}" for n in range(60)]
    apart = tallies.tally(
        {"method": "spav", "options": names, "places_to_fill": 30, "votes": [{"choice": [n]} for n in names]}
    )
    assert (apart["outcome"], apart["winners"], apart["because"].count("too many ways")) == ("tied", [], 0)
    alike = tallies.tally(
        {
            "method": "spav",
            "options": names,
            "places_to_fill": 30,
            "votes": [{"choice": names}, {"choice": ["o7"]}],
        }
    )
    assert (alike["outcome"], alike["winners"], alike["because"].count("too many ways")) == (
        "tied",
        ["o7"],
        0,
    )


def test_where_there_are_too_many_ways_only_what_was_certain_before_is_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proportional, "LOOKED_AT", 20)
    monkeypatch.setattr(proportional, "ALL_OVER", 1)
    votes = {"e": 5, "ab": 2, "bc": 2, "ac": 2, "d": 1}
    found = count(votes, "abcdef", places=3)
    assert (found["outcome"], found["winners"], found["order"]) == ("tied", ["e"], [["e"], list("abcdf")])
    assert "there are too many ways to tell these and later equals apart" in found["because"]
    everyone = count(votes, "abcdef", places=6)
    assert everyone["winners"] == list("eabcdf") and everyone["rounds"][-1]["together"] == list("abcdf")


@pytest.mark.parametrize("places", [0, -1, 1.5, True, "2", None, []])
def test_places_are_a_whole_number_over_zero(places: Any) -> None:
    assert refused(ask({}, places=places)).at == "/places_to_fill"


BAD: list[Any] = [
    None,
    True,
    1,
    "a",
    "",
    {"a": 1},
    ["z"],
    ["a", "a"],
    [["a"]],
    [{}],
    [None],
    [1],
    float("nan"),
]


@pytest.mark.parametrize(
    "choice", [*BAD, [f"o{n}" for n in range(10_000)]], ids=lambda choice: str(choice)[:20]
)
def test_an_approval_that_cannot_be_counted_is_refused(choice: Any) -> None:
    refusal = refused(ask({}) | {"votes": [{"choice": ["a"]}, {"choice": choice}]})
    assert refusal.at.startswith("/votes/1/choice")


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"options": []}, "/options"),
        ({"options": [f"o{n}" for n in range(10_000)]}, "/options"),
        ({"seats": 0}, "/seats"),
        ({"rule": {"threshold": {"of": "cast", "share": "1/2"}}}, "/rule/threshold"),
        ({"tie_order": ["a"]}, "/tie_order"),
        ({"dots": 3}, "/dots"),
    ],
)
def test_a_question_that_cannot_be_counted_is_refused(change: dict[str, Any], at: str) -> None:
    assert refused({**ask({"a": 1}), **change}).at == at


def test_a_quorum_comes_first_and_counts_who_abstained() -> None:
    rule = {"quorum": {"of": "seats", "share": "1/2"}}
    asked = ask({"a": 1}, rule=rule, seats=5)
    asked["votes"].append({"choice": "abstain"})
    missed = tallies.tally(asked)
    assert (missed["outcome"], missed["winners"], missed["rounds"]) == ("no_quorum", [], [])
    met = tallies.tally(asked | {"seats": 4, "tie_order": list("abcd")})
    assert met["outcome"] == "decided" and [one["name"] for one in met["checks"]] == [
        "quorum",
        "more_than_next",
    ]


def test_weights_stay_exact() -> None:
    votes = [{"choice": ["a", "b"], "weight": "1/3", "count": 2}, {"choice": ["c"], "weight": "0.34"}]
    found = tallies.tally(ask({}) | {"votes": votes, "tie_order": list("abcd")})
    assert found["rounds"][1]["scores"] == {"b": "1/3", "c": "0.34", "d": 0}
    assert found["winners"] == ["a", "c"]
