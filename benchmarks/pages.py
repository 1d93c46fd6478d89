# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists and proposal pages as they grow: queries and processor time have to stay the same."""

import secrets
import time

from django.db import connection
from django.test import Client

from assemblies import ids
from assemblies.deliberation.models import Contribution
from assemblies.proposals.models import Proposal
from assemblies.voting.models import Ballot
from benchmarks import world
from benchmarks.table import Row, row


def timed(client: Client, path: str, times: int) -> tuple[list[float], int, int]:
    """Processor milliseconds of each of some requests, how many queries one makes, and its bytes."""
    client.get(path)
    asked: list[str] = []

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    runs = []
    for _ in range(times):
        start = time.process_time()
        client.get(path)
        runs.append((time.process_time() - start) * 1000)
    return runs, len(asked), len(answer.content)


def measure(rounds: int) -> list[Row]:
    ballot = world.ballot_with(60)
    person = ballot.proposal.author
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    rows = []
    path = f"/a/{ballot.assembly.public_id}/proposals/"
    for size in (10, 1_000, 10_000):
        _fill(ballot, size)
        runs, queries, _ = timed(client, path, max(rounds, 20))
        rows.append(
            row(f"list page at {size} proposals: {queries} queries", runs, "ms CPU", "bar 15 ms, 12 queries")
        )
    path = f"/p/{ballot.proposal.public_id}/"
    for size in (10, 1_000):
        _talk(ballot, size)
        runs, queries, weight = timed(client, path, max(rounds, 20))
        what = f"proposal page at {size} comments: {queries} queries, {weight // 1024} kB"
        rows.append(row(what, runs, "ms CPU", "bar 15 ms, 12 queries"))
    return rows


def _fill(ballot: Ballot, size: int) -> None:
    model = ballot.proposal
    missing = size - Proposal.objects.filter(assembly=ballot.assembly).count()
    made = []
    for k in range(missing):
        made.append(
            Proposal(
                network=model.network, author=model.author, raised_in=model.raised_in, assembly=model.assembly,
                stage="deliberation", title=f"Measured {k}", summary="One of many.", matter="mobility",
                text_digest=secrets.token_hex(8), made_at=model.made_at, moved_at=model.moved_at,
            )
        )  # fmt: skip
    Proposal.objects.bulk_create(made, batch_size=2000)


def _talk(ballot: Ballot, size: int) -> None:
    missing = size - Contribution.objects.filter(proposal=ballot.proposal).count()
    Contribution.objects.bulk_create(
        [
            Contribution(
                public_id=ids.fresh(), proposal=ballot.proposal, hearing=ballot.hearing, author=ballot.proposal.author,
                text="So it is.", html="<p>So it is.</p>", at=ballot.opened_at,
            )
            for _ in range(missing)
        ]
    )  # fmt: skip
