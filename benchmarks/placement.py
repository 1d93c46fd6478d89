# SPDX-License-Identifier: AGPL-3.0-or-later
"""The subsidiarity test among 35,000 assemblies and 600 overlays, once loaded, however much is named."""

import json
import random
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from assemblies.registry.queries import nestings
from benchmarks.table import Row, row
from governance import claims, effects, nesting, placement

WIDTHS = (1, 10, 100, 1_000, 33_889)
OVERLAYS = 600
WHOLE, LITTLE = Fraction(1), Fraction(1, 20)
TOO_MUCH = {"GBP": Decimal(1_000_000)}  # more than anyone has: the answer is nobody

Named = dict[str, Fraction]
Means = dict[str, Decimal]


def network() -> nesting.Nesting:
    """35,000 assemblies in five scales, every one with people, and overlays of 2 to 40 base places anywhere."""
    chance, rows, above = random.Random(1), [], [""]
    for scale, width in zip(reversed(range(len(WIDTHS))), WIDTHS, strict=True):
        ids = [f"s{scale}-{k}" for k in range(width)]
        for k, name in enumerate(ids):
            parent = above[k % len(above)] or None
            people = chance.randrange(200, 900) if scale == 0 else None
            rows.append(
                nesting.Assembly(
                    id=name,
                    scale=scale,
                    parent=parent,
                    population=people,
                    allotments={"GBP": Decimal(1_000 * (scale + 1))},
                )
            )
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
    "2,000 places one by one": lambda chance: named(chance, some(chance, 0, 2_000)),
}
"""What is named, up to the most places that the API takes."""
ONE_BY_ONE = "all 33,889 base places one by one"
EACH: Named = {f"s0-{k}": WHOLE for k in range(WIDTHS[-1])}


def measure(rounds: int) -> list[Row]:
    """Answer and sentence for each kind of question (the promise); what a proposal keeps, and its bytes; and
    every candidate's five conditions in words, as the shell prints them, which grows with the candidates."""
    start = time.perf_counter()
    built = network()
    nestings.settle()
    rows = [row("loading 34,999 assemblies, 600 overlays", [time.perf_counter() - start], "s")]
    for what, ask in QUESTIONS.items():
        chance = random.Random(2)
        runs = [_run(built, ask(chance), _because) for _ in range(max(rounds, 100))]
        rows.append(row(f"decides, because: {what}", runs, "ms", "bar 5 ms"))
    for what in ("one base place", "a whole region", "the whole network"):
        chance = random.Random(2)
        runs = [_run(built, QUESTIONS[what](chance), _because, TOO_MUCH) for _ in range(max(rounds, 100))]
        rows.append(row(f"nobody, because: {what}", runs, "ms", "bar 5 ms"))
    for what in ("ten base places", "a whole region", "the whole network", "2,000 places one by one"):
        rows += [row(f"after a claim: {what}", _claimed(built, what, rounds), "ms", "bar 5 ms")]
    runs = [_run(built, EACH, _because) for _ in range(max(rounds, 10))]
    rows.append(row(f"decides, because: {ONE_BY_ONE}", runs, "ms", "past the API's 2,000"))
    for what in ("one base place", "a whole region"):
        rows += _said(built, what, "kept", placement.Placement.kept, rounds)
        rows += _said(built, what, "every candidate in words", placement.Placement.as_json, rounds)
    return rows + _said(built, "the whole network", "kept", placement.Placement.kept, rounds)


def _claimed(built: nesting.Nesting, what: str, rounds: int) -> list[float]:
    """What a claim that is heeded asks: whether it goes against the effects, these as it leaves them, and the answer.
    By turns a place left out is affected, and one named is not."""
    chance, runs = random.Random(2), []
    for turn in range(max(rounds, 100)):
        places = QUESTIONS[what](chance)
        touched = effects.affected(built, places)
        inside = chance.choice(sorted(touched.shares))
        place, share = (inside, Fraction(0)) if turn % 2 else (some(chance, 0)[0], WHOLE)
        kind = claims.Kind.AFFECTED if share else claims.Kind.NOT_AFFECTED
        start = time.perf_counter()
        if claims.contradicted(kind, place, share, effects.affected(built, places)):
            places = claims.changed(built, places, place, share)
        assert _place(built, places).because
        runs.append((time.perf_counter() - start) * 1000)
    return runs


def _said(
    built: nesting.Nesting,
    what: str,
    form: str,
    say: Callable[[placement.Placement], object],
    rounds: int,
) -> list[Row]:
    """One form of the answer, in time and in bytes."""
    chance = random.Random(2)
    asked = [QUESTIONS[what](chance) for _ in range(max(rounds, 3))]
    sizes = [len(json.dumps(say(_place(built, places)))) / 1000 for places in asked[:3]]
    return [
        row(f"{form}: {what}", [_run(built, places, say) for places in asked], "ms"),
        row(f"{form}: {what}, size", sizes, "kB"),
    ]


def _because(answer: placement.Placement) -> object:
    return answer.because


def _place(built: nesting.Nesting, places: Named, means: Means | None = None) -> placement.Placement:
    return placement.place(built, effects.Effects(places, "mobility", means or {}), "s0-0")


def _run(
    built: nesting.Nesting,
    places: Named,
    say: Callable[[placement.Placement], object],
    means: Means | None = None,
) -> float:
    start = time.perf_counter()
    assert say(_place(built, places, means))
    return (time.perf_counter() - start) * 1000
