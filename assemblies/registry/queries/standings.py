# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where many people stand in one assembly, asked at once: for readers of live pages, who are asked after twice a second."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from assemblies import clock
from assemblies.people.models import Person
from assemblies.registry.models import Assembly, Closure, Grant, Seat
from assemblies.registry.queries.seats import OFFICE
from governance.powers import NOBODY, Office, Power, Standing
from governance.scales import Place


def of_many(people: Iterable[Person], here: Assembly) -> dict[int, Standing]:
    """Person's row id → their standing in an assembly: what `queries.standing` says of each, in three queries."""
    known = list(people)
    offices, granted = _offices(known, here), _granted(known, here)
    return {
        person.pk: Standing(
            Place(here.place),
            offices[person.pk] | Office.PERSON | (Office.OPERATOR if person.is_operator else NOBODY),
            frozenset(granted[person.pk]),
            person.is_active,
        )
        for person in known
    }


def _offices(people: list[Person], here: Assembly) -> dict[int, Office]:
    cover = Closure.objects.filter(ancestor=here).values("descendant")
    lives = Q(home=True, assembly__in=cover)
    found: dict[int, Office] = defaultdict(lambda: NOBODY)
    seats = Seat.objects.filter(Q(assembly=here) | lives, person__in=people, until=None)
    for person, office, assembly in seats.values_list("person", "office", "assembly"):
        found[person] |= OFFICE[office] if assembly == here.pk else Office.PEOPLE
    return found


def _granted(people: list[Person], here: Assembly) -> dict[int, set[Power]]:
    found: dict[int, set[Power]] = defaultdict(set)
    in_force = Grant.objects.filter(
        Q(until=None) | Q(until__gt=clock.now()), user__in=people, content_object=here
    )
    for person, name in in_force.values_list("user", "permission__codename"):
        found[person].add(Power(name))
    return found
