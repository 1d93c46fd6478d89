# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages as they grow: queries and processor time have to stay the same, whatever stands behind them."""

import gc
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle, islice

from django.db import connection
from django.test import Client

from assemblies import ids, pieces
from assemblies.deliberation.models import Contribution
from assemblies.people.models import Person
from assemblies.proposals.models import Backing, Claim, Hearing, Proposal
from assemblies.registry.models import Assembly
from assemblies.voting.models import Ballot, Decision
from benchmarks import screen, serving, world
from benchmarks.table import Row, row
from governance.claims import Ending, Kind

A_ROUND = 20
"""Requests a round."""
LISTED, TALKED = (10, 1_000, 10_000), (10, 1_000)
STAGES = ("seconding", "deliberation", "adopted", "deliberation", "rejected", "lapsed")
SUMMARY = "One of many: what it asks for takes a sentence or two to say, as it does where people live. " * 2
KINDS = ("comment", "concern", "question", "comment", "suggestion", "argument_for")
SAID = "I pass there every morning, and so do the children. It has been closed for too long already."
COUNTED = {"outcome": "adopted", "counts": {"yes": 31, "no": 9, "abstain": 2}, "said": []}
BAR, LIGHT = "bar 15 ms, 12 queries", "bar 130 kB, 12 requests"


def cpu(client: Client, path: str, times: int, before: Callable[[], object] = int) -> list[float]:
    """Processor milliseconds of the web process for each of some requests; `before` each, something untimed."""
    client.get(path)
    runs = []
    for _ in range(times):
        before()
        start = time.process_time()
        client.get(path)
        runs.append((time.process_time() - start) * 1000)
    return runs


def asked(client: Client, path: str, times: int) -> tuple[int, float, int]:
    """How many queries a request makes, the fewest milliseconds they were waited for, and the answer's bytes."""
    waited: list[list[float]] = []

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            waited[-1].append((time.perf_counter() - start) * 1000)

    with connection.execute_wrapper(count):
        for _ in range(times):
            waited.append([])
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
    assert len({len(each) for each in waited}) == 1, (path, waited)
    return len(waited[0]), min(map(sum, waited)), len(answer.content)


def measure(rounds: int) -> list[Row]:
    ballot = world.ballot_with(60)
    client = Client(HTTP_HOST="127.0.0.1")
    person = ballot.proposal.author
    client.force_login(person, backend="assemblies.people.sessions.Backend")
    rows = []

    def page(name: str, path: str, *, bar: str = "", unkept: bool = False) -> None:
        runs = cpu(client, path, A_ROUND * rounds)
        queries, waited, weight = asked(client, path, A_ROUND)
        what = f"{name}: {queries} queries ({waited:.1f} ms), {weight / 1024:.0f} kB"
        rows.append(row(what, runs, "ms CPU", bar))
        if unkept:
            rows.append(row("  drawn all anew", cpu(client, path, A_ROUND, pieces.forget), "ms CPU", bar))

    here, proposal = f"/a/{ballot.assembly.public_id}/", f"/p/{ballot.proposal.public_id}/"
    for size in LISTED:
        fill(ballot, size)
        settle()
        page(f"list at {size:,} proposals", f"{here}proposals/", bar=BAR, unkept=size == LISTED[-1])
        for name, path in (("assembly", here), ("home", "/"), ("console", f"{here}console/")):
            if size != LISTED[1]:
                page(f"  {name} at {size:,} proposals", path)
    for size in TALKED:
        talk(ballot, size)
        settle()
        page(f"proposal at {size:,} contributions", proposal, bar=BAR, unkept=size == TALKED[-1])
    for size in TALKED:
        claim(ballot, size)
        settle()
        page(f"whom it affects at {size:,} claims", f"{proposal}claims/", bar=BAR)
    page(f"proposal at {TALKED[-1]:,} claims too", proposal, bar=BAR)
    with serving.served() as served:
        for name, path in (("home", "/"), ("assembly", here), ("proposal", proposal)):
            sizes = screen.first_visit(served, path)
            rows.append(row(f"first visit, {name}: {len(sizes)} requests", [sum(sizes) / 1000], "kB", LIGHT))
    return rows


def settle() -> None:
    """What PostgreSQL does by itself within a minute of so many new rows; and a process that serves pages has not made
    all of them, so what was made here is no longer looked through for garbage."""
    gc.collect()
    gc.freeze()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def fill(ballot: Ballot, size: int) -> None:
    """Bring the proposals before an assembly to a number: at every stage, each heard, some decided."""
    model, here = ballot.proposal, ballot.assembly
    missing = size - Proposal.objects.filter(assembly=here).count()
    authors = _neighbours(here)
    made = [
        Proposal(
            network=model.network, author=author, raised_in=here, assembly=here, stage=stage, matter="mobility",
            title=f"Measured {k}: reopen the old path by the water", summary=SUMMARY, html=f"<p>{SUMMARY}</p>",
            text_digest=secrets.token_hex(8), made_at=model.made_at, submitted_at=model.made_at,
            moved_at=model.moved_at - timedelta(minutes=k), contributions=k % 30,
        )
        for k, author, stage in zip(range(missing), cycle(authors), cycle(STAGES))
    ]  # fmt: skip
    heard = [_hearing(ballot, one) for one in Proposal.objects.bulk_create(made, batch_size=2000)]
    decided = [one for one in Hearing.objects.bulk_create(heard, batch_size=2000) if one.stage == "adopted"]
    _decide(ballot, decided)


def _neighbours(here: Assembly) -> list[Person]:
    return list(Person.objects.filter(seats__assembly=here, seats__home=True).order_by("pk"))


def _hearing(ballot: Ballot, of: Proposal) -> Hearing:
    live = of.stage in ("seconding", "deliberation")
    return Hearing(
        proposal=of, assembly=ballot.assembly, charter=ballot.hearing.charter, number=1, stage=of.stage,
        came_by="raised", opened_at=of.made_at, stage_at=of.moved_at, ended_at=None if live else of.moved_at,
    )  # fmt: skip


def _decide(ballot: Ballot, heard: list[Hearing]) -> None:
    ballots = Ballot.objects.bulk_create(
        Ballot(
            proposal=one.proposal, hearing=one, assembly=ballot.assembly, opened_at=one.opened_at,
            closes_at=one.stage_at, closed_at=one.stage_at, method="majority", rule=ballot.rule, seats=60,
            quorum=12, text_digest="", yes_means="It is opened.", no_means="Nothing changes.",
        )
        for one in heard
    )  # fmt: skip
    Decision.objects.bulk_create(
        Decision(
            ballot=one, proposal=one.proposal, assembly=ballot.assembly, outcome="adopted", tally=COUNTED,
            because="Adopted, because more chose yes than no.", at=one.closes_at,
        )
        for one in ballots
    )  # fmt: skip


def talk(ballot: Ballot, size: int) -> None:
    """Bring the contributions to a proposal to a number, by many people and of every kind, each third a reply."""
    of = ballot.proposal
    missing = size - Contribution.objects.filter(proposal=of).count()
    authors = islice(cycle(_neighbours(ballot.assembly)), missing)
    made = [
        Contribution(
            public_id=ids.fresh(), proposal=of, hearing=ballot.hearing, author=author, home=ballot.assembly,
            kind=kind, text=SAID, html=f"<p>{SAID}</p>", at=ballot.opened_at + timedelta(minutes=k),
        )
        for k, (author, kind) in enumerate(zip(authors, cycle(KINDS)))
    ]  # fmt: skip
    for opening, reply in zip(made[1::3], made[2::3], strict=False):
        reply.reply_to = opening
    openings = [one for one in made if one.reply_to is None]
    Contribution.objects.bulk_create(openings)
    Contribution.objects.bulk_create(one for one in made if one.reply_to is not None)
    Proposal.objects.filter(pk=of.pk).update(contributions=size)


def claim(ballot: Ballot, size: int) -> None:
    """Bring the claims on a proposal to a number, each on a version of its text and stood behind by some; all ended."""
    of, behind = ballot.proposal, _neighbours(ballot.assembly)[:5]
    last = Claim.objects.filter(proposal=of).count()
    made = Claim.objects.bulk_create(
        Claim(
            proposal=of, place=ballot.assembly, by=behind[0], kind=Kind.AFFECTED, share="1", reason=SAID,
            version=k, needed=3, stood=len(behind), ending=Ending.LAPSED, made_at=ballot.opened_at,
            until=ballot.opened_at + timedelta(days=7), ended_at=ballot.opened_at + timedelta(days=7),
        )
        for k in range(last, size)
    )  # fmt: skip
    Backing.objects.bulk_create(
        Backing(claim=one, person=person, at=one.made_at) for one in made for person in behind
    )
