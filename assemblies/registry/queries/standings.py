# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people stand in one assembly, asked at once: one at a door, and the readers of live pages all the time."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from assemblies import clock
from assemblies.registry.models import Assembly
from governance.powers import Office, Power, Standing
from governance.scales import Place

OFFICE = {
    "member": Office.MEMBER,
    "delegate": Office.DELEGATE,
    "facilitator": Office.FACILITATOR,
    "auditor": Office.AUDITOR,
    "observer": Office.OBSERVER,
}

MANY = """
SELECT s.person_id, s.office, s.assembly_id = %(here)s, NULL
  FROM registry_seat s
 WHERE s.person_id = ANY(%(people)s) AND s.until IS NULL AND (s.assembly_id = %(here)s OR s.home AND EXISTS
       (SELECT 1 FROM registry_closure c WHERE c.ancestor_id = %(here)s AND c.descendant_id = s.assembly_id))
 UNION ALL
SELECT g.user_id, NULL, NULL, p.codename
  FROM registry_grant g JOIN auth_permission p ON p.id = g.permission_id
 WHERE g.user_id = ANY(%(people)s) AND g.content_object_id = %(here)s
   AND (g.until IS NULL OR g.until > clock_timestamp() + %(shift)s)
"""


def of_many(people: Collection[int], here: Assembly) -> dict[int, Standing]:
    """Person's row id → their standing in an assembly, in one question: seats, and grants in force.

    The people are taken to be active. Whether they run the instance is not asked: it gives no say in any assembly.
    """
    offices = dict.fromkeys(people, Office.PERSON)
    granted: dict[int, set[Power]] = {}
    given: dict[str, Any] = {"here": here.pk, "people": list(people), "shift": clock.shift()}
    with connection.cursor() as cursor:
        cursor.execute(MANY, given)
        for person, office, is_here, power in cursor.fetchall():
            if power is not None:
                granted.setdefault(person, set()).add(Power(power))
            else:
                offices[person] |= OFFICE[office] if is_here else Office.PEOPLE
    none: frozenset[Power] = frozenset()
    place = Place(here.place)
    return {pk: Standing(place, held, frozenset(granted.get(pk, none))) for pk, held in offices.items()}
