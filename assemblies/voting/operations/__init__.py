# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done with ballots, by what it is for; called as `operations.<verb>` whichever module it is in."""

from assemblies.voting.operations.bundling import Bundled, Papers, take_bundle, withdraw_bundle
from assemblies.voting.operations.casting import Cast, cast_vote
from assemblies.voting.operations.closing import close_ballot, close_due, count, give_reasons
from assemblies.voting.operations.electing import Electorate, electorate, rule_of
from assemblies.voting.operations.erasing import NothingToErase, erase_votes
from assemblies.voting.operations.lending import ALL, For, NothingLent, lend, take_back
from assemblies.voting.operations.opening import (
    Composed,
    NobodyCanVote,
    TooSoon,
    drafted,
    meanings,
    open_ballot,
    paper_of,
)
from assemblies.voting.operations.taking import Taken, take_vote, withdraw_entry
from assemblies.voting.operations.telling import tell_lenders

__all__ = [
    "ALL",
    "Bundled",
    "Cast",
    "Composed",
    "Electorate",
    "For",
    "NobodyCanVote",
    "NothingLent",
    "NothingToErase",
    "Papers",
    "Taken",
    "TooSoon",
    "cast_vote",
    "close_ballot",
    "close_due",
    "count",
    "drafted",
    "electorate",
    "erase_votes",
    "give_reasons",
    "lend",
    "meanings",
    "open_ballot",
    "paper_of",
    "rule_of",
    "take_back",
    "take_bundle",
    "take_vote",
    "tell_lenders",
    "withdraw_bundle",
    "withdraw_entry",
]
