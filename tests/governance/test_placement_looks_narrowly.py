# SPDX-License-Identifier: AGPL-3.0-or-later
"""Placement looks only where an answer can be; here every body is looked at, in networks of some size."""

import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from governance import covers
from governance.commands import place
from governance.covers import Spread
from tests.governance.networks import Payload
from tests.governance.subsidiarity_oracle import Oracle

SHARES = (
    ["1"],
    ["1", "1/2"],
    ["1", "1/3", "0.10", "0.05"],
    ["0.05", "0.1"],
    ["1", "1/1000"],
    ["1/20", "1/21"],
)
THETAS = ["0.95"] * 3 + ["1", "0.5", "2/3", "0", "0.3", "0.3", "1/60"]
DELTAS = ["0.10"] * 4 + ["0", "1/3", "1"]


def question(chance: random.Random) -> Payload:
    """A network of up to sixty assemblies with overlays over them and over each other, and what is asked of it:
    now one wide place, now several at once, shares large and small, many or few who can.

    `little` is so little everywhere that nothing must lie inside, and people alone decide; `empty` is where
    nobody lives, and places alone do.
    """
    kind = chance.choice(["any", "any", "little", "empty"])
    plain = chance.random() < 0.4
    homes = [home(chance, index, plain) for index in range(chance.choice([12, 30, 60]))]
    ids = [row["id"] for row in homes]
    overlays: list[Payload] = []
    for index in range(chance.choice([0, 4, 12])):
        held = chance.sample(ids, min(len(ids), chance.randrange(1, 20 if kind == "little" else 9)))
        size = {"population": chance.randrange(60)} if chance.random() < 0.3 else {}
        row = {"id": f"o{index}", "scale": chance.randrange(3), "constituents": held, **size}
        overlays.append(row | extras(chance, plain))
        ids.append(row["id"])
    if chance.random() < 0.15:
        homes = [{"remit": [], **row} for row in homes]
    named = chance.sample(ids, chance.choice([1, 1, 2, 3, 6]))
    shares = ["0.05", "1/20", "1/21"] if kind == "little" else chance.choice(SHARES)
    if kind == "empty":
        homes = [row | {"population": 0} for row in homes]
    means = {"GBP": chance.choice(["5", "40"])} if chance.random() < 0.4 else {}
    effects = {"places": {id: chance.choice(shares) for id in named}, "matter": "water/taps", "means": means}
    tired = chance.choice([0, 0, 0.05, 0.05, 0.05, 1])
    return {
        "assemblies": homes,
        "overlays": overlays,
        "effects": effects,
        "raised_in": chance.choice(ids),
        "theta": chance.choice(THETAS),
        "delta": chance.choice(DELTAS),
        "reasons": {id: "We tried." for id in ids if chance.random() < tired},
    }


def home(chance: random.Random, index: int, plain: bool) -> Payload:
    """An assembly under one of those before it, so that some have many children and some chains are long."""
    depth_first = chance.random() < 0.5
    above = None if not index else max(0, index - 1 - chance.randrange(3 if depth_first else index))
    row = {"id": f"h{index}", "scale": chance.randrange(3), "population": chance.choice([0, 1, 20, 35, 50])}
    return row | {"parent": None if above is None else f"h{above}"} | extras(chance, plain)


def extras(chance: random.Random, plain: bool) -> Payload:
    found: dict[str, Any] = {}
    if plain or chance.random() < 0.6:
        return found
    if chance.random() < 0.4:
        matters = chance.sample(["water", "water/taps", "roads"], chance.randrange(0, 3))
        keep = {"exclusive": True} if chance.random() < 0.3 else {}
        found["remit"] = [{"matter": matter, "ceilings": {"GBP": "30"}, **keep} for matter in matters]
    if chance.random() < 0.3:
        found["allotments"] = {"GBP": chance.choice(["0", "18.5", "100"])}
    return found


@pytest.mark.parametrize("seed", range(6))
def test_what_is_found_by_looking_narrowly_is_what_is_found_by_looking_at_everything(seed: int) -> None:
    chance, seen = random.Random(seed), Counter[str]()
    for _ in range(30):
        payload = question(chance)
        answer, oracle = place.run(payload), Oracle(payload)
        assert isinstance(answer, dict)
        assert (answer["assembly"], answer["joint"]) == (oracle.answer(), oracle.joint())
        assert [row["assembly"] for row in answer["candidates"]] == oracle.candidates
        for row in answer["candidates"]:
            id, conditions = row["assembly"], row["conditions"]
            assert [condition["holds"] for condition in conditions] == oracle.conditions(id)
            assert Fraction(conditions[1]["value"]) == oracle.inside(id)
            assert Fraction(conditions[2]["value"]) == oracle.outside(id)
        assert {id: Fraction(share) for id, share in answer["affected"].items()} == oracle.shares
        seen["nobody" if answer["assembly"] is None else "somebody"] += 1
        seen["joint"] += answer["joint"] is not None
    assert seen["somebody"] > 5 and seen["nobody"] and seen["joint"]


SCATTERED = ([0, 1, 2, 5, 6, 10, 11, 12, 15, 16], [8, 10, 11, 12, 13, 14, 15, 16, 17, 18])


@pytest.mark.parametrize("held", [*SCATTERED, *([19 - k for k in held] for held in SCATTERED)])
def test_an_overlay_of_scattered_places_with_just_enough_people_is_not_passed_by(held: list[int]) -> None:
    """None of its places is where the hundredth or the two hundredth person lives, nor has it one too many."""
    top = {"id": "n", "scale": 2, "population": 200}
    towns = [{"id": f"t{k}", "scale": 1, "population": 50, "parent": "n"} for k in range(4)]
    homes = [{"id": f"b{k}", "scale": 0, "population": 10, "parent": f"t{k // 5}"} for k in range(20)]
    overlay = {"id": "o", "scale": 1, "constituents": [f"b{k}" for k in held]}
    wider = [{"id": id, "scale": 1, "constituents": ["t0", "t1", "t2", "t3"]} for id in ("v", "w")]
    effects = {"places": {"n": "1/20"}, "matter": "water"}
    payload = {"assemblies": [top, *towns, *homes], "overlays": [overlay, *wider], "effects": effects}
    answer = place.run(payload | {"raised_in": "b9", "theta": "0.5"})
    assert isinstance(answer, dict) and answer["assembly"] == "o"


def spreads(chance: random.Random) -> Iterator[tuple[Spread, list[int]]]:
    """Spreads over a line of thirty places, each beside what it puts on every one of them."""
    for _ in range(60):
        people = [chance.choice([0, 0, 1, 7]) for _ in range(30)]
        sums = [sum(people[:at]) for at in range(31)]
        edges = sorted(chance.sample(range(31), chance.choice([0, 2, 6])))
        pieces = [
            (low, high, chance.randrange(1, 4)) for low, high in zip(edges[::2], edges[1::2], strict=True)
        ]
        each = [sum(rate * people[at] for low, high, rate in pieces if low <= at < high) for at in range(30)]
        yield Spread.of(pieces, sums), each


def test_a_spread_counts_what_lies_in_a_cover_and_says_where_an_amount_is_reached() -> None:
    chance = random.Random(30)
    for spread, each in spreads(chance):
        cover = covers.union((at, at + chance.randrange(3)) for at in chance.sample(range(27), 5))
        assert spread.inside(cover) == sum(each[at] for low, high in cover for at in range(low, high))
        assert spread.whole == sum(each)
        for amount in range(1, spread.whole + 1):
            reached = next(at for at in range(30) if sum(each[: at + 1]) >= amount)
            assert spread.reaches(amount) == reached


def test_the_first_place_outside_is_the_first_that_none_of_the_others_holds() -> None:
    chance = random.Random(31)
    for _ in range(200):
        one, *others = (
            covers.union((at, at + chance.randrange(6)) for at in chance.sample(range(20), 4))
            for _ in range(chance.randrange(1, 4))
        )
        held = {at for cover in others for low, high in cover for at in range(low, high)}
        free = (at for low, high in one for at in range(low, high) if at not in held)
        assert covers.first_outside(one, others) == next(free, None)
