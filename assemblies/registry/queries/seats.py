# SPDX-License-Identifier: AGPL-3.0-or-later
"""People in assemblies: where a person stands, who lives where, who is invited."""

from typing import Any

from django.db import connection
from django.db.models import Count, F, QuerySet

from assemblies import clock
from assemblies.people.models import Person
from assemblies.registry.models import Assembly, Invitation, Network, Seat
from assemblies.registry.queries.places import children
from governance.powers import NOBODY, Office, Power, Standing
from governance.scales import Place

OFFICE = {
    "member": Office.MEMBER,
    "delegate": Office.DELEGATE,
    "facilitator": Office.FACILITATOR,
    "auditor": Office.AUDITOR,
    "observer": Office.OBSERVER,
}


STANDING = """
SELECT s.office, s.home, s.assembly_id = %(here)s,
       EXISTS (SELECT 1 FROM registry_closure c WHERE c.ancestor_id = %(here)s AND c.descendant_id = s.assembly_id),
       NULL
  FROM registry_seat s WHERE s.person_id = %(person)s AND s.until IS NULL
 UNION ALL
SELECT NULL, NULL, NULL, NULL, p.codename
  FROM registry_grant g JOIN auth_permission p ON p.id = g.permission_id
 WHERE g.user_id = %(person)s AND g.content_object_id = %(here)s
   AND (g.until IS NULL OR g.until > clock_timestamp() + %(shift)s)
"""


def standing(person: Person | None, here: Assembly | None, *, author: bool = False) -> Standing:
    """Look up the only facts about a person that the law asks for, in one query: seats, and grants in force."""
    if person is None:
        return Standing(Place(here.place) if here else Place.TOP)
    offices = Office.PERSON | (Office.OPERATOR if person.is_operator else NOBODY)
    offices |= Office.AUTHOR if author else NOBODY
    if here is None:
        return Standing(Place.TOP, offices, active=person.is_active)
    granted: set[Power] = set()
    given: dict[str, Any] = {"here": here.pk, "person": person.pk, "shift": clock.shift()}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, given)
        for office, home, is_here, inside, power in cursor.fetchall():
            if power is not None:
                granted.add(Power(power))
            elif is_here:
                offices |= OFFICE[office]
            elif home and inside:
                offices |= Office.PEOPLE
    return Standing(Place(here.place), offices, frozenset(granted), person.is_active)


def home_seat(person: Person | None, of: Network | None) -> Seat | None:
    """The one home seat a person has in a network."""
    if person is None or of is None:
        return None
    return (
        Seat.objects.filter(person=person, network=of, home=True, until=None)
        .select_related("assembly__network", "assembly__parent")
        .first()
    )


def seats_of(person: Person) -> QuerySet[Seat]:
    """Every seat a person holds now."""
    return (
        Seat.objects.filter(person=person, until=None)
        .select_related("assembly__network")
        .order_by("-home", "since")
    )


def people_of_cover(here: Assembly) -> QuerySet[Seat]:
    """The home seats in an assembly's whole cover: each person once, for a home seat is one a network."""
    return Seat.objects.filter(home=True, until=None, assembly__contained_in__ancestor=here)


def people_by_child(here: Assembly) -> dict[int, int]:
    """Child (or constituent) row id → how many people live in its cover, those with nobody included."""
    counted = {child.pk: 0 for child in children(here)}
    rows = (
        people_of_cover(here)
        .filter(assembly__contained_in__ancestor__in=counted)
        .annotate(child=F("assembly__contained_in__ancestor"))
        .values_list("child")
        .annotate(n=Count("pk", distinct=True))
    )
    return counted | {child: n for child, n in rows if child in counted}


def facilitators(here: Assembly) -> QuerySet[Seat]:
    return Seat.objects.filter(assembly=here, office="facilitator", until=None).select_related("person")


def invitation(digest: str) -> Invitation | None:
    return Invitation.objects.filter(digest=digest).select_related("assembly__network").first()
