# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted of the candidates without looking at each is what looking at each gives."""

import random
from collections import Counter, defaultdict

import pytest

from governance import candidates, failing, placement
from governance.commands import place
from governance.placement import Placement
from tests.governance.test_placement_looks_narrowly import question


def grouped(answer: Placement) -> dict[str, list[str]]:
    """The candidates by the condition that each fails first, by a look at every one."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in answer.candidates:
        if row.fails is not None:
            found[row.fails].append(row.assembly)
    return found


@pytest.mark.parametrize("few", [0, 10**9], ids=["met along the order", "sorted"])
@pytest.mark.parametrize("many_rolls", [0, 200], ids=["walked", "by rolls"])
@pytest.mark.parametrize("seed", range(3))
def test_how_many_fail_at_which_condition_and_which_first(
    seed: int, many_rolls: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "FEW", few)
    monkeypatch.setattr(failing, "MANY_ROLLS", many_rolls)
    chance, seen = random.Random(seed), Counter[str]()
    for _ in range(40):
        answer = place.answer(question(chance))
        expected = grouped(answer)
        assert {name: group.number for name, group in answer.failing.items()} == {
            name: len(ids) for name, ids in expected.items()
        }
        for name, group in answer.failing.items():
            assert list(group.first) == expected[name][: failing.FIRST]
            seen[name] += 1
    assert set(seen) >= {"remit", "containment", "means", "necessity"}


@pytest.mark.parametrize("few", [0, 10**9], ids=["met along the order", "sorted"])
@pytest.mark.parametrize("seed", range(4))
def test_of_very_many_candidates_those_next_to_the_answer_and_those_passed_over_are_told(
    seed: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "FEW", few)
    for name, number in {"NEAR": 5, "BEFORE": 3, "AFTER": 1, "PASSED": 2}.items():
        monkeypatch.setattr(placement, name, number)
    chance = random.Random(seed)
    for _ in range(40):
        answer = place.answer(question(chance))
        every = [row.assembly for row in answer.candidates]
        told = [row.assembly for row in answer.near]
        at = len(every) if answer.assembly is None else every.index(answer.assembly)
        contained = [
            row.assembly
            for row in answer.candidates[:at]
            if row.conditions[1].holds and row.conditions[2].holds
        ]
        close = {*every[max(at - 3, 0) : at], *every[at : at + 2], *contained[:2]}
        assert told == (every if len(every) <= 5 else [id for id in every if id in close])
        assert answer.kept()["number"] == len(every)
        by_id = {row.assembly: row for row in answer.candidates}
        assert all(row == by_id[row.assembly] for row in answer.near)


def test_places_that_fill_a_wider_one_are_kept_as_that_one() -> None:
    chance = random.Random(8)
    for _ in range(60):
        asked = question(chance)
        answer = place.answer(asked)
        places = {id: str(share) for id, share in answer.affected_places.items()}
        again = place.answer(asked | {"effects": asked["effects"] | {"places": places}})
        assert again.affected_base == answer.affected_base and again.assembly == answer.assembly
        assert len(places) <= len(answer.affected_base)
        for id in places:
            wider = answer.nesting.parent(id)
            shares = {answer.affected_base.get(base) for base in _bases(answer, wider or id)}
            assert wider is None or len(shares) > 1


def _bases(answer: Placement, id: str) -> list[str]:
    nesting = answer.nesting
    return [nesting.bases[at] for low, high in nesting.covers[id] for at in range(low, high)]
