# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens by itself: the moves of the clock, in one place."""

from assemblies.proposals import operations as proposals
from assemblies.voting import operations as voting


def make_the_clocks_moves() -> int:
    """Close the ballots whose hour has come and let lapse what nobody carried. Returns how many moved."""
    return voting.close_due() + proposals.lapse_due()
