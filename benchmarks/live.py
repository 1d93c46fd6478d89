# SPDX-License-Identifier: AGPL-3.0-or-later
"""Live deliveries: votes by HTTP, heard at many sockets, beside a bare broadcast of the same bytes by the same server.

A delivery is one message about the record that has arrived at one socket. While it is measured votes keep coming, some
under way at once, so that there is always something to tell; each entry that a message tells of lets the next be cast,
for one message tells of all that was numbered together. So there are two rates: of messages, and of acts that arrived.
The votes come once from another process, so that telling is measured and nothing else, and once to the same process.
The bare server is given the same bytes by as many lines. A delay runs from the time the act took from the database,
before its commit, to the arrival, at ten votes a second.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connections

from assemblies.people.models import Person
from assemblies.record.models import Entry
from assemblies.voting import operations as voting
from assemblies.voting.models import Ballot
from benchmarks import posting, screen, serving, votes, world
from benchmarks.table import Row, row

VOTERS = 400
SIZES = tuple(int(text) for text in os.environ.get("NESTED_BENCH_SOCKETS", "500,2000").split(","))
SECONDS = 5.0
PACE = 10
"""Votes a second while delays are measured."""
AT_ONCE = 4


class Listeners:
    """The process that holds the sockets, spoken to by lines."""

    def __init__(self, port: int, path: str, cookies: list[str], sockets: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.listeners"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.new, self.count, self.taken = threading.Condition(), 0, 0
        self.answers: list[dict[str, Any]] = []
        task = {"port": port, "path": path, "cookies": cookies, "sockets": sockets}
        self.ask(json.dumps(task))
        assert self.process.stdout
        if self.process.stdout.readline().split()[:1] not in (["open"], ["new"]):
            raise SystemExit("The sockets could not be opened.")
        threading.Thread(target=self._hear, daemon=True).start()

    def ask(self, words: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()

    def _hear(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self.new:
                if line.startswith("new"):
                    self.count += int(line.split()[1])
                elif line.startswith("report"):
                    self.answers.append(json.loads(line[7:]))
                self.new.notify_all()

    def wait_for_turn(self, seconds: float = 0.5) -> None:
        """Wait until an entry has been told of that nobody has taken for their turn."""
        with self.new:
            if self.new.wait_for(lambda: self.count > self.taken, seconds):
                self.taken += 1

    def report(self) -> list[tuple[dict[str, Any], str, list[float]]]:
        """What was heard of the record since the last report: the message, its text, and every arrival."""
        self.ask("report")
        with self.new:
            if not self.new.wait_for(lambda: self.answers, 60):
                raise SystemExit("The listeners do not answer.")
            answer = self.answers.pop()
        if answer["lost"]:
            raise SystemExit(f"{answer['lost']} sockets were lost.")
        heard = [(json.loads(text), text, times) for text, times in answer["said"]]
        return [each for each in heard if "record" in each[0]]

    def end(self) -> None:
        self.ask("end")
        self.process.wait(30)


@contextmanager
def listening(port: int, path: str, cookies: list[str], sockets: int) -> Iterator[Listeners]:
    listeners = Listeners(port, path, cookies, sockets)
    try:
        yield listeners
    finally:
        listeners.end()


class Voters:
    """Votes over kept connections, each line with people of its own."""

    def __init__(self, port: int, ballot: Ballot, keys: list[tuple[str, str]]) -> None:
        self.port, self.keys, self.path = port, keys, f"/b/{ballot.public_id}/cast/"
        self.text, self.turn = ballot.text_digest, 0
        self.lines: dict[int, http.client.HTTPConnection] = {}

    def rested(self) -> "Voters":
        """The same with new connections: the server closes those that have been idle."""
        self.lines = {}
        return self

    def cast(self, slot: int) -> None:
        line = self.lines.setdefault(slot, http.client.HTTPConnection("127.0.0.1", self.port, timeout=30))
        self.turn += 1
        key = self.keys[(self.turn * AT_ONCE + slot) % len(self.keys)]
        status = posting.post(line, self.path, key, {"choice": posting.choice(self.turn), "text": self.text})
        if status != 302:
            raise SystemExit(f"A vote was not accepted: {status}")


class Elsewhere:
    """Votes that reach the record by this process, as by another web process: the one with the sockets only tells."""

    def __init__(self, ballot: Ballot, people: list[Person]) -> None:
        self.ballot, self.people, self.turn = ballot, people, 0

    def cast(self, slot: int) -> None:
        self.turn += 1
        voting.cast_vote(
            ballot=self.ballot.public_id,
            voter=self.people[(self.turn * AT_ONCE + slot) % len(self.people)],
            choice=posting.choice(self.turn),
            text_digest=self.ballot.text_digest,
        )


def keep_going(act: Callable[[int], None], seconds: float) -> None:
    """Do something over and over for so long, AT_ONCE at a time."""
    until = time.monotonic() + seconds

    def work(slot: int) -> None:
        while time.monotonic() < until:
            act(slot)
        connections.close_all()

    posting.side_by_side(AT_ONCE, work)


class Flood(NamedTuple):
    """Messages and acts that arrived a second at all sockets, processor microseconds a message, and one message."""

    messages: float
    acts: float
    cpu: float
    text: str


def flood(act: Callable[[int], None], listeners: Listeners, pid: int) -> Flood:
    """Keep saying something, and count what arrives."""
    listeners.report()
    listeners.taken = listeners.count
    begun, spent = time.time(), serving.cpu_of(pid)
    keep_going(act, SECONDS)
    time.sleep(0.5)
    spent = serving.cpu_of(pid) - spent
    heard = listeners.report()
    arrivals = sum(len(times) for _, _, times in heard)
    acts = sum(len(times) * (said["upto"] - said["after"]) for said, _, times in heard)
    seconds = max(at for _, _, times in heard for at in times) - begun
    return Flood(arrivals / seconds, acts / seconds, spent * 1e6 / arrivals, heard[-1][1])


def ours(voters: Voters | Elsewhere, listeners: Listeners, pid: int) -> Flood:
    def act(slot: int) -> None:
        voters.cast(slot)
        listeners.wait_for_turn()

    return flood(act, listeners, pid)


def bare(port: int, text: str, listeners: Listeners, pid: int) -> Flood:
    """The same bytes (but for a number, so that each message can be told apart), by the bare application."""
    lines: dict[int, http.client.HTTPConnection] = {}
    data = json.loads(text)
    data["upto"] = data["after"] + 1
    content, told = data["content"][:-9], iter(range(10**8, 10**9))

    def act(slot: int) -> None:
        line = lines.setdefault(slot, http.client.HTTPConnection("127.0.0.1", port, timeout=60))
        line.request("POST", "/", json.dumps(data | {"content": content + str(next(told))}))
        line.getresponse().read()

    return flood(act, listeners, pid)


def delays(voters: Voters, listeners: Listeners, record: int) -> list[float]:
    """Milliseconds from each vote to its arrival at each socket, at a steady pace."""
    listeners.report()
    for _ in range(int(PACE * SECONDS)):
        begun = time.monotonic()
        voters.cast(0)
        time.sleep(max(0.0, 1 / PACE - (time.monotonic() - begun)))
    time.sleep(1)
    found = []
    for message, _, times in listeners.report():
        said = Entry.objects.filter(record=record, number__gte=message["after"], number__lt=message["upto"])
        for at in said.filter(type="VoteCast").values_list("said_at", flat=True):
            found += [(arrival - at.timestamp()) * 1000 for arrival in times]
    return sorted(found)


def measure(rounds: int) -> list[Row]:
    ballot = world.ballot_with(VOTERS)
    people = votes.voters_of(ballot, VOTERS)
    keys = votes.signed_in(people)
    rows = []
    for sockets in SIZES:
        with (
            serving.served() as here,
            serving.served("benchmarks.bare:application") as there,
            serving.worker(),
        ):
            rows += _at(
                sockets, rounds, Voters(here.port, ballot, keys), Elsewhere(ballot, people), here, there
            )
    return rows


def _at(
    sockets: int, rounds: int, voters: Voters, others: Elsewhere, here: serving.Served, there: serving.Served
) -> list[Row]:
    ballot, runs = others.ballot, defaultdict[str, list[float]](list)
    path = f"/live/p/{ballot.proposal.public_id}/"
    cookies = [f"sessionid={session}" for session, _ in voters.keys]
    with listening(here.port, path, cookies, sockets) as near, listening(there.port, "/", [], sockets) as far:
        while not near.count:  # the worker may still be on its way
            voters.cast(0)
            near.wait_for_turn()
        ours(voters, near, here.pid)  # what a server does only once is not measured
        for _ in range(rounds):
            _keep(runs, "ours", ours(voters.rested(), near, here.pid))
            told = ours(others, near, here.pid)
            _keep(runs, "told", told)
            _keep(runs, "bare", bare(there.port, told.text, far, there.pid))
            late = delays(voters.rested(), near, ballot.assembly.acts_record_id)
            runs["p50"].append(late[len(late) // 2])
            runs["p99"].append(late[int(len(late) * 0.99)])
        runs["seen"] = _seen(rounds, ballot, voters.keys, here)
    return _rows(sockets, runs, len(told.text))


def _keep(runs: dict[str, list[float]], name: str, flood: Flood) -> None:
    runs[name].append(flood.messages)
    runs[f"{name}, acts"].append(flood.acts)
    runs[f"{name}, cpu"].append(flood.cpu)


def _rows(sockets: int, runs: dict[str, list[float]], size: int) -> list[Row]:
    beside, spent = statistics.median(runs["bare"]), statistics.median(runs["bare, cpu"])
    return [
        row(f"live deliveries to {sockets} sockets", runs["told"], "1/s", "a bare broadcast", beside),
        row("  of acts, several in a message", runs["told, acts"], "1/s", "a bare broadcast of each", beside),
        row("  processor time of the web process", runs["told, cpu"], "us", "the bare one's", spent),
        row("  with the votes cast at the same process", runs["ours"], "1/s", "a bare broadcast", beside),
        row("  of acts, several in a message", runs["ours, acts"], "1/s", "a bare broadcast of each", beside),
        row("  processor time, the votes included", runs["ours, cpu"], "us", "the bare one's", spent),
        row(f"  the bare broadcast, {size} bytes a message", runs["bare"], "1/s"),
        row("  processor time of the bare server", runs["bare, cpu"], "us"),
        row(f"  from vote to socket at {PACE} votes a second, half within", runs["p50"], "ms"),
        row("  99 of 100 within", runs["p99"], "ms"),
        row("  from contribution to screen, 99 of 100 within", runs["seen"], "ms", "bar 250 ms at 500"),
    ]


def _seen(rounds: int, ballot: Ballot, keys: list[tuple[str, str]], here: serving.Served) -> list[float]:
    """Milliseconds within which 99 of 100 contributions are on the screen, for each round."""
    late = screen.delays(here, ballot.proposal.public_id, keys, PACE, SECONDS * rounds)
    many = len(late) // rounds
    parts = [sorted(late[k * many : (k + 1) * many]) for k in range(rounds)]
    return [part[int(many * 0.99)] for part in parts]
