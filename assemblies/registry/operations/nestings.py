# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changing the nesting: one change at a time, and a new version of the network after each."""

from datetime import datetime
from typing import ClassVar

from django.db import connection, transaction
from django.db.models import F

from assemblies import clock
from assemblies.record import operations as record
from assemblies.registry import queries
from assemblies.registry.models import Assembly, Network, Snapshot
from governance import canonical, events
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
WITH RECURSIVE edge(up, down) AS (
  SELECT parent_id, id FROM registry_assembly WHERE network_id = %(n)s AND parent_id IS NOT NULL
  UNION ALL
  SELECT c.overlay_id, c.constituent_id FROM registry_constituency c
    JOIN registry_assembly a ON a.id = c.overlay_id WHERE a.network_id = %(n)s
), path(ancestor, descendant) AS (
  SELECT id, id FROM registry_assembly WHERE network_id = %(n)s
  UNION
  SELECT p.ancestor, e.down FROM path p JOIN edge e ON e.up = p.descendant
)
INSERT INTO registry_closure (ancestor_id, descendant_id)
SELECT ancestor, descendant FROM path ON CONFLICT DO NOTHING
"""


def rebuild_closure(network: Network) -> None:
    """Answer containment anew from the edges; inside the nesting lock."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSURE, {"n": network.pk})


def amend_assembly(
    assembly: Assembly, *, name: str, population: int | None, at: datetime | None = None
) -> None:
    """Rename an assembly or set its population, on its record."""
    with transaction.atomic():
        hold(assembly.network_id)
        Assembly.objects.filter(pk=assembly.pk).update(name=name, population=population)
        record.say(assembly, events.PlaceAmended(name=name, population=population), at=at or clock.now())
        changed(assembly.network_id)


def take_snapshot(network: Network) -> Snapshot:
    """Keep the nesting as it is at this version of the network, once a version."""
    version = Network.objects.values_list("version", flat=True).get(pk=network.pk)
    kept = Snapshot.objects.filter(network=network, version=version).defer("data").first()
    if kept is None:
        data = queries.nesting_data(network)
        made = Snapshot(
            network=network, version=version, data=data, digest=canonical.ni(canonical.encode(data))
        )
        Snapshot.objects.bulk_create([made], ignore_conflicts=True)
        kept = Snapshot.objects.defer("data").get(network=network, version=version)
    return kept
