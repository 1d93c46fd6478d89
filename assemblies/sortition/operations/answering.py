# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accepting a place that one was drawn for, or declining it: the next in the order of the seed is asked."""

from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.sortition import queries
from assemblies.sortition.models import ACCEPTED, ASKED, DECLINED, Draw, Volunteer
from assemblies.sortition.operations.drawing import digest_of
from governance import events
from governance.refusals import Refusal


class NotDrawn(Refusal):
    code: ClassVar[str] = "not_drawn"


def answer(*, draw: Draw, person: Person, accepts: bool) -> Volunteer:
    """Accept the place, or decline it for good. Who accepts takes the seat that was drawn for. Raises NotDrawn."""
    with transaction.atomic():
        held = Draw.objects.select_for_update(of=("self",)).select_related("assembly").get(pk=draw.pk)
        row = Volunteer.objects.filter(draw=held, person=person).first()
        if row is None or row.answer != ASKED:
            raise NotDrawn(_("You are not asked, or you have answered already."))
        row.answer, row.answered_at = (ACCEPTED if accepts else DECLINED), clock.now()
        if accepts:
            _take(held, row)
        else:
            _decline(held, row)
    return row


def _take(draw: Draw, row: Volunteer) -> None:
    row.save(update_fields=["answer", "answered_at"])
    event = events.PlaceAccepted(draw=draw.public_id, number=row.number or "", who=row.person.public_id)
    record.say(draw.assembly, event, at=clock.now())
    if draw.office:
        try:
            with transaction.atomic():
                registry.take_seat(person=row.person, assembly=draw.assembly, office=draw.office)
        except registry.Seated:
            pass  # they sit here already, and that is what was drawn for


def _decline(draw: Draw, row: Volunteer) -> None:
    row.declined_as = 1 + draw.volunteers.filter(answer=DECLINED).count()
    row.save(update_fields=["answer", "answered_at", "declined_as"])
    now = queries.panel(draw)
    draw.volunteers.filter(number__in=now, answer="").update(answer=ASKED)
    event = events.PlaceDeclined(draw=draw.public_id, number=row.number or "", panel=digest_of(now))
    record.say(draw.assembly, event, at=clock.now())
