# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who keeps the procedure: the first facilitators, naming another, and taking up a seat that nobody holds."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.registry import queries
from assemblies.registry.models import Assembly, Seat
from assemblies.registry.operations import seats
from governance import events, powers
from governance.powers import Power
from governance.refusals import Refusal
from governance.scales import Place


class NotVacant(Refusal):
    code: ClassVar[str] = "not_vacant"


class NotAtHome(Refusal):
    code: ClassVar[str] = "not_at_home"


def name_facilitator(*, assembly: Assembly, by: Person, to: Person) -> Seat:
    """A facilitator names another, who lives in one of its places. Raises NoPower, NotAtHome, Seated."""
    with transaction.atomic():
        seats.hold_seats(to)
        held = _held(assembly)
        powers.require(Power.NAME_FACILITATOR, queries.standing(by, held))
        if not to.is_active or not queries.people_of_cover(held).filter(person=to).exists():
            raise NotAtHome(_("Only somebody who lives here can be named."), at="/person")
        return _seat(held, to, how="named", by=by)


def take_up(*, assembly: Assembly, person: Person) -> Seat:
    """Take up the facilitator's seat of an assembly that has nobody in it. Raises NotVacant, NoPower, NotAtHome.

    Who may is said in `queries.may_take_up`.
    """
    with transaction.atomic():
        seats.hold_seats(person)
        held = _held(assembly)
        if not queries.nobody_facilitates(held):
            raise NotVacant(_("Somebody facilitates here. They can name another."))
        if queries.nobody_lives(held):
            powers.require(Power.ADD_PLACE, queries.standing(person, held.parent))
        else:
            powers.require(Power.TAKE_UP, queries.standing(person, held))
            if held.place != Place.BASE and not queries.facilitates_inside(person, held):
                raise NotAtHome(_("Here it is taken up by somebody who facilitates a place inside it."))
        return _seat(held, person, how="taken_up", by=person)


def seat_first(*, person: Person, rows: Iterable[int]) -> int:
    """Give places (by row) where nobody lives and nobody facilitates their first facilitator.

    For founding and importing: where somebody lives or facilitates already, it is theirs to settle. Returns how
    many places it were.
    """
    with transaction.atomic():
        seats.hold_seats(person)
        empty, at = list(_rows().filter(pk__in=queries.without_anyone(rows)).order_by("pk")), clock.now()
        Seat.objects.bulk_create(
            [
                Seat(person=person, network=row.network, assembly=row, office="facilitator", since=at)
                for row in empty
            ],
            batch_size=1000,
        )
        event = events.SeatTaken(office="facilitator", home=False, who=person.public_id)
        for row in empty:
            record.say(row, event, at=at)
    return len(empty)


def _rows() -> QuerySet[Assembly]:
    """Assemblies as they are, kept from changing hands twice at once."""
    rows = Assembly.objects.select_for_update(of=("self",)).defer("boundary")
    return rows.select_related("network", "parent", "public_record", "acts_record")


def _held(assembly: Assembly) -> Assembly:
    return _rows().get(pk=assembly.pk)


def _seat(assembly: Assembly, person: Person, *, how: str, by: Person) -> Seat:
    seat = seats.take_seat(person=person, assembly=assembly, office="facilitator")
    event = events.FacilitatorSeated(how=how, to=person.public_id, by=by.public_id)
    record.say(assembly, event, at=clock.now())
    return seat
