# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a record by number."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from assemblies.record.models import Body, Checkpoint, Entry, Record
from governance import merkle


def since(record: Record, number: int, *, upto: int, subject: str | None = None) -> QuerySet[Entry]:
    """Entries numbered from `number` up to but not including `upto`, in order, of one subject or of all."""
    rows = Entry.objects.filter(record=record, number__gte=number, number__lt=upto).order_by("number")
    return rows if subject is None else rows.filter(subject=subject)


def position(public: Record, acts: Record) -> str:
    """Where both records stand now, as pages print it: "41.977"."""
    sizes = dict(Record.objects.filter(pk__in=[public.pk, acts.pk]).values_list("pk", "size"))
    return f"{sizes[public.pk]}.{sizes[acts.pk]}"


def entry(entry_id: int | None) -> Entry | None:
    """A numbered entry by the id that saying it gave; None while the sequencer has not come to it."""
    return Entry.objects.select_related("record").filter(pk=entry_id).first() if entry_id else None


def leaves(record: Record) -> list[bytes]:
    """Every leaf of a record in order."""
    return [
        bytes(leaf)
        for leaf in Entry.objects.filter(record=record).order_by("number").values_list("leaf", flat=True)
    ]


AT_ONCE = 10_000
"""Ids in one question: PostgreSQL takes 65,535 at most, and a ballot may have more votes."""


def bodies(entry_ids: Iterable[int]) -> dict[int, Body]:
    """What entries hold only as digests, where it was not erased."""
    ids = list(entry_ids)
    parts = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return {body.entry_id: body for part in parts for body in Body.objects.filter(pk__in=part)}


READ_AT_ONCE = 20_000
HASHES = """
SELECT sha256('\\x00'::bytea || leaf) FROM record_entry
 WHERE record_id = %s AND number >= %s AND number < %s ORDER BY number
"""


def root_of(record: Record, start: int, end: int) -> bytes:
    """The 32-byte root over the entries from `start` up to but not including `end`. It reads each of their hashes."""
    tree = merkle.Frontier()
    for first in range(start, end, READ_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(HASHES, [record.pk, first, min(first + READ_AT_ONCE, end)])
            for (found,) in cursor.fetchall():
                tree.append(bytes(found))
    return tree.root()


def inclusion_proof(record: Record, number: int, size: int) -> list[bytes]:
    """The proof that entry `number` stands in the record as it was at `size` (RFC 6962, 2.1.1). Raises BadTree."""
    return [root_of(record, *stretch) for stretch in merkle.inclusion_ranges(number, size)]


def consistency_proof(record: Record, old_size: int, size: int) -> list[bytes]:
    """The proof that the record at `size` only added to itself at `old_size` (RFC 6962, 2.1.2). Raises BadTree."""
    return [root_of(record, *stretch) for stretch in merkle.consistency_ranges(old_size, size)]


def checkpoint_at(record: Record, size: int) -> str | None:
    """The signed note of just this size: the latest, or one of those kept for good; None where there is none."""
    if size == record.size:
        return record.checkpoint or None
    return Checkpoint.objects.filter(record=record, size=size).values_list("note", flat=True).first()


def checkpoints(record: Record) -> QuerySet[Checkpoint]:
    """The checkpoints of a record that are kept for good; the latest is on the record itself."""
    return Checkpoint.objects.filter(record=record)
