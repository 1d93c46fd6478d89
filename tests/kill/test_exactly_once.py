# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 1: whatever is killed while people vote, every acknowledged vote is counted once.

`NESTED_KILLS=20 NESTED_KILL_VOTES=10000 NESTED_KILL_LINES=64` makes it the long form.
"""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from launch import commands, postgres

pytestmark = [pytest.mark.kill, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("NESTED_KILLS", "4"))
VOTES = int(os.environ.get("NESTED_KILL_VOTES", "400"))
LINES = int(os.environ.get("NESTED_KILL_LINES", "8"))
PEOPLE = 40

SET_UP = """
import json, django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from assemblies.people.models import Person
from benchmarks import votes, world
ballot = world.ballot_with({people})
voters = list(Person.objects.order_by("pk"))
keys = votes.signed_in(voters)
print(json.dumps({{"path": f"/b/{{ballot.public_id}}/cast/", "text": ballot.text_digest,
                  "keys": [[p.public_id, *k] for p, k in zip(voters, keys)]}}))
"""
LOOK = """
import json, django; django.setup()
from assemblies.record import operations as record, queries
from assemblies.record.models import Body, Entry, Record
from assemblies.voting.models import Vote
from governance import merkle
record.seal_all()
whole = all(merkle.root_of([merkle.leaf_hash(l) for l in queries.leaves(r)]) == bytes(r.root) for r in Record.objects.all())
cast = Entry.objects.filter(type="VoteCast").order_by("number").values_list("pk", flat=True)
bodies = {b.entry_id: b.values for b in Body.objects.filter(pk__in=list(cast))}
print(json.dumps({"votes": {v.voter.public_id: v.choice for v in Vote.objects.select_related("voter")},
                  "rows": Vote.objects.count(), "whole": whole,
                  "entries": [[bodies[pk]["who"], bodies[pk]["choice"]] for pk in cast]}))
"""


class House:
    """The processes of one instance: each can be killed and is started again."""

    def __init__(self, server, environment, port):
        self.server, self.environment, self.port = server, environment, port
        self.running = {}
        for name in ("web", "worker"):
            self.start(name)

    def start(self, name):
        web = [
            "-m",
            "uvicorn",
            "config.asgi:application",
            "--port",
            str(self.port),
            "--log-level",
            "critical",
        ]
        command = [sys.executable, *(web if name == "web" else ["-m", "django", "run_worker"])]
        self.running[name] = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self, name):
        if name == "postgres":
            os.kill(self.server.pid, 9)
            time.sleep(0.3)
            self.server.revive()
            return
        self.running[name].kill()
        self.running[name].wait()
        self.start(name)

    def stop(self):
        for process in self.running.values():
            process.kill()
            process.wait()


def run(code, environment):
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def vote(port, fact, key, choice):
    """Whether the vote was acknowledged; asked again until the house answers either way."""
    _, session, token = key
    body = urlencode({"csrfmiddlewaretoken": token, "choice": choice, "text": fact["text"]})
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        line.request("POST", fact["path"], body, headers)
        return line.getresponse().status == 302
    except (OSError, http.client.HTTPException):
        time.sleep(0.05)
        return False


def test_every_acknowledged_vote_is_counted_once_though_everything_is_killed(tmp_path):
    with postgres.throwaway(durable=True) as server:
        environment = dict(os.environ) | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "NESTED_STATE": str(tmp_path),
        }
        environment |= {"DATABASE_URL": server.url} | commands.surroundings(
            server.url, server.cluster.sockets, server.cluster.programs.folder
        )
        fact = run(SET_UP.format(people=PEOPLE), environment)
        house = House(server, environment, free_port())
        acknowledged, tried, lock = {}, [], threading.Lock()
        stop = time.monotonic() + 150

        def work(slot):
            turn = random.Random(slot)
            mine = fact["keys"][
                slot::LINES
            ]  # each voter votes on one line only, so "the last acknowledged" is defined
            while len(tried) < VOTES and time.monotonic() < stop:
                key, choice = turn.choice(mine), turn.choice(["yes", "no", "abstain"])
                kept = vote(house.port, fact, key, choice)
                with lock:
                    if kept:
                        acknowledged.setdefault(key[0], []).append(choice)
                        tried.append(choice)

        threads = [threading.Thread(target=work, args=(slot,)) for slot in range(LINES)]
        try:
            for thread in threads:
                thread.start()
            for k in range(KILLS):
                time.sleep(1.5)
                house.kill(("web", "worker", "postgres")[k % 3])
            for thread in threads:
                thread.join()
        finally:
            house.stop()
        found = run(LOOK, environment)
    assert len(tried) >= VOTES * 0.9, "the house was away too long"
    assert found["whole"], "a record's root is not that of its leaves"
    assert found["rows"] == len(found["votes"])
    assert set(acknowledged) <= set(found["votes"])
    last = {}
    for who, choice in found["entries"]:
        last.setdefault(who, []).append(choice)
    for who, choices in acknowledged.items():
        # Unacknowledged votes may have been kept too; none that was acknowledged may be missing from the record.
        kept = iter(last[who])
        assert all(choice in kept for choice in choices), (
            f"an acknowledged vote of {who} is not on the record"
        )
        assert found["votes"][who] == last[who][-1]
