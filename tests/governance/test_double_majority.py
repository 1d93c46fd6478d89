# SPDX-License-Identifier: AGPL-3.0-or-later
"""A double majority needs the people and the assemblies, and neither can stand in for the other."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import tallies
from governance.refusals import Refusal

Counts = dict[str, dict[str, int]]


def ask(counts: Counts, weights: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    weights = weights if weights is not None else dict.fromkeys(counts, "1")
    asked = {"method": "double-majority", "options": ["yes", "no"], "assembly_weights": weights}
    return {**asked, "counts": counts, **more}


def by_vote(asked: dict[str, Any]) -> dict[str, Any]:
    """The same question with the votes one by one."""
    votes = [
        {"assembly": assembly, "choice": choice}
        for assembly, row in asked["counts"].items()
        for choice, count in row.items()
        for _ in range(count)
    ]
    return {**{name: value for name, value in asked.items() if name != "counts"}, "votes": votes}


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tallies.tally(payload)
    return caught.value


def test_both_for_it_adopts() -> None:
    found = tallies.tally(ask({"a": {"yes": 3, "no": 1}, "b": {"yes": 2, "no": 1}, "c": {"no": 2}}))
    assert found["outcome"] == "adopted"
    assert found["winners"] == ["yes"]
    assert found["checks"] == [
        {"name": "threshold", "holds": True, "value": "5", "bound": "4.5"},
        {"name": "assemblies", "holds": True, "value": "2", "bound": "1.5"},
    ]
    assert found["people"] == {"for": True, "counts": {"yes": 5, "no": 4, "abstain": 0}}
    assert [found["assemblies"][id]["for"] for id in "abc"] == [True, True, False]


def test_a_big_assembly_cannot_outvote_the_others() -> None:
    found = tallies.tally(ask({"a": {"yes": 900, "no": 1}, "b": {"no": 3}, "c": {"no": 2}}))
    assert found["outcome"] == "rejected"
    assert (
        "Rejected, because of the places “yes” won only 1 of 3; at least 2 were needed." in found["because"]
    )
    assert "Of the people 900 voted “yes” and 6 “no”, which was enough." in found["because"]


def test_many_small_assemblies_cannot_outvote_the_people() -> None:
    found = tallies.tally(ask({"a": {"no": 900}, "b": {"yes": 3}, "c": {"yes": 2}}))
    assert found["outcome"] == "rejected"
    assert [check["holds"] for check in found["checks"]] == [False, True]


def test_an_assembly_that_ties_or_did_not_vote_stays_in_the_total() -> None:
    counts = {"a": {"yes": 5, "no": 1}, "b": {"yes": 2, "no": 2}}
    assert tallies.tally(ask(counts, {"a": "1", "b": "1"}))["outcome"] == "rejected"
    assert tallies.tally(ask({"a": {"yes": 5}}, {"a": "1", "b": "1"}))["outcome"] == "rejected"
    assert tallies.tally(ask({"a": {"yes": 5}}, {"a": "1"}))["outcome"] == "adopted"


def test_half_of_the_weights_is_not_more_than_half() -> None:
    counts = {"a": {"yes": 5}, "b": {"no": 1}, "c": {"no": 1}}
    assert tallies.tally(ask(counts, {"a": "1", "b": "1/2", "c": "1/2"}))["outcome"] == "rejected"
    assert tallies.tally(ask(counts, {"a": "1", "b": "1/2", "c": "0.499"}))["outcome"] == "adopted"


def test_the_threshold_is_for_the_people_alone() -> None:
    rule = {"threshold": {"of": "cast", "share": "2/3", "strict": False}}
    counts = {"a": {"yes": 3, "no": 2}, "b": {"yes": 3, "no": 1}}
    assert tallies.tally(ask(counts, rule=rule))["outcome"] == "adopted"
    assert tallies.tally(ask({**counts, "b": {"yes": 3, "no": 2}}, rule=rule))["outcome"] == "rejected"


def test_the_quorum_is_checked_first_over_all_the_people() -> None:
    rule = {"quorum": {"of": "seats", "share": "1/2"}}
    counts = {"a": {"yes": 3}, "b": {"yes": 1, "abstain": 1}}
    assert tallies.tally(ask(counts, seats=10, rule=rule))["outcome"] == "adopted"
    found = tallies.tally(ask(counts, seats=11, rule=rule))
    assert found["outcome"] == "no_quorum"
    assert [check["name"] for check in found["checks"]] == ["quorum"]


def test_people_who_are_equally_many_reject() -> None:
    found = tallies.tally(ask({"a": {"yes": 2, "no": 1}, "b": {"yes": 2, "no": 1}, "c": {"no": 2}}))
    assert found["outcome"] == "rejected"
    assert "equally many" in found["because"]


ROW = st.fixed_dictionaries({"yes": st.integers(0, 5), "no": st.integers(0, 5), "abstain": st.integers(0, 3)})
WEIGHTS = st.fractions(0, 3, max_denominator=6)


@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(ROW, WEIGHTS), min_size=1))
def test_the_outcome_is_the_one_the_rule_says(drawn: dict[str, tuple[dict[str, int], Fraction]]) -> None:
    counts = {id: row for id, (row, _) in drawn.items()}
    weights = {id: weight for id, (_, weight) in drawn.items()}
    people = sum(row["yes"] for row in counts.values()) > sum(row["no"] for row in counts.values())
    held = sum(weights[id] for id, row in counts.items() if row["yes"] > row["no"])
    expected = "adopted" if people and 2 * held > sum(weights.values()) else "rejected"
    asked = ask(counts, {id: str(weight) for id, weight in weights.items()})
    assert tallies.tally(asked)["outcome"] == expected
    assert tallies.tally(by_vote(asked)) == tallies.tally(asked)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"votes": []}, ""),
        ({"counts": {"z": {"yes": 1}}}, "/counts/z"),
        ({"counts": {"z": {}}}, "/counts/z"),
        ({"counts": {"a": {"maybe": 1}}}, "/counts/a/maybe"),
        ({"counts": {"a": {"yes": -1}}}, "/counts/a/yes"),
        ({"counts": {"a": 1}}, "/counts/a"),
        ({"assembly_weights": {"a": 1}}, "/assembly_weights/a"),
        ({"assembly_weights": []}, "/assembly_weights"),
        ({"seats": 0, "counts": {"a": {"yes": 1}}}, "/seats"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused_with_a_pointer(
    change: dict[str, Any], at: str
) -> None:
    assert refused({**ask({"a": {"yes": 1}}), **change}).at == at


def test_a_vote_from_nowhere_is_refused() -> None:
    asked = by_vote(ask({"a": {"yes": 1}}))
    assert refused({**asked, "votes": [{"choice": "yes"}]}).at == "/votes/0"
    assert refused({**asked, "votes": [{"choice": "yes", "assembly": "z"}]}).name == "unknown"


def test_without_any_votes_or_counts_there_is_nothing_to_count() -> None:
    asked = ask({})
    del asked["counts"]
    assert "not both" in refused(asked).sentence


def test_a_place_that_ties_is_shown_as_not_for_it() -> None:
    found = tallies.tally(ask({"a": {"yes": 2, "no": 2}, "b": {"yes": 3}, "c": {"yes": 1}}))
    assert found["outcome"] == "adopted"
    assert [found["assemblies"][id]["for"] for id in "abc"] == [False, True, True]


def test_each_outcome_says_what_people_and_places_did() -> None:
    both = tallies.tally(ask({"a": {"yes": 3}, "b": {"yes": 2}, "c": {"no": 2}}))["because"]
    people_only = tallies.tally(ask({"a": {"yes": 9}, "b": {"no": 1}, "c": {"no": 1}}))["because"]
    places_only = tallies.tally(ask({"a": {"yes": 1}, "b": {"yes": 1}, "c": {"no": 9}}))["because"]
    neither = tallies.tally(ask({"a": {"no": 1}, "b": {"no": 1}, "c": {"no": 1}}))["because"]
    assert len({both, people_only, places_only, neither}) == 4
    assert both.startswith("Adopted") and "2 of 3" in both
    for said in (people_only, places_only, neither):
        assert said.startswith("Rejected")


def test_a_vote_that_names_no_place_and_a_third_choice_are_refused() -> None:
    asked = by_vote(ask({"a": {"yes": 1}, "b": {"no": 1}}))
    del asked["votes"][1]["assembly"]
    assert refused(asked).name == "missing_member"
    three = ask({"a": {"yes": 1}, "b": {"no": 1}}) | {"options": ["yes", "no", "later"]}
    assert refused(three).at == "/options"


def test_whole_people_and_parts_of_weights_are_told_with_the_same_quotation_marks() -> None:
    counts = {"a": {"yes": 3, "no": 1}, "b": {"no": 1}, "c": {"yes": 2}}
    for weights in ({"a": "1/2", "b": "2/3", "c": "1/3"}, {"a": "1/3", "b": "5/2", "c": "1/3"}):
        told = tallies.tally(ask(counts, weights))["because"]
        assert "“yes”" in told and '"' not in told and "/" in told, told
