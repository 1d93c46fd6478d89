# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who votes: delegates share the weight of those they sit for; assemblies answer what more of their people say."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import charters, franchises, tallies, ways
from governance.refusals import Refusal

PEOPLE = {"mill": 400, "weir": 100, "quay": 100}


def test_delegates_that_are_alike_have_a_vote_each() -> None:
    voters = franchises.of_delegates("equal", PEOPLE, {"mill": 2, "weir": 1})
    assert voters.weight("mill") == voters.weight("weir") == "1" and not voters.weighs
    assert voters.all_weight({"mill": 2, "weir": 1}) == 3


def test_delegates_share_the_weight_of_the_place_they_sit_for() -> None:
    voters = franchises.of_delegates("population", PEOPLE, {"mill": 3, "weir": 1, "quay": 0})
    assert voters.weights == {"mill": "400/3", "weir": "100"} and voters.weighs
    assert voters.all_weight({"mill": 3, "weir": 1}) == 500
    with pytest.raises(Refusal):
        voters.weight("quay")


@given(
    st.sampled_from(["equal", "population", "square_root"]),
    st.dictionaries(
        st.sampled_from("abcdef"), st.tuples(st.integers(0, 10**7), st.integers(1, 9)), min_size=1
    ),
)
def test_no_place_gains_weight_by_sending_more_delegates(by: str, places: dict[str, tuple[int, int]]) -> None:
    people = {id: number for id, (number, _) in places.items()}
    sent = {id: number for id, (_, number) in places.items()}
    voters = franchises.of_delegates(by, people, sent)
    one = franchises.of_delegates(by, people, dict.fromkeys(places, 1))
    total = sum(Fraction(voters.weight(id)) * n for id, n in sent.items())
    assert Fraction(voters.all_weight(sent)) == total
    if by != "equal":
        assert total == Fraction(one.all_weight(dict.fromkeys(places, 1)))


def test_an_assembly_answers_what_more_of_its_people_say_if_enough_voted() -> None:
    voters = franchises.of_assemblies("equal", PEOPLE, {"mill": 10, "weir": 2, "quay": 2})
    counts = {"mill": {"yes": 5, "no": 4}, "weir": {"yes": 1, "no": 2}, "quay": {"yes": 2, "no": 2}}
    assert list(franchises.answers(voters, counts)) == [
        {"voter": "weir", "choice": "no", "weight": "1"},
        {"voter": "quay", "choice": "abstain", "weight": "1"},
    ]


def test_nobody_voted_is_no_answer_even_where_nobody_lives() -> None:
    voters = franchises.of_assemblies("equal", {"a": 0, "b": 0}, {"a": 0, "b": 0})
    assert list(franchises.answers(voters, {"a": {"yes": 0}, "b": {}})) == []


def answered(by: str, yes: set[str]) -> str:
    voters = franchises.of_assemblies(by, PEOPLE, dict.fromkeys(PEOPLE, 1))
    counts = {id: {"yes": 1 if id in yes else 0, "no": 0 if id in yes else 1} for id in PEOPLE}
    rule = {"threshold": {"of": "seats", "share": "1/2", "strict": True}}
    asked = {"method": "majority", "options": ["yes", "no"], "seats": voters.all_weight({}), "rule": rule}
    return str(tallies.tally(asked | {"votes": list(franchises.answers(voters, counts))})["outcome"])


def test_what_places_weigh_decides() -> None:
    assert answered("equal", {"mill"}) == "rejected"
    assert answered("equal", {"weir", "quay"}) == "adopted"
    assert answered("population", {"mill"}) == "adopted"
    assert (
        answered("square_root", {"mill"}) == "rejected"
    )  # twice the root of a quarter of the people: just half


def test_what_is_read_is_what_was_kept() -> None:
    kept = franchises.of_assemblies("square_root", PEOPLE, dict.fromkeys(PEOPLE, 3))
    assert franchises.read(kept.as_data()) == kept
    assert franchises.read({}) == franchises.Franchise() and franchises.Franchise().as_data() == {
        "kind": "people",
        "by": "equal",
    }


@pytest.mark.parametrize("rules", [
    {"franchise": "assemblies", "stricter": ["consent"]},
    {"franchise": "assemblies", "also": ["schulze"]},
    {"franchise": "delegates", "method": "double-majority"},
    {"franchise": "kings"},
    {"weights": "wealth"},
    {"by_matter": [{"matter": "water", "method": "consent", "franchise": "assemblies"}]},
])  # fmt: skip
def test_a_charter_names_only_voters_that_its_ways_of_deciding_can_count(rules: dict[str, object]) -> None:
    with pytest.raises(Refusal) as no:
        charters.read(rules)
    assert no.value.at.endswith(("franchise", "weights"))


def test_a_matter_has_voters_of_its_own() -> None:
    charter = charters.read(
        {
            "by_matter": [
                {"matter": "water", "method": "majority", "franchise": "delegates", "weights": "population"}
            ]
        }
    )
    way = charter.way("water/wells")
    assert (way.franchise, way.weights, way.others) == ("delegates", "population", ways.OTHERS)
    assert charter.way("mobility").franchise == "people"
    assert charters.read(charter.as_data()) == charter
