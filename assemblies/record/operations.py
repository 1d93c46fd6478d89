# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saying things on a record, and the sequencer that numbers what was said."""

import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from assemblies import clock
from assemblies.record import keys
from assemblies.record.models import Body, Checkpoint, Entry, Record, Said
from governance import entries, merkle, notes
from governance.events import Book, Event

SEQUENCER_LOCK = 7_311_001
DURABLE = "set_config('synchronous_commit', 'on', true)"
"""Asked in a transaction, it makes its commit outlive the machine, whatever habit the server was given."""
CHECKPOINT_EVERY = 60.0
"""Seconds between the checkpoints of a record that are kept for good; the latest is always on the record."""


class Pair(NamedTuple):
    """The two records of one assembly."""

    public: Record
    acts: Record


def new_records(*, host: str, number: int) -> list[Pair]:
    """Pairs of records with fresh random origins under a host, which a genesis has to name; `begin` saves them."""
    pairs = []
    for _ in range(number):
        public, acts = (f"{host}/record/{secrets.token_hex(8)}" for _ in Book)
        pairs.append(
            Pair(
                Record(origin=public, key_name=public, book=Book.PUBLIC.value),
                Record(origin=acts, key_name=public, book=Book.ACTS.value),
            )
        )
    return pairs


def begin(pairs: Sequence[tuple[Pair, str, bytes]], *, at: datetime) -> None:
    """Save the records of newly founded assemblies and say entry 0 of both: the genesis, and what points to it.

    `pairs` are (records, assembly's ni, bytes of the genesis).
    """
    said = []
    for pair, ni, genesis in pairs:
        pair.public.assembly_ni = pair.acts.assembly_ni = ni
        begun = entries.seal("RecordBegun", entries.instant(at), ni, {"origin": pair.acts.origin}, {}, {})
        said += [
            Said(record=pair.public, type="AssemblyFounded", subject="", leaf=genesis, said_at=at),
            Said(record=pair.acts, type="RecordBegun", subject="", leaf=begun, said_at=at),
        ]
    Record.objects.bulk_create([record for pair, _, _ in pairs for record in pair])
    Said.objects.bulk_create(said)


SAY = """
WITH wrote AS ({}), said AS (
  INSERT INTO record_said (record_id, type, subject, leaf, said_at)
  SELECT %s::bigint, %s::text, %s::text, %s::bytea, %s::timestamptz FROM wrote RETURNING id
), body AS (
  INSERT INTO record_body (entry_id, values, salts) SELECT id, %s::jsonb, %s::jsonb FROM said WHERE %s::boolean
)
SELECT id, {} FROM said
"""


def say(pair: Any, event: Event, *, at: datetime) -> int:
    """Say an event on the right one of an assembly's two records, in the caller's transaction.

    `pair` has `public_record` and `acts_record` (an assembly). Returns the id the entry will keep.
    """
    said = _say("SELECT 1", [], pair, event, at)
    if said is None:
        raise AssertionError("what is said without a row is always said")
    return said


def say_with(write: str, given: list[Any], *, pair: Any, event: Event, at: datetime) -> int | None:
    """Write a row and say so in one statement. `write` is SQL with `given` in it; None where it wrote nothing."""
    return _say(f"{write} RETURNING 1", given, pair, event, at)


def _say(write: str, given: list[Any], pair: Any, event: Event, at: datetime) -> int | None:
    record: Record = pair.public_record if event.book is Book.PUBLIC else pair.acts_record
    name, private = type(event).__name__, event.private()
    salts = {field: secrets.token_bytes(32) for field in private}
    leaf = entries.seal(name, entries.instant(at), record.assembly_ni, event.facts(), private, salts)
    kept = json.dumps({field: salt.hex() for field, salt in salts.items()})
    said: list[Any] = [record.pk, name, event.subject, leaf, at, json.dumps(private), kept, bool(private)]
    with connection.cursor() as cursor:
        cursor.execute(SAY.format(write, DURABLE), [*given, *said])
        row = cursor.fetchone()
    return row and int(row[0])


def forget(entry_id: int) -> None:
    """Erase what an entry holds only as digests. The entry, its number and every proof stay valid."""
    Body.objects.filter(entry_id=entry_id).delete()


# ------------------------------------------------------------------ the sequencer

TAKE = """
DELETE FROM record_said WHERE id IN (SELECT id FROM record_said ORDER BY id LIMIT %s)
RETURNING id, record_id, type, subject, leaf, said_at
"""


def seal(*, limit: int = 2000) -> int:
    """Number committed entries, append them to their trees, sign, and ring the bell. One at a time a database.

    Returns how many were numbered: 0 when there is nothing, or when another process is at it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock(%s), {DURABLE}", [SEQUENCER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(TAKE, [limit])
        taken = sorted(cursor.fetchall())
        if not taken:
            return 0
        by_record: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for row in taken:
            by_record[row[1]].append(row)
        records = {r.pk: r for r in Record.objects.filter(pk__in=by_record)}
        numbered = [entry for pk, rows in by_record.items() for entry in _append(records[pk], rows)]
        Entry.objects.bulk_create(numbered, batch_size=2000)
        _sign(list(records.values()))
        bell = [f"{r.pk}:{r.size}" for r in records.values()]
        for start in range(0, len(bell), 200):  # a notice holds 8,000 bytes
            cursor.execute("SELECT pg_notify('record', %s)", [",".join(bell[start : start + 200])])
    return len(taken)


def _append(record: Record, rows: list[tuple[Any, ...]]) -> list[Entry]:
    frontier = merkle.Frontier.from_bytes(bytes(record.frontier)) if record.size else merkle.Frontier()
    numbered = []
    for number, (pk, record_id, kind, subject, leaf, said_at) in enumerate(rows, record.size):
        frontier.append(merkle.leaf_hash(bytes(leaf)))
        numbered.append(
            Entry(
                id=pk,
                record_id=record_id,
                number=number,
                type=kind,
                subject=subject,
                leaf=bytes(leaf),
                said_at=said_at,
            )
        )
    record.size += len(rows)
    record.frontier, record.root = frontier.to_bytes(), frontier.root()
    return numbered


def _sign(records: list[Record]) -> None:
    at = clock.now()
    latest = dict(
        Checkpoint.objects.filter(record__in=records)
        .order_by("record", "-size")
        .distinct("record")
        .values_list("record_id", "at")
    )
    kept = []
    for record in records:
        key = keys.record_key(record.key_name)
        size_and_root = notes.Checkpoint(record.origin, record.size, bytes(record.root))
        record.checkpoint = notes.sign_checkpoint(size_and_root, key.public, key.sign)
        before = latest.get(record.pk)
        if before is None or abs((at - before).total_seconds()) >= CHECKPOINT_EVERY:
            kept.append(Checkpoint(record=record, size=record.size, note=record.checkpoint, at=at))
    Record.objects.bulk_update(records, ["size", "frontier", "root", "checkpoint"], batch_size=500)
    Checkpoint.objects.bulk_create(kept, ignore_conflicts=True)


def seal_all() -> int:
    """Number everything that waits. For commands and tests; the worker's loop calls `seal`."""
    total = 0
    while done := seal():
        total += done
    return total
