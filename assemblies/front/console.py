# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facilitator's console: what waits for them, and the few things only they may do."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from assemblies import clock, doors
from assemblies.deliberation import queries as deliberation
from assemblies.front import ledger
from assemblies.proposals import queries as proposals
from assemblies.proposals.models import Hearing
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from assemblies.voting import operations, queries
from assemblies.voting.models import Ballot
from governance import powers
from governance.lifecycle import Stage
from governance.powers import Power

NEWEST = 6


class Console(doors.Page):
    """One page with what needs a facilitator of this assembly, and a record of what they did."""

    power = Power.FACILITATE

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        assert self.here is not None
        context = {
            "here": self.here,
            "ready": ready(self.here),
            "seconding": waiting(self.here, Stage.SECONDING)[:20],
            "open_ballots": [being_voted(ballot) for ballot in queries.open_ballots_in(self.here)[:20]],
            "unexplained": queries.decisions_of(self.here).filter(reasons="")[:10],
            "newest": deliberation.newest_in(self.here)[:NEWEST],
            "hidden": deliberation.hidden_in(self.here)[:NEWEST],
            "facilitators": registry.facilitators(self.here),
            "acts": ledger.acts_of_facilitators(self.here)[:15],
            "may_ask_check": powers.holds(Power.ASK_CHECK, self.standing),
        }
        return render(request, "front/console.html", context)


def waiting(here: Assembly, stage: Stage) -> Any:
    return (
        Hearing.objects.filter(assembly=here, stage=stage, ended_at=None)
        .select_related("proposal__author", "proposal__network", "charter", "assembly__network")
        .order_by("stage_at")
    )


def ready(here: Assembly) -> list[dict[str, Any]]:
    """Proposals under discussion: {"hearing", "ready_at", "is_ready", "concerns", "placed"}."""
    now, rows = clock.now(), []
    hearings = list(waiting(here, Stage.DELIBERATION)[:50])
    held = [hearing.proposal for hearing in hearings]
    concerns, placed = deliberation.unanswered_by_proposal(held), proposals.latest_placements(held)
    for hearing in hearings:
        at = operations.ready_at(hearing, registry.rules(hearing.charter))
        key = hearing.proposal_id
        rows.append(
            {
                "hearing": hearing,
                "ready_at": at,
                "is_ready": at <= now,
                "concerns": concerns.get(key, 0),
                "placed": placed.get(key),
            }
        )
    return rows


def being_voted(ballot: Ballot) -> dict[str, Any]:
    """An open ballot: {"ballot", "turnout", "missing", "may_close"}. It may be closed by hand once its hour has
    come, or everyone has voted."""
    turnout = queries.turnout_now(ballot)
    missing = ballot.seats - turnout["voted"]
    due = missing <= 0 or ballot.closes_at <= clock.now()
    return {"ballot": ballot, "turnout": turnout, "missing": missing, "may_close": due}


class AboutProposal(doors.Page):
    """A facilitator's page about one proposal."""

    def assembly(self) -> Assembly:
        self.proposal = proposals.proposal(self.kwargs["proposal_id"])
        if self.proposal.submitted_at is None:
            raise Http404
        return self.proposal.assembly


class CloseBallot(AboutProposal):
    """Close a ballot whose hour has come, or on which everyone has voted."""

    power = Power.CLOSE_BALLOT

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        ballot = queries.latest_ballot(self.proposal)
        if ballot is None:
            raise Http404
        decision = operations.close_ballot(ballot=ballot, by=self.person)
        return HttpResponseRedirect(reverse("result" if decision else "proposal", args=[proposal_id]))


class GiveReasons(AboutProposal):
    """Write down why the assembly decided as it did, once."""

    power = Power.GIVE_REASONS

    def decision(self) -> Any:
        found = queries.decision_of(self.proposal)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        return render(request, "front/reasons.html", {"proposal": self.proposal, "decision": self.decision()})

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        assert self.person is not None
        operations.give_reasons(
            decision=self.decision(), by=self.person, reasons=request.POST.get("reasons", "")
        )
        return HttpResponseRedirect(reverse("result", args=[proposal_id]))
