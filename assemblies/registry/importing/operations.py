# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an import meets the network: what it has already, and carrying out a plan by operations."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import shapely
from django.db import transaction

from assemblies import clock
from assemblies.people.models import Person
from assemblies.registry import operations, queries
from assemblies.registry.importing.places import Known, Place
from assemblies.registry.importing.plan import Plan
from assemblies.registry.models import Assembly, Network

GRID = 1e-7
"""Boundaries are kept to seven decimal places of a degree, about a centimetre."""


def known(network: Network, *, boundaries: bool) -> list[Known]:
    """Every place and overlay the network has; boundaries only where nesting by them may need it."""
    rows = Assembly.objects.filter(network=network).order_by("pk")
    fields = ["pk", "name", "scale", "code", "parent_id", "population", "overlay"]
    if boundaries:
        fields.append("boundary")
    return [_known(row) for row in rows.values(*fields).iterator(2000)]


def _known(row: dict[str, Any]) -> Known:
    drawn = row.get("boundary")
    return Known(
        key=str(row["pk"]),
        name=row["name"],
        scale=row["scale"],
        code=row["code"],
        parent=None if row["parent_id"] is None else str(row["parent_id"]),
        population=row["population"],
        boundary=None if drawn is None else shapely.from_geojson(json.dumps(drawn)),
        overlay=row["overlay"],
    )


def carry_out(
    network: Network, plan: Plan, *, plane: bool = False, facilitator: Person | None = None
) -> tuple[int, int]:
    """Found what is new and amend what changed, all or nothing. Raises Refusal.

    `facilitator` is seated where nobody lives and nobody facilitates. Returns in how many of the places that is,
    and how many are still left without anyone who could invite people.
    """
    with transaction.atomic():
        _give_codes([place for place in plan.places if place.known and place.known.code is None], plane=plane)
        _amend(plan.amended())
        made = _found(network, plan.made(), plane=plane)
        rows = [row.pk for row in made] + [int(place.key) for place in plan.places if place.known]
        seated = 0 if facilitator is None else operations.seat_first(person=facilitator, rows=rows)
        return seated, queries.without_anyone(rows).count()


def _found(network: Network, places: Sequence[Place], *, plane: bool) -> list[Assembly]:
    there = {place.parent for place in places if place.parent is not None} - {place.key for place in places}
    rows = Assembly.objects.filter(pk__in=map(int, there)).select_related("public_record", "acts_record")
    parents: dict[str, Assembly | str] = {str(row.pk): row for row in rows.defer("boundary")}
    parents |= {place.key: place.key for place in places}
    foundings = [
        operations.Founding(
            name=place.name,
            scale=place.scale,
            ref=place.key,
            parent=None if place.parent is None else parents[place.parent],
            population=place.population,
            code=place.row.code,
            boundary=None if plane else partial(_boundary, place),
        )
        for place in places
    ]
    return operations.found_many(network=network, foundings=foundings) if foundings else []


def _boundary(place: Place) -> Any:
    if place.row.boundary is None:
        return None
    kept = shapely.set_precision(place.row.boundary, GRID)
    return json.loads(shapely.to_geojson(place.row.boundary if kept.is_empty else kept))


def _give_codes(places: Sequence[Place], *, plane: bool) -> None:
    """From now on these are known by their codes, whatever their names. No record speaks of codes or boundaries."""
    for place in places:
        rows = Assembly.objects.filter(pk=int(place.key))
        rows.filter(code=None).update(code=place.row.code)
        if not plane:
            rows.filter(boundary__isnull=True).update(boundary=_boundary(place))


def _amend(places: Sequence[Place]) -> None:
    by_key = {place.key: place for place in places}
    rows = Assembly.objects.filter(pk__in=map(int, by_key)).select_related("public_record", "acts_record")
    at = clock.now()
    for row in rows.defer("boundary").order_by("pk"):
        place = by_key[str(row.pk)]
        operations.amend_assembly(row, name=place.name, population=place.population, at=at)
