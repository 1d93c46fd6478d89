# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for those who live around an assembly: what needs seconds, what is talked about."""

from typing import Any, NamedTuple

from django.db import connection

from assemblies.people.models import Person
from assemblies.registry.models import Assembly

LATELY = 5


class Around(NamedTuple):
    """A proposal before an assembly around somebody's home."""

    proposal: str
    title: str
    contributions: int
    place: str


# For each assembly around only the first few are looked at, so that it does not matter how many there are.
SECONDING = """
SELECT p.public_id, p.title, p.contributions, a.name
  FROM registry_closure c JOIN registry_assembly a ON a.id = c.ancestor_id
 CROSS JOIN LATERAL (
       SELECT * FROM proposals_proposal q
        WHERE q.assembly_id = a.id AND q.stage = 'seconding' AND q.author_id <> %(person)s AND NOT EXISTS (
              SELECT 1 FROM proposals_second s WHERE s.proposal_id = q.id AND s.person_id = %(person)s)
        ORDER BY q.moved_at LIMIT %(most)s) p
 WHERE c.descendant_id = %(home)s ORDER BY p.moved_at, p.id LIMIT %(most)s
"""
TALKED = """
SELECT p.public_id, p.title, p.contributions, a.name
  FROM registry_closure c JOIN registry_assembly a ON a.id = c.ancestor_id
 CROSS JOIN LATERAL (SELECT * FROM proposals_proposal q WHERE q.assembly_id = a.id AND q.stage = 'deliberation'
                      ORDER BY q.moved_at DESC LIMIT %(most)s) p
 WHERE c.descendant_id = %(home)s ORDER BY p.moved_at DESC, p.id DESC LIMIT %(most)s
"""


def waiting_for_seconds(home: Assembly, person: Person) -> tuple[Around, ...]:
    """Proposals before the assemblies around a home that still need seconds, not one's own nor seconded already."""
    return tuple(Around(*row) for row in _asked(SECONDING, home=home.pk, person=person.pk, most=LATELY))


def talked_about(home: Assembly) -> tuple[Around, ...]:
    """Proposals under discussion in the assemblies around a home, the latest moved first."""
    return tuple(Around(*row) for row in _asked(TALKED, home=home.pk, most=LATELY))


def _asked(sql: str, **given: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows: list[Any] = cursor.fetchall()
    return rows
