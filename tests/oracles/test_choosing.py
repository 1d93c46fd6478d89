# SPDX-License-Identifier: AGPL-3.0-or-later
"""pref_voting, votelib and abcvoting count the same votes, approvals, points and dots as the law does.

Random profiles are small, so that ties of every kind are frequent. Where a library differs, it is said why.
"""

import random
from collections import Counter
from typing import Any

import pytest

from governance import tallies
from tests import oracles

Question = dict[str, Any]
PROFILES = 1_500
METHODS = ("plurality", "approval", "score", "dots")


def profiles(kind: str, seed: int, number: int = PROFILES, places: bool = False) -> list[Question]:
    """Questions as the answering scripts have them: options 0, 1, 2 …; votes as choices with their count."""
    dice = random.Random(seed)
    found = []
    for _ in range(number):
        options = dice.randint(2, 7 if places else 5)
        low = dice.choice([0, 0, -2])
        question = {"kind": kind, "options": options, "range": [low, 3], "dots": 4, "places": 1}
        question["placed"] = dice.choice([[4], [1, 2, 3, 4]])
        if places:
            question["places"] = dice.randint(1, options)
        votes = [[choice(dice, question), dice.randint(1, 3)] for _ in range(dice.randint(1, 7))]
        found.append(question | {"votes": votes})
    return found


def choice(dice: random.Random, question: Question) -> Any:
    options = range(question["options"])
    if question["kind"] == "plurality":
        return dice.choice(options)
    chosen = dice.sample(options, dice.randint(1, min(4, len(options))))
    if question["kind"] in ("approval", "spav"):
        return sorted(chosen)
    if question["kind"] == "score":
        return {str(option): dice.randint(*question["range"]) for option in chosen}
    placed = [dice.choice(chosen) for _ in range(dice.choice(question["placed"]))]
    return {str(option): placed.count(option) for option in chosen if option in placed}


def counted(question: Question, **more: Any) -> dict[str, Any]:
    """What the law says, with options as numbers."""
    method = question["kind"]
    votes = [{"choice": written(method, chosen), "count": count} for chosen, count in question["votes"]]
    options = [str(option) for option in range(question["options"])]
    asked: dict[str, Any] = {"method": method, "options": options, "votes": votes, **more}
    if method in ("approval", "spav"):
        asked["places_to_fill"] = question["places"]
    if method in ("score", "dots"):
        member = {"score": "range", "dots": "dots"}[method]
        asked[member] = question[member]
    found = tallies.tally(asked)
    found["winners"] = [int(option) for option in found["winners"]]
    found["groups"] = [sorted(map(int, group)) for group in found["order"]]
    return found


def written(method: str, chosen: Any) -> Any:
    if method == "plurality":
        return str(chosen)
    return [str(option) for option in chosen] if method in ("approval", "spav") else chosen


def test_most_votes_approvals_points_and_dots_are_those_of_pref_voting() -> None:
    """It answers with all who have most: the law's winner, or the law's tie. For approval it is asked for one place."""
    questions = [question for kind in METHODS for question in profiles(kind, 1)]
    asked = [question | {"votes": marked(question)} for question in questions]
    tied = Counter[str]()
    for question, winners in zip(questions, oracles.ask("pref_voting_choosing", asked), strict=True):
        found = counted(question)
        assert found["groups"][0] == winners, question
        assert found["winners"] == (winners if len(winners) == 1 else []), question
        tied[question["kind"]] += found["outcome"] == "tied"
    assert all(tied[kind] > PROFILES / 15 for kind in METHODS), tied


def marked(question: Question) -> list[Any]:
    """Votes with an approval as a grade of 1, as pref_voting has it."""
    if question["kind"] != "approval":
        return list(question["votes"])
    return [[{str(option): 1 for option in chosen}, count] for chosen, count in question["votes"]]


def test_most_votes_approvals_points_and_dots_are_those_of_votelib() -> None:
    """It knows only those whom somebody gave something: it is asked where that is everyone. It names its equals only
    where not all of them can win, as the law's outcome `tied` does."""
    every = [question for kind in METHODS for question in profiles(kind, 2, places=kind == "approval")]
    questions = [question for question in every if everyone_named(question)]
    asked, tied = Counter(question["kind"] for question in questions), Counter[str]()
    for question, answer in zip(questions, oracles.ask("votelib_choosing", questions), strict=True):
        found = counted(question)
        assert sorted(found["winners"]) == sorted(answer["elected"]), question
        assert (found["outcome"] == "tied") == bool(answer["tied"]), question
        assert not answer["tied"] or answer["tied"] in found["groups"], question
        tied[question["kind"]] += bool(answer["tied"])
    assert all(asked[kind] > PROFILES / 5 and tied[kind] > PROFILES / 50 for kind in METHODS), (asked, tied)


def everyone_named(question: Question) -> bool:
    if question["kind"] == "plurality":
        named = {chosen for chosen, _ in question["votes"]}
    else:
        named = {int(option) for chosen, _ in question["votes"] for option in chosen}
    return len(named) == int(question["options"])


@pytest.mark.parametrize("kind", ["approval", "spav"])
def test_winners_are_in_every_committee_of_abcvoting_and_a_tie_is_where_it_has_several(kind: str) -> None:
    """It follows every way of telling equals apart too: who is in all of its committees is certain."""
    questions = profiles(kind, 3, places=True)
    tied = harmless = 0
    for question, committees in zip(questions, oracles.ask("abcvoting_choosing", questions), strict=True):
        found = counted(question)
        certain = set.intersection(*map(set, committees))
        assert set(found["winners"]) == certain, question
        assert (found["outcome"] == "tied") == (len(committees) > 1), question
        tied += found["outcome"] == "tied"
        harmless += any(one.get("together") for one in found.get("rounds", ()))
        if kind == "spav":
            assert possible(found) == set.union(*map(set, committees)), question
    assert tied > PROFILES / 10
    assert kind == "approval" or harmless > PROFILES / 10


def possible(found: dict[str, Any]) -> set[int]:
    """The certain, and where it is tied the group behind them."""
    certain = set(found["winners"])
    behind = [group for group in found["groups"] if not certain.issuperset(group)]
    return certain | (set(behind[0]) if found["outcome"] == "tied" else set())


def test_an_order_for_ties_elects_one_of_the_committees_of_abcvoting() -> None:
    dice = random.Random(4)
    questions = profiles("spav", 5, places=True)
    for question, committees in zip(questions, oracles.ask("abcvoting_choosing", questions), strict=True):
        order = [str(option) for option in dice.sample(range(question["options"]), question["options"])]
        assert sorted(counted(question, tie_order=order)["winners"]) in committees, question


def test_fair_shares_elect_in_the_order_of_votelib_where_it_meets_no_tie() -> None:
    """It has no ties, and leaves out whom nobody approves."""
    questions = [one for one in profiles("spav", 6, places=True) if everyone_named(one)]
    compared = 0
    for question, answer in zip(questions, oracles.ask("votelib_choosing", questions), strict=True):
        if answer is not None:
            found = counted(question)
            assert found["winners"] == answer["elected"], question
            assert not any(one.get("equals") for one in found["rounds"])
            compared += 1
    assert compared > len(questions) / 10
