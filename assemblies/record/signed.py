# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole record as it was signed when it grew: read for those who carry it out of here, and never signed anew."""

import logging
from typing import ClassVar, NamedTuple, NoReturn

from django.utils.translation import gettext as _

from assemblies.record import queries
from assemblies.record.models import Checkpoint, Record
from governance import genesis, merkle, notes
from governance.refusals import Refusal

log = logging.getLogger(__name__)


class DoesNotMatch(Refusal):
    """What the tables hold of a record is not what was signed of it. Nobody who asks can mend that."""

    code: ClassVar[str] = "record_does_not_match"


class Whole(NamedTuple):
    """A record's leaves in order, the 32-byte key its genesis names, and the note that signs just these leaves."""

    record: Record
    leaves: list[bytes]
    key: bytes
    checkpoint: str

    @property
    def verifier_key(self) -> str:
        return notes.verifier_key(self.record.origin, self.key)


def key_of(public: Record) -> bytes:
    """The 32-byte record key that entry 0 of an assembly's public record names. Raises DoesNotMatch."""
    first = queries.since(public, 0, upto=1).first()
    leaf = bytes(first.leaf) if first else b""
    if genesis.assembly_id(leaf) != public.assembly_ni:
        _broken(public, "entry 0 is not the genesis of the assembly it names")
    return genesis.read(leaf).keys["record"]


def whole(record: Record, key: bytes) -> Whole:
    """A record with the checkpoint kept for it, read together. Raises DoesNotMatch where one is not the other's."""
    row = Record.objects.get(pk=record.pk)
    found = Whole(row, queries.leaves(row)[: row.size], key, row.checkpoint)
    if _root(found.leaves) != bytes(row.root) or len(found.leaves) != row.size:
        _broken(row, f"its {len(found.leaves)} entries do not give the root kept for {row.size}")
    if not _signs(found, row.checkpoint):
        _broken(row, "its checkpoint does not sign its entries, or not by the key that its genesis names")
    return found


def earlier(of: Whole, upto: int) -> str | None:
    """A note kept from when the record was shorter: the latest of at most `upto` entries, else the first of all.

    None where none was kept: the first is kept with the first entries, so then the record is as it began.
    Raises DoesNotMatch where it does not sign the entries that the record had.
    """
    kept = Checkpoint.objects.filter(record=of.record)
    found = kept.filter(size__lte=upto).order_by("-size").first()
    found = found or kept.filter(size__lt=len(of.leaves)).order_by("size").first()
    if found is None:
        return None
    if not _signs(of, found.note, found.size):
        _broken(
            of.record, f"the checkpoint kept at {found.size} entries does not sign the first {found.size}"
        )
    return found.note


def _signs(of: Whole, note: str, size: int | None = None) -> bool:
    leaves = of.leaves if size is None else of.leaves[:size]
    try:
        said = notes.verify_checkpoint(note, of.verifier_key)
    except Refusal:
        return False
    return said.size == len(leaves) and said.root == _root(leaves)


def _root(leaves: list[bytes]) -> bytes:
    return merkle.root_of([merkle.leaf_hash(leaf) for leaf in leaves])


def _broken(record: Record, what: str) -> NoReturn:
    log.error("The %s record %s does not match what was signed: %s.", record.book, record.origin, what)
    raise DoesNotMatch(
        _(
            "What is kept of the record %(origin)s is not what was signed of it, so nothing of it is given out."
            " Whoever runs this server finds in its messages what does not match."
        )
        % {"origin": record.origin}
    )
