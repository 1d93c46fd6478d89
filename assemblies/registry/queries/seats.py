# SPDX-License-Identifier: AGPL-3.0-or-later
"""People in assemblies: where a person stands, who lives where, who is invited."""

from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from assemblies.people.models import Person
from assemblies.registry.models import Assembly, Invitation, Network, Seat
from assemblies.registry.queries import standings
from assemblies.registry.queries.places import children
from governance.powers import NOBODY, Office, Standing
from governance.scales import Place


def standing(person: Person | None, here: Assembly | None, *, author: bool = False) -> Standing:
    """Look up the only facts about a person that the law asks for, in one query: seats, and grants in force."""
    if person is None:
        return Standing(Place(here.place) if here else Place.TOP)
    offices = Office.PERSON | (Office.OPERATOR if person.is_operator else NOBODY)
    offices |= Office.AUTHOR if author else NOBODY
    if here is None:
        return Standing(Place.TOP, offices, active=person.is_active)
    found = standings.of_many([person.pk], here)[person.pk]
    return replace(found, offices=offices | found.offices, active=person.is_active)


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


SEATED = """
SELECT child.id, count(*)
  FROM registry_seat s JOIN registry_closure c ON c.descendant_id = s.assembly_id AND c.ancestor_id = %(here)s
  JOIN LATERAL (SELECT CASE WHEN s.since <= %(by)s THEN s.assembly_id
                       ELSE (SELECT h.assembly_id FROM registry_home_at(s.person_id, %(here)s, %(by)s) h) END AS id
               ) home ON home.id IS NOT NULL
  LEFT JOIN LATERAL (
       SELECT k.id FROM registry_assembly k
         JOIN registry_closure kc ON kc.ancestor_id = k.id AND kc.descendant_id = home.id
        WHERE k.parent_id = %(here)s
           OR EXISTS (SELECT 1 FROM registry_constituency y
                       WHERE y.overlay_id = %(here)s AND y.constituent_id = k.id)
        ORDER BY k.name, k.id LIMIT 1) child ON true
 WHERE s.home AND s.until IS NULL GROUP BY 1
"""


def seated_by(here: Assembly, by: datetime) -> dict[int | None, int]:
    """Child (or constituent) row id, None where people live here itself → how many have been at home in the cover
    since a time, without a break; each counts in the child where they lived then."""
    with connection.cursor() as cursor:
        cursor.execute(SEATED, {"here": here.pk, "by": by})
        return dict(cursor.fetchall())


DELEGATES = """
SELECT child.public_id, count(*)
  FROM registry_seat d
  JOIN registry_seat s ON s.person_id = d.person_id AND s.home AND s.until IS NULL
  JOIN registry_closure c ON c.descendant_id = s.assembly_id AND c.ancestor_id = %(here)s
  CROSS JOIN LATERAL (
       SELECT k.public_id FROM registry_assembly k
         JOIN registry_closure kc ON kc.ancestor_id = k.id AND kc.descendant_id = s.assembly_id
        WHERE k.parent_id = %(here)s
           OR EXISTS (SELECT 1 FROM registry_constituency y
                       WHERE y.overlay_id = %(here)s AND y.constituent_id = k.id)
        ORDER BY k.name, k.id LIMIT 1) child
 WHERE d.assembly_id = %(here)s AND d.office = 'delegate' AND d.until IS NULL AND d.since <= %(by)s GROUP BY 1
"""


def delegates_by_child(here: Assembly, by: datetime) -> dict[str, int]:
    """Public id of each place inside → how many sit here as its delegates, since a time at the latest. A delegate sits
    for the place where they are at home; places with none are left out."""
    with connection.cursor() as cursor:
        cursor.execute(DELEGATES, {"here": here.pk, "by": by})
        return dict(cursor.fetchall())


def sits_for(person: Person, here: Assembly) -> Assembly | None:
    """The place inside an assembly that a delegate sits for there: where they are at home; None where they are not."""
    home = Seat.objects.filter(person=person, home=True, until=None).values("assembly")
    inside = children(here).filter(contains__descendant__in=home)
    return inside.order_by("name").first()


BY_CHILD = """
SELECT inside.child, count(*)
  FROM (SELECT DISTINCT ON (c.descendant_id) c.descendant_id AS base, k.id AS child
          FROM registry_assembly k JOIN registry_closure c ON c.ancestor_id = k.id
         WHERE k.parent_id = %(here)s
            OR EXISTS (SELECT 1 FROM registry_constituency y
                        WHERE y.overlay_id = %(here)s AND y.constituent_id = k.id)
         ORDER BY c.descendant_id, k.name, k.id) inside
  JOIN registry_seat s ON s.assembly_id = inside.base AND s.home AND s.until IS NULL GROUP BY 1
"""


def people_by_child(here: Assembly) -> dict[int, int]:
    """Child (or constituent) row id → how many people live in its cover, those with nobody included. Who lives in two
    of them counts once, in the first by name, as their vote does."""
    with connection.cursor() as cursor:
        cursor.execute(BY_CHILD, {"here": here.pk})
        return {child.pk: 0 for child in children(here)} | dict(cursor.fetchall())


def facilitators(here: Assembly) -> QuerySet[Seat]:
    return Seat.objects.filter(assembly=here, office="facilitator", until=None).select_related("person")


def invitation(digest: str) -> Invitation | None:
    return Invitation.objects.filter(digest=digest).select_related("assembly__network").first()
