# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records as people read them, for programs: a sentence for every entry, and what facilitators did."""

import html
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.html import strip_tags
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import paging, programs, shapes
from assemblies.front import ledger
from assemblies.record import queries as record
from assemblies.record.models import Entry
from assemblies.registry.api.bodies import InAssembly
from assemblies.registry.api.records import BOOKS, OfRecord, Which
from assemblies.registry.models import Assembly
from governance.powers import Power, holds


class ToldShape(shapes.Shape):
    """One entry of a record in a sentence, in your language."""

    record = shapes.OneOf(BOOKS)
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

    @property
    def reads_acts(self) -> bool:
        return holds(Power.READ_ACTS, self.standing)

    def tell_page(self, request: Request, rows: QuerySet[Entry], order: str) -> Response:
        """One page of some entries; `order` is the field that says which is the latest."""
        found = paging.page(request, rows, (order,), self.asked)
        results = ToldShape(told(found.results, self.place, self.reads_acts), many=True).data
        return Response({"results": results, "next": found.next})


class ToldQuery(shapes.Listing, Which):
    """Which record to tell, and which part of it."""


class TheRecord(Told, OfRecord):
    """A record in sentences."""

    query = ToldQuery

    @programs.reads(shapes.listed(ToldShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """A record of an assembly in sentences, the latest first, as its page tells it."""
        kept = self.record()[1]
        return self.tell_page(request, record.since(kept, 0, upto=kept.size), "-number")


class ActsOfFacilitators(Told):
    """What facilitators did."""

    @programs.reads(shapes.listed(ToldShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """Everything facilitators did in an assembly and who did it, the latest first; for anyone. That they made
        or ended an invitation stands in the record of acts, and is told to those who may read it."""
        return self.tell_page(request, ledger.by_facilitators(self.place, reads_acts=self.reads_acts), "-id")
