# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes through the whole stack beside a view that does the same session, CSRF check and one durable upsert."""

import http.client
import threading
import time
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string

from assemblies.people.models import Person
from assemblies.record.models import Said
from assemblies.registry.models import Seat
from assemblies.voting.models import Ballot, Vote
from benchmarks import serving, world
from benchmarks.table import Row, row

VOTERS = 400
TABLE = """
CREATE TABLE IF NOT EXISTS bench_yardstick
  (ballot int, voter bigint, choice text, at timestamptz, PRIMARY KEY (ballot, voter))
"""
SECONDS = 5.0


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
            session, token = keys[turn % len(keys)]
            turn += connections
            body = urlencode(fields | {"csrfmiddlewaretoken": token, "choice": "yes" if turn % 3 else "no"})
            headers = {
                "Cookie": f"sessionid={session}; csrftoken={token}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            answer.read()
            done[slot] += 1
            bad[slot] += answer.status != 302
        line.close()

    started = time.monotonic()
    threads = [threading.Thread(target=work, args=(slot,)) for slot in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.monotonic() - started), sum(bad)


def measure(rounds: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    ballot = world.ballot_with(VOTERS)
    people = list(
        Person.objects.filter(
            pk__in=Seat.objects.filter(assembly=ballot.assembly, home=True).values("person")
        )[:VOTERS]
    )
    keys = signed_in(people)
    path = f"/b/{ballot.public_id}/cast/"
    rows = []
    with serving.served() as (port, web), serving.worker():
        for connections in (8, 64):
            ours, bare, cpu, behind = [], [], [], []
            for _ in range(rounds):
                bare.append(load(port, "/bare/", {}, keys, connections)[0])
                before = serving.cpu_of(web)
                rate, bad = load(port, path, {"text": ballot.text_digest}, keys, connections)
                if bad:
                    raise SystemExit(f"{bad} votes were not accepted")
                cpu.append((serving.cpu_of(web) - before) * 1000 / (rate * SECONDS))
                started = time.monotonic()
                while Said.objects.exists():
                    time.sleep(0.005)
                behind.append((time.monotonic() - started) * 1000)
                ours.append(rate)
            yardstick = sorted(bare)[len(bare) // 2]
            rows.append(
                row(f"votes accepted, {connections} connections", ours, "1/s", "one bare upsert", yardstick)
            )
            rows.append(row(f"  the bare upsert, {connections} connections", bare, "1/s"))
            rows.append(row("  processor time of the web process a vote", cpu, "ms"))
            rows.append(row("  sequencer behind at the end", behind, "ms", "bar 250 ms"))
    assert Vote.objects.filter(ballot=ballot).count() <= Ballot.objects.get(pk=ballot.pk).seats
    return rows
