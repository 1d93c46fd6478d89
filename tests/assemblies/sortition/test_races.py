# SPDX-License-Identifier: AGPL-3.0-or-later
"""Draws under stress: people who step forward as the list closes, two workers at once, and a worker that is killed."""

import os
import subprocess
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from assemblies import clock
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations as registry
from assemblies.sortition import operations, queries, solver
from assemblies.sortition.models import FIXED, SEARCHING, Draw
from tests.assemblies.sortition import scene

ROOT = Path(__file__).resolve().parents[3]
WORKER = """
import django
django.setup()
from assemblies.sortition import operations
operations.search_next()
"""


def beside(*acts):
    """Do all at once, each on a connection of its own; what each came to."""

    def one(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_whoever_was_told_that_they_are_on_the_list_is_drawn_from(real_republic):
    people = [Person.objects.create(email=f"p{n}@valley.invalid", name=f"P{n}") for n in range(12)]
    for person in people:
        registry.take_home_seat(person=person, assembly=real_republic.linden)
    draw = scene.announced(real_republic, quotas=[], by_place=None)
    Draw.objects.filter(pk=draw.pk).update(closes_at=clock.now() + timedelta(seconds=0.15))

    def forward(person, after):
        time.sleep(after)
        try:
            operations.step_forward(draw=draw, person=person, features={})
        except operations.NotOpen:
            return False
        return True

    def close():
        while not operations.close_due():
            time.sleep(0.001)

    acts = [lambda p=p, n=n: forward(p, 0.025 * n) for n, p in enumerate(people)]
    *told, _closed = beside(*acts, close)
    draw = queries.draw(draw.public_id)
    assert sum(told) == draw.volunteers.count() == len(draw.pool["people"])
    assert 0 < sum(told) < len(people), "some came in time, and some did not"


def test_two_workers_do_not_take_up_the_same_draw(real_republic, monkeypatch):
    scene.closed(scene.with_people(real_republic))
    find = solver.find
    monkeypatch.setattr(solver, "find", lambda pool, tell: (time.sleep(0.3), find(pool, tell))[1])
    assert sorted(beside(operations.search_next, operations.search_next)) == [False, True]
    record.seal_all()
    assert Entry.objects.filter(type="LotteryFixed").count() == 1


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in found.read_text().split()] if found.exists() else []


def until(what, seconds: float = 30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to that in time")


def halved(quota, least, most):
    """A quota that asks for about as many of each category."""
    return quota | {"categories": [row | {"min": least, "max": most} for row in quota["categories"]]}


@pytest.mark.kill
@pytest.mark.slow
def test_a_killed_worker_is_followed_by_the_next_and_there_is_one_result(real_republic):
    draw = scene.closed(scene.with_people(real_republic))
    # Some four seconds are long enough to be killed in the middle.
    people = [
        {
            "id": f"{n:04}",
            "features": {"Place": ("Linden", "Weir")[n % 3 == 0], "Age": ("under 40", "40 and over")[n % 2]},
        }
        for n in range(120)
    ]
    large = {"people": people, "places": 10, "quotas": [halved(row, 3, 7) for row in draw.pool["quotas"]]}
    Draw.objects.filter(pk=draw.pk).update(pool=draw.pool | large)
    name = connection.settings_dict["NAME"]
    theirs = urllib.parse.urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": theirs,
        "PYTHONPATH": str(ROOT),
    }
    worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=surroundings)
    try:
        until(lambda: Draw.objects.filter(pk=draw.pk, done__gt=0).exists())
        solvers = children_of(worker.pid)
        assert solvers, "the search runs in a process of its own"
    finally:
        worker.kill()
        worker.wait()
    until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in solvers))
    draw = queries.draw(draw.public_id)
    assert draw.state == SEARCHING and draw.claim and draw.done > 0
    assert not operations.search_next(), "it may be at it still"
    with clock.travel(clock.now() + timedelta(seconds=30)):
        assert operations.search_next() and not operations.search_next()
    draw.refresh_from_db()
    assert (draw.state, draw.attempts) == (FIXED, 2)
    record.seal_all()
    assert Entry.objects.filter(type="LotteryFixed").count() == 1
