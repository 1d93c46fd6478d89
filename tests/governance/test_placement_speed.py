# SPDX-License-Identifier: AGPL-3.0-or-later
"""Placement among 35,000 assemblies: built once, then asked often."""

import random
import statistics
from decimal import Decimal
from fractions import Fraction
from typing import Any

from governance import placement
from governance.effects import Effects
from governance.nesting import Assembly, Nesting, Overlay
from governance.placement import Placement
from tests import alone

BUILD_SECONDS = 10.0  # some 0.3 on a quiet core
ANSWER_SECONDS = 0.025  # some 0.001; the promise of 0.005 is measured by the benchmarks


def network() -> tuple[list[Assembly], list[Overlay]]:
    """10 regions of 12 valleys of 12 towns of 23 neighbourhoods, and 600 overlays across them."""
    chance = random.Random(35_000)
    assemblies = [Assembly(id="n", scale=4)]
    parents = ["n"]
    for scale, number in ((3, 10), (2, 12), (1, 12), (0, 23)):
        ids = [f"{parent}.{index}" for parent in parents for index in range(number)]
        people = chance.randrange(50, 900) if not scale else None
        assemblies += [
            Assembly(id=id, scale=scale, parent=id.rpartition(".")[0], population=people) for id in ids
        ]
        parents = ids
    overlays = [
        Overlay(id=f"o{index}", scale=1, constituents=tuple(chance.sample(parents, chance.randrange(2, 40))))
        for index in range(600)
    ]
    return assemblies, overlays


def built_and_asked() -> tuple[float, list[float]]:
    """Seconds to build the network, and for each answer."""
    assemblies, overlays = network()
    nesting, built = alone.timed(lambda: Nesting.build(assemblies, overlays))
    chance = random.Random(5)
    bases = [assembly.id for assembly in assemblies if assembly.scale == 0]
    took = []
    for number in (1, 2, 3, 5, 8) * 20:
        asked = Effects({id: Fraction(1) for id in chance.sample(bases, number)}, "water")
        answer, each = placed(nesting, asked, bases[0])
        took.append(each)
        assert answer.assembly is not None
    return built, took


def placed(nesting: Nesting, asked: Effects, raised_in: str) -> tuple[Placement, float]:
    return alone.timed(lambda: placement.place(nesting, asked, raised_in))


def test_placement_is_quick_among_thirty_five_thousand_assemblies() -> None:
    built, took = alone.call(built_and_asked)
    median, most = statistics.median(took) * 1000, max(took) * 1000
    print(
        f"\n{len(network()[0]):,} assemblies built in {built:.2f} s, "
        f"placed in {median:.2f} ms, at most {most:.2f} ms"
    )
    assert built < BUILD_SECONDS
    assert statistics.median(took) < ANSWER_SECONDS


def answers_by_width() -> dict[str, float]:
    assemblies, overlays = network()
    nesting = Nesting.build(assemblies, overlays)
    small, whole = Fraction(1, 20), Fraction(1)
    asked: list[dict[str, Fraction]] = [
        {"n.3.4": whole}, {"n.3": whole}, {"n": whole}, {"n": small}, {"n.3": whole, "n": small},
        {"n.0.0.0.0": whole, "n.3": small, "o7": whole}, {f"n.{index}": whole for index in range(10)},
    ]  # fmt: skip
    took = {}
    for places in asked:
        rows = [placed(nesting, Effects(places, "water"), "n.3.4.0.0") for _ in range(5)]
        assert all(answer.because for answer, _ in rows)
        took[", ".join(places)] = sum(each for _, each in rows) / 5
    return took


def test_how_wide_a_named_place_is_hardly_matters() -> None:
    took = alone.call(answers_by_width)
    print("\n" + "\n".join(f"{1000 * each:.2f} ms  {places}" for places, each in took.items()))
    # Looking at every candidate takes half a second for the whole network; some 0.001 on a quiet core is enough.
    assert max(took.values()) < ANSWER_SECONDS


def a_hair() -> tuple[str | None, Any, float]:
    """Three hundred small neighbours of one big place that lacks a hair of the means: all sets of four of them
    would take a minute to try."""
    purse = {"GBP": Decimal("99.99")}
    rows = [
        Assembly(id="n", scale=3, population=10**6),
        Assembly(id="t", scale=2, parent="n", population=100_005, remit=()),
        Assembly(id="big", scale=0, parent="t", population=100_000, allotments=purse),
    ]
    for index in range(300):
        rows.append(Assembly(id=f"t{index}", scale=2, parent="n", population=11))
        rows.append(Assembly(id=f"s{index}", scale=0, parent=f"t{index}", population=10))
    places = {"big": Fraction(1), **{f"s{index}": Fraction(1, 20) for index in range(300)}}
    nesting = Nesting.build(rows)
    answer, took = placed(nesting, Effects(places, "water", {"GBP": Decimal(100)}), "big")
    return answer.assembly, answer.joint, took


def test_a_joint_decision_that_misses_by_a_hair_is_found_missing_at_once() -> None:
    assembly, joint, took = alone.call(a_hair)
    assert (assembly, joint) == ("n", None)
    assert took < 2.0
