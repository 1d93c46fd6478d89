# SPDX-License-Identifier: AGPL-3.0-or-later
"""Populations for base places that have none: shared out from the nearest place around them that has one."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

import shapely
from shapely.geometry.base import BaseGeometry

from assemblies.registry.importing.problems import Findings

FALLBACKS = ("none", "equal", "area")


def share_out(
    parents: Mapping[str, str | None],
    people: Mapping[str, int | None],
    weights: Mapping[str, Fraction],
    findings: Findings,
) -> dict[str, int]:
    """People for every base place without a population, of what its nearest peopled place has left.

    All by key. What is left is the place's population less that of the peopled places inside it; whole
    people by largest remainder, ties by key. A place with no peopled place around it stays without.
    """
    inside = {parent for parent in parents.values() if parent is not None}
    left: dict[str, int] = {code: number for code, number in people.items() if number is not None}
    waiting: dict[str, list[str]] = defaultdict(list)
    for code in parents:
        around = _peopled(code, parents, people)
        if around is None:
            continue
        number = people.get(code)
        if number is not None:
            left[around] -= number
        elif code not in inside:
            waiting[around].append(code)
    given: dict[str, int] = {}
    for around, codes in waiting.items():
        if left[around] < 0:
            findings.add(around, f"The places inside it have {-left[around]} more people than it has itself.")
            continue
        given |= _largest_remainder(left[around], {code: weights[code] for code in sorted(codes)})
    return given


def _peopled(code: str, parents: Mapping[str, str | None], people: Mapping[str, int | None]) -> str | None:
    step = parents.get(code)
    while step is not None and people.get(step) is None:
        step = parents.get(step)
    return step


def _largest_remainder(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    whole = sum(weights.values(), Fraction(0))
    exact = {code: total * weight / whole for code, weight in weights.items()}
    found = {code: math.floor(share) for code, share in exact.items()}
    rest = total - sum(found.values())
    for code in sorted(exact, key=lambda code: (found[code] - exact[code], code))[:rest]:
        found[code] += 1
    return found


def areas(boundaries: Sequence[BaseGeometry], *, plane: bool = False) -> list[Fraction]:
    """Areas to weigh by: degrees of longitude shrink with the cosine of the latitude of the middle."""
    found = []
    for boundary in boundaries:
        shrunk = 1.0 if plane else math.cos(math.radians(shapely.get_y(shapely.centroid(boundary))))
        found.append(Fraction(boundary.area * max(shrunk, 1e-9)))
    return found
