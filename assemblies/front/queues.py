# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for those who live around an assembly: what needs seconds, what is talked about, what places claim."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from assemblies import clock
from assemblies.people.models import Person
from assemblies.registry.models import Assembly

LATELY = 5


class Around(NamedTuple):
    """A proposal before an assembly around somebody's home."""

    proposal: str
    title: str
    contributions: int
    place: str


class Claimed(NamedTuple):
    """A claim that waits: of one's own place, for those who live there (`mine` is False), or on what one raised."""

    claim: str
    proposal: str
    title: str
    place: str
    kind: str
    until: datetime
    mine: bool


class Waiting(NamedTuple):
    """The first few of each: claims that ask something of a person (those of their home that they do not stand behind,
    and those on what they raised), the first to end first; proposals before the assemblies around their home that still
    need seconds, not their own nor seconded by them; and those under discussion there, the latest moved first."""

    claims: tuple[Claimed, ...]
    seconding: tuple[Around, ...]
    talked_about: tuple[Around, ...]


# For each assembly around only the first few are looked at, so that it does not matter how many there are.
SECONDING = """
SELECT p.public_id AS proposal, p.title, p.contributions, a.name AS place
  FROM registry_closure c JOIN registry_assembly a ON a.id = c.ancestor_id
 CROSS JOIN LATERAL (
       SELECT * FROM proposals_proposal q
        WHERE q.assembly_id = a.id AND q.stage = 'seconding' AND q.author_id <> %(person)s AND NOT EXISTS (
              SELECT 1 FROM proposals_second s WHERE s.proposal_id = q.id AND s.person_id = %(person)s)
        ORDER BY q.moved_at LIMIT %(most)s) p
 WHERE c.descendant_id = %(home)s ORDER BY p.moved_at, p.id LIMIT %(most)s
"""
TALKED = """
SELECT p.public_id AS proposal, p.title, p.contributions, a.name AS place
  FROM registry_closure c JOIN registry_assembly a ON a.id = c.ancestor_id
 CROSS JOIN LATERAL (SELECT * FROM proposals_proposal q WHERE q.assembly_id = a.id AND q.stage = 'deliberation'
                      ORDER BY q.moved_at DESC LIMIT %(most)s) p
 WHERE c.descendant_id = %(home)s ORDER BY p.moved_at DESC, p.id DESC LIMIT %(most)s
"""
CLAIMS = """
SELECT c.public_id AS claim, p.public_id AS proposal, p.title, a.name AS place, c.kind, c.until,
       p.author_id = %(person)s AS mine
  FROM proposals_claim c
  JOIN proposals_proposal p ON p.id = c.proposal_id AND p.stage IN ('seconding', 'deliberation')
  JOIN registry_assembly a ON a.id = c.place_id
 WHERE c.ending = '' AND c.until > %(now)s AND c.id IN (
       SELECT o.id FROM proposals_claim o WHERE o.place_id = %(home)s AND o.ending = '' AND NOT EXISTS (
              SELECT 1 FROM proposals_backing b WHERE b.claim_id = o.id AND b.person_id = %(person)s)
       UNION ALL
       SELECT o.id FROM proposals_proposal q JOIN proposals_claim o ON o.proposal_id = q.id AND o.ending = ''
        WHERE q.author_id = %(person)s)
 ORDER BY c.until, c.id LIMIT %(most)s
"""
ALL = f"""
SELECT (SELECT json_agg(t) FROM ({CLAIMS}) t), (SELECT json_agg(t) FROM ({SECONDING}) t),
       (SELECT json_agg(t) FROM ({TALKED}) t)
"""  # nosec B608: the three questions above


def waiting(home: Assembly, person: Person) -> Waiting:
    """What waits for a person at home in a place, in one question."""
    given: dict[str, Any] = {"home": home.pk, "person": person.pk, "now": clock.now(), "most": LATELY}
    with connection.cursor() as cursor:
        cursor.execute(ALL, given)
        claimed, seconding, talked = (
            (json.loads(cell) if isinstance(cell, str) else cell) or () for cell in cursor.fetchone()
        )
    return Waiting(
        tuple(Claimed(**row | {"until": datetime.fromisoformat(row["until"])}) for row in claimed),
        tuple(Around(**row) for row in seconding),
        tuple(Around(**row) for row in talked),
    )
