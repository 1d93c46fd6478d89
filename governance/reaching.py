# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reaching: which bodies could hold enough of the affected at all, found without looking at every candidate.

Each function gives at least the bodies that it is asked for; whoever asks counts exactly afterwards.
"""

from collections.abc import Iterable

from governance import covers
from governance.effects import Affected
from governance.nesting import Nesting

MANY = 50  # pivots beyond which looking at every candidate is no more work


def touching(nesting: Nesting, cover: covers.Cover) -> set[str]:
    """The base places of a cover and everything above any of them: exactly the candidates."""
    found = over_each(nesting, cover)
    return found.union(*(starts.within(cover) for starts in nesting.measures.starts.values()))


def touching_at(nesting: Nesting, cover: covers.Cover, scale: int) -> set[str]:
    """The candidates of one scale."""
    wider = {id for id in over_each(nesting, cover) if nesting.bodies[id].scale == scale}
    return wider | nesting.measures.starts[scale].within(cover)


def holding(nesting: Nesting, musts: covers.Cover) -> set[str]:
    """The bodies that could hold all of a cover, which is not empty: those above its first and its last place."""
    last = nesting.upwards(nesting.bases[musts[-1][1] - 1])
    return {id for id in nesting.upwards(nesting.bases[musts[0][0]]) if id in last}


def containing(nesting: Nesting, affected: Affected, enough: int) -> set[str]:
    """The bodies that could hold so many of the affected people, in units.

    A home assembly's cover is one stretch, so with `enough` people inside it holds the place where the first,
    the second or another multiple of `enough` is reached. An overlay without any of the places that together
    have more than all but `enough` people is too small, and so is one in which too few people live.
    """
    if not enough or affected.total > MANY * enough:
        return touching(nesting, affected.cover)
    multiples = range(enough, affected.total + 1, enough)
    found = _over(nesting, map(affected.people.reaches, multiples))
    return found | _overlays(nesting, affected, enough)


def _overlays(nesting: Nesting, affected: Affected, enough: int) -> set[str]:
    crowded = nesting.measures.overlays_of_at_least(-(-enough // max(affected.people.rates)))
    end = affected.people.reaches(affected.total - enough + 1) + 1
    run = tuple((low, min(high, end)) for low, high in affected.cover if low < end)
    if len(run) >= len(crowded):
        return set(crowded)
    return (nesting.measures.overlays.within(run) | over_each(nesting, run)) & set(crowded)


def over_each(nesting: Nesting, cover: covers.Cover) -> set[str]:
    """Everything above the first place of any stretch of a cover, and these places."""
    return _over(nesting, (low for low, _ in cover))


def _over(nesting: Nesting, positions: Iterable[int]) -> set[str]:
    found: set[str] = set()
    for position in positions:
        found.update(nesting.upwards(nesting.bases[position]))
    return found
