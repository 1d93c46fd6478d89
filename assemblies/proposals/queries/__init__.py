# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals as they stand; called as `queries.<what>` whichever module it is in."""

from assemblies.proposals.queries.answers import (
    test,
    test_of,
)
from assemblies.proposals.queries.around import (
    MOST_WITHIN,
    bowls,
    find_places,
    spots,
)
from assemblies.proposals.queries.lists import (
    counts_by_stage,
    drafts_of,
    listed,
    moved_on,
    of_assembly,
    raised_by,
    seen_by_all,
)
from assemblies.proposals.queries.one import (
    drafts,
    for_page,
    has_seconded,
    hearings,
    live_hearing,
    placements,
    proposal,
    seconds_here,
)

__all__ = [
    "MOST_WITHIN",
    "bowls",
    "counts_by_stage",
    "drafts",
    "drafts_of",
    "find_places",
    "for_page",
    "has_seconded",
    "hearings",
    "listed",
    "live_hearing",
    "moved_on",
    "of_assembly",
    "placements",
    "proposal",
    "raised_by",
    "seconds_here",
    "seen_by_all",
    "spots",
    "test",
    "test_of",
]
