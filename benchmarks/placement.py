# SPDX-License-Identifier: AGPL-3.0-or-later
"""The subsidiarity test among 35,000 assemblies, once loaded."""

import random
import time
from fractions import Fraction

from benchmarks.table import Row, row
from governance import effects, nesting, placement

WIDTHS = (1, 10, 100, 1_000, 33_889)


def network() -> nesting.Nesting:
    """35,000 assemblies in five scales, every one with people."""
    chance, rows, above = random.Random(1), [], [""]
    for scale, width in zip(reversed(range(len(WIDTHS))), WIDTHS, strict=True):
        ids = [f"s{scale}-{k}" for k in range(width)]
        for k, name in enumerate(ids):
            parent = above[k % len(above)] or None
            people = chance.randrange(200, 900) if scale == 0 else None
            rows.append(nesting.Assembly(id=name, scale=scale, parent=parent, population=people))
        above = ids
    return nesting.Nesting.build(rows)


def measure(rounds: int) -> list[Row]:
    start = time.perf_counter()
    built = network()
    loading = time.perf_counter() - start
    chance, runs = random.Random(2), []
    for _ in range(max(rounds, 200)):
        places = {
            f"s0-{chance.randrange(33_889)}": Fraction(1, chance.randrange(1, 5))
            for _ in range(chance.randrange(1, 6))
        }
        asked = effects.Effects(places, "mobility")
        start = time.perf_counter()
        placement.place(built, asked, next(iter(places))).as_json()
        runs.append((time.perf_counter() - start) * 1000)
    return [
        row("placement among 35,000 assemblies, answer and sentences", runs, "ms", "bar 5 ms"),
        row("loading them", [loading], "s"),
    ]
