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
from assemblies.proposals.queries.claims import (
    behind,
    claim,
    claims_on,
    contradicted,
    named,
    people_at_home,
    reached,
    ready_at,
    said_before,
    stands_behind,
    talked_until,
    waiting_claims,
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
    "behind",
    "bowls",
    "claim",
    "claims_on",
    "contradicted",
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
    "named",
    "of_assembly",
    "people_at_home",
    "placements",
    "proposal",
    "raised_by",
    "reached",
    "ready_at",
    "said_before",
    "seconds_here",
    "seen_by_all",
    "spots",
    "stands_behind",
    "talked_until",
    "test",
    "test_of",
    "waiting_claims",
]
