# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be seen in a world, as JSON: `python -m tests.upgrade.look facts | pages | going_on`.

`facts` is kept beside a world and must stay the same through every upgrade: roots, tallies, decisions, stages.
`pages` asks for the pages as people of the world do. `going_on` votes, closes and seals in it, and so changes it.
"""

import json
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.test import Client

from assemblies import clock
from assemblies.people.models import Person
from assemblies.proposals.models import Proposal
from assemblies.record import keys
from assemblies.record import operations as record
from assemblies.record import queries as records
from assemblies.record.models import Checkpoint, Record
from assemblies.registry import queries as registry
from assemblies.registry.models import Allotment, Assembly
from assemblies.voting import export, operations, queries
from assemblies.voting.models import Ballot, Decision
from governance import canonical, merkle, notes, verify
from governance.refusals import Refusal
from tests.upgrade.world import NOW


def facts() -> dict[str, Any]:
    """What an upgrade may not change."""
    return {
        "records": {row.origin: _record(row) for row in Record.objects.order_by("origin")},
        "checkpoints": {f"{c.record.origin} {c.size}": _root(c.note, c.record) for c in _checkpoints()},
        "proposals": {p.title: [p.stage, p.assembly.name] for p in Proposal.objects.order_by("title")},
        "ballots": {b.public_id: _ballot(b) for b in Ballot.objects.order_by("opened_at", "pk")},
        "decisions": {d.ballot.public_id: _decision(d) for d in Decision.objects.order_by("at", "pk")},
        "people": {a.name: registry.people_of_cover(a).count() for a in _assemblies()},
        "allotments": {
            f"{row.assembly.name} {row.means.code}": [str(row.amount), str(row.drawn)]
            for row in Allotment.objects.select_related("assembly", "means").order_by("pk")
        },
        "exports": {d.ballot.public_id: _verified(d) for d in Decision.objects.order_by("at", "pk")},
    }


def _assemblies() -> list[Assembly]:
    return list(Assembly.objects.order_by("name"))


def _record(row: Record) -> dict[str, Any]:
    """Size and root as kept, which must be those of its leaves, and signed."""
    root = merkle.root_of([merkle.leaf_hash(leaf) for leaf in records.leaves(row)])
    assert root == bytes(row.root), f"{row.origin}: its leaves do not give its root"
    assert _root(row.checkpoint, row) == root.hex(), f"{row.origin}: its checkpoint signs another root"
    return {"size": row.size, "root": root.hex(), "book": row.book, "assembly": row.assembly_ni}


def _checkpoints() -> Iterable[Checkpoint]:
    return Checkpoint.objects.select_related("record")


def _root(note: str, of: Record) -> str:
    """The root that a checkpoint signs, by the key that the instance's secret still gives. Raises BadNote."""
    key = notes.verifier_key(of.origin, keys.record_key(of.key_name).public)
    return notes.verify_checkpoint(note, key).root.hex()


def _ballot(ballot: Ballot) -> dict[str, Any]:
    fixed = {"method": ballot.method, "seats": ballot.seats, "quorum": ballot.quorum, "rule": ballot.rule}
    return fixed | {
        "question": canonical.ni(canonical.encode(queries.question(ballot))),
        "open": ballot.closed_at is None,
        "counts": queries.counts(ballot),
        "by_place": queries.counts_by_place(ballot) if ballot.seats_by_place else {},
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "because": decision.because,
        "reasons": decision.reasons,
        "tally": canonical.ni(canonical.encode(decision.tally)),
    }


def _verified(decision: Decision) -> str:
    try:
        list(verify.checks(export.files(decision)))
    except Refusal as no:
        return f"NOT verified: {no.sentence}"
    return "verified"


# ------------------------------------------------------------------ the doors


def pages() -> dict[str, int]:
    """Every page about every place and proposal, and their API, for a member and for nobody: path → status."""
    paths = ["/", "/places/", "/powers/", "/check/", "/how/", "/api/v1/network", "/api/v1/assemblies"]
    for place in _assemblies():
        here = f"/a/{place.public_id}/"
        paths += [here, f"{here}proposals/", f"{here}record/", f"{here}decisions/", f"{here}powers/"]
        paths += [f"/api/v1/assemblies/{place.public_id}/entries"]
    for proposal in Proposal.objects.exclude(submitted_at=None):
        paths += [f"/p/{proposal.public_id}/", f"/p/{proposal.public_id}/placement/"]
        paths += [f"/api/v1/proposals/{proposal.public_id}/hearings"]
    for decision in Decision.objects.select_related("proposal"):
        paths += [f"/p/{decision.proposal.public_id}/result/"]
    signed_in = ["/me/", "/me/data.json", "/raise/", *paths]
    for ballot in Ballot.objects.filter(closed_at=None).select_related("proposal"):
        signed_in += [f"/p/{ballot.proposal.public_id}/ballot/"]
    nobody, ana = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    ana.force_login(Person.objects.get(name="Ana"))
    found = {path: nobody.get(path).status_code for path in paths}
    return found | {f"{path} (Ana)": ana.get(path).status_code for path in signed_in}


def going_on() -> dict[str, Any]:
    """Vote in the open ballots, seal, close them by the clock, and repeat what was decided."""
    before = {row.pk: row.size for row in Record.objects.all()}
    roots = {row.pk: bytes(row.root) for row in Record.objects.all()}
    open_ballots = list(Ballot.objects.filter(closed_at=None).select_related("assembly"))
    for ballot in open_ballots:
        for name in ("Cleo", "Olga"):
            voter = Person.objects.get(name=name)
            operations.cast_vote(
                ballot=ballot.public_id, voter=voter, choice="yes", text_digest=ballot.text_digest
            )
    sealed = record.seal_all()
    with clock.travel(max(ballot.closes_at for ballot in open_ballots) + timedelta(minutes=1)):
        operations.close_due()
        record.seal_all()
    for row in Record.objects.all():
        hashes = [merkle.leaf_hash(leaf) for leaf in records.leaves(row)]
        assert merkle.root_of(hashes[: before[row.pk]]) == roots[row.pk], f"{row.origin} did not only grow"
    decided = Decision.objects.filter(ballot__in=open_ballots)
    return {
        "open": len(open_ballots),
        "sealed": sealed,
        "decided": {d.ballot.method: d.outcome for d in decided},
        "exports": sorted({_verified(d) for d in Decision.objects.all()}),
    }


LOOKS = {"facts": facts, "pages": pages, "going_on": going_on}

if __name__ == "__main__":
    with clock.travel(NOW):
        print(json.dumps(LOOKS[sys.argv[1]](), indent=1, sort_keys=True))
