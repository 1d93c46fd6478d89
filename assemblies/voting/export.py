# SPDX-License-Identifier: AGPL-3.0-or-later
"""One decision as the files with which anyone can repeat it (docs/export.md)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404

from assemblies.proposals.models import Draft, Placement
from assemblies.record import queries as record
from assemblies.record import signed
from assemblies.record.models import Body
from assemblies.voting import carrying, counted, queries
from assemblies.voting.models import Ballot, Decision
from governance import ballots, delegations, entries, exports

MEDIA_TYPE = "application/zip"


def files(decision: Decision) -> dict[str, bytes]:
    """The files of an export by name. Raises Http404 while the decision is not numbered yet.

    Raises signed.DoesNotMatch where the tables hold other entries than were signed.
    """
    ballot = queries.ballot(decision.ballot.public_id)
    shared = _shared(ballot, decision)
    here = ballot.assembly
    acts = signed.whole(here.acts_record, signed.key_of(here.public_record))
    shown_from = exports.before_opening(acts.leaves, ballot.opened_at)
    secret = ballot.secrecy == ballots.SECRET
    return exports.write(
        **shared,
        votes=_votes(ballot, len(acts.leaves)),
        acts=_record(acts, shown_from),
        counted=counted.chosen(ballot) if secret else None,
        lent=_lent(ballot, decision, len(acts.leaves)) if ballot.carries else None,
    )


def public_files(decision: Decision) -> dict[str, bytes]:
    """The seven files of the public part, for anyone at all. Raises Http404 while the decision is not numbered yet."""
    ballot = queries.ballot(decision.ballot.public_id)
    return exports.write_public(**_shared(ballot, decision), counted=counted.chosen(ballot))


def _shared(ballot: Ballot, decision: Decision) -> dict[str, Any]:
    """What the whole export and its public part both have, as `exports.write` takes it."""
    here, made = ballot.assembly, record.entry(decision.entry_id)
    placed = _placement(ballot)
    placed_entry = record.entry(placed.entry_id)
    if made is None or placed_entry is None:
        raise Http404
    public = signed.whole(here.public_record, signed.key_of(here.public_record))
    shown = _record(public, placed_entry.number)
    return {
        "manifest": {
            "assembly": here.ni,
            "proposal": ballot.proposal.public_id,
            "ballot": ballot.public_id,
        },
        "network": placed.snapshot.data if placed.snapshot else {},
        "placement": {"input": placed.input, "answer": placed.answer},
        "ballot": _question(ballot, decision),
        "decision": decision.tally,
        "public": shown | {"decision": exports.included(public.leaves, made.number)},
    }


def _record(of: signed.Whole, shown_from: int) -> dict[str, Any]:
    kept = exports.Signed(of.key, of.checkpoint, signed.earlier(of, shown_from))
    return exports.record(of.record.origin, of.leaves, shown_from, kept)


def _placement(ballot: Ballot) -> Placement:
    kept = Placement.objects.select_related("snapshot").filter(
        proposal=ballot.proposal, entry_id__isnull=False, at__lte=ballot.opened_at
    )
    return kept.latest("at", "pk")


def _question(ballot: Ballot, decision: Decision) -> dict[str, Any]:
    digest = ballot.paper["text"] if ballot.paper else ballot.text_digest
    words = Draft.objects.filter(proposal=ballot.proposal, digest=digest).latest("number").content
    text = {"text": ballot.paper, "proposal": words} if ballot.paper else {"text": words}
    return {
        **text,
        "opened_at": entries.instant(ballot.opened_at),
        "closes_at": entries.instant(ballot.closes_at),
        "decided_at": entries.instant(decision.at),
        "tally": queries.question(ballot),
    }


def _votes(ballot: Ballot, size: int) -> Iterator[dict[str, Any]]:
    """Every vote cast on the ballot among the first `size` acts, later replaced ones too, opened with its salts."""
    rows = record.since(ballot.assembly.acts_record, 0, upto=size, subject=ballot.proposal.public_id)
    cast = rows.filter(type="VoteCast")
    mine = [row for row in cast if entries.read(bytes(row.leaf)).facts["ballot"] == ballot.public_id]
    bodies = record.bodies(row.pk for row in mine)
    for row in mine:
        body = bodies.get(row.pk)
        if body is None:
            yield {"number": row.number, exports.ERASED: True}
        else:
            yield {"number": row.number, **_opened(body)}


LENDING = ("VoteLent", "VoteTakenBack")


def _lent(ballot: Ballot, decision: Decision, size: int) -> dict[str, Any]:
    """Every act of lending in the assembly that the close looked at, those about this question opened."""
    said = record.since(ballot.assembly.public_record, 0, upto=ballot.assembly.public_record.size)
    carried = said.filter(type="VotesCarried", subject=ballot.proposal.public_id)
    closed = [entries.read(bytes(row.leaf)).facts for row in carried]
    number = next(facts["acts"] for facts in closed if facts["ballot"] == ballot.public_id)
    rows = record.since(ballot.assembly.acts_record, 0, upto=size).filter(type__in=LENDING)
    listed = [(row, entries.read(bytes(row.leaf)).facts) for row in rows]
    listed = sorted((each for each in listed if each[1]["nth"] <= number), key=lambda each: each[1]["nth"])
    bodies = record.bodies(row.pk for row, facts in listed if _reaches(ballot, facts))
    acts = [
        exports.act_of_lending(
            row.number, bytes(row.leaf), _opened(bodies.get(row.pk)) if _reaches(ballot, facts) else {}
        )
        for row, facts in listed
    ]
    return {"acts": acts} | carrying.beside(ballot)


def _reaches(ballot: Ballot, facts: Mapping[str, Any]) -> bool:
    about = facts["proposal"] if facts["scope"] == "proposal" else facts["matter"]
    of = ballot.proposal
    return delegations.reach(facts["scope"], about, proposal=of.public_id, matter=of.matter) is not None


def _opened(body: Body | None) -> dict[str, Any]:
    if body is None:  # nothing erases a lending; where a body is gone all the same, `verify` says so
        return {}
    return {**body.values, **{f"{name}_salt": salt for name, salt in body.salts.items()}}


def archive(decision: Decision) -> bytes:
    """The export as one zip archive."""
    return exports.zipped(files(decision))


def public_archive(decision: Decision) -> bytes:
    """The public part as one zip archive."""
    return exports.zipped(public_files(decision))


def headers(decision: Decision, part: str = "decision") -> dict[str, str]:
    """How the archive is sent: a file to keep, never to be shown."""
    return {
        "Content-Type": MEDIA_TYPE,
        "Content-Disposition": f'attachment; filename="{part}-{decision.proposal.public_id}.zip"',
        "X-Content-Type-Options": "nosniff",
    }
