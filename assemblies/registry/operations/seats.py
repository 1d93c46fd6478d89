# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking and leaving seats, and the powers given to one person as an exception."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people import operations as accounts
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.registry import queries
from assemblies.registry.models import Assembly, Grant, Seat
from assemblies.registry.operations import nestings
from assemblies.registry.operations.nestings import BadNesting
from governance import entries, events, powers
from governance.powers import Power
from governance.refusals import Refusal
from governance.scales import Place

SEAT_LOCK, HOMES_LOCK = 7_311_003, 7_311_004


class Seated(Refusal):
    code: ClassVar[str] = "already_seated"


class NotGiven(Refusal):
    code: ClassVar[str] = "not_given"


def hold_seats(person: Person) -> None:
    """Wait until nobody else changes a person's seats, and keep them waiting until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SEAT_LOCK, person.pk])


def hold_homes(*assemblies: int) -> None:
    """Wait until nobody else takes or leaves a home in these assemblies, and keep them waiting until the commit.

    Whether it is the first or the last home changes the nesting. Who moves holds both at once: two who change places
    would else wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [HOMES_LOCK])
    list(
        Assembly.objects.select_for_update(of=("self",)).filter(pk__in=assemblies).order_by("pk").values("pk")
    )


def freeze_homes() -> None:
    """Wait until every home that is being taken or left is, and keep others waiting until the commit: who is counted
    now is then exactly who has lived here until now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [HOMES_LOCK])


def take_home_seat(*, person: Person, assembly: Assembly) -> Seat:
    """Give a person their one home seat in a network, in a base assembly. Raises Seated, BadNesting."""
    with transaction.atomic():
        hold_seats(person)
        hold_homes(assembly.pk)
        assembly = Assembly.objects.get(pk=assembly.pk)
        if assembly.place != Place.BASE:
            raise BadNesting(_("A home seat is in a base place, where people live."))
        if queries.home_seat(person, assembly.network):
            raise Seated(_("You already have a home seat in this network. Leave it first."))
        at = clock.now()
        first = not Seat.objects.filter(assembly=assembly, home=True, until=None).exists()
        seat = Seat.objects.create(
            person=person, network=assembly.network, assembly=assembly, office="member", home=True, since=at
        )
        event = events.SeatTaken(office="member", home=True, who=person.public_id)
        record.say(Assembly.objects.select_related("acts_record").get(pk=assembly.pk), event, at=at)
        if first:  # a base where nobody lives has no live quorum
            nestings.changed(assembly.network_id)
    return seat


def take_seat(*, person: Person, assembly: Assembly, office: str) -> Seat:
    """Give a person an office in an assembly. Raises Seated where they hold it already."""
    with transaction.atomic():
        hold_seats(person)
        if Seat.objects.filter(person=person, assembly=assembly, office=office, until=None).exists():
            raise Seated(_("This seat is already held."))
        at = clock.now()
        seat = Seat.objects.create(
            person=person, network=assembly.network, assembly=assembly, office=office, since=at
        )
        record.say(assembly, events.SeatTaken(office=office, home=False, who=person.public_id), at=at)
    return seat


def leave_seat(*, person: Person, seat_id: int) -> Seat:
    """Leave a seat of one's own. What was said and voted from it stays. Raises Seated where it is not held."""
    with transaction.atomic():
        hold_seats(person)
        seat = (
            Seat.objects.select_related("assembly__acts_record", "assembly__public_record")
            .filter(pk=seat_id, person=person, until=None)
            .first()
        )
        if seat is None:
            raise Seated(_("You do not hold this seat."))
        if seat.home:
            hold_homes(seat.assembly_id)
        seat.until = clock.now()
        seat.save(update_fields=["until"])
        record.say(seat.assembly, events.SeatLeft(office=seat.office, who=person.public_id), at=seat.until)
        if seat.office == "facilitator":
            record.say(seat.assembly, events.FacilitatorLeft(by=person.public_id), at=seat.until)
        if seat.home and not Seat.objects.filter(assembly=seat.assembly, home=True, until=None).exists():
            nestings.changed(seat.network_id)
    return seat


def leave_for_good(*, person: Person) -> None:
    """Leave every seat, and take name, address and sign-in from the account. What it said and voted stays."""
    with transaction.atomic():
        for seat in queries.seats_of(person):
            leave_seat(person=person, seat_id=seat.pk)
        accounts.forget(person=person)


def enrol(people: Iterable[tuple[Person, Assembly]]) -> None:
    """Give many people their home seats, one by one: for the demonstration and for rolls."""
    for person, assembly in people:
        take_home_seat(person=person, assembly=assembly)


def grant(*, assembly: Assembly, by: Person, to: Person, power: Power, until: datetime | None) -> None:
    """Give one person one power in one assembly, for a term, as an exception."""
    powers.require(Power.GRANT, queries.standing(by, assembly))
    if power not in powers.GRANTABLE:
        raise Refusal(_("This power cannot be given to one person."), code="not_grantable", at="/power")
    with transaction.atomic():
        permission = Permission.objects.get(content_type__app_label="registry", codename=power.value)
        Grant.objects.update_or_create(
            user=to, permission=permission, content_object=assembly, defaults={"until": until}
        )
        event = events.PowerGranted(
            power=power.value,
            until=entries.instant(until) if until else None,
            to=to.public_id,
            by=by.public_id,
        )
        record.say(assembly, event, at=clock.now())


def end_grant(*, assembly: Assembly, by: Person, to: Person, power: Power) -> Grant:
    """Take back a power given to one person for a term; on the public record. Raises NotGiven where none is in force."""
    powers.require(Power.GRANT, queries.standing(by, assembly))
    with transaction.atomic():
        rows = Grant.objects.select_for_update(of=("self",)).select_related("user", "permission")
        row = rows.filter(content_object=assembly, user=to, permission__codename=power.value).first()
        at = clock.now()
        if row is None or (row.until is not None and row.until <= at):
            raise NotGiven(_("This power is not given to this person here."))
        row.until = at
        row.save(update_fields=["until"])
        event = events.PowerEnded(power=power.value, to=to.public_id, by=by.public_id)
        record.say(assembly, event, at=at)
    ended: Grant = row
    return ended
