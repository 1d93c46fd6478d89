# SPDX-License-Identifier: AGPL-3.0-or-later
"""A charter says how each matter is decided; whoever opens a ballot may ask for more where it allows that."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import charters, tallies, ways
from governance.refusals import Refusal

WATER = {"matter": "water", "method": "double-majority"}
PATHS = {"matter": "mobility/paths", "method": "majority", "stricter": ["double-majority"]}
HELD = charters.read({"by_matter": [WATER, PATHS]})


def refused(wanted: str, matter: str, held: charters.Charter = HELD) -> Refusal:
    with pytest.raises(Refusal) as caught:
        held.way(matter).choose(wanted)
    return caught.value


@pytest.mark.parametrize(
    ("matter", "method"),
    [
        ("water", "double-majority"),
        ("water/floods", "double-majority"),
        ("waterways", "majority"),
        ("mobility", "majority"),
        ("", "majority"),
    ],
)
def test_the_charter_decides_by_the_longest_matching_matter(matter: str, method: str) -> None:
    assert HELD.way(matter).choose() == method
    assert HELD.way(matter).choose(method) == method


def test_a_stricter_way_may_be_chosen_where_the_charter_allows_it() -> None:
    assert HELD.way("mobility/paths/cycling").choose("double-majority") == "double-majority"
    allowing = charters.read({"stricter": ["double-majority"]})
    assert allowing.way("land").choose("double-majority") == "double-majority"


def test_a_stricter_way_the_charter_does_not_allow_is_refused() -> None:
    no = refused("double-majority", "mobility/buses")
    assert (no.name, no.at) == ("method_not_allowed", "/method")
    assert "decided by a majority, and does not allow a double majority" in no.sentence


def test_a_laxer_way_is_never_to_be_had() -> None:
    no = refused("majority", "water/floods")
    assert no.name == "method_too_lax" and "a majority would be laxer" in no.sentence
    with pytest.raises(Refusal) as caught:
        charters.read({"method": "double-majority", "stricter": ["majority"]})
    assert caught.value.at == "/stricter"


@pytest.mark.parametrize("wanted", ["dice", "Majority", " ", "sortition"])
def test_a_way_that_is_not_known_is_refused(wanted: str) -> None:
    assert refused(wanted, "land").name == "no_such_method"


@pytest.mark.parametrize(
    ("rules", "at"),
    [
        ({"method": "dice"}, "/method"),
        ({"method": ["majority"]}, "/method"),
        ({"method": None}, "/method"),
        ({"stricter": "double-majority"}, "/stricter"),
        ({"stricter": ["double-majority", "double-majority"]}, "/stricter"),
        ({"stricter": [["double-majority"]]}, "/stricter"),
        ({"stricter": None}, "/stricter"),
        ({"by_matter": {}}, "/by_matter"),
        ({"by_matter": ["water"]}, "/by_matter/0"),
        ({"by_matter": [{"matter": "water"}]}, "/by_matter/0"),
        ({"by_matter": [WATER | {"threshold": "1/2"}]}, "/by_matter/0"),
        ({"by_matter": [PATHS, {"matter": "", "method": "majority"}]}, "/by_matter/1/matter"),
        ({"by_matter": [PATHS, {"method": "majority"}]}, "/by_matter/1/matter"),
        ({"by_matter": [WATER, PATHS, WATER]}, "/by_matter/2/matter"),
    ],
)
def test_a_charter_that_cannot_be_read_says_where(rules: dict[str, Any], at: str) -> None:
    with pytest.raises(Refusal) as caught:
        charters.read(rules)
    assert caught.value.at == at


def test_a_charter_comes_back_from_its_data() -> None:
    held = charters.read({"stricter": ["double-majority"], "by_matter": [WATER, PATHS]})
    assert charters.read(held.as_data()) == held


counts = st.integers(0, 20)


@given(st.tuples(counts, counts, counts, counts), st.integers(1, 3))
def test_what_is_called_stricter_adopts_nothing_that_the_other_would_reject(
    cast: tuple[int, int, int, int], parts: int
) -> None:
    a_yes, a_no, b_yes, b_no = cast
    rule = {"threshold": {"of": "cast", "share": str(Fraction(1, parts + 1))}}
    asked: dict[str, Any] = {"options": ["yes", "no"], "rule": rule}
    votes = [("a", "yes", a_yes), ("a", "no", a_no), ("b", "yes", b_yes), ("b", "no", b_no)]
    rows = [{"assembly": place, "choice": choice, "count": n} for place, choice, n in votes if n]
    double = {"assembly_weights": {"a": "1", "b": "1"}}
    two_thirds = {"threshold": {"of": "cast", "share": "2/3", "strict": False}}
    if Fraction(1, parts + 1) > Fraction(2, 3):
        two_thirds = rule
    asked_by = {
        "majority": {"method": "majority", "votes": rows},
        "supermajority": {"method": "majority", "votes": rows, "rule": two_thirds},
        "double-majority": {"method": "double-majority", "votes": rows} | double,
    }
    outcome = {method: tallies.tally(asked | more)["outcome"] for method, more in asked_by.items()}
    # Whoever would say no objects, and an objection is enough.
    outcome["consent"] = "adopted" if a_yes + b_yes and not a_no + b_no else "returned"
    for method, stricter in ways.STRICTER.items():
        for other in stricter:
            assert outcome[other] != "adopted" or outcome[method] == "adopted"
