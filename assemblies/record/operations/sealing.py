# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sequencer: numbers what was said on the records, in few questions, for everyone who watches waits for it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction

from assemblies import clock
from assemblies.record import keys
from assemblies.record.operations.holding import hold_secret
from assemblies.record.operations.saying import DURABLE
from governance import merkle, notes

SEQUENCER_LOCK = 7_311_001
CHECKPOINT_EVERY = timedelta(seconds=60)
"""Between the checkpoints of a record that are kept for good; the latest is always on the record."""

WAITING = "SELECT EXISTS (SELECT FROM record_said)"
MINE = f"SELECT pg_try_advisory_xact_lock(%s), {DURABLE}"
TAKE = """
DELETE FROM record_said WHERE id IN (SELECT id FROM record_said ORDER BY id LIMIT %s)
RETURNING id, record_id, type, subject, leaf, said_at
"""
EDGES = """
SELECT id, origin, key_name, size, frontier,
  (SELECT at FROM record_checkpoint WHERE record_id = r.id ORDER BY size DESC LIMIT 1)
FROM record_record r WHERE id = ANY(%s)
"""
WRITE = """
WITH numbered AS (
  INSERT INTO record_entry (id, record_id, number, type, subject, leaf, said_at)
  SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bytea[], %s::timestamptz[])
), grown AS (
  SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[], %s::text[], %s::boolean[])
    AS g (id, size, frontier, root, checkpoint, keep)
), moved AS (
  UPDATE record_record r SET size = g.size, frontier = g.frontier, root = g.root, checkpoint = g.checkpoint
  FROM grown g WHERE r.id = g.id
), kept AS (
  INSERT INTO record_checkpoint (record_id, size, note, at)
  SELECT id, size, checkpoint, %s FROM grown WHERE keep ON CONFLICT DO NOTHING
)
SELECT pg_notify('record', bell) FROM unnest(%s::text[]) AS bell
"""
AT_ONE_RING = 200
"""Records named in one ring of the bell: a notice holds 8,000 bytes."""


class Taken(NamedTuple):
    """An entry taken out of what waits."""

    id: int
    record: int
    type: str
    subject: str
    leaf: bytes
    said_at: datetime


class Numbered(NamedTuple):
    """A row of the table of entries."""

    id: int
    record: int
    number: int
    type: str
    subject: str
    leaf: bytes
    said_at: datetime


class Edge(NamedTuple):
    """Where a record's tree grows, and when a checkpoint of it was last kept."""

    record: int
    origin: str
    key_name: str
    size: int
    frontier: bytes
    kept_at: datetime | None


class Grown(NamedTuple):
    """A record after it has grown. `keep`: whether its checkpoint is kept for good."""

    record: int
    size: int
    frontier: bytes
    root: bytes
    checkpoint: str
    keep: bool


def seal(*, limit: int = 2000) -> int:
    """Number committed entries, append them to their trees, sign, and ring the bell. One at a time a database.

    Returns how many were numbered: 0 when there is nothing, or when another process is at it. Raises
    keys.NotTheSecret, and numbers nothing, where the secret held here is not that of the records.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return _seal(limit) if cursor.fetchone()[0] else 0


def _seal(limit: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MINE, [SEQUENCER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        hold_secret()
        cursor.execute(TAKE, [limit])
        by_record: dict[int, list[Taken]] = defaultdict(list)
        for taken in map(Taken._make, sorted(cursor.fetchall())):
            by_record[taken.record].append(taken)
        cursor.execute(EDGES, [list(by_record)])
        edges, at = [Edge(*row) for row in cursor.fetchall()], clock.now()
        numbered = [row for edge in edges for row in _number(edge, by_record[edge.record])]
        grown = [_grow(edge, by_record[edge.record], at) for edge in edges]
        if grown:
            cursor.execute(WRITE, [*_columns(numbered), *_columns(grown), at, _bells(grown)])
    return len(numbered)


def _number(edge: Edge, taken: list[Taken]) -> list[Numbered]:
    """What was taken for a record, with the numbers that come next there."""
    return [
        Numbered(each.id, each.record, number, each.type, each.subject, bytes(each.leaf), each.said_at)
        for number, each in enumerate(taken, edge.size)
    ]


def _grow(edge: Edge, taken: list[Taken], at: datetime) -> Grown:
    """A record's tree with more leaves, signed."""
    frontier = merkle.Frontier.from_bytes(bytes(edge.frontier)) if edge.size else merkle.Frontier()
    for each in taken:
        frontier.append(merkle.leaf_hash(bytes(each.leaf)))
    size, root, key = edge.size + len(taken), frontier.root(), keys.record_key(edge.key_name)
    note = notes.sign_checkpoint(notes.Checkpoint(edge.origin, size, root), key.public, key.sign)
    keep = edge.kept_at is None or abs(at - edge.kept_at) >= CHECKPOINT_EVERY
    return Grown(edge.record, size, frontier.to_bytes(), root, note, keep)


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    """Rows as the columns of a table, for `unnest`."""
    return [list(column) for column in zip(*rows, strict=True)]


def _bells(grown: list[Grown]) -> list[str]:
    bells = [f"{each.record}:{each.size}" for each in grown]
    return [",".join(bells[at : at + AT_ONE_RING]) for at in range(0, len(bells), AT_ONE_RING)]


def seal_all() -> int:
    """Number everything that waits. For commands and tests; the worker's loop calls `seal`."""
    total = 0
    while done := seal():
        total += done
    return total
