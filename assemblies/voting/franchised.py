# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may vote on a ballot, in a sentence with their number, and what a secret one may yet tell of them."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.voting.models import Ballot
from governance import ballots, franchises


def who(ballot: Ballot) -> str:
    """Who may vote on this ballot, and how many these are."""
    return may_vote(ballot.franchise, ballot.seats, (ballot.opened_at - ballot.since_when).days)


def gives_away(ballot: Ballot) -> str:
    """By what the numbers of a secret ballot may tell a single vote, said before anyone votes; empty where by nothing
    that is known then."""
    if ballot.secrecy != ballots.SECRET:
        return ""
    if ballot.by_place:
        return _(
            "What each place said is told with the result. Where fewer than five people of a place vote, or all of"
            " them alike, its numbers may give a single vote away."
        )
    if ballot.seats < ballots.FEW:
        return _("So few people may vote here that the result may give a single vote away.")
    return ""


def may_vote(franchise: str, seats: int, days: int) -> str:
    """Who may vote: seated so many days before voting opened, or when it did; and how many these are."""
    if not days:
        return _when_opened(franchise, seats) % {"n": intcomma(seats)}
    who = ngettext("%(n)s person", "%(n)s people", seats) % {"n": intcomma(seats)}
    if franchise == franchises.DELEGATES:
        words = ngettext(
            "Who sat here as a delegate %(days)s day before voting opened can vote: %(who)s.",
            "Who sat here as a delegate %(days)s days before voting opened can vote: %(who)s.",
            days,
        )
    else:
        words = ngettext(
            "Who had a home seat here %(days)s day before voting opened can vote: %(who)s.",
            "Who had a home seat here %(days)s days before voting opened can vote: %(who)s.",
            days,
        )
    return words % {"days": intcomma(days), "who": who}


def _when_opened(franchise: str, seats: int) -> str:
    if franchise == franchises.DELEGATES:
        return ngettext(
            "Who sat here as a delegate when voting opened can vote: %(n)s person.",
            "Who sat here as a delegate when voting opened can vote: %(n)s people.",
            seats,
        )
    return ngettext(
        "Who had a home seat here when voting opened can vote: %(n)s person.",
        "Who had a home seat here when voting opened can vote: %(n)s people.",
        seats,
    )
