# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saying things on a record: begun with a genesis, then one event after the other, until someone is forgotten."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from assemblies.record.models import Body, Record, Said
from assemblies.record.operations.holding import hold_secret
from governance import entries
from governance.events import Book, Event

DURABLE = "set_config('synchronous_commit', 'on', true)"
"""Asked in a transaction, it makes its commit outlive the machine, whatever habit the server was given."""


class Pair(NamedTuple):
    """The two records of one assembly."""

    public: Record
    acts: Record


def new_records(*, host: str, number: int) -> list[Pair]:
    """Pairs of records with fresh random origins under a host, which a genesis has to name; `begin` saves them.

    Raises keys.NotTheSecret where the records begun before were begun with another secret than the one held here.
    """
    hold_secret()
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
