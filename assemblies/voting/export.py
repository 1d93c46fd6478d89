# SPDX-License-Identifier: AGPL-3.0-or-later
"""One decision as the files with which anyone can repeat it (docs/export.md)."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404

from assemblies.proposals.models import Draft, Placement
from assemblies.record import keys
from assemblies.record import queries as record
from assemblies.record.models import Entry
from assemblies.voting import counted, queries
from assemblies.voting.models import Ballot, Decision
from governance import entries, exports

MEDIA_TYPE = "application/zip"


def files(decision: Decision) -> dict[str, bytes]:
    """The eight files of an export by name. Raises Http404 while the decision is not numbered yet."""
    ballot = queries.ballot(decision.ballot.public_id)
    here = ballot.assembly
    acts = record.leaves(here.acts_record)
    shown_from = exports.before_opening(acts, ballot.opened_at)
    return exports.write(
        **_shared(ballot, decision),
        votes=_votes(ballot),
        acts=exports.record(here.acts_record.origin, acts, shown_from, _signing(ballot)),
    )


def public_files(decision: Decision) -> dict[str, bytes]:
    """The seven files of the public part, for anyone at all. Raises Http404 while the decision is not numbered yet."""
    ballot = queries.ballot(decision.ballot.public_id)
    asked = queries.question(ballot)
    counts = {name: value for name, value in counted.given(ballot).items() if name not in asked}
    return exports.write_public(**_shared(ballot, decision), counted=counts)


def _shared(ballot: Ballot, decision: Decision) -> dict[str, Any]:
    """What the whole export and its public part both have, as `exports.write` takes it."""
    here, made = ballot.assembly, record.entry(decision.entry_id)
    placed = _placement(ballot)
    placed_entry = record.entry(placed.entry_id)
    if made is None or placed_entry is None:
        raise Http404
    public = record.leaves(here.public_record)
    shown = exports.record(here.public_record.origin, public, placed_entry.number, _signing(ballot))
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
        "public": shown | {"decision": exports.included(public, made.number)},
    }


def _signing(ballot: Ballot) -> exports.Signing:
    key = keys.record_key(ballot.assembly.public_record.key_name)
    return exports.Signing(key.public, key.sign)


def _placement(ballot: Ballot) -> Placement:
    kept = Placement.objects.select_related("snapshot").filter(
        proposal=ballot.proposal, entry_id__isnull=False, at__lte=ballot.opened_at
    )
    return kept.latest("at", "pk")


def _question(ballot: Ballot, decision: Decision) -> dict[str, Any]:
    text = Draft.objects.filter(proposal=ballot.proposal, digest=ballot.text_digest).latest("number")
    return {
        "text": text.content,
        "opened_at": entries.instant(ballot.opened_at),
        "closes_at": entries.instant(ballot.closes_at),
        "decided_at": entries.instant(decision.at),
        "tally": queries.question(ballot),
    }


def _votes(ballot: Ballot) -> Iterator[dict[str, Any]]:
    """Every vote cast on the ballot, later replaced ones too, opened with its salts."""
    rows = Entry.objects.filter(
        record=ballot.assembly.acts_record_id, subject=ballot.proposal.public_id, type="VoteCast"
    ).order_by("number")
    mine = [row for row in rows if entries.read(bytes(row.leaf)).facts["ballot"] == ballot.public_id]
    bodies = record.bodies(row.pk for row in mine)
    for row in mine:
        body = bodies[row.pk]
        salts = {f"{name}_salt": salt for name, salt in body.salts.items()}
        yield {"number": row.number, **body.values, **salts}


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
