# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done with ballots, by what it is for; called as `operations.<verb>` whichever module it is in."""

from assemblies.voting.operations.casting import Cast, cast_vote
from assemblies.voting.operations.closing import close_ballot, close_due, count, give_reasons
from assemblies.voting.operations.opening import (
    Composed,
    NobodyCanVote,
    TooSoon,
    meanings,
    open_ballot,
    paper_of,
    ready_at,
    rule_of,
)

__all__ = [
    "Cast",
    "Composed",
    "NobodyCanVote",
    "TooSoon",
    "cast_vote",
    "close_ballot",
    "close_due",
    "count",
    "give_reasons",
    "meanings",
    "open_ballot",
    "paper_of",
    "ready_at",
    "rule_of",
]
