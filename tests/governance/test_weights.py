# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assemblies count alike, by their people, or by the square root of these, in whole numbers and exactly."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import tallies, weights
from governance.refusals import Refusal

PEOPLE = {"mill": 10_000, "weir": 2_500, "quay": 2_500, "moor": 0}


def outcome(by: str, for_it: set[str]) -> dict[str, Any]:
    counts = {id: {"yes": 2, "no": 1} if id in for_it else {"yes": 1, "no": 2} for id in PEOPLE}
    counts["mill"]["yes"] += 100  # so that the people are for it whatever the places say
    asked = {"method": "double-majority", "options": ["yes", "no"], "counts": counts}
    return tallies.tally(asked | {"assembly_weights": weights.of(by, PEOPLE)})


def test_each_kind_weighs_as_its_name_says() -> None:
    assert weights.of("equal", PEOPLE) == dict.fromkeys(PEOPLE, "1")
    assert weights.of("population", PEOPLE) == {id: str(n) for id, n in PEOPLE.items()}
    assert weights.of("square_root", PEOPLE) == {
        "mill": "100",
        "weir": "50",
        "quay": "50",
        "moor": "0",
    }


def test_what_is_adopted_depends_on_how_places_weigh() -> None:
    assert outcome("population", {"mill"})["outcome"] == "adopted"  # two thirds of the people live there
    assert (
        outcome("square_root", {"mill"})["outcome"] == "rejected"
    )  # just half of all roots, which is not over half
    assert outcome("square_root", {"mill", "weir"})["outcome"] == "adopted"
    assert outcome("equal", {"mill"})["outcome"] == "rejected"


@given(st.integers(0, 10**12))
def test_a_root_is_exact_to_six_places_and_never_rounded_up(people: int) -> None:
    root = Fraction(weights.of("square_root", {"a": people})["a"])
    assert root**2 <= people < (root + Fraction(1, 10**6)) ** 2


def test_another_kind_is_refused() -> None:
    with pytest.raises(Refusal) as no:
        weights.of("wealth", PEOPLE)
    assert no.value.name == "no_such_weight"
