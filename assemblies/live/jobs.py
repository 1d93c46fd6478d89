# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens by itself: the moves of the clock, in one place."""

from assemblies.people import operations as people
from assemblies.people import operations_pacing
from assemblies.proposals import operations as proposals
from assemblies.voting import operations as voting


def make_the_clocks_moves() -> int:
    """Close ballots whose hour has come, let lapse what nobody carried, forget what is old. Returns how many moved."""
    people.forget_old_answers()
    operations_pacing.forget_old()
    return voting.close_due() + proposals.lapse_due()
