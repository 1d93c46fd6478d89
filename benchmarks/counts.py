# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting: ballots closed from the database, beside a plain SQL count of the same rows, and lent votes followed."""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from assemblies import clock
from assemblies.voting import counter, operations, queries
from assemblies.voting.models import Ballot
from assemblies.voting.operations import parting
from benchmarks import guests, world
from benchmarks.table import Row, row
from governance import delegations, papers, tallies

MILLION, MANY, OPTIONS, PLACES = 1_000_000, 100_000, 10, 4
GROWING = (10_000, 100_000, MILLION)
RANKED = ("schulze", "ranked-pairs", "irv", "stv")
POT = (10_000, 100, 100_000)
"""Voters, projects, and what there is to share out."""
LENDERS, LENT, CHOICES = 10_000, 4_000, 7
NOBODY = """
DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE voting_vote DROP CONSTRAINT %%I', conname) FROM pg_constraint
  WHERE conrelid = 'voting_vote'::regclass AND contype = 'f' AND conname LIKE '%%voter_id%%'); END $$
"""
"""A database to measure on asks no longer that a voter is somebody."""
CAST_AT = "2026-11-01T12:00:00Z"
PLAIN = "SELECT choice, count(*) FROM voting_vote WHERE ballot_id = %s GROUP BY choice"


def measure(rounds: int) -> list[Row]:
    """Seconds for a million majority votes, a hundred thousand rankings, as they grow, a million secret votes parted
    and rewritten, a pot shared out, and for delegations. Voters of such numbers are rows without people behind them."""
    ballot = world.ballot_with(8)
    ballot.seats = MILLION
    nobody()
    for table in (
        "voting_vote",
        "voting_choiceapart",
    ):  # housekeeping would come in between whenever it likes
        _asked(f"ALTER TABLE {table} SET (autovacuum_enabled = off)", [])
    return [
        *_majority(ballot, rounds),
        *_ranked(ballot, rounds),
        *_growing(ballot, rounds),
        *_secret(ballot, rounds),
        *_shared(rounds),
        *_lent(rounds),
    ]


def _majority(ballot: Ballot, rounds: int) -> list[Row]:
    filled(ballot, MILLION, lambda n: ("yes", "no", "yes", "abstain")[n % 4])
    plain, runs = [], []
    for _ in range(rounds):
        plain.append(seconds(lambda: _asked(PLAIN, [ballot.pk])))
        runs.append(seconds(lambda: operations.count(ballot)))
    least = row("a plain SQL count of the same rows", plain, "s")
    return [least, row("a million majority votes counted", runs, "s", least.what, least.value)]


def order(number: int) -> str:
    """An order of all options as it is kept, by chance and always the same for this number."""
    turn = random.Random(number).sample(range(1, OPTIONS + 1), OPTIONS)
    return "[" + ",".join(f'["{n}"]' for n in turn) + "]"


def _ranked(ballot: Ballot, rounds: int) -> list[Row]:
    """Each method beside a plain SQL count, and beside pref_voting where it is installed."""
    filled(ballot, MANY, order)
    theirs = guests.ranking([order(n) for n in range(MANY)], rounds)
    found = []
    for method in RANKED:
        ranks(ballot, method)
        plain, runs, used = [], [], []
        for _ in range(rounds):
            plain.append(seconds(lambda: _asked(PLAIN, [ballot.pk])))
            begun = _processor()
            runs.append(seconds(lambda: operations.count(ballot)))
            used.append(_processor() - begun)
        least = row("a plain SQL count of the same rows", plain, "s")
        what = f"{MANY:,} orders of {OPTIONS} options counted by {method}"
        found.append(row(what, runs, "s", least.what, least.value))
        found.append(row("… of that the processor, in both processes", used, "s CPU"))
        if method in theirs:
            guest = row(f"… of the same in memory by pref_voting ({method})", theirs[method], "s CPU")
            own = found.pop()
            found += [guest, own._replace(beside="pref_voting", ratio=own.value / guest.value)]
    return found


def _processor() -> float:
    """Seconds of the processor so far, of this process and of those it had count."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _growing(ballot: Ballot, rounds: int) -> list[Row]:
    """Closing time by votes, and the most memory that the process of its own, which counts, ever had."""
    found, first = [], 0.0
    _asked("TRUNCATE voting_vote CASCADE", [])
    for many in GROWING:
        ranks(ballot, "schulze")
        filled(ballot, many, order)
        runs, used = [], []
        for _ in range(rounds):
            begun = _processor()
            runs.append(seconds(lambda: operations.count(ballot)))
            used.append(1e6 * (_processor() - begun) / many)
        each = row("… of that the processor, each vote", used, "µs CPU")
        first = first or each.value
        found += [
            row(f"{many:,} orders of {OPTIONS} options counted by schulze", runs, "s"),
            each._replace(beside=f"one of {GROWING[0]:,}", ratio=each.value / first),
            row("… and the most memory of the process that counted", [_peak(ballot)], "MB"),
        ]
    return found


OBSERVED = """
import sys
from assemblies.voting import counter
counter.main()
sys.stderr.write(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def _peak(ballot: Ballot) -> float:
    """The most memory, in MB, that a process ever had which counted a ballot as `counter.tally` has it counted."""
    command, pipe = [sys.executable, "-c", OBSERVED], subprocess.PIPE
    with (
        transaction.atomic(),
        subprocess.Popen(command, cwd=counter.ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as other,
    ):
        assert other.stdin is not None and other.stdout is not None and other.stderr is not None
        other.stdin.write(json.dumps([queries.question(ballot), {}]) + "\n")
        other.stdin.writelines(f"{n} {choice}\n" for choice, n in queries.choices(ballot))
        other.stdin.close()
        other.stdout.read()
        return int(other.stderr.read().split()[1]) / 1024


def ranks(ballot: Ballot, method: str) -> None:
    """Have a ballot ask for an order of the options, without writing that down."""
    options = [{"name": f"Option {n}"} for n in range(OPTIONS)]
    given: dict[str, Any] = {"question": "In which order?", "options": options}
    given |= {"places": PLACES} if method == "stv" else {}
    ballot.method, ballot.rule = method, {}
    ballot.paper = {"text": "", "asks": papers.compose(method, given).as_data(), "secrecy": "open"}


def _secret(ballot: Ballot, rounds: int) -> list[Row]:
    """What was parted cannot be parted again, so every run is of new rows, beside the same rows merely copied."""
    ballot.method, ballot.paper, ballot.secrecy = "majority", {}, "secret"
    plain, runs = [], []
    for _ in range(rounds):
        with transaction.atomic():
            for statement in SECRET_ROWS:
                _asked(statement, {"ballot": ballot.pk, "many": MILLION})
        _asked("ANALYZE voting_vote, voting_choiceapart", [])
        plain.append(seconds(lambda: _asked(COPIED, [ballot.pk])))
        _asked("DROP TABLE bench_copied", [])
        runs.append(seconds(lambda: _part(ballot)))
    least = row("a plain copy of as many choices by their keys", plain, "s")
    what = "a million secret votes parted, shuffled and rewritten"
    return [least, row(what, runs, "s", least.what, least.value)]


SECRET_ROWS = (
    "TRUNCATE voting_vote, voting_choicecounted CASCADE",
    "INSERT INTO voting_choiceapart (key, ballot_id, choice)"
    " SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, %(ballot)s,"
    " (ARRAY['yes', 'no', 'abstain'])[1 + n %% 3] FROM generate_series(1, %(many)s) n",
    "INSERT INTO voting_vote (ballot_id, voter_id, choice, apart, cast_at, receipt) SELECT %(ballot)s, n, 'apart',"
    " ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, now(), n::text"
    " FROM generate_series(1, %(many)s) n",
)
COPIED = """
CREATE TABLE bench_copied AS SELECT v.ballot_id, a.choice, v.place_id
  FROM voting_vote v JOIN voting_choiceapart a ON a.key = v.apart WHERE v.ballot_id = %s
"""


def _part(ballot: Ballot) -> None:
    with transaction.atomic():
        parting.part(ballot, clock.now())


def _shared(rounds: int) -> list[Row]:
    """A pot shared out exactly, one unit more a voter at a time, beside pabutools where it is installed."""
    question = guests.pot(*POT)
    theirs = guests.sharing(question, rounds)
    asked = {name: question[name] for name in ("costs", "pot", "tie_order")}
    asked |= {"method": "budget-mes", "completion": "add1", "options": list(question["costs"])}
    asked["votes"] = [{"choice": chosen, "count": n} for chosen, n in question["votes"]]
    used = [_used(lambda: tallies.tally(asked)) for _ in range(rounds)]
    what = f"Equal Shares with add1, {POT[0]:,} voters and {POT[1]} projects"
    if not theirs:
        return [row(what, used, "s CPU")]
    guest = row("… by pabutools", theirs, "s CPU")
    return [guest, row(what, used, "s CPU", "pabutools", guest.value)]


def filled(ballot: Ballot, many: int, choice: Callable[[int], str], since: int = 1) -> None:
    """Put so many votes on a ballot and take those that were there away; their voters are numbers from `since` on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM voting_vote WHERE ballot_id = %s", [ballot.pk])
        with cursor.copy(
            "COPY voting_vote (ballot_id, voter_id, choice, cast_at, receipt) FROM STDIN"
        ) as copied:
            for n in range(many):
                copied.write_row((ballot.pk, since + n, choice(n), CAST_AT, str(n)))
    _asked("ANALYZE voting_vote", [])


def _lent(rounds: int) -> list[Row]:
    told = chains(MANY)
    followed = [_used(lambda: _carry(*told)) for _ in range(rounds)]
    whole = [seconds(_whole) for _ in range(rounds)]
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


def nobody() -> None:
    """Let voters be numbers with nobody behind them, in a database that is there to measure on."""
    _asked(NOBODY, [])


def _asked(statement: str, given: list[Any] | dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def seconds(act: Callable[[], object]) -> float:
    """How long an act takes."""
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def _used(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun
