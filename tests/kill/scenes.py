# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is set up in a house before a test, and what is read out of it afterwards, without going by its doors.

`python -m tests.kill.scenes NAME SIZE…` with the house's environment prints what the scene tells, as JSON.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from assemblies import clock
from assemblies.people import operations as people_operations
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.record import operations as record
from assemblies.record import queries
from assemblies.record.models import Entry, Record
from assemblies.registry import operations as registry
from assemblies.registry.models import Assembly
from assemblies.voting import export
from assemblies.voting import operations as voting
from assemblies.voting import queries as voting_queries
from assemblies.voting.models import Ballot, Carried, ChoiceApart, Decision, Vote
from benchmarks import counts, votes, world
from governance import entries, merkle, verify
from tests.kill import kinds


def ballots(many: int, people: int, kind: int = 0) -> dict[str, Any]:
    """Open so many ballots in a new neighbourhood of so many people; the first of them facilitates it. `kind` is its
    number among kinds.KINDS."""
    _, _, near = world.network()
    seated = world.people(people)
    registry.enrol((person, near) for person in seated)
    registry.take_seat(person=seated[0], assembly=near, office="facilitator")
    made = [opened(near, seated, number, composed(kinds.KINDS[kind])) for number in range(many)]
    record.seal_all()
    return {
        "ballots": [described(ballot) for ballot in made],
        "people": devices(seated),
    }


def composed(kind: str) -> voting.Composed:
    """What a facilitator composes for a ballot of a kind."""
    secrecy = "secret" if kinds.secret(kind) else "open"
    if kinds.CHOICES[kind] == kinds.WORDS:
        return voting.Composed(secrecy=secrecy)
    return voting.Composed(
        "schulze", {"question": "In which order?", "options": OPTIONS[:3]}, secrecy=secrecy
    )


def devices(seated: list[Person]) -> list[dict[str, Any]]:
    """What each of these people needs to vote: a session of a page, and a token for a program."""
    return [
        {"id": person.public_id, "session": session, "csrf": csrf, "token": token(person)}
        for person, (session, csrf) in zip(seated, votes.signed_in(seated), strict=True)
    ]


OPTIONS = [{"name": f"Idea {n}"} for n in range(1, 8)]
"""Seven options have 5,040 orders: every voter gives one of their own."""


def secretly(people: int) -> dict[str, Any]:
    """One secret ballot that asks for an order, in a new neighbourhood of so many people."""
    asks = {"question": "In which order?", "options": OPTIONS}
    composed = voting.Composed("schulze", asks, secrecy="secret")
    _, _, near = world.network()
    seated = world.people(people)
    registry.enrol((person, near) for person in seated)
    for person in seated[:2]:
        registry.take_seat(person=person, assembly=near, office="facilitator")
    ballot = opened(near, seated, 0, composed)
    record.seal_all()
    return {"ballots": [described(ballot)], "people": devices(seated)}


def lent() -> dict[str, Any]:
    """What became of lent votes on each ballot that closed with some: who carried whom, and what repeating its export
    says."""
    record.seal_all()
    found = {}
    with_lent = Decision.objects.filter(ballot__in=Carried.objects.values("ballot"))
    for made in with_lent.select_related("ballot", "assembly"):
        rows = Carried.objects.filter(ballot=made.ballot).select_related("lender", "to", "carrier")
        found[made.ballot.public_id] = {
            "seats": made.ballot.seats,
            "voted": [vote.voter.public_id for vote in made.ballot.votes.select_related("voter")],
            "counted": sum(made.tally["counts"].values()),
            "carried": [
                [row.lender.public_id, row.to.public_id, row.carrier.public_id if row.carrier else None]
                for row in rows
            ],
            "said": list(verify.checks(export.files(made))),
        }
    return found


def crowded(people: int, votes_there: int) -> dict[str, Any]:
    """A ballot of yes or no, and two of orders that a crowd has voted on already: rows with nobody behind them."""
    ranked = {
        "question": "In which order?",
        "options": [{"name": f"Idea {n}"} for n in range(counts.OPTIONS)],
    }
    _, _, near = world.network()
    seated = world.people(people)
    registry.enrol((person, near) for person in seated)
    registry.take_seat(person=seated[0], assembly=near, office="facilitator")
    counts.nobody()
    made = [opened(near, seated, 0)]
    for number in (1, 2):
        ballot = opened(near, seated, number, voting.Composed("schulze", ranked))
        Ballot.objects.filter(pk=ballot.pk).update(seats=votes_there + people)
        counts.filled(ballot, votes_there, lambda n: counts.order(n), since=10**9 * number)
        made.append(ballot)
    record.seal_all()
    return {"ballots": [described(ballot) for ballot in made], "people": devices(seated)}


def close() -> dict[str, Any]:
    """Every ballot that is open closes, as if its hour had come."""
    with clock.travel(clock.now() + timedelta(days=30)):
        closed = voting.close_due()
    record.seal_all()
    return {"closed": closed}


def opened(
    near: Assembly, seated: list[Person], number: int, composed: voting.Composed | None = None
) -> Ballot:
    """One ballot: raised, seconded and talked about some days ago, opened now."""
    content = proposals.Content(
        f"Question {number}", "It is asked so that it can be closed.", "", "mobility",
        places={near.public_id: "1"},
    )  # fmt: skip
    with clock.travel(clock.now() - timedelta(days=4)):
        raised = proposals.raise_proposal(author=seated[0], raised_in=near, content=content)
        proposals.submit(proposal=raised, by=seated[0])
        for person in seated[1:3]:
            proposals.second(proposal=proposal_queries.proposal(raised.public_id), by=person)
    ready = proposal_queries.proposal(raised.public_id)
    ballot = voting.open_ballot(proposal=ready, by=seated[0], composed=composed or voting.Composed())
    assert ballot is not None
    return ballot


def described(ballot: Ballot) -> dict[str, Any]:
    return {
        "id": ballot.public_id,
        "proposal": ballot.proposal.public_id,
        "assembly": ballot.assembly.public_id,
        "text": ballot.text_digest,
    }


def token(person: Person) -> str:
    return people_operations.make_token(person=person, label="a program")[1]


def look() -> dict[str, Any]:
    """Every ballot as the tables and as the record have it; `whole` when each root is that of its leaves."""
    record.seal_all()
    said, rows = on_the_record(), Ballot.objects.select_related("proposal", "assembly").order_by("pk")
    return {"whole": whole(), "ballots": {row.public_id: seen(row, said[row.public_id]) for row in rows}}


def seen(row: Ballot, said: list[dict[str, Any]]) -> dict[str, Any]:
    decision = Decision.objects.filter(ballot=row).first()
    cast = Vote.objects.filter(ballot=row).select_related("voter")
    apart = dict(ChoiceApart.objects.filter(ballot=row).values_list("key", "choice"))
    quorum = [check for check in (row.tally or {}).get("checks", ()) if check["name"] == "quorum"]
    return {
        "rows": [
            [vote.voter.public_id, apart.get(vote.apart, vote.choice), vote.receipt, vote.cast_at.isoformat()]
            for vote in cast
        ],
        "chosen": dict(voting_queries.choices(row)),
        "took_part": int(quorum[0]["value"]) if quorum else None,
        "said": said,
        "counted": (row.tally or voting.count(row))["counts"],
        "decided": decision.tally["counts"] if decision else None,
        "quorum": row.quorum,
        "closed": row.closed_at is not None,
        "late": cast.filter(cast_at__gte=row.closed_at or row.closes_at).count(),
    }


def on_the_record() -> dict[str, list[dict[str, Any]]]:
    """Ballot → who chose what, in the order of the record's numbers."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = list(Entry.objects.filter(type="VoteCast").order_by("record_id", "number"))
    bodies = queries.bodies(row.pk for row in rows)
    for row in rows:
        said = bodies[row.pk].values | {"at": row.said_at.isoformat()}
        found[str(entries.read(bytes(row.leaf)).facts["ballot"])].append(said)
    return found


def whole() -> bool:
    def root(kept: Record) -> bytes:
        return merkle.root_of([merkle.leaf_hash(leaf) for leaf in queries.leaves(kept)])

    return all(root(kept) == bytes(kept.root) for kept in Record.objects.all())


if __name__ == "__main__":
    scenes: dict[str, Callable[..., Any]] = {
        "ballots": ballots,
        "look": look,
        "secretly": secretly,
        "crowded": crowded,
        "close": close,
        "lent": lent,
    }
    print(json.dumps(scenes[sys.argv[1]](*map(int, sys.argv[2:]))))
