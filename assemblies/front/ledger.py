# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record as people read it: entries of the public record, and the part that facilitators did."""

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assemblies import doors
from assemblies.people.models import Person
from assemblies.record import queries as record
from assemblies.record.models import Entry
from assemblies.registry.models import Assembly
from governance import entries
from governance.powers import Power
from governance.refusals import Refusal

BY_FACILITATORS = ("BallotOpened", "ContributionHidden", "ReasonsGiven", "PowerGranted")
PAGE = 40


class RecordPage(doors.Page):
    """The public record of an assembly, by number, with its checkpoint."""

    power = Power.READ

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        assert self.here is not None
        size = self.here.public_record.size
        try:
            start = int(request.GET.get("from", max(0, size - PAGE)))
        except ValueError:
            raise Refusal(_("This number cannot be read."), code="bad_page", at="/from") from None
        start = min(max(0, start), max(0, size - 1))
        rows = list(record.since(self.here.public_record, start, upto=start + PAGE))
        context = {
            "here": self.here,
            "rows": lines(rows),
            "size": size,
            "start": start,
            "before": max(0, start - PAGE) if start else None,
            "after": start + PAGE if start + PAGE < size else None,
            "checkpoint": self.here.public_record.checkpoint,
        }
        return render(request, "front/record.html", context)


def lines(rows: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries ready to print: number, time, type, facts in clear, the entry's own id."""
    return [_line(row) for row in rows]


def _line(row: Entry) -> dict[str, Any]:
    leaf = bytes(row.leaf)
    facts = {} if row.number == 0 else dict(entries.read(leaf).facts) if row.type != "AssemblyFounded" else {}
    return {
        "number": row.number,
        "at": row.said_at,
        "type": row.type,
        "subject": row.subject,
        "facts": {
            key: json.dumps(v, ensure_ascii=False) if not isinstance(v, str) else v
            for key, v in facts.items()
        },
        "id": entries.name_of(leaf),
    }


def acts_of_facilitators(here: Assembly) -> list[dict[str, Any]]:
    """What facilitators did here, latest first, with who did it."""
    rows = list(
        Entry.objects.filter(record=here.public_record_id, type__in=BY_FACILITATORS).order_by("-number")[
            :PAGE
        ]
    )
    bodies = record.bodies(row.pk for row in rows)
    who = {key: body.values.get("by", "") for key, body in bodies.items()}
    names = dict(Person.objects.filter(public_id__in=who.values()).values_list("public_id", "name"))
    return [_line(row) | {"by": names.get(who.get(row.pk, ""), "")} for row in rows]


class FacilitatorRecord(doors.Page):
    """Everything facilitators did in an assembly: readable by everyone who may read the assembly."""

    power = Power.READ

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        assert self.here is not None
        return render(
            request,
            "front/facilitator_record.html",
            {"here": self.here, "acts": acts_of_facilitators(self.here)},
        )
