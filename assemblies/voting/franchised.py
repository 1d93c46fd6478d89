# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may vote on a ballot, in a sentence with their number."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import ngettext

from assemblies.voting.models import Ballot
from governance import franchises


def who(ballot: Ballot) -> str:
    """Who may vote on this ballot, and how many these are."""
    return may_vote(ballot.franchise, ballot.seats, (ballot.opened_at - ballot.since_when).days)


def may_vote(franchise: str, seats: int, days: int) -> str:
    """Who may vote: seated so many days before voting opened, or when it did; and how many these are."""
    if not days:
        return _when_opened(franchise, seats) % {"n": intcomma(seats)}
    if franchise == franchises.DELEGATES:
        words = ngettext(
            "Who sat here as a delegate %(days)s day before voting opened can vote: %(n)s people.",
            "Who sat here as a delegate %(days)s days before voting opened can vote: %(n)s people.",
            days,
        )
        return words % {"days": intcomma(days), "n": intcomma(seats)}
    words = ngettext(
        "Who had a home seat here %(days)s day before voting opened can vote: %(n)s people.",
        "Who had a home seat here %(days)s days before voting opened can vote: %(n)s people.",
        days,
    )
    return words % {"days": intcomma(days), "n": intcomma(seats)}


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
