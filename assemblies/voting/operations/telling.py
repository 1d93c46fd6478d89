# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling those whose vote is carried that it was cast: by letter, once a ballot, without what was chosen."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.registry import queries as registry
from assemblies.voting import carrying, queries
from assemblies.voting.models import Ballot, Delegation

PACE = timedelta(minutes=1)
"""How often one ballot is looked at: following every lending has its price."""
AT_ONCE = 200
"""Letters of one turn; the others come with the next."""

# Whoever is first to write it down sends the letter, however many workers there are.
ONCE = """
INSERT INTO voting_told (ballot_id, lender_id)
SELECT %(ballot)s, given.id FROM unnest(%(lenders)s::bigint[]) AS given(id)
 WHERE NOT EXISTS (SELECT 1 FROM voting_delegation d
                    WHERE d.lender_id = given.id AND d.assembly_id = %(here)s AND d.until IS NULL AND NOT d.tell)
   AND NOT EXISTS (SELECT 1 FROM voting_told t WHERE t.ballot_id = %(ballot)s AND t.lender_id = given.id)
 LIMIT %(most)s
ON CONFLICT DO NOTHING RETURNING lender_id
"""


def tell_lenders() -> int:
    """Write to those whose vote is carried since the last look. Nobody is written to where letters are only kept for
    the operator, who is not to read who lends to whom. Returns how many letters were sent."""
    if settings.EMAIL_BACKEND.endswith("KeepLetters"):
        return 0
    now = clock.now()
    lent = Delegation.objects.filter(assembly=OuterRef("assembly"), until=None)
    due = Ballot.objects.select_related(*queries.WITH).filter(
        Q(told_at=None) | Q(told_at__lte=now - PACE), Exists(lent), closed_at=None
    )
    return sum(_tell(ballot) for ballot in due if ballot.carries)


def _tell(ballot: Ballot) -> int:
    Ballot.objects.filter(pk=ballot.pk).update(told_at=clock.now())
    found = carrying.standing(ballot)
    by = {found.rows[lender]: found.rows[carrier] for lender, carrier in found.followed.carriers.items()}
    given: dict[str, Any] = {
        "ballot": ballot.pk,
        "here": ballot.assembly_id,
        "lenders": list(by),
        "most": AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(ONCE, given)
        lenders = [lender for (lender,) in cursor.fetchall()]
    people = Person.objects.in_bulk([*lenders, *(by[lender] for lender in lenders)])
    for lender in lenders:
        _write(ballot, people[lender], people[by[lender]])
    return len(lenders)


def _write(ballot: Ballot, to: Person, carrier: Person) -> None:
    here, of = ballot.assembly, ballot.proposal
    with translation.override(to.language or settings.LANGUAGE_CODE):
        closes = date_format(ballot.closes_at.astimezone(registry.zone(here)), "j F, H:i")
        facts = {"name": carrier.name, "title": of.title, "place": here.name, "time": closes}
        host = f"https://{here.network.host}"
        lines = [
            _("%(name)s has voted on “%(title)s” in %(place)s, and votes with your vote too.") % facts,
            _(
                "What was chosen stands on its page. You can still vote yourself until %(time)s: that goes first."
            )
            % facts,
            host + reverse("proposal", args=[of.public_id]),
            _("You lent your vote there. To take it back, or to have no such letters:"),
            host + reverse("lend", args=[here.public_id]),
        ]
        subject = _("Your vote on “%(title)s” is carried") % facts
    send_mail(subject.replace("\n", " ")[:200], "\n\n".join(lines), None, [to.email], fail_silently=True)
