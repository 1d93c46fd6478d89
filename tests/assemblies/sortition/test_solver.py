# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search for a lottery by sortition-algorithms, in its own process: as fair as the library's own, and stoppable."""

import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from assemblies.sortition import solver
from governance import sortition

ROOT = Path(__file__).resolve().parents[3]
LIBRARYS_OWN = """
import json, sys
from assemblies.sortition import absent, solver
absent.stand_in()
from governance import lotteries
from sortition_algorithms import utils
from sortition_algorithms.committee_generation import maximin
pool = lotteries.read_pool(json.load(sys.stdin), "")
utils.set_random_provider(5)
features, people = solver.told(pool)
panels, shares, _ = maximin.find_distribution_maximin(features, people, pool.places, [])
held = {one: 0.0 for one in pool.people}
for panel, share in zip(panels, shares):
    for one in panel:
        held[one] += share
print(json.dumps(held))
"""


def heard(*_: object) -> None:
    """Who is told how far it is, and does not mind."""


def pool(people: int, places: int, seed: int) -> sortition.Pool:
    """A pool whose volunteers are not as the quotas want them: few are young, few live in the weir."""
    chance = random.Random(seed)
    found = {
        f"{n:03}": {
            "place": chance.choices(["mill", "weir"], [4, 1])[0],
            "age": chance.choices(["young", "old"], [1, 4])[0],
        }
        for n in range(people)
    }
    half = (places // 2, places - places // 2)
    return sortition.Pool(
        places, {"place": {"mill": half, "weir": half}, "age": {"young": half, "old": half}}, found
    )


def least(chances: dict[str, Fraction]) -> list[float]:
    return sorted(map(float, chances.values()))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_least_likely_have_what_the_librarys_maximin_gives_them_and_the_next_no_less(seed: int) -> None:
    of = pool(20, 6, seed)
    sortition.enough(of)
    ours = least(sortition.chances(solver.find(of, heard)))
    command = [sys.executable, "-c", LIBRARYS_OWN]
    done = subprocess.run(
        command, input=json.dumps(of.as_json()), cwd=ROOT, capture_output=True, text=True, check=True
    )
    theirs = sorted(json.loads(done.stdout.splitlines()[-1]).values())
    # The library looks no further than half a thousandth.
    assert abs(ours[0] - theirs[0]) < 0.001
    assert [round(one, 2) for one in ours] >= [round(one, 2) for one in theirs]


@pytest.mark.slow
def test_nobody_is_worse_off_than_by_filling_quotas_one_after_another() -> None:
    of = pool(20, 6, 3)
    found = sortition.chances(solver.find(of, heard))
    chance = random.Random(4)
    times, drawn = 3_000, dict.fromkeys(of.people, 0)
    for _ in range(times):
        for one in _greedily(of, chance):
            drawn[one] += 1
    assert float(min(found.values())) >= min(drawn.values()) / times - 0.01
    assert sum(found.values()) == of.places


def _greedily(of: sortition.Pool, chance: random.Random) -> list[str]:
    """Plain stratified drawing: people in a random order, everyone taken with whom quotas can still hold."""
    while True:
        there: list[str] = []
        for one in chance.sample(list(of.people), len(of.people)):
            most = all(
                sum(of.people[o][f] == of.people[one][f] for o in there) < held[of.people[one][f]][1]
                for f, held in of.quotas.items()
            )
            if most and len(there) < of.places:
                there.append(one)
        if sortition.meets(of, there):
            return there


def test_the_same_pool_has_the_same_lottery_and_words_on_how_far_it_is() -> None:
    of, told = pool(14, 4, 3), []
    first = solver.find(of, lambda *said: told.append(said))
    assert first.digest() == solver.find(of, heard).digest()
    assert {phase for phase, _, _ in told} - {""} == set(solver.PHASES)
    assert all(0 <= done <= total for _, done, total in told)


def test_quotas_that_hold_one_by_one_and_not_together_are_said_with_what_would_do() -> None:
    quotas = {"place": {"mill": (1, 1), "weir": (1, 1)}, "age": {"young": (1, 1), "old": (1, 1)}}
    people = {"1": {"place": "mill", "age": "old"}, "2": {"place": "weir", "age": "old"}}
    three = sortition.Pool(2, quotas, people | {"3": {"place": "nowhere", "age": "young"}})
    quotas["place"]["nowhere"] = (0, 0)
    sortition.enough(three)
    with pytest.raises(sortition.Impossible) as no:
        solver.find(three, heard)
    assert no.value.name == "not_together" and "It would do to" in no.value.sentence


def test_what_is_told_may_end_it_and_a_process_that_dies_is_said() -> None:
    class Enough(Exception):
        pass

    def stop(*_: object) -> None:
        raise Enough

    with pytest.raises(Enough):
        solver.find(pool(20, 6, 1), stop)
    with pytest.raises(solver.NotFound):
        solver.find(sortition.Pool(0, {}, {}), heard)
