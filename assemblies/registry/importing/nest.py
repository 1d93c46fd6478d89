# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which place contains which by their boundaries: by share of area, for real ones never match exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

LEAST = 0.25
"""A place with less of its area than this inside any other lies in none."""
CLEAR = 0.1
"""Two candidates whose shares are nearer than this are a tie, which people settle."""


@dataclass(frozen=True)
class Found:
    """Where a place lies. `parent` is an index, None for none or a tie; `share` of its own area, 0 to 1."""

    parent: int | None
    share: float
    tie: tuple[int, int] | None = None


def parents(inner: Sequence[BaseGeometry], outer: Sequence[BaseGeometry]) -> list[Found]:
    """For each inner boundary, the outer one with the largest share of its area."""
    shares: list[dict[int, float]] = [{} for _ in inner]
    for child, parent, share in zip(*_shares(inner, outer), strict=True):
        shares[int(child)][int(parent)] = float(share)
    return [_choose(found) for found in shares]


def _choose(shares: dict[int, float]) -> Found:
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < LEAST:
        return Found(None, ranked[0][1] if ranked else 0.0)
    (best, share), *others = ranked
    if others and share - others[0][1] < CLEAR:
        return Found(None, share, (best, others[0][0]))
    return Found(best, share)


def _shares(inner: Sequence[BaseGeometry], outer: Sequence[BaseGeometry]) -> tuple[numpy.ndarray, ...]:
    """Pairs that meet, as child, parent, share. Only children across a border pay for an overlay."""
    children, around = numpy.array(inner, dtype=object), numpy.array(outer, dtype=object)
    shapely.prepare(around)
    parent, child = shapely.STRtree(children).query(around, predicate="intersects")
    whole = shapely.covers(around[parent], children[child])
    settled = numpy.zeros(len(children), dtype=bool)
    settled[child[whole]] = True
    cross = ~settled[child]
    over = shapely.area(shapely.intersection(around[parent[cross]], children[child[cross]]))
    shares = over / shapely.area(children[child[cross]])
    return (
        numpy.concatenate([child[whole], child[cross]]),
        numpy.concatenate([parent[whole], parent[cross]]),
        numpy.concatenate([numpy.ones(whole.sum()), shares]),
    )
