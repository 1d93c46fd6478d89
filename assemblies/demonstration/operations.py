# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seeding the demonstration: an invented network and its tales, told through the other rooms' operations."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.auth.hashers import make_password
from django.db import transaction

from assemblies import clock
from assemblies.demonstration import telling, timeline, world
from assemblies.demonstration.world import Body, World
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry.models import Assembly, Means, Network
from governance.refusals import Refusal

Progress = Callable[[str], None]


class NetworkThere(Refusal):
    code: ClassVar[str] = "network_there"


def seed(*, folder: Path, progress: Progress) -> Network:
    """Found the demonstration's network and tell its tales, dated back from now: all of it, or nothing.

    `progress` is given a sentence now and then. Raises NetworkThere where one exists, BadStory for the files.
    """
    told = world.read(folder)
    with transaction.atomic():
        if Network.objects.exists():
            raise NetworkThere(
                "There is a network here already, and a demonstration is seeded into an empty one."
            )
        progress(f"Founding {len(told.bodies)} assemblies.")
        network, bodies = _found(told)
        progress(f"{len(told.people)} people take their seats.")
        people = _seat(told, bodies)
        steps = timeline.tell(told, clock.now())
        teller = telling.Teller(told, bodies, people)
        for done, step in enumerate(steps):
            if done % 250 == 0:
                progress(f"Telling {len(told.tales)} tales: {done:,} of {len(steps):,} steps.")
            teller.tell(step)
    progress("Numbering the record.")
    record.seal_all()
    return network


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _found(told: World) -> tuple[Network, dict[str, Assembly]]:
    """Home nestings begin their records together, overlays when they were founded."""
    places = [body for body in told.bodies.values() if not body.overlay]
    overlays = sorted((body for body in told.bodies.values() if body.overlay), key=lambda body: body.founded)
    begun = max(body.founded for body in places)
    bodies: dict[str, Assembly] = {}
    with clock.travel(_at(begun)):
        network = _network(told)
        made = registry.found_many(
            network=network, foundings=[_founding(told, body, bodies) for body in places]
        )
    bodies |= {body.slug: row for body, row in zip(places, made, strict=True)}
    for body in overlays:
        with clock.travel(_at(max(begun, body.founded), 11)):
            bodies[body.slug] = registry.found_assembly(
                network=network, founding=_founding(told, body, bodies)
            )
    _allot(told, network, bodies, _at(max(begun, *(body.founded for body in overlays)) + timedelta(days=1)))
    return network, bodies


def _network(told: World) -> Network:
    """The recovery key is thrown away at once: nobody needs to recover a demonstration."""
    given = told.network
    return registry.found_network(
        name=given["name"],
        host=given["host"],
        scales=given["scales"],
        recovery_public=Ed25519PrivateKey.generate().public_key().public_bytes_raw(),
        time_zone=given["time_zone"],
        matters=[{"path": path, "name": name} for path, name in told.matters.items()],
        means=given["means"],
        demonstration=True,
    )


def _founding(told: World, body: Body, bodies: dict[str, Assembly]) -> registry.Founding:
    base = body.slug in told.bases
    remit = None if body.remit is None else [dict(row) for row in body.remit]
    return registry.Founding(
        name=body.name,
        scale=body.scale,
        ref=body.slug,
        parent=body.parent,
        population=body.population,
        lede=body.lede,
        time_zone=body.time_zone,
        founded_at=_at(body.founded),
        overlay=body.overlay,
        constituents=[bodies[slug] for slug in body.constituents],
        rules={"seconds_needed": 2 if base else 5, "remit": remit, **body.rules},
    )


def _allot(told: World, network: Network, bodies: dict[str, Assembly], at: datetime) -> None:
    kinds = {row.code: row for row in Means.objects.filter(network=network)}
    with clock.travel(at):
        for body in told.bodies.values():
            for code, amount in body.allotments.items():
                registry.set_allotment(
                    assembly=bodies[body.slug], means=kinds[code], amount=Decimal(amount), period=told.period
                )


def _seat(told: World, bodies: dict[str, Assembly]) -> dict[str, Person]:
    """Make the accounts, which no password opens, and give home seats and offices on their days."""
    host = told.network["host"]
    made = Person.objects.bulk_create(
        Person(
            email=f"{someone.key}@{host}",
            name=someone.name,
            password=make_password(None),
            look_around=someone.look_around,
            is_operator=someone.operator,
        )
        for someone in told.people.values()
    )
    people = {someone.key: row for someone, row in zip(told.people.values(), made, strict=True)}
    housed = [(someone.since, someone.home, someone) for someone in told.people.values() if someone.home]
    for since, group in groupby(sorted(housed, key=lambda row: row[0] or date.min), key=lambda row: row[0]):
        if since is None:
            raise world.BadStory("Someone has a home and no day since when.")
        arrivals = list(group)
        with clock.travel(_at(since, 18)):
            registry.enrol((people[someone.key], bodies[home]) for _, home, someone in arrivals)
            for _, _, someone in arrivals:
                for seat in someone.seats:
                    registry.take_seat(
                        person=people[someone.key], assembly=bodies[seat["in"]], office=seat["office"]
                    )
        ids = [people[someone.key].pk for _, _, someone in arrivals]
        Person.objects.filter(pk__in=ids).update(joined_at=_at(since, 17))
    return people
