# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is chosen is held against the paper before it is recorded; what is kept can be counted."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import answers, papers, tallies
from governance.refusals import Refusal
from tests.assemblies.voting.ways_asked import ANSWERS, ASKS, OF_A_POT, OF_OPTIONS, PRICED

EVERY = sorted(ASKS)


def asked(method: str) -> dict[str, Any]:
    return papers.compose(method, ASKS[method]).asked()


def refused(method: str, choice: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        answers.admit(method, asked(method), choice)
    return caught.value


@pytest.mark.parametrize("method", EVERY)
def test_what_is_admitted_comes_back_and_is_counted(method: str) -> None:
    for choice in (*ANSWERS[method], "abstain"):
        kept = answers.admit(method, asked(method), choice)
        assert isinstance(kept, str)
        assert answers.admit(method, asked(method), answers.Written(kept)) == kept
        vote = {"choice": answers.kept(method, kept)}
        tallies.tally({"method": method, **asked(method), "votes": [vote]})


MANY = 10_000
BAD: list[Any] = [
    *(None, True, 1, 1.5, float("nan"), "", "dice", "1\u0000", "\ud800"),
    *([], {}, [[]], ["9"], [["9"]], {"9": 1}, ["1", "1"], [["1"], ["1"]], [["1", "1"]], [1], [["1"], 2]),
    *({"1": "2"}, {"1": True}, {"1": 10**400}, {"1": -1}, {"1": {}}, [{"1": 1}], [[["1"]]]),
    *(["1"] * MANY, [[str(n)] for n in range(MANY)], {str(n): 1 for n in range(MANY)}),
    *(answers.Written("["), answers.Written('["1"'), answers.Written("[[1.5]]")),
]


@pytest.mark.parametrize("method", EVERY)
@pytest.mark.parametrize(
    "choice", BAD, ids=lambda choice: f"{choice!r:.20}".encode("ascii", "replace").decode()
)
def test_what_the_paper_cannot_be_answered_with_is_refused_with_a_sentence(method: str, choice: Any) -> None:
    no = refused(method, choice)
    assert no.sentence.endswith(".") and no.at == "/choice"


def test_equal_places_are_for_pairs_and_not_for_transfers() -> None:
    assert answers.admit("schulze", asked("schulze"), [["2", "1"]]) == '[["1","2"]]'
    assert refused("irv", [["1", "2"]]).name == "equal_ranks"
    assert refused("stv", [["1"], ["2", "3"]]).name == "equal_ranks"


def test_nobody_spends_more_than_the_pot_or_takes_the_second_before_the_first() -> None:
    assert refused("budget-mes", ["1.1", "1.2", "2.1", "3"]).name == "over_the_pot"
    assert "2650.5 more than the pot" in refused("budget-mes", ["1.1", "1.2", "2.1", "3"]).sentence
    assert "first piece" in refused("budget-greedy", ["1.2"]).sentence
    assert answers.admit("budget-mes", asked("budget-mes"), ["3", "1.1"]) == '["1.1","3"]'


def test_dots_and_points_keep_to_their_numbers() -> None:
    assert refused("dots", {"1": 4, "2": 3}).name == "too_many_dots"
    assert refused("dots", {"1": 0}).name == "nothing_chosen"
    assert refused("score", {"1": 6}).name == "out_of_range"
    assert answers.admit("dots", asked("dots"), {"2": 1, "1": 0}) == '{"2":1}'


MISSHAPEN: list[tuple[str, Any, str]] = [
    *[(method, ["1", "2"], "a list of places") for method in ("irv", "stv", "schulze", "ranked-pairs")],
    *[(method, {"1": 1}, "a list of places") for method in ("irv", "stv", "schulze", "ranked-pairs")],
    *[("schulze", ["1"] * 12_000, "a list of places"), ("irv", [["1"], []], "a list of places")],
    *[(method, ["1"] * 12_000, "an object from an option") for method in ("score", "dots")],
    *[(method, {"1": 1}, "in a list") for method in ("approval", "spav", "budget-mes", "budget-greedy")],
    *[("approval", "1", "in a list"), ("plurality", ["1"], "one option"), ("plurality", 1, "one option")],
]


@pytest.mark.parametrize(
    ("method", "choice", "words"), MISSHAPEN, ids=lambda x: f"{x!r:.20}" if not isinstance(x, str) else x
)
def test_what_has_the_wrong_shape_is_told_the_shape(method: str, choice: Any, words: str) -> None:
    no = refused(method, choice)
    assert no.name == "wrong_shape" and words in no.sentence


@pytest.mark.parametrize("method", [method for method in EVERY if papers.KINDS[method] != papers.ONE])
@pytest.mark.parametrize("empty", [None, "", [], {}, [[]]], ids=repr)
def test_nothing_is_told_as_nothing(method: str, empty: Any) -> None:
    assert refused(method, empty).name == "nothing_chosen"


def test_dots_below_nothing_are_not_told_as_too_many() -> None:
    assert refused("dots", {"1": -1}).name == "below_zero"
    assert refused("dots", {"1": -1, "2": 9}).sentence == "A number below 0 cannot be given."


def test_an_objection_has_a_reason_and_nothing_else_keeps_one() -> None:
    with pytest.raises(answers.NoReason):
        answers.reason("consent", "object", " too short")
    assert answers.reason("consent", "object", "It shuts out wheelchairs.") == "It shuts out wheelchairs."
    assert answers.reason("consent", "agree", "It shuts out wheelchairs.") == ""
    assert answers.reason("majority", "no", "It shuts out wheelchairs.") == ""


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=8)
)
def test_anything_at_all_is_admitted_or_refused_and_never_breaks(choice: Any) -> None:
    for method in EVERY:
        try:
            answers.admit(method, asked(method), choice)
        except Refusal as no:
            assert no.sentence


@pytest.mark.parametrize("method", EVERY)
def test_a_paper_comes_back_from_how_it_is_kept(method: str) -> None:
    paper = papers.compose(method, ASKS[method], lot=(2, 0, 1) if "options" in ASKS[method] else ())
    assert papers.read(paper.as_data()) == paper


@pytest.mark.parametrize(
    ("method", "given", "at"),
    [
        ("score", OF_OPTIONS | {"top": 0}, "/top"),
        ("score", OF_OPTIONS | {"top": 11}, "/top"),
        ("dots", OF_OPTIONS, "/dots"),
        ("dots", OF_OPTIONS | {"dots": True}, "/dots"),
        ("stv", OF_OPTIONS | {"places": 3}, "/places"),
        ("stv", OF_OPTIONS | {"places": 0}, "/places"),
        ("stv", OF_OPTIONS | {"variant": "irish"}, "/variant"),
        ("budget-greedy", OF_A_POT | {"variant": "some"}, "/variant"),
        ("budget-mes", OF_A_POT | {"pot": "5999.99"}, "/pot"),
        ("budget-mes", OF_A_POT | {"pot": "-1"}, "/pot"),
        ("budget-mes", OF_A_POT | {"pot": "1e400"}, "/pot"),
        ("budget-mes", OF_A_POT | {"unit": "x" * 21}, "/unit"),
        ("budget-mes", OF_A_POT | {"options": [*PRICED, {"name": "Free", "costs": "0"}]}, "/options/3/costs"),
        ("budget-mes", OF_A_POT | {"options": [*PRICED, {"name": "None"}]}, "/options/3/costs"),
        (
            "budget-mes",
            OF_A_POT | {"options": [*PRICED, PRICED[0] | {"name": "x", "most": 100}]},
            "/options/3/most",
        ),
        ("irv", OF_OPTIONS | {"options": [{"name": 1}, {"name": "x"}]}, "/options/0/name"),
        ("irv", OF_OPTIONS | {"options": "abc"}, "/options"),
        ("irv", OF_OPTIONS | {"question": None}, "/question"),
        ("plurality", OF_OPTIONS | {"places": 2}, "/places"),
        ("plurality", OF_OPTIONS | {"pot": "100"}, "/pot"),
        ("approval", OF_OPTIONS | {"top": 5}, "/top"),
        ("score", OF_OPTIONS | {"dots": 5}, "/dots"),
        ("schulze", OF_OPTIONS | {"variant": "scottish"}, "/variant"),
        ("irv", OF_OPTIONS | {"unit": "€"}, "/unit"),
        ("budget-greedy", OF_A_POT | {"variant": "stop", "minimum": 2}, "/minimum"),
        ("budget-mes", OF_A_POT | {"minimum": 2}, "/minimum"),
        ("majority", OF_OPTIONS, "/question"),
        ("irv", OF_OPTIONS | {"options": [{"name": "x", "costs": "1"}, {"name": "y"}]}, "/options/0/costs"),
    ],
)
def test_a_paper_that_could_not_be_answered_or_counted_is_refused(
    method: str, given: dict[str, Any], at: str
) -> None:
    with pytest.raises(Refusal) as caught:
        papers.compose(method, given)
    assert caught.value.at == at


def test_what_there_is_to_choose_from_is_named_without_the_usual_that_has_no_name() -> None:
    with pytest.raises(Refusal) as caught:
        papers.compose("stv", OF_OPTIONS | {"variant": "irish"})
    assert caught.value.sentence == "This must be one of these: scottish."


def test_pieces_are_counted_one_by_one_and_named_by_their_number() -> None:
    paper = papers.compose("budget-mes", OF_A_POT, lot=(2, 1, 0))
    tally = paper.asked()
    assert tally["options"] == ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "3"]
    assert tally["costs"]["2.2"] == "3750.5" and tally["pot"] == "12000"
    assert tally["tie_order"] == ["3", "2.1", "2.2", "1.1", "1.2", "1.3", "1.4"]
    assert paper.names()["2.2"] == "Ramps (2)" and paper.names()["3"] == "A warden"
