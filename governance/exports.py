# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports: one decision as files that anyone can check without the platform, whole or without the votes (docs/export.md)."""

import base64
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from governance import canonical, entries, merkle, notes
from governance.refusals import Refusal

FORMAT = "nested-decision"
VERSION = 2
VOTES = "votes.jsonl"
RECORDS = {"public": "records/public.json", "acts": "records/acts.json"}
FILES = (
    "manifest.json",
    "network.json",
    "placement.json",
    "ballot.json",
    VOTES,
    "decision.json",
    *RECORDS.values(),
)
COUNTED = "counted.json"
SECRET_FILES = (*FILES, COUNTED)
"""A secret ballot: who voted in one file, and what was chosen, by nobody, in another."""
LENT = "lent.json"
LENT_FILES = (*FILES, LENT)
"""An open ballot on which votes that were lent count: with every act of lending in the assembly up to the close."""
PUBLIC_FORMAT = "nested-decision-public"
PUBLIC_FILES = (
    "manifest.json",
    "network.json",
    "placement.json",
    "ballot.json",
    COUNTED,
    "decision.json",
    RECORDS["public"],
)
"""The public part: how many chose what in the place of the votes, and no record of acts."""
KINDS = (PUBLIC_FILES, FILES, SECRET_FILES, LENT_FILES)
KNOWN = frozenset().union(*KINDS)
"""Every file that some export has."""
HIDDEN = "h:"
ERASED = "erased"
"""What a line of votes says, and nothing else but its number, where the body of the vote was erased."""


class BadExport(Refusal):
    """What was given is no folder or archive of an export."""

    code: ClassVar[str] = "bad_export"


@dataclass(frozen=True)
class Signed:
    """What was signed of a record as it grew: the note over all of it, and one kept from when it was shorter.

    `key` is the record key's 32 public bytes; `before` is None where no earlier note was kept. Both are stored
    notes: an export signs nothing, for a signature made for it would prove nothing of the time before it.
    """

    key: bytes
    checkpoint: str
    before: str | None = None


def record(origin: str, leaves: Sequence[bytes], shown_from: int, signed: Signed) -> dict[str, Any]:
    """One record for an export: entry 0 and all from just before `shown_from` on in full, others as hashes.

    `leaves` are the bytes of all its entries in order. `shown_from` is at least 1: for the public record the
    number of the last placement before the ballot opened, for the acts what `before_opening` says.
    """
    if not 1 <= shown_from <= len(leaves):
        raise ValueError("an export shows entry 0, and the entries from one of the others on")
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    shown = [
        _base64(leaf) if number == 0 or number >= shown_from - 1 else HIDDEN + hashes[number].hex()
        for number, leaf in enumerate(leaves)
    ]
    return {
        "origin": origin,
        "verifier_key": notes.verifier_key(origin, signed.key),
        "size": len(leaves),
        "checkpoint": signed.checkpoint,
        "leaves": shown,
        "before": _before(hashes, signed.before),
    }


def _before(hashes: Sequence[bytes], note: str | None) -> dict[str, Any] | None:
    if note is None:
        return None
    proof = merkle.consistency_proof(hashes, notes.unverified(note).size)
    return {"checkpoint": note, "proof": [_base64(step) for step in proof]}


def before_opening(acts: Sequence[bytes], opened_at: datetime) -> int:
    """The `shown_from` of the record of acts: the number of its first entry said once the ballot was open."""
    for number, leaf in enumerate(acts):
        if number and entries.moment(entries.read(leaf).at) >= opened_at:
            return number
    return len(acts)


def included(leaves: Sequence[bytes], number: int) -> dict[str, Any]:
    """Where the decision's entry stands in the public record, with its inclusion proof."""
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    proof = merkle.inclusion_proof(hashes, number)
    return {"number": number, "proof": [_base64(step) for step in proof]}


def write(
    *,
    manifest: Mapping[str, str],
    network: object,
    placement: object,
    ballot: object,
    votes: Iterable[Mapping[str, Any]],
    decision: object,
    public: Mapping[str, Any],
    acts: Mapping[str, Any],
    counted: object = None,
    lent: object = None,
) -> dict[str, bytes]:
    """The files of an export by name, each in its canonical bytes.

    `manifest` names assembly (its ni), proposal and ballot; `votes` come in the order of their numbers;
    `public` and `acts` are as `record` makes them, `public` with a member "decision" as `included` makes it.
    `counted` is what a secret ballot has in the place of choices beside voters: as `write_public` takes it.
    `lent` is what one has on which lent votes count: {"acts", "outside", "places"} (docs/export.md).
    """
    values = {
        "manifest.json": {"format": FORMAT, "version": VERSION, **manifest},
        "network.json": network,
        "placement.json": placement,
        "ballot.json": ballot,
        "decision.json": decision,
        RECORDS["public"]: public,
        RECORDS["acts"]: acts,
    }
    files = {name: canonical.encode(value) for name, value in values.items()}
    files[VOTES] = b"".join(canonical.encode(dict(vote)) + b"\n" for vote in votes)
    more = {COUNTED: counted, LENT: lent}
    files |= {name: canonical.encode(value) for name, value in more.items() if value is not None}
    return {name: files[name] for name in (*FILES, *more) if name in files}


def act_of_lending(number: int, leaf: bytes, opened: Mapping[str, Any]) -> dict[str, Any]:
    """One act of lending for an export: its number in the record of acts, its entry's bytes, and what opens it."""
    return {"number": number, "leaf": _base64(leaf), **opened}


def write_public(
    *,
    manifest: Mapping[str, str],
    network: object,
    placement: object,
    ballot: object,
    counted: object,
    decision: object,
    public: Mapping[str, Any],
) -> dict[str, bytes]:
    """The files of the public part by name, as `write` has them. `counted` is what `tally` takes beside the
    question: {"votes": [{"choice", "count"}]}, or {"counts": …} by assembly for a double majority."""
    values = {
        "manifest.json": {"format": PUBLIC_FORMAT, "version": VERSION, **manifest},
        "network.json": network,
        "placement.json": placement,
        "ballot.json": ballot,
        COUNTED: counted,
        "decision.json": decision,
        RECORDS["public"]: public,
    }
    return {name: canonical.encode(values[name]) for name in PUBLIC_FILES}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one archive, the same bytes for the same files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
