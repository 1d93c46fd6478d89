# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an import would do or has done, as plain text for the terminal."""

from collections import Counter
from collections.abc import Sequence

from assemblies.registry.importing.places import Place
from assemblies.registry.importing.plan import Plan

SHOWN = 20
COLUMNS = (
    "in files",
    "new",
    "renamed",
    "new population",
    "unchanged",
    "named by code",
    "no population",
    "not in files",
)


def text(plan: Plan, *, fallback: str, done: bool) -> str:
    """The report: a table by scale, how places were nested and peopled, and what to look at."""
    parts = [_table(plan), *_nesting(plan), *_people(plan, fallback), *_notes(plan)]
    total = f"{len(plan.made())} places founded, {len(plan.amended())} amended."
    parts.append(total if done else f"Nothing was changed. It would be: {total}")
    return "\n".join(parts)


def _table(plan: Plan) -> str:
    rows = []
    for number in reversed(range(len(plan.scales))):
        here = [place for place in plan.places if place.scale == number]
        if here or plan.untouched[number]:
            rows.append([plan.scales[number], *map(str, _counts(here, plan.untouched[number]))])
    head = ["scale", *COLUMNS]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    return "\n".join(_line(row, widths) for row in [head, *rows])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "  ".join([row[0].ljust(widths[0]), *rest])


def _counts(here: Sequence[Place], untouched: int) -> list[int]:
    return [
        len(here),
        sum(place.known is None for place in here),
        sum(place.renamed for place in here),
        sum(place.repeopled for place in here),
        sum(place.known is not None and not place.renamed and not place.repeopled for place in here),
        sum(place.by_code for place in here),
        sum(place.population is None for place in here),
        untouched,
    ]


def _nesting(plan: Plan) -> list[str]:
    tops = sum(place.parent is None for place in plan.places)
    how = ", ".join(f"{count} {name}" for name, count in sorted(plan.nested_by.items()) if count)
    return [f"Nested: {how or 'none'}; {tops} at the top."]


def _people(plan: Plan, fallback: str) -> list[str]:
    asked = Counter(place.people_from for place in plan.places if place.people_from)
    lines = []
    if asked["option"]:
        lines.append(f"Population from --population-of: {asked['option']} places.")
    if asked["fallback"]:
        how = "in equal parts" if fallback == "equal" else "by area"
        shared = f"shared out {how} from the place around them"
        lines.append(f"Population from the fallback: {asked['fallback']} places, {shared}.")
    inside = {place.parent for place in plan.places}
    bare = [place for place in plan.places if place.population is None and place.key not in inside]
    if bare:
        lines.append(f"{len(bare)} base places have no population and count as nobody in placements:")
        lines.append("  give --population-of SCALE=N, or --population-fallback equal or area.")
    return lines


def _notes(plan: Plan) -> list[str]:
    lines = [f"- {note}" for note in plan.notes[:SHOWN]]
    if len(plan.notes) > SHOWN:
        lines.append(f"… and {len(plan.notes) - SHOWN} more of these.")
    return (["Look at:", *lines]) if lines else []
