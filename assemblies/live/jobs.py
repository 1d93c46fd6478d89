# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens by itself: the moves of the clock, in one place."""

from assemblies.people import operations as people
from assemblies.people import operations_pacing
from assemblies.proposals import operations as proposals
from assemblies.sortition import operations as sortition
from assemblies.voting import operations as voting


def make_the_clocks_moves() -> int:
    """Close ballots and lists whose hour has come, draw, let lapse what nobody carried, forget what is old. Returns how
    many moved."""
    people.forget_old_answers()
    operations_pacing.forget_old()
    voting.tell_lenders()
    moved = voting.close_due() + proposals.lapse_due() + proposals.end_claims_due()
    return moved + sortition.close_due() + sortition.draw_due()


def search_for_lotteries() -> bool:
    """Look for the lottery of one draw whose list has closed; it may take minutes. Returns whether there was one."""
    return sortition.search_next()
