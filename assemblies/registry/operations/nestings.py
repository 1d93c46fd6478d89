# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changing the nesting: one change at a time, and a new version of the network after each."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import connection, transaction
from django.db.models import F

from assemblies import clock
from assemblies.record import operations as record
from assemblies.registry import queries
from assemblies.registry.models import Assembly, Network, Snapshot
from governance import canonical, events
from governance.nesting import Nesting
from governance.refusals import Refusal

NESTING_LOCK = 7_311_002


class BadNesting(Refusal):
    code: ClassVar[str] = "bad_nesting"


def hold(network_id: int) -> None:
    """Wait until nobody else changes this network's nesting, and keep them waiting until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NESTING_LOCK, network_id])


def changed(network_id: int) -> None:
    """Count a new version, so that no process goes on with the nesting it built before."""
    Network.objects.filter(pk=network_id).update(version=F("version") + 1)


CLOSURE = """
WITH RECURSIVE above(ancestor, descendant) AS (
  SELECT id, id FROM registry_assembly WHERE id = ANY(%(new)s)
  UNION
  SELECT e.up, a.descendant FROM above a JOIN (
    SELECT id AS down, parent_id AS up FROM registry_assembly WHERE parent_id IS NOT NULL
    UNION ALL SELECT constituent_id, overlay_id FROM registry_constituency
  ) e ON e.down = a.ancestor
), below(ancestor, descendant) AS (
  SELECT id, id FROM registry_assembly WHERE id = ANY(%(new)s) AND overlay
  UNION
  SELECT b.ancestor, e.down FROM below b JOIN (
    SELECT id AS down, parent_id AS up FROM registry_assembly WHERE parent_id IS NOT NULL
    UNION ALL SELECT constituent_id, overlay_id FROM registry_constituency
  ) e ON e.up = b.descendant
)
INSERT INTO registry_closure (ancestor_id, descendant_id)
SELECT ancestor, descendant FROM above UNION SELECT ancestor, descendant FROM below ON CONFLICT DO NOTHING
"""


def extend_closure(new: Sequence[int]) -> None:
    """Answer containment for newly founded assemblies, by their rows, from the edges; inside the nesting lock.

    Above a new one lies whatever its edges lead up to; below it only where it is an overlay may something lie
    that was there before. What was there before is never joined anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLOSURE, {"new": list(new)})


def amend_assembly(
    assembly: Assembly, *, name: str, population: int | None, at: datetime | None = None
) -> None:
    """Rename an assembly or set its population, on its record."""
    with transaction.atomic():
        hold(assembly.network_id)
        Assembly.objects.filter(pk=assembly.pk).update(name=name, population=population)
        record.say(assembly, events.PlaceAmended(name=name, population=population), at=at or clock.now())
        changed(assembly.network_id)


def take_snapshot(network: Network, of: Nesting) -> Snapshot | None:
    """Keep a nesting of the network, once a version; None where the network has changed since it was built."""
    built = queries.built(network)
    if built.whole is not of:
        return None
    kept = Snapshot.objects.filter(network=network, version=built.version).defer("data").first()
    if kept is None:
        data = queries.nesting_data(built)
        made = Snapshot(
            network=network, version=built.version, data=data, digest=canonical.ni(canonical.encode(data))
        )
        Snapshot.objects.bulk_create([made], ignore_conflicts=True)
        kept = Snapshot.objects.defer("data").get(network=network, version=built.version)
    return kept
