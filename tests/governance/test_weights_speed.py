# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weights of long fractions keep no count waiting: they are counted at once, or refused with a sentence."""

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from governance import tallies
from governance.amounts import written
from governance.refusals import Refusal
from governance.tallies.questions import FINEST
from tests import alone

VOTES, SECONDS = 10_000, 2.0
OPTIONS = [f"option {n}" for n in range(10)]
RANKED = ("schulze", "ranked-pairs", "irv", "stv")
ASKED: dict[str, dict[str, Any]] = {
    "majority": {"options": ["yes", "no"]},
    "consent": {"options": ["yes", "no"]},
    "plurality": {"options": OPTIONS},
    "approval": {"options": OPTIONS},
    "spav": {"options": OPTIONS, "places_to_fill": 5, "tie_order": OPTIONS},
    "score": {"options": OPTIONS},
    "dots": {"options": OPTIONS},
    "schulze": {"options": OPTIONS},
    "ranked-pairs": {"options": OPTIONS, "tie_order": OPTIONS},
    "irv": {"options": OPTIONS, "tie_order": OPTIONS},
    "stv": {"options": OPTIONS, "places_to_fill": 4, "tie_order": OPTIONS},
    "budget-greedy": {
        "options": OPTIONS, "costs": dict.fromkeys(OPTIONS, "100"), "pot": "500", "variant": "skip",
        "tie_order": OPTIONS,
    },
    "budget-mes": {
        "options": OPTIONS, "costs": dict.fromkeys(OPTIONS, "100"), "pot": "500", "completion": "add1",
        "tie_order": OPTIONS,
    },
}  # fmt: skip


def choice(method: str, turn: random.Random) -> Any:
    some = turn.sample(OPTIONS, 4)
    if method in RANKED:
        return [[option] for option in turn.sample(OPTIONS, 10)]
    if method in ("score", "dots"):
        return dict.fromkeys(some, 2)
    words = {"majority": ("yes", "no"), "consent": ("agree", "stand_aside"), "plurality": OPTIONS}
    return turn.choice(words[method]) if method in words else some


def tallied(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return tallies.tally(asked)
    except Refusal as refusal:
        return {"refused": refusal.name, "at": refusal.at, "says": str(refusal)}


def counted(method: str, kind: str) -> tuple[dict[str, Any], float]:
    turn, weights = random.Random(method), KINDS[kind]()
    votes = [{"choice": choice(method, turn), "weight": written(next(weights))} for _ in range(VOTES)]
    return alone.timed(lambda: tallied({"method": method, **ASKED[method], "votes": votes}))


def long_ones() -> Iterator[Fraction]:
    """Fractions of 400 digits above and below, no two alike."""
    turn = random.Random(400)
    while True:
        yield Fraction(turn.getrandbits(1_300), turn.getrandbits(1_300) | 1)


def fine_ones() -> Iterator[Fraction]:
    """Weights over 1 to 200, which just have a denominator of less than so many digits in common."""
    turn = random.Random(200)
    while True:
        yield Fraction(turn.getrandbits(100), turn.randint(1, 200))


KINDS = {"long": long_ones, "fine": fine_ones}


@pytest.mark.parametrize("method", ASKED)
def test_ten_thousand_long_fractions_are_refused_at_once(method: str) -> None:
    found, took = alone.call(counted, method, "long")
    assert found["refused"] == "weights_too_fine" and found["at"] == "/votes/0/weight"
    assert found["says"] == f"All weights together have no common denominator of at most {FINEST} digits."
    assert took < SECONDS


@pytest.mark.parametrize("method", ASKED)
def test_the_finest_that_are_taken_are_counted_in_time(method: str) -> None:
    found, took = alone.call(counted, method, "fine")
    print(f"\n{VOTES:,} weights over 1 to 200 by {method} in {took:.2f} s")
    assert found["outcome"] in ("adopted", "rejected", "decided", "tied")
    assert took < SECONDS


def test_what_is_too_fine_together_is_refused_where_it_becomes_so() -> None:
    primes = [p for p in range(2, 2_000) if all(p % k for k in range(2, int(p**0.5) + 1))]
    votes = [{"choice": "yes", "weight": f"1/{p}"} for p in primes]
    with pytest.raises(Refusal) as refused:
        tallies.tally({"method": "majority", "options": ["yes", "no"], "votes": votes})
    at = int(str(refused.value.at).split("/")[2])
    product = 1
    for prime in primes[: at + 1]:
        product *= prime
    assert product >= 10**FINEST > product // primes[at]


def test_weights_of_assemblies_are_held_to_the_same() -> None:
    primes = [p for p in range(2, 2_000) if all(p % k for k in range(2, int(p**0.5) + 1))]
    weights = {f"a{p}": f"1/{p}" for p in primes}
    asked = {"method": "double-majority", "options": ["yes", "no"], "assembly_weights": weights, "counts": {}}
    with pytest.raises(Refusal, match="common denominator"):
        tallies.tally(asked)
