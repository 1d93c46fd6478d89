# SPDX-License-Identifier: AGPL-3.0-or-later
"""Consent is given where anyone agrees and nobody objects; one objection sends it back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import tallies
from governance.refusals import Refusal

WORDS = ("agree", "stand_aside", "object", "abstain")
QUORUM = {"quorum": {"of": "seats", "share": "1/2"}}


def ask(agree: int = 0, aside: int = 0, objecting: int = 0, abstain: int = 0, **more: Any) -> dict[str, Any]:
    numbers = zip(WORDS, (agree, aside, objecting, abstain), strict=True)
    votes = [{"choice": word, "count": number} for word, number in numbers]
    return {"method": "consent", "options": ["yes", "no"], "votes": votes, **more}


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tallies.tally(payload)
    return caught.value


@pytest.mark.parametrize(
    ("given", "expected", "because"),
    [
        ((5, 0, 0, 2), "adopted", "Adopted: 5 agreed, nobody objected."),
        ((1, 9, 0, 0), "adopted", "Adopted: 1 agreed, 9 stood aside, nobody objected."),
        (
            (0, 3, 0, 0),
            "rejected",
            "Rejected, because nobody objected, but nobody agreed either. Standing aside: 3.",
        ),
        ((0, 0, 0, 0), "rejected", "Rejected, because nobody objected, but nobody agreed either."),
        (
            (99, 2, 1, 0),
            "returned",
            "Sent back to be talked about: 1 objected, and one objection is enough; 99 agreed, 2 stood aside.",
        ),
        (
            (0, 0, 2, 0),
            "returned",
            "Sent back to be talked about: 2 objected, and one objection is enough; 0 agreed.",
        ),
    ],
)
def test_one_objection_returns_and_without_any_one_who_agrees_adopts(
    given: tuple[int, ...], expected: str, because: str
) -> None:
    found = tallies.tally(ask(*given))
    assert (found["outcome"], found["because"]) == (expected, because)
    assert found["counts"] == dict(zip(WORDS, given, strict=True))
    assert found["winners"] == (["yes"] if expected == "adopted" else [])
    assert found["order"] == ([["yes"], ["no"]] if expected == "adopted" else [["yes", "no"]])
    assert found["ties"] == []


def test_its_checks_have_their_numbers() -> None:
    assert tallies.tally(ask(3, 1, 2))["checks"] == [
        {"name": "no_objection", "holds": False, "value": "2", "bound": "0"}
    ]
    assert tallies.tally(ask(3, 1))["checks"] == [
        {"name": "no_objection", "holds": True, "value": "0", "bound": "0"},
        {"name": "anyone_agrees", "holds": True, "value": "3", "bound": "0"},
    ]


def test_everyone_who_took_part_counts_for_the_quorum_which_comes_before_an_objection() -> None:
    assert tallies.tally(ask(1, 1, 1, 1, seats=9, rule=QUORUM))["outcome"] == "no_quorum"
    assert tallies.tally(ask(1, 1, 1, 1, seats=8, rule=QUORUM))["outcome"] == "returned"


def test_an_objection_of_any_weight_is_enough_and_one_of_no_weight_is_none() -> None:
    votes = [{"choice": "agree", "weight": "5"}, {"choice": "object", "weight": "1/100"}]
    assert tallies.tally(ask() | {"votes": votes})["outcome"] == "returned"
    votes[1]["weight"] = "0"
    assert tallies.tally(ask() | {"votes": votes})["outcome"] == "adopted"


@pytest.mark.parametrize(
    "choice", ["yes", "no", "Agree", "", None, True, 1, ["agree"], {"agree": 1}, float("nan")]
)
def test_another_word_is_refused(choice: Any) -> None:
    refusal = refused(ask() | {"votes": [{"choice": "agree"}, {"choice": choice}]})
    assert (refusal.name, refusal.at) == ("no_such_choice", "/votes/1/choice")
    assert refusal.sentence == 'A vote is "agree", "stand_aside", "object" or "abstain".'


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"options": ["yes"]}, "/options"),
        ({"options": ["a", "b", "c"]}, "/options"),
        ({"rule": {"threshold": {"of": "cast", "share": "1/2"}}}, "/rule/threshold"),
        (
            {"rule": {"quorum": {**QUORUM["quorum"], "count": "affirmative"}}, "seats": 9},
            "/rule/quorum/count",
        ),
        ({"seats": 1, "votes": [{"choice": "agree", "count": 2}]}, "/seats"),
        ({"places_to_fill": 1}, "/places_to_fill"),
        ({"tie_order": ["yes"]}, "/tie_order"),
    ],
)
def test_a_question_that_is_none_of_consent_is_refused(change: dict[str, Any], at: str) -> None:
    assert refused({**ask(1), **change}).at == at


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.randoms())
def test_only_how_many_chose_what_matters(words: list[str], chance: Any) -> None:
    one_by_one = [{"choice": word} for word in words]
    chance.shuffle(one_by_one)
    found = tallies.tally(ask() | {"votes": one_by_one})
    assert found == tallies.tally(ask(*(words.count(word) for word in WORDS)))
    assert sum(found["counts"].values()) == len(words)
    assert (found["outcome"] == "returned") == ("object" in words)
    assert (found["outcome"] == "adopted") == ("agree" in words and "object" not in words)
