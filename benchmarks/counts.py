# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting: ballots closed from the database, beside a plain SQL count of the same rows, and lent votes followed."""

import json
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from assemblies import clock
from assemblies.voting import operations
from assemblies.voting.models import Ballot
from assemblies.voting.operations import parting
from benchmarks import world
from benchmarks.table import Row, row
from governance import delegations, papers, tallies

MILLION, MANY, OPTIONS = 1_000_000, 100_000, 10
LENDERS, LENT, CHOICES = 10_000, 4_000, 7
NOBODY = """
DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE voting_vote DROP CONSTRAINT %%I', conname) FROM pg_constraint
  WHERE conrelid = 'voting_vote'::regclass AND confrelid = 'people_person'::regclass); END $$
"""
"""A database to measure on asks no longer that a voter is somebody."""
CAST_AT = "2026-11-01T12:00:00Z"
PLAIN = "SELECT choice, count(*) FROM voting_vote WHERE ballot_id = %s GROUP BY choice"


def measure(rounds: int) -> list[Row]:
    """Seconds for a million majority votes, a hundred thousand rankings, a million secret votes parted and rewritten,
    and for delegations. Voters of such numbers are rows without people behind them."""
    ballot = world.ballot_with(8)
    ballot.seats = MILLION
    _asked(NOBODY, [])
    return [
        *_majority(ballot, rounds),
        *_ranked(ballot, rounds),
        *_secret(ballot),
        *_lent(rounds),
    ]


def _majority(ballot: Ballot, rounds: int) -> list[Row]:
    _filled(ballot, MILLION, lambda n: ("yes", "no", "yes", "abstain")[n % 4])
    plain, runs = [], []
    for _ in range(rounds):
        plain.append(_seconds(lambda: _asked(PLAIN, [ballot.pk])))
        runs.append(_seconds(lambda: operations.count(ballot)))
    least = row("a plain SQL count of the same rows", plain, "s")
    return [least, row("a million majority votes counted", runs, "s", least.what, least.value)]


def _ranked(ballot: Ballot, rounds: int) -> list[Row]:
    turn, ids = random.Random(5), [str(n) for n in range(1, OPTIONS + 1)]
    orders = [
        json.dumps([[id] for id in turn.sample(ids, OPTIONS)], separators=(",", ":")) for _ in range(MANY)
    ]
    _filled(ballot, MANY, orders.__getitem__)
    found = []
    for method in ("schulze", "ranked-pairs", "irv", "stv"):
        _asks(ballot, method)
        plain, runs, used = [], [], []
        for _ in range(rounds):
            plain.append(_seconds(lambda: _asked(PLAIN, [ballot.pk])))
            begun = time.process_time()
            runs.append(_seconds(lambda: operations.count(ballot)))
            used.append(time.process_time() - begun)
        least = row("a plain SQL count of the same rows", plain, "s")
        what = f"{MANY:,} votes on {OPTIONS} options counted by {method}"
        found += [row(what, runs, "s", least.what, least.value), row("… of that the processor", used, "s")]
    tracemalloc.start()
    operations.count(ballot)
    most = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return [*found, row("… and the most memory that counting holds", [most], "MB")]


def _asks(ballot: Ballot, method: str) -> None:
    options = [{"name": f"Option {n}"} for n in range(OPTIONS)]
    given: dict[str, Any] = {"question": "In which order?", "options": options}
    given |= {"places": 4} if method == "stv" else {}
    ballot.method, ballot.rule = method, {}
    ballot.paper = {"text": "", "asks": papers.compose(method, given).as_data(), "secrecy": "open"}


def _secret(ballot: Ballot) -> list[Row]:
    """Parted once: what was parted cannot be parted again."""
    ballot.method, ballot.rule, ballot.paper, ballot.secrecy = "majority", ballot.rule, {}, "secret"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM voting_vote")
        cursor.execute(
            "INSERT INTO voting_choiceapart (key, ballot_id, choice)"
            " SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, %s,"
            " (ARRAY['yes', 'no', 'abstain'])[1 + n %% 3] FROM generate_series(1, %s) n",
            [ballot.pk, MILLION],
        )
        cursor.execute(
            "INSERT INTO voting_vote (ballot_id, voter_id, choice, apart, cast_at, receipt) SELECT %s, n, 'apart',"
            " ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, now(), n::text"
            " FROM generate_series(1, %s) n",
            [ballot.pk, MILLION],
        )

    def part() -> None:
        with transaction.atomic():
            parting.part(ballot, clock.now())

    return [row("a million secret votes parted, shuffled and rewritten", [_seconds(part)], "s")]


def _filled(ballot: Ballot, many: int, choice: Callable[[int], str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM voting_vote WHERE ballot_id = %s", [ballot.pk])
        with cursor.copy(
            "COPY voting_vote (ballot_id, voter_id, choice, cast_at, receipt) FROM STDIN"
        ) as copied:
            for n in range(many):
                copied.write_row((ballot.pk, n + 1, choice(n), CAST_AT, str(n)))
    _asked("ANALYZE voting_vote", [])


def _lent(rounds: int) -> list[Row]:
    told = chains(MANY)
    followed = [_used(lambda: _carry(*told)) for _ in range(rounds)]
    whole = [_seconds(_whole) for _ in range(rounds)]
    what = f"{LENDERS:,} members, {LENT:,} lent votes, {CHOICES} options: to the outcome"
    return [row(f"{MANY:,} people in chains followed", followed, "s CPU"), row(what, whole, "s")]


def chains(people: int, share: float = 0.8) -> tuple[list[str], list[str], dict[str, str]]:
    """People who mostly lend to somebody better known; a third vote. Returns voters, who votes, to whom each lends."""
    turn = random.Random(3)
    voters = [f"p{n}" for n in range(people)]
    direct = [voter for voter in voters if turn.random() < 0.3]
    lent = {v: voters[int(people * turn.random() ** 3)] for v in voters if turn.random() < share}
    return voters, direct, lent


def _carry(voters: list[str], direct: list[str], lent: dict[str, str]) -> delegations.Carried:
    found = delegations.carry(voters, direct, lent)
    _ = found.weights, found.lost
    return found


def _whole() -> None:
    """From delegations as the shell takes them to the outcome of a ranking with their weights."""
    voters, direct, lent = chains(LENDERS, LENT / LENDERS)
    rows = [{"from": voter, "to": to, "for": "assembly"} for voter, to in lent.items()]
    found = delegations.read({"voters": voters, "direct": direct, "delegations": rows})
    turn, ids = random.Random(9), [str(n) for n in range(CHOICES)]

    def votes() -> Iterator[dict[str, Any]]:
        for voter, weight in found.weights.items():
            ranking = [[id] for id in turn.sample(ids, CHOICES)]
            yield {"voter": voter, "choice": ranking, "weight": str(weight)}

    tallies.tally({"method": "schulze", "options": ids, "votes": votes()})


def _asked(statement: str, given: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def _seconds(act: Callable[[], object]) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def _used(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun
