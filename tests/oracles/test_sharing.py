# SPDX-License-Identifier: AGPL-3.0-or-later
"""pabutools shares out the same pots as the law does, slower; and so did the towns whose votes are published."""

import random
from pathlib import Path
from typing import Any

import pytest

from governance import tallies
from tests import alone, oracles

Question = dict[str, Any]
SMALL = 2_500
PABULIB = Path(__file__).resolve().parents[3] / "shared" / "data" / "pabulib"
needs_pabulib = pytest.mark.skipif(
    not PABULIB.exists(), reason="the participatory budgets of pabulib (../shared/data) are not here"
)


def small(dice: random.Random) -> Question:
    """A question of a few voters and whole amounts, so that ties of every kind are frequent. No project is dearer than
    the pot: pabutools lets voters save for such, and ends where they could pay for it."""
    pot = dice.randint(1, dice.choice((10, 40, 150)))
    costs = {project: str(dice.randint(1, pot)) for project in "abcdef"[: dice.randint(1, 6)]}
    votes = [
        [[project for project in costs if dice.random() < 0.45], dice.randint(1, 3)]
        for _ in range(dice.randint(1, 6))
    ]
    return {
        "costs": costs,
        "pot": str(pot),
        "votes": votes,
        "tie_order": dice.sample(list(costs), len(costs)),
    }


def large(voters: int, projects: int, pot: int, seed: int) -> Question:
    """Projects of every popularity, and hardly two voters who chose alike."""
    dice = random.Random(seed)
    names = [f"p{number:03}" for number in range(projects)]
    popular = [dice.paretovariate(1.2) for _ in names]
    chosen = (set(dice.choices(names, popular, k=max(1, int(dice.gauss(8, 3))))) for _ in range(voters))
    costs = {name: str(int(pot * dice.uniform(0.005, 0.06))) for name in names}
    return {
        "costs": costs,
        "pot": str(pot),
        "votes": [[sorted(one), 1] for one in chosen],
        "tie_order": names,
    }


def counted(question: Question, method: str, **more: Any) -> dict[str, Any]:
    """What the law says."""
    asked: Question = {name: question[name] for name in ("costs", "pot", "tie_order") if name in question}
    votes = [{"choice": chosen, "count": count} for chosen, count in question["votes"]]
    return tallies.tally(
        {"method": method, "options": list(question["costs"]), "votes": votes, **asked, **more}
    )


def added(found: dict[str, Any]) -> int:
    """How much every voter was given beside their share."""
    return sum(int(said["facts"].get("added", 0)) for said in found["said"])


@pytest.fixture(scope="module")
def answered() -> list[tuple[Question, dict[str, Any]]]:
    dice = random.Random(1)
    kinds = ["greedy", "once", "add1", "overspending"]
    questions = [small(dice) for _ in range(SMALL)]
    answers = oracles.ask("pabutools_sharing", [{**question, "kinds": kinds} for question in questions])
    return list(zip(questions, answers, strict=True))


Answered = list[tuple[Question, dict[str, Any]]]


def test_greedy_funds_what_pabutools_does(answered: Answered) -> None:
    """pabutools funds too what nobody chose, if it fits; the law does not."""
    unwanted = 0
    for question, answer in answered:
        found = counted(question, "budget-greedy", variant="skip")
        assert [one for one in answer["greedy"] if found["counts"][one]] == found["funded"], question
        unwanted += answer["greedy"] != found["funded"]
    assert unwanted, "the difference of conventions never came up"


def test_equal_shares_fund_what_pabutools_does_in_the_same_order(answered: Answered) -> None:
    for question, answer in answered:
        assert counted(question, "budget-mes")["funded"] == answer["once"], question


def test_adding_ones_ends_where_the_runs_of_pabutools_first_overspend(answered: Answered) -> None:
    """Its single runs, one unit more at a time, are what the law describes."""
    more = 0
    for question, answer in answered:
        found = counted(question, "budget-mes", completion="add1")
        if not any(chosen for chosen, _ in question["votes"]):
            continue
        assert [found["funded"], added(found)] == answer["overspending"], question
        more += added(found) > 0 and found["funded"] != answer["once"]
    assert more > SMALL / 10


def test_pabutools_own_completion_stops_too_where_nothing_more_fits(answered: Answered) -> None:
    """The law knows no such stop: with more money another outcome may come, which does not overspend either."""
    differ = 0
    for question, answer in answered:
        found = counted(question, "budget-mes", completion="add1")["funded"]
        if found != answer["add1"]:
            differ += 1
            left = int(question["pot"]) - sum(int(question["costs"][one]) for one in answer["add1"])
            chosen = {one for projects, _ in question["votes"] for one in projects}
            rest = chosen - set(answer["add1"])
            assert rest and all(int(question["costs"][one]) > left for one in rest), question
    assert 0 < differ < SMALL / 10


def test_without_an_order_for_ties_nothing_is_certain_that_some_order_denies(answered: Answered) -> None:
    """pabutools has one order of ties; whatever is certain without any is in what it funds."""
    ties = 0
    for question, answer in answered:
        without = {name: value for name, value in question.items() if name != "tie_order"}
        found = counted(without, "budget-mes")
        assert set(found["funded"]) <= set(answer["once"]), question
        if found["outcome"] == "decided":
            assert set(found["funded"]) == set(answer["once"]), question
        ties += found["outcome"] == "tied"
    assert ties > SMALL / 50


POT = (10_000, 100, 100_000, 3)
"""Voters, projects, what there is to share out, and a seed."""


def adding_ones(voters: int, projects: int, pot: int, seed: int, rounds: int) -> tuple[list[str], int, float]:
    """What is funded, how much was added, and how many seconds of the processor it took."""
    question = large(voters, projects, pot, seed)
    found, took = alone.timed(lambda: counted(question, "budget-mes", completion="add1"), rounds=rounds)
    return found["funded"], added(found), took


def test_ten_thousand_voters_and_a_hundred_projects_are_at_least_five_times_as_fast_as_pabutools() -> None:
    """Each in a process of its own, by the seconds of the processor that this process takes."""
    (answer,) = oracles.ask("pabutools_sharing", [{**large(*POT), "kinds": ["timed"]}], seconds=600)
    funded, given, seconds = alone.call(adding_ones, *POT, 3)
    theirs = answer["timed"]
    ratio = theirs["seconds"] / seconds
    print(f"law {seconds:.2f} s, pabutools {theirs['seconds']:.2f} s: {ratio:.1f} times; {given} added")
    assert funded == theirs["funded"]
    assert seconds < 10 and ratio > 5


def test_ten_thousand_voters_are_given_hundreds_more_each_within_ten_seconds() -> None:
    _, given, seconds = alone.call(adding_ones, 10_000, 100, 5_000_000, 3, 1)
    print(f"law {seconds:.2f} s, {given} added")
    assert given > 200 and seconds < 10


def pabulib(name: str) -> tuple[Question, dict[str, dict[str, str]]]:
    """A `.pb` file: a question, and the rows of its projects. Each part begins with its name and the names of columns;
    a value may hold no semicolon."""
    parts: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in (PABULIB / f"{name}.pb").read_text(encoding="utf-8-sig").splitlines():
        if line in ("META", "PROJECTS", "VOTES"):
            rows = parts.setdefault(line, [])
        elif line:
            rows.append(line.split(";"))
    meta = {row[0]: row[1] for row in parts["META"]}
    columns = parts["PROJECTS"][0]
    projects = {row[0]: dict(zip(columns, row, strict=False)) for row in parts["PROJECTS"][1:]}
    at = parts["VOTES"][0].index("vote")
    votes = [[[one for one in row[at].split(",") if one], 1] for row in parts["VOTES"][1:]]
    costs = {id: row["cost"] for id, row in projects.items()}
    return {"costs": costs, "pot": meta["budget"], "votes": votes, "tie_order": list(costs)}, projects


@needs_pabulib
@pytest.mark.parametrize(
    ("town", "given", "spent"),
    [("Poland_Swiecie_2023", 242, "1040337"), ("Netherlands_Assen_2024", 843, "76700")],
)
def test_towns_that_share_equally_funded_exactly_this(town: str, given: int, spent: str) -> None:
    """Both added ones until the first overspend; neither rests on an order for ties."""
    question, projects = pabulib(town)
    found = counted(question, "budget-mes", completion="add1")
    assert set(found["funded"]) == {id for id, row in projects.items() if row["selected"] == "1"}
    assert {id: str(found["counts"][id]) for id in projects} == {
        id: row["votes"] for id, row in projects.items()
    }
    assert (added(found), found["spent"]) == (given, spent)
    question.pop("tie_order")
    without = counted(question, "budget-mes", completion="add1")
    assert (without["outcome"], set(without["funded"])) == ("decided", set(found["funded"]))


CAPITOLE, SAINT_CYPRIEN = "1_-_Capitole_Arnaud_Bernard_Carmes", "6_-_Saint-Cyprien"
SEPT_DENIERS = "7_-_Sept_Deniers_Ginestous-Sesquieres_Lalande"


@needs_pabulib
@pytest.mark.parametrize("district", [CAPITOLE, SAINT_CYPRIEN, SEPT_DENIERS])
def test_districts_of_toulouse_are_shared_out_by_votes_as_pabutools_does(district: str) -> None:
    """The files have no winners. Some projects are equal, and all that matter fit: any order for ties does."""
    question, _ = pabulib(f"France_Toulouse_2022_{district}")
    (answer,) = oracles.ask("pabutools_sharing", [{**question, "kinds": ["greedy"]}])
    assert counted(question, "budget-greedy", variant="skip")["funded"] == answer["greedy"]
    question.pop("tie_order")
    without = counted(question, "budget-greedy", variant="skip")
    assert (without["outcome"], set(without["funded"])) == ("decided", set(answer["greedy"]))


@needs_pabulib
def test_a_district_of_toulouse_would_share_equally_as_pabutools_would() -> None:
    question, _ = pabulib(f"France_Toulouse_2022_{CAPITOLE}")
    (answer,) = oracles.ask("pabutools_sharing", [{**question, "kinds": ["overspending"]}])
    found = counted(question, "budget-mes", completion="add1")
    assert [found["funded"], added(found)] == answer["overspending"] and added(found) > 200


@needs_pabulib
def test_all_of_toulouse_is_shared_out_by_votes_up_to_equals_for_the_last_of_the_money() -> None:
    """The file has no winners. Of 199 projects with few votes each many are equal, and the last of the money does not
    pay for all of these: without an order for ties it is open which."""
    question, _ = pabulib("France_Toulouse_2022")
    (answer,) = oracles.ask("pabutools_sharing", [{**question, "kinds": ["greedy"]}])
    found = counted(question, "budget-greedy", variant="skip")
    assert found["funded"] == answer["greedy"]
    question.pop("tie_order")
    open_ended = counted(question, "budget-greedy", variant="skip")
    assert open_ended["outcome"] == "tied" and set(open_ended["funded"]) < set(found["funded"])
