# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes through the whole stack beside a view that does the same session, CSRF check and one durable upsert."""

import http.client
import time

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string

from assemblies.people.models import Person
from assemblies.record.models import Said
from assemblies.registry.models import Seat
from assemblies.voting.models import Ballot, Vote
from benchmarks import posting, serving, world
from benchmarks.table import Row, row

VOTERS = 400
TABLE = """
CREATE TABLE IF NOT EXISTS bench_yardstick
  (ballot int, voter bigint, choice text, at timestamptz, PRIMARY KEY (ballot, voter))
"""
SECONDS = 5.0


def voters_of(ballot: Ballot, most: int) -> list[Person]:
    """So many of those who live where a ballot is."""
    seated = Seat.objects.filter(assembly=ballot.assembly, home=True).values("person")
    return list(Person.objects.filter(pk__in=seated)[:most])


def signed_in(people: list[Person]) -> list[tuple[str, str]]:
    """A session and a CSRF token for each person."""
    kept = []
    for person in people:
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "assemblies.people.sessions.Backend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        kept.append((session.session_key or "", _get_new_csrf_string()))
    return kept


def load(
    port: int, path: str, fields: dict[str, str], keys: list[tuple[str, str]], connections: int
) -> tuple[float, int]:
    """Post as many times as goes in SECONDS over some connections. Returns a rate, and how many were not accepted."""
    done, bad = [0] * connections, [0] * connections
    until = time.monotonic() + SECONDS

    def work(slot: int) -> None:
        line, turn = http.client.HTTPConnection("127.0.0.1", port, timeout=30), slot
        while time.monotonic() < until:
            key = keys[turn % len(keys)]
            turn += connections
            done[slot] += 1
            bad[slot] += posting.post(line, path, key, fields | {"choice": posting.choice(turn)}) != 302
        line.close()

    started = time.monotonic()
    posting.side_by_side(connections, work)
    return sum(done) / (time.monotonic() - started), sum(bad)


def measure(rounds: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    ballot = world.ballot_with(VOTERS)
    keys = signed_in(voters_of(ballot, VOTERS))
    rows = []
    with serving.served() as here, serving.worker():
        for connections in (8, 64):
            rows += _over(connections, rounds, ballot, keys, here)
    assert Vote.objects.filter(ballot=ballot).count() <= Ballot.objects.get(pk=ballot.pk).seats
    return rows


def _over(
    connections: int, rounds: int, ballot: Ballot, keys: list[tuple[str, str]], here: serving.Served
) -> list[Row]:
    path = f"/b/{ballot.public_id}/cast/"
    ours, bare, cpu, behind = [], [], [], []
    for _ in range(rounds):
        bare.append(load(here.port, "/bare/", {}, keys, connections)[0])
        before = serving.cpu_of(here.pid)
        rate, bad = load(here.port, path, {"text": ballot.text_digest}, keys, connections)
        if bad:
            raise SystemExit(f"{bad} votes were not accepted")
        cpu.append((serving.cpu_of(here.pid) - before) * 1000 / (rate * SECONDS))
        behind.append(_caught_up())
        ours.append(rate)
    yardstick = sorted(bare)[len(bare) // 2]
    return [
        row(f"votes accepted, {connections} connections", ours, "1/s", "one bare upsert", yardstick),
        row(f"  the bare upsert, {connections} connections", bare, "1/s"),
        row("  processor time of the web process a vote", cpu, "ms"),
        row("  sequencer behind at the end", behind, "ms", "bar 250 ms"),
    ]


def _caught_up() -> float:
    """Wait until everything said is numbered. Returns how many milliseconds that took."""
    started = time.monotonic()
    while Said.objects.exists():
        time.sleep(0.005)
    return (time.monotonic() - started) * 1000
