# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where ballots are open now: in a place itself, and inside it.

Inside a place is what the places in it hold open, whatever their depth, and what overlays hold open all of whose
places lie in it. An overlay's own ballots count at the smallest place that holds all of its places.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from assemblies.front.queries import Near
from assemblies.registry.models import Assembly

INSIDE = """
WITH running AS (
  SELECT assembly_id AS id, count(*) AS n FROM voting_ballot WHERE closed_at IS NULL GROUP BY 1
), holder AS (
  SELECT DISTINCT ON (y.overlay_id) y.overlay_id AS id, m.ancestor_id AS at
    FROM registry_constituency y
    JOIN registry_closure m ON m.descendant_id = y.constituent_id
    JOIN registry_assembly a ON a.id = m.ancestor_id AND NOT a.overlay
   WHERE y.overlay_id IN (SELECT id FROM running)
   GROUP BY y.overlay_id, m.ancestor_id, a.scale
  HAVING count(*) = (SELECT count(*) FROM registry_constituency z WHERE z.overlay_id = y.overlay_id)
   ORDER BY y.overlay_id, a.scale
)
SELECT c.ancestor_id, sum(r.n)::int
  FROM running r LEFT JOIN holder h ON h.id = r.id
  JOIN registry_closure c ON c.descendant_id = coalesce(h.at, r.id)
 WHERE c.ancestor_id = ANY(%(near)s) AND c.ancestor_id <> r.id
 GROUP BY 1
"""
ACROSS = """
WITH holder AS (
  SELECT DISTINCT ON (y.overlay_id) y.overlay_id AS id, m.ancestor_id AS at
    FROM registry_constituency y
    JOIN registry_closure m ON m.descendant_id = y.constituent_id
    JOIN registry_assembly a ON a.id = m.ancestor_id AND NOT a.overlay
   WHERE y.overlay_id IN (SELECT k.overlay_id FROM registry_constituency k
                            JOIN registry_closure d ON d.descendant_id = k.constituent_id
                           WHERE d.ancestor_id = %(here)s)
   GROUP BY y.overlay_id, m.ancestor_id, a.scale
  HAVING count(*) = (SELECT count(*) FROM registry_constituency z WHERE z.overlay_id = y.overlay_id)
   ORDER BY y.overlay_id, a.scale
)
SELECT a.id, a.public_id, a.name, a.scale, a.place, a.parent_id, a.population, 'across',
       (SELECT count(*) FROM registry_closure c JOIN registry_seat s ON s.assembly_id = c.descendant_id
         WHERE c.ancestor_id = a.id AND s.home AND s.until IS NULL),
       (SELECT count(*) FROM voting_ballot b WHERE b.assembly_id = a.id AND b.closed_at IS NULL)
  FROM holder h JOIN registry_assembly a ON a.id = h.id
 WHERE h.at = %(here)s ORDER BY a.name, a.id
"""


def count_inside(near: Iterable[Near]) -> None:
    """Tell places how many ballots are open inside them, in one query; what they hold open themselves they know."""
    rows = list(near)
    found = dict(_asked(INSIDE, {"near": [row.pk for row in rows]}))
    for row in rows:
        row.inside = found.get(row.pk, 0)


def across(here: Assembly) -> list[Near]:
    """The overlays all of whose places lie here, and in no smaller place: those that no table inside would name."""
    return [Near(*row) for row in _asked(ACROSS, {"here": here.pk})]


def _asked(sql: str, given: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows: list[Any] = cursor.fetchall()
    return rows
