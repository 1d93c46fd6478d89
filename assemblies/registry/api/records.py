# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two records of an assembly, for programs: entries by number, and the latest checkpoint."""

import base64
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import paging, shapes
from assemblies.programs import reads
from assemblies.record import queries as record
from assemblies.record.models import Entry, Record
from assemblies.registry.api.bodies import InAssembly
from governance import entries, powers
from governance.events import Book
from governance.powers import Power

BOOKS = [book.value for book in Book]


class EntryShape(shapes.Shape):
    """One numbered entry; hash the bytes of the leaf as RFC 6962 does and they lie in the record's tree."""

    number = shapes.Whole()
    id = serializers.SerializerMethodField()
    type = shapes.Text()
    subject = shapes.identity(allow_null=True, help_text="The proposal it is about.")
    at = serializers.DateTimeField(source="said_at")
    leaf = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string"})
    def get_id(self, row: Entry) -> str:
        return entries.name_of(bytes(row.leaf))

    @extend_schema_field({"type": "string", "contentEncoding": "base64"})
    def get_leaf(self, row: Entry) -> str:
        return base64.b64encode(bytes(row.leaf)).decode()

    def to_representation(self, row: Any) -> Any:
        return {**super().to_representation(row), "subject": row.subject or None}


class Stretch(shapes.Shape):
    """A stretch of one record, in order and without gaps."""

    record = shapes.OneOf(BOOKS)
    size = shapes.Whole(help_text="How many entries the record has now.")
    results = EntryShape(many=True)
    next = shapes.Text(allow_null=True)


class Which(shapes.Shape):
    """Which of the two records: the public one, or that of members' acts, which its people read."""

    record = shapes.OneOf(BOOKS, required=False)


class EntriesQuery(Which):
    """Which stretch to read."""

    since = shapes.Digits(required=False, help_text="The first number to read, 0 unless told.")
    limit = shapes.Digits(min_value=1, max_value=100, required=False)
    subject = shapes.identity(required=False, help_text="Only entries about this proposal.")


class OfRecord(InAssembly):
    """A resource of one of an assembly's two records."""

    guarded = True

    def record(self) -> tuple[str, Record]:
        """The record asked for. Raises NoPower for that of acts where it may not be read."""
        book = self.asked.get("record", Book.PUBLIC.value)
        if book == Book.PUBLIC.value:
            return book, self.place.public_record
        powers.require(Power.READ_ACTS, self.standing)
        return book, self.place.acts_record


class Entries(OfRecord):
    """Entries of a record."""

    query = EntriesQuery

    @reads(Stretch)
    def get(self, request: Request, assembly_id: str) -> Response:
        """Entries of a record by number. What names people is in them as salted digests only."""
        book, kept = self.record()
        since, limit = self.asked.get("since", 0), self.asked.get("limit", paging.USUAL)
        rows = list(record.since(kept, since, upto=kept.size, subject=self.asked.get("subject"))[: limit + 1])
        more = len(rows) > limit
        following = paging.address(request, since=rows[limit].number) if more else None
        found = {"record": book, "size": kept.size, "results": rows[:limit], "next": following}
        return self.tell(Stretch, found)


class CheckpointShape(shapes.Shape):
    """The size and root of a record, and the signed note that says so."""

    record = shapes.OneOf(BOOKS)
    origin = shapes.Text()
    size = shapes.Whole()
    root = shapes.Text(allow_blank=True)  # type: ignore[assignment]
    note = shapes.Text(
        allow_null=True, help_text="The signed checkpoint; null before the first entry is numbered."
    )


class Checkpoint(OfRecord):
    """The latest checkpoint of a record."""

    query = Which

    @reads(CheckpointShape)
    def get(self, request: Request, assembly_id: str) -> Response:
        """The latest checkpoint of a record, signed with the record's key."""
        book, kept = self.record()
        found = {
            "record": book,
            "origin": kept.origin,
            "size": kept.size,
            "root": base64.b64encode(bytes(kept.root)).decode(),
            "note": kept.checkpoint or None,
        }
        return self.tell(CheckpointShape, found)
