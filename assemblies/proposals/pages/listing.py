# SPDX-License-Identifier: AGPL-3.0-or-later
"""The proposals before an assembly, a page at a time, latest movement first."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from assemblies.proposals import queries
from assemblies.proposals.models import Proposal
from assemblies.registry.doors import PlacePage
from assemblies.registry.models import Assembly
from governance.lifecycle import Stage
from governance.powers import Power

A_PAGE = 20
STAGES: dict[str, tuple[Stage, ...]] = {
    "": tuple(set(Stage) - {Stage.DRAFT}),
    "seconding": (Stage.SECONDING,),
    "deliberation": (Stage.DELIBERATION,),
    "ballot": (Stage.BALLOT,),
    "decided": (Stage.ADOPTED, Stage.REJECTED, Stage.NO_QUORUM),
    "ended": (Stage.WITHDRAWN, Stage.LAPSED),
}
"""What the list can be narrowed to, and the stages that it then holds."""


class Proposals(PlacePage):
    """An assembly's proposals; `?stage=` narrows them, `?before=` goes on from the last one of a page."""

    power = Power.READ

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        here = self.here
        chosen = request.GET.get("stage", "")
        chosen = chosen if chosen in STAGES or chosen == "moved" else ""
        counts = queries.counts_by_stage(here)
        shown, more = page_of(here, chosen, request.GET.get("before", ""))
        context: dict[str, Any] = {
            "here": here,
            "rows": shown,
            "more": more,
            "chosen": chosen,
            "tabs": tabs(counts, chosen),
            "drafts": [],
            "may_raise": self.person is not None,
        }
        if self.person is not None and not request.GET.get("before"):
            context["drafts"] = queries.drafts_of(self.person, here)
        return render(request, "proposals/list.html", context)


def tabs(counts: dict[str, int], chosen: str) -> list[tuple[str, str, int, bool]]:
    """What the list can be narrowed to: (key, words, how many, chosen)."""
    names = {
        "": _("All here"),
        "seconding": _("Being seconded"),
        "deliberation": _("Being discussed"),
        "ballot": _("Being voted on"),
        "decided": _("Decided"),
        "ended": _("Withdrawn or lapsed"),
    }
    found = [
        (key, words, sum(counts.get(stage, 0) for stage in STAGES[key]), key == chosen)
        for key, words in names.items()
    ]
    return [*found, ("moved", _("Moved elsewhere"), counts.get("moved", 0), chosen == "moved")]


def page_of(here: Assembly, chosen: str, before: str) -> tuple[list[Proposal], str]:
    """At most a page of an assembly's list after a cursor, and the cursor of the next page; empty at the end."""
    at, _sep, last_id = before.replace("\x00", "").rpartition("_")
    when = moment(at)
    found = queries.listed(
        here,
        most=A_PAGE + 1,
        stages=STAGES[chosen] if chosen in STAGES and chosen else (),
        moved=chosen == "moved",
        after=(when, last_id) if when else None,
    )
    if len(found) <= A_PAGE:
        return found, ""
    last = found[A_PAGE - 1]
    return found[:A_PAGE], f"{last.moved_at.isoformat()}_{last.public_id}"


def moment(text: str) -> datetime | None:
    """The time that a cursor holds; None for anything else."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except (ValueError, ValidationError):
        return None
    return found if found is not None and found.tzinfo is not None else None
