# SPDX-License-Identifier: AGPL-3.0-or-later
"""Homes taken, left and changed at once: the nesting knows afterwards where anybody lives."""

import threading

from django.db import connection, transaction

from assemblies.people.models import Person
from assemblies.registry import operations, queries
from assemblies.registry.models import Network, Seat


def person(name: str) -> Person:
    return Person.objects.create(email=f"{name}@trial.invalid", name=name)


def apart(work) -> threading.Thread:
    """Somebody else at the same time, on a line of their own."""

    def worked() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=worked)
    thread.start()
    return thread


def living(here) -> int:
    built = queries.built(Network.objects.get(pk=here.network_id))
    return next(row.members for row in built.assemblies if row.id == here.public_id)


def an_empty_base(world):
    (made,) = operations.found_many(
        network=world.network, foundings=[operations.Founding("Mill", 0, parent=world.ashby)]
    )
    return made


def test_the_last_two_leave_at_once_and_nobody_lives_there(real_republic):
    mill = an_empty_base(real_republic)
    one, other = (operations.take_home_seat(person=person(name), assembly=mill) for name in ("one", "other"))
    assert living(mill) > 0
    with transaction.atomic():
        operations.leave_seat(person=one.person, seat_id=one.pk)
        leaving = apart(lambda: operations.leave_seat(person=other.person, seat_id=other.pk))
        leaving.join(0.5)
    leaving.join(20)
    assert not Seat.objects.filter(assembly=mill, until=None).exists() and living(mill) == 0


def test_one_comes_as_the_last_leaves_and_somebody_lives_there(real_republic):
    mill = an_empty_base(real_republic)
    last = operations.take_home_seat(person=person("last"), assembly=mill)
    with transaction.atomic():
        operations.leave_seat(person=last.person, seat_id=last.pk)
        coming = apart(lambda: operations.take_home_seat(person=person("new"), assembly=mill))
        coming.join(0.5)
    coming.join(20)
    assert Seat.objects.filter(assembly=mill, until=None).count() == 1 and living(mill) == 1


def test_two_change_places_at_once(real_republic):
    world = real_republic
    mill, weir = an_empty_base(world), world.linden
    here = operations.take_home_seat(person=person("here"), assembly=mill)
    there = operations.take_home_seat(person=person("there"), assembly=weir)
    secrets = {}
    for place in (mill, weir):
        keeper = Seat.objects.filter(assembly=place, office="facilitator", until=None).first()
        by = keeper.person if keeper else world.olga
        if keeper is None:
            operations.take_seat(person=by, assembly=place, office="facilitator")
        (secrets[place.pk],) = operations.invite(assembly=place, by=by)
    gone: list[Exception] = []

    def move(seat: Seat, to) -> None:
        try:
            operations.accept_invitation(person=seat.person, secret=secrets[to.pk], move=True)
        except Exception as problem:
            gone.append(problem)

    moving = [apart(lambda: move(here, weir)), apart(lambda: move(there, mill))]
    for thread in moving:
        thread.join(20)
    assert not gone
    homes = {seat.person_id: seat.assembly_id for seat in Seat.objects.filter(home=True, until=None)}
    assert homes[here.person_id] == weir.pk and homes[there.person_id] == mill.pk
