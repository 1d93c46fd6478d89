# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records as people read them: the public one, that of members' acts, and the part that facilitators did."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assemblies import wording
from assemblies.front import telling
from assemblies.record import queries as record
from assemblies.record.models import Entry, Record
from assemblies.registry.doors import PlacePage
from assemblies.registry.models import Assembly, Invitation
from governance import entries
from governance.events import Book
from governance.powers import Power, holds
from governance.refusals import Refusal
from governance.scales import Place

BY_FACILITATORS = (
    "BallotOpened",
    "ContributionHidden",
    "FacilitatorLeft",
    "FacilitatorSeated",
    "MatterAdded",
    "MeansAdded",
    "PowerEnded",
    "PowerGranted",
    "ReasonsGiven",
)
INVITED = ("InvitationMade", "InvitationEnded")
"""What facilitators do that stands in the record of members' acts: told to those alone who may read it."""
PAGE = 50


class RecordPage(PlacePage):
    """The public record of an assembly, the newest first, with its checkpoint. `?from=` is the oldest shown."""

    power = Power.READ
    book = Book.PUBLIC

    @property
    def kept(self) -> Record:
        """Which of the two records this page shows."""
        return self.here.public_record

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        size = self.kept.size
        try:
            start = int(request.GET.get("from", max(0, size - PAGE)))
        except ValueError:
            raise Refusal(_("This number cannot be read."), code="bad_page", at="/from") from None
        start = min(max(0, start), max(0, size - 1))
        rows = list(record.since(self.kept, start, upto=start + PAGE))
        reads_acts = holds(Power.READ_ACTS, self.standing)
        context = {
            "here": self.here,
            "book": self.book.value,
            "reads_acts": reads_acts,
            "who_reads_acts": wording.who_could(Power.READ_ACTS, Place(self.here.place)),
            "rows": lines(rows[::-1], self.here, reads_acts),
            "size": size,
            "first": start,
            "last": start + len(rows) - 1,
            "before": max(0, start - PAGE) if start else None,
            "after": start + PAGE if start + PAGE < size else None,
            "zone": self.here.zone_name,
            "checkpoint": self.kept.checkpoint,
        }
        return render(request, "front/record.html", context)


class ActsPage(RecordPage):
    """The record of members' acts, for those who may read it; it tells no more than its entries hold in clear."""

    power = Power.READ_ACTS
    book = Book.ACTS

    @property
    def kept(self) -> Record:
        return self.here.acts_record


def lines(
    rows: Iterable[Entry], here: Assembly, reads_acts: bool, made: Mapping[int, int] | None = None
) -> list[dict[str, Any]]:
    """Entries ready to print: number, time, the sentence that tells it, and its exact form with its own id.

    Why something was hidden is told to those alone who may read what was said here (`reads_acts`). An entry in `made`
    stands for so many of its kind that were made in one go.
    """
    made = made or {}
    read = [(row, facts_of(row) | ({"made": made[row.pk]} if row.pk in made else {})) for row in rows]
    known = telling.known(read, here, reads_acts)
    return [_line(row, facts, here) | {"told": telling.sentence(row, facts, known)} for row, facts in read]


def facts_of(row: Entry) -> dict[str, Any]:
    """What an entry says in clear; nothing for the founding, which is written in another form."""
    return {} if row.number == 0 else dict(entries.read(bytes(row.leaf)).facts)


def _line(row: Entry, facts: dict[str, Any], here: Assembly) -> dict[str, Any]:
    leaf = bytes(row.leaf)
    return {
        "record": (Book.ACTS if row.record_id == here.acts_record_id else Book.PUBLIC).value,
        "number": row.number,
        "at": row.said_at,
        "type": row.type,
        "subject": row.subject,
        "facts": facts,
        "exact": leaf.decode("utf-8", "replace"),
        "id": entries.name_of(leaf),
    }


def acts_of_facilitators(here: Assembly, reads_acts: bool, most: int = PAGE) -> list[dict[str, Any]]:
    """What facilitators did here, latest first, each in a sentence that says who did it.

    Invitations are among it for those who may read the acts; those made in one go are one line.
    """
    rows = list(by_facilitators(here, reads_acts=False).order_by("-number")[:most])
    made = _invitations(here, most) if reads_acts else {}
    rows += Entry.objects.filter(pk__in=made)
    return lines(sorted(rows, key=lambda row: -row.pk)[:most], here, reads_acts, made)


def by_facilitators(here: Assembly, *, reads_acts: bool) -> QuerySet[Entry]:
    """Entries of what facilitators did here, of both records for those who may read the acts."""
    asked = Q(record=here.public_record_id, type__in=BY_FACILITATORS)
    if reads_acts and Invitation.objects.filter(assembly=here).exists():
        # No index knows types, so acts are gone through only where somebody was ever invited: in a base.
        asked |= Q(record=here.acts_record_id, type__in=INVITED)
    return Entry.objects.filter(asked)


def _invitations(here: Assembly, most: int) -> dict[int, int]:
    """The latest acts of inviting, and of ending it: the last entry of each → how many were made in one go."""
    if not Invitation.objects.filter(assembly=here).exists():
        return {}
    rows = Entry.objects.filter(record=here.acts_record_id, type__in=INVITED)
    found = rows.values("type", "said_at").annotate(last=Max("pk"), made=Count("pk"))
    return {row["last"]: row["made"] for row in found.order_by("-last")[:most]}


class FacilitatorRecord(PlacePage):
    """Everything facilitators did in an assembly: readable by everyone who may read the assembly.

    Whom they invited is nobody's business; that they did is told to those who may read the acts.
    """

    power = Power.READ

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        reads_acts = holds(Power.READ_ACTS, self.standing)
        context = {
            "here": self.here,
            "acts": acts_of_facilitators(self.here, reads_acts),
            "reads_acts": reads_acts,
            "who_reads_acts": wording.who_could(Power.READ_ACTS, Place(self.here.place)),
        }
        return render(request, "front/facilitator_record.html", context)
