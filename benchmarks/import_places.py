# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stop-watch for imports: makes a country of its own in four scales and measures reading, nesting, founding."""

import argparse
import json
import math
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCALES = ("quarter", "town", "region", "country")
REGIONS = 20
TOWNS = 50
"""Towns a region; the quarters of a town are what is left of the places asked for."""
SLACK = 2e-6
"""Degrees by which each scale's copy of a border differs from the next: real files never match exactly."""


def main() -> None:
    """Measure and print. With a database (DATABASE_URL), the founding is measured too and then undone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=35_000)
    parser.add_argument(
        "--vertices", type=int, default=48, help="about how many points a quarter's border has"
    )
    parser.add_argument("--plan-only", action="store_true", help="leave the database out")
    parser.add_argument("--keep", type=Path, help="write the files here and leave them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        files = write(folder, options.places, options.vertices)
        megabytes = sum(path.stat().st_size for path in files.values()) / 1e6
        print(f"{sum(counts(options.places))} places, {megabytes:.0f} MB of GeoJSON")
        measure(files, founding=not options.plan_only)


def measure(files: dict[str, Path], *, founding: bool) -> None:
    """Time each step of an import and the most memory the process had held by its end."""
    from assemblies.registry.importing import columns, gather, plan
    from assemblies.registry.importing.places import Wishes

    at = Steps()
    sources = [gather.Source(path, SCALES.index(scale)) for scale, path in files.items()]
    rows = gather.rows(sources, columns.Asked(), SCALES)
    at.step("read")
    wishes = Wishes(people={3: 10_000_000}, fallback="area")
    planned = plan.plan(rows, SCALES, [], wishes)
    at.step("nest by boundary and plan")
    wrong = [
        p
        for p in planned.places
        if p.parent is not None and p.parent != f"new {p.row.code.rpartition('.')[0]}"
    ]
    print(f"nested wrongly: {len(wrong)}")
    if founding:
        found(planned, rows, at)


def found(planned: Any, rows: Any, at: "Steps") -> None:
    """Found the places in a network that is undone at the end, and plan the same files once more."""
    import django
    from django.db import transaction

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from assemblies.registry import operations as registry
    from assemblies.registry.importing import operations, plan
    from assemblies.registry.importing.places import Wishes

    with transaction.atomic():
        scales = [{"name": scale, "plural": scale} for scale in SCALES]
        network = registry.found_network(
            name="Bench", host="bench.invalid", scales=scales, recovery_public=b"\x01" * 32
        )
        operations.carry_out(network, planned)
        at.step("found")
        again = plan.plan(rows, SCALES, operations.known(network, boundaries=True), Wishes())
        at.step("plan the same files again")
        print(f"changed the second time: {len(again.made()) + len(again.amended())}")
        transaction.set_rollback(True)


class Steps:
    """A stop-watch that prints a row a step."""

    def __init__(self) -> None:
        self.before, self.cpu = time.perf_counter(), time.process_time()
        print(f"{'step':30} {'seconds':>8} {'CPU':>8} {'peak MB':>8}")

    def step(self, name: str) -> None:
        now, cpu = time.perf_counter(), time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:30} {now - self.before:8.1f} {cpu - self.cpu:8.1f} {peak:8.0f}", flush=True)
        self.before, self.cpu = time.perf_counter(), time.process_time()


# ------------------------------------------------------------------ a country of our own


def counts(places: int) -> tuple[int, int, int, int]:
    """How many quarters, towns, regions and countries make up about so many places."""
    towns = REGIONS * TOWNS
    wide = math.isqrt(max(1, round((places - towns - REGIONS - 1) / towns)))
    high = max(1, round((places - towns - REGIONS - 1) / towns / wide))
    return towns * wide * high, towns, REGIONS, 1


def write(folder: Path, places: int, vertices: int) -> dict[str, Path]:
    """Write a file a scale, wide to narrow; codes say where a place truly lies, as 3.14.7."""
    chance = random.Random(35_000)
    quarters = counts(places)[0] // (REGIONS * TOWNS)
    wide = math.isqrt(quarters)
    grid = (5 * 10 * wide, 4 * 5 * (quarters // wide))
    steps = {"country": (1, 1), "region": (5, 4), "town": (50, 20), "quarter": grid}
    files = {}
    for scale, (columns, rows) in steps.items():
        cells = (
            feature(
                code(x, y, scale, steps), border((x, y), (columns, rows), grid, max(1, vertices // 4), chance)
            )
            for x in range(columns)
            for y in range(rows)
        )
        files[scale] = folder / f"{scale}.geojson"
        _write(files[scale], cells)
    return files


def code(x: int, y: int, scale: str, steps: dict[str, tuple[int, int]]) -> str:
    """The code of a cell: that of the cell around it, a dot, and its number there."""
    names = list(steps)
    parts = []
    for inner, outer in zip(names[: names.index(scale) + 1], [None, *names], strict=False):
        column, row = (at * steps[inner][axis] // steps[scale][axis] for axis, at in enumerate((x, y)))
        within = (1, 1) if outer is None else tuple(steps[inner][a] // steps[outer][a] for a in (0, 1))
        parts.append(str(column % within[0] * within[1] + row % within[1]))
    return ".".join(parts)


def border(
    cell: tuple[int, int], size: tuple[int, int], grid: tuple[int, int], points: int, chance: random.Random
) -> list[list[float]]:
    """The border of one cell of a bent lattice, with a little slack, closed, `points` a side of a quarter."""
    across, up = grid[0] // size[0] * points, grid[1] // size[1] * points
    left, low = cell[0] * across, cell[1] * up
    around = [(left + i, low) for i in range(across)]
    around += [(left + across, low + i) for i in range(up)]
    around += [(left + across - i, low + up) for i in range(across)]
    around += [(left, low + up - i) for i in range(up)]
    total = (grid[0] * points, grid[1] * points)
    ring = [_bent(x / total[0], y / total[1], chance) for x, y in around]
    return [*ring, ring[0]]


def _bent(x: float, y: float, chance: random.Random) -> list[float]:
    """A point of the unit square on a wavy country of some five degrees."""
    bend = 0.002 * math.sin(40 * x + 7 * y), 0.002 * math.cos(9 * x + 33 * y)
    slack = chance.uniform(-SLACK, SLACK)
    return [round(5 * (x + bend[0]) + slack, 9), round(45 + 4 * (y + bend[1]) + slack, 9)]


def feature(code: str, ring: list[list[float]]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Place {code}"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def _write(path: Path, features: Iterator[dict[str, Any]]) -> None:
    with path.open("w") as file:
        file.write('{"type": "FeatureCollection", "features": [\n')
        for number, one in enumerate(features):
            file.write((",\n" if number else "") + json.dumps(one))
        file.write("\n]}\n")


if __name__ == "__main__":
    main()
