# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lent votes in the house: a close that carries them, from the tables to the outcome, and what pages ask of them."""

import json
import random
import time
from collections.abc import Callable

from django.db import connection, transaction

from assemblies import clock
from assemblies.people.models import Person
from assemblies.registry.models import Seat
from assemblies.voting import carrying, lent, operations
from assemblies.voting.models import Ballot, Carried, Delegation, Lendings
from assemblies.voting.operations import carrying as carrier
from benchmarks import counts, world
from benchmarks.table import Row, row
from governance import papers


def measure(rounds: int) -> list[Row]:
    """Seconds from the tables to the outcome with 10,000 members, 4,000 lent votes and 7 options; and with 100,000
    people in chains, of whom a third vote."""
    ballot = world.ballot_with(8)
    people = inhabited(ballot, counts.LENDERS)
    lends(ballot, people, counts.LENT / counts.LENDERS)
    ranked(ballot, people)
    small = [_close(ballot) for _ in range(rounds)]
    more = people + inhabited(ballot, counts.MANY - len(people))
    lends(ballot, more, 0.8)
    ranked(ballot, more)
    followed = [_seconds(lambda: carrying.standing(ballot)) for _ in range(rounds)]
    large = [_close(ballot) for _ in range(rounds)]
    mine = [_seconds(lambda n=n: carrying.chain(ballot, Person(pk=more[n * 97]))) for n in range(200)]  # type: ignore[misc]
    every = [_seconds(lambda: _overview(ballot)) for _ in range(rounds)]
    what = f"{counts.LENDERS:,} members, {counts.LENT:,} lent votes, {counts.CHOICES} options: the tables to the outcome"
    return [
        row(what, small, "s"),
        row(f"{counts.MANY:,} people in chains: read from the tables and followed", followed, "s"),
        row("… and carried, written down and counted at the close", large, "s"),
        row("one's own chain among them, for a page", mine, "s"),
        row("who would carry how many among them, for a page", every, "s"),
    ]


def inhabited(ballot: Ballot, many: int) -> list[int]:
    """So many more people at home where the ballot is, since before it opened. Returns their row ids."""
    here, since = ballot.assembly, ballot.opened_at
    with transaction.atomic():
        made = [person.pk for person in world.people(many)]
        Seat.objects.bulk_create(
            Seat(
                person_id=pk,
                network_id=here.network_id,
                assembly=here,
                office="member",
                home=True,
                since=since,
            )
            for pk in made
        )
    return made


def lends(ballot: Ballot, people: list[int], share: float) -> None:
    """Most lend to somebody better known, who may lend on; whom fewer know lends more often."""
    turn, at = random.Random(3), clock.now()
    pairs = ((who, people[int(len(people) * turn.random() ** 3)]) for who in people if turn.random() < share)
    rows = [
        Delegation(assembly=ballot.assembly, lender_id=who, carrier_id=to, scope="assembly", since=at)
        for who, to in pairs
        if who != to
    ]
    Delegation.objects.all().delete()
    Delegation.objects.bulk_create(rows)
    Lendings.objects.update_or_create(assembly=ballot.assembly, defaults={"acts": len(rows)})


def ranked(ballot: Ballot, people: list[int]) -> None:
    """A third of them order seven options."""
    turn, ids = random.Random(9), [str(n) for n in range(1, counts.CHOICES + 1)]
    voters = [pk for pk in people if turn.random() < 0.3]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM voting_vote WHERE ballot_id = %s", [ballot.pk])
        with cursor.copy(
            "COPY voting_vote (ballot_id, voter_id, choice, cast_at, receipt) FROM STDIN"
        ) as copied:
            for voter in voters:
                order = json.dumps([[id] for id in turn.sample(ids, counts.CHOICES)], separators=(",", ":"))
                copied.write_row((ballot.pk, voter, order, counts.CAST_AT, str(voter)))
    given = {"question": "In which order?", "options": [{"name": f"Option {id}"} for id in ids]}
    asks = papers.compose("schulze", given)
    ballot.method, ballot.rule = "schulze", {}
    ballot.paper = {"text": "", "asks": asks.as_data(), "secrecy": "open", "lending": True}
    ballot.seats = len(people) + 8
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _close(ballot: Ballot) -> float:
    """What the close does of it: carry, say so, count. Undone again."""
    Carried.objects.filter(ballot=ballot).delete()
    begun = time.monotonic()
    with transaction.atomic():
        carrier.carry(ballot, clock.now())
        operations.count(ballot)
    return time.monotonic() - begun


def _overview(ballot: Ballot) -> None:
    lent.forget()
    lent.overview(ballot.assembly)


def _seconds(act: Callable[[], object]) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun
