# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards add up: two votes a child, one for each of two chambers; a third is yellow, more than half orange."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import cards
from governance.refusals import Refusal


def ask(children: list[tuple[str, list[str]]], played: list[list[str]], **more: Any) -> dict[str, Any]:
    rows = [{"id": id, "chambers": chambers} for id, chambers in children]
    given = {"children": rows, "cards": played, "quarter": False, "majority_procedure": True} | more
    return cards.read(given).as_json()


STATES = [(f"s{n}", ["nr", "br"] if n < 13 else ["nr"]) for n in range(27)]


def test_the_states_of_a_union_with_fifty_four_votes() -> None:
    assert ask(STATES, [["s0", "nr"]]) == {
        "votes": 1, "total": 54, "yellow_at": 18, "yellow": False, "orange": False,
    }  # fmt: skip
    assert ask(STATES, [], quarter=True)["yellow_at"] == 14
    whole = [[f"s{n}", "nr"] for n in range(13, 27)]
    assert ask(STATES, whole[:9])["yellow"] and not ask(STATES, whole[:8])["yellow"]
    half = ask(STATES, [*whole[:13], ["s0", "nr"]])
    assert half["votes"] == 27 and not half["orange"]
    over = [*whole[:13], ["s0", "nr"], ["s1", "br"]]
    assert ask(STATES, over)["orange"] and not ask(STATES, over, majority_procedure=False)["orange"]


def test_nobody_objecting_is_no_objection_even_of_nobody() -> None:
    assert ask([], []) == {"votes": 0, "total": 0, "yellow_at": 0, "yellow": False, "orange": False}


@pytest.mark.parametrize(
    ("children", "played", "at"),
    [
        ([("a", ["x"]), ("a", ["x"])], [], "/children/1/id"),
        ([("a", [])], [], "/children/0/chambers"),
        ([("a", ["x", "y", "z"])], [], "/children/0/chambers"),
        ([("a", ["x", "x"])], [], "/children/0/chambers"),
        ([("a", ["x"])], [["b", "x"]], "/cards/0"),
        ([("a", ["x"])], [["a", "y"]], "/cards/0"),
        ([("a", ["x"])], [["a"]], "/cards/0"),
        ([("a", ["x"])], [["a", "x"], ["a", "x"]], "/cards/1"),
        ([("a", ["x"])], ["ax"], "/cards/0"),
    ],
)
def test_cards_that_nobody_can_have_played_are_refused(children: Any, played: Any, at: str) -> None:
    with pytest.raises(Refusal) as caught:
        ask(children, played)
    assert caught.value.at == at


@pytest.mark.parametrize("name", ["quarter", "majority_procedure"])
def test_a_rule_is_true_or_false_and_not_a_text_that_looks_so(name: str) -> None:
    with pytest.raises(Refusal) as caught:
        ask([], [], **{name: "false"})
    assert caught.value.at == f"/{name}"


@given(st.lists(st.booleans(), max_size=12), st.data())
def test_votes_add_up_to_two_a_child_and_more_cards_never_take_a_colour_away(
    two: list[bool], data: Any
) -> None:
    children = [(f"c{n}", ["a", "b"] if both else ["a"]) for n, both in enumerate(two)]
    every = [[id, chamber] for id, chambers in children for chamber in chambers]
    assert ask(children, every)["votes"] == 2 * len(children)
    played = data.draw(st.lists(st.sampled_from(every), unique_by=tuple)) if every else []
    before, after = ask(children, played[:-1]), ask(children, played)
    assert after["votes"] >= before["votes"]
    assert after["yellow"] >= before["yellow"] and after["orange"] >= before["orange"]
