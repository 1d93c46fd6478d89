# SPDX-License-Identifier: AGPL-3.0-or-later
"""The subsidiarity test among 35,000 assemblies and 600 overlays, once loaded, however wide what is named."""

import random
import time
from collections.abc import Callable, Sequence
from fractions import Fraction

from benchmarks.table import Row, row
from governance import effects, nesting, placement

WIDTHS = (1, 10, 100, 1_000, 33_889)
OVERLAYS = 600
WHOLE, LITTLE = Fraction(1), Fraction(1, 20)

Named = dict[str, Fraction]


def network() -> nesting.Nesting:
    """35,000 assemblies in five scales, every one with people, and overlays of 2 to 40 base places anywhere."""
    chance, rows, above = random.Random(1), [], [""]
    for scale, width in zip(reversed(range(len(WIDTHS))), WIDTHS, strict=True):
        ids = [f"s{scale}-{k}" for k in range(width)]
        for k, name in enumerate(ids):
            parent = above[k % len(above)] or None
            people = chance.randrange(200, 900) if scale == 0 else None
            rows.append(nesting.Assembly(id=name, scale=scale, parent=parent, population=people))
        above = ids
    overlays = [
        nesting.Overlay(
            id=f"o{k}", scale=1, constituents=tuple(chance.sample(above, chance.randrange(2, 40)))
        )
        for k in range(OVERLAYS)
    ]
    return nesting.Nesting.build(rows, overlays)


def some(chance: random.Random, scale: int, number: int = 1) -> list[str]:
    """So many assemblies of a scale."""
    return [f"s{scale}-{k}" for k in chance.sample(range(WIDTHS[-1 - scale]), number)]


def named(chance: random.Random, places: Sequence[str]) -> Named:
    """Places with shares of all kinds, most of them too large to lie outside."""
    return {id: Fraction(1, chance.choice([1, 2, 3, 20])) for id in places}


QUESTIONS: dict[str, Callable[[random.Random], Named]] = {
    "one base place": lambda chance: named(chance, some(chance, 0)),
    "ten base places": lambda chance: named(chance, some(chance, 0, 10)),
    "a whole valley": lambda chance: named(chance, some(chance, 2)),
    "a whole region": lambda chance: named(chance, some(chance, 3)),
    "the whole network": lambda chance: named(chance, ["s4-0"]),
    "three overlays": lambda chance: named(chance, [f"o{k}" for k in chance.sample(range(OVERLAYS), 3)]),
    "a place, little of a region, less of all": lambda chance: {
        some(chance, 0)[0]: WHOLE,
        some(chance, 3)[0]: LITTLE,
        "s4-0": Fraction(1, 1_000_000),
    },
    "five places of all scales, two overlays": lambda chance: named(
        chance,
        [id for scale in range(5) for id in some(chance, scale)]
        + [f"o{chance.randrange(600)}" for _ in "ab"],
    ),
}


def measure(rounds: int) -> list[Row]:
    """Answer and sentence for each kind of question (the promise), and every candidate's five conditions with
    numbers and sentences (what a proposal's record keeps), which grows with the candidates it names."""
    start = time.perf_counter()
    built = network()
    rows = [row("loading 34,999 assemblies, 600 overlays", [time.perf_counter() - start], "s")]
    for what, ask in QUESTIONS.items():
        chance = random.Random(2)
        runs = [_run(built, ask(chance), whole=False) for _ in range(max(rounds, 100))]
        rows.append(row(f"decides, because: {what}", runs, "ms", "bar 5 ms"))
    for what in ("one base place", "a whole region"):
        chance = random.Random(2)
        runs = [_run(built, QUESTIONS[what](chance), whole=True) for _ in range(max(rounds, 3))]
        rows.append(row(f"every candidate in words: {what}", runs, "ms"))
    return rows


def _run(built: nesting.Nesting, places: Named, *, whole: bool) -> float:
    asked = effects.Effects(places, "mobility")
    start = time.perf_counter()
    answer = placement.place(built, asked, "s0-0")
    assert answer.as_json() if whole else answer.because
    return (time.perf_counter() - start) * 1000
