# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records as people read them, for programs: a sentence for every entry, and what facilitators did."""

import html
from collections.abc import Sequence
from typing import Any

from django.utils.html import strip_tags
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import paging, programs, shapes
from assemblies.front import ledger
from assemblies.record import queries as record
from assemblies.record.models import Entry, Record
from assemblies.registry.api.bodies import InAssembly
from assemblies.registry.api.records import OfRecord, Which
from assemblies.registry.models import Assembly
from governance.powers import Power, holds


class ToldShape(shapes.Shape):
    """One entry of a record in a sentence, in your language."""

    number = shapes.Whole()
    id = shapes.Text()
    type = shapes.Text()
    subject = shapes.identity(allow_null=True, help_text="The proposal it is about.")
    at = serializers.DateTimeField()
    told = shapes.Text()


def told(rows: Sequence[Entry], here: Assembly, reads_acts: bool) -> list[dict[str, Any]]:
    """Entries with their sentences as plain text, which the page tells with links in them."""
    return [
        {**line, "subject": line["subject"] or None, "told": html.unescape(strip_tags(line["told"]))}
        for line in ledger.lines(rows, here, reads_acts)
    ]


class Told(InAssembly):
    """A list of entries in sentences, the latest first."""

    query = shapes.Listing

    def tell_page(self, request: Request, kept: Record, types: Sequence[str] = ()) -> Response:
        """One page of a record, of some kinds of entries or of all."""
        rows = record.since(kept, 0, upto=kept.size)
        rows = rows.filter(type__in=types) if types else rows
        found = paging.page(request, rows, ("-number",), self.asked)
        reads = holds(Power.READ_ACTS, self.standing)
        results = ToldShape(told(found.results, self.place, reads), many=True).data
        return Response({"results": results, "next": found.next})


class ToldQuery(shapes.Listing, Which):
    """Which record to tell, and which part of it."""


class TheRecord(Told, OfRecord):
    """A record in sentences."""

    query = ToldQuery

    @programs.reads(shapes.listed(ToldShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """A record of an assembly in sentences, the latest first, as its page tells it."""
        return self.tell_page(request, self.record()[1])


class ActsOfFacilitators(Told):
    """What facilitators did."""

    @programs.reads(shapes.listed(ToldShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """Everything facilitators did in an assembly and who did it, the latest first; for anyone."""
        return self.tell_page(request, self.place.public_record, ledger.BY_FACILITATORS)
