# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who keeps the procedure where, and who could take it up where nobody does."""

from collections.abc import Iterable

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from assemblies.people.models import Person
from assemblies.registry.models import Assembly, Closure, Seat
from assemblies.registry.queries.places import children
from assemblies.registry.queries.seats import people_of_cover, standing
from governance import powers
from governance.powers import Power
from governance.scales import Place


def nobody_facilitates(here: Assembly) -> bool:
    """Whether no facilitator of an assembly can act: there is none, or each is suspended."""
    held = Seat.objects.filter(assembly=here, office="facilitator", until=None)
    return not held.filter(person__is_active=True).exists()


def nobody_lives(here: Assembly) -> bool:
    """Whether no home seat is taken in an assembly's whole cover."""
    return not people_of_cover(here).exists()


def without_anyone(rows: Iterable[int]) -> QuerySet[Assembly]:
    """Of these assemblies (by row) those where nobody lives and nobody facilitates."""
    lived_in = Closure.objects.filter(descendant__seats__home=True, descendant__seats__until=None)
    held = Seat.objects.filter(office="facilitator", until=None)
    # Each list is made once, however many are asked about: in a country, that is everything there is.
    return Assembly.objects.filter(
        ~Q(pk__in=lived_in.values("ancestor")), ~Q(pk__in=held.values("assembly")), pk__in=list(rows)
    )


def facilitates_inside(person: Person, here: Assembly) -> bool:
    """Whether a person facilitates a child or constituent of an assembly."""
    held = Seat.objects.filter(person=person, office="facilitator", until=None)
    return held.filter(assembly__in=children(here)).exists()


def may_take_up(person: Person | None, here: Assembly) -> bool:
    """Whether a person could take up the facilitator's seat of an assembly that has nobody in it.

    Where people live, one of them: in a wider place one who facilitates a place inside it. Where nobody lives
    yet there is nobody to keep the procedure of, and whoever may add places to the one around it may.
    """
    if person is None or not nobody_facilitates(here):
        return False
    if nobody_lives(here):
        around = here.parent
        return around is not None and powers.holds(Power.ADD_PLACE, standing(person, around))
    held = powers.holds(Power.TAKE_UP, standing(person, here))
    return held and (here.place == Place.BASE or facilitates_inside(person, here))


LEAST = 3
"""Letters of a part of a name that people are looked for by; a shorter name is found whole."""


def nameable(here: Assembly, words: str) -> QuerySet[Seat]:
    """Home seats of people who could be named facilitator, by part of a name, three letters at least, or all of it.

    Addresses are not looked through: a hidden one would tell whose it is. Where somebody lives is told only of those
    whose name another of the cover has too, and no nearer than which place of `here`: `within_id` and `within_name`,
    both None of the others.
    """
    words = words.strip()
    held = Seat.objects.filter(assembly=here, office="facilitator", until=None)
    living = people_of_cover(here).filter(person__is_active=True)
    alike = living.filter(person__name__iexact=OuterRef("person__name")).exclude(pk=OuterRef("pk"))
    places = Closure.objects.filter(descendant=OuterRef("assembly"), ancestor__in=children(here).order_by())
    sought = Q(person__name__icontains=words) if len(words) >= LEAST else Q(person__name__iexact=words)
    rows = living.exclude(person__in=held.values("person")).filter(sought)
    told = {
        name: Case(When(Exists(alike), then=Subquery(places.values(f"ancestor__{field}")[:1])), default=None)
        for name, field in (("within_id", "public_id"), ("within_name", "name"))
    }
    return rows.annotate(**told).select_related("person").order_by("person__name", "pk")


def facilitated_by(person: Person) -> QuerySet[Seat]:
    """A person's seats as facilitator, wide places first."""
    held = Seat.objects.filter(person=person, office="facilitator", until=None)
    rows = held.select_related("assembly__network", "assembly__parent").defer("assembly__boundary")
    return rows.order_by("-assembly__scale", "assembly__name", "pk")
