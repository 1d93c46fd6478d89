# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facilitator's console: what waits for them, and the few things only they may do."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies import clock, doors
from assemblies.deliberation import queries as deliberation
from assemblies.front import ledger, words
from assemblies.proposals import queries as proposals
from assemblies.proposals.models import Hearing
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from assemblies.voting import operations, queries
from governance import ballots, charters
from governance.lifecycle import Stage
from governance.powers import Power


class Console(doors.Page):
    """One page with what needs a facilitator of this assembly, and a record of what they did."""

    power = Power.FACILITATE

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        assert self.here is not None
        context = {
            "here": self.here,
            "ready": ready(self.here),
            "seconding": waiting(self.here, Stage.SECONDING)[:20],
            "open_ballots": [
                {"ballot": ballot, "turnout": queries.turnout_now(ballot)}
                for ballot in queries.open_ballots_in(self.here)[:20]
            ],
            "unexplained": queries.decisions_of(self.here).filter(reasons="")[:10],
            "facilitators": registry.facilitators(self.here),
            "acts": ledger.acts_of_facilitators(self.here)[:15],
        }
        return render(request, "front/console.html", context)


def waiting(here: Assembly, stage: Stage) -> Any:
    return (
        Hearing.objects.filter(assembly=here, stage=stage, ended_at=None)
        .select_related("proposal__author", "charter", "assembly__network")
        .order_by("stage_at")
    )


def ready(here: Assembly) -> list[dict[str, Any]]:
    """Proposals under discussion: {"hearing", "ready_at", "is_ready"}."""
    now, rows = clock.now(), []
    for hearing in waiting(here, Stage.DELIBERATION)[:50]:
        at = operations.ready_at(hearing, registry.rules(hearing.charter))
        rows.append({"hearing": hearing, "ready_at": at, "is_ready": at <= now})
    return rows


class AboutProposal(doors.Page):
    """A facilitator's page about one proposal."""

    def assembly(self) -> Assembly:
        self.proposal = proposals.proposal(self.kwargs["proposal_id"])
        if self.proposal.submitted_at is None:
            raise Http404
        return self.proposal.assembly


class OpenBallot(AboutProposal):
    """Compose a ballot, see it as voters will, and open it."""

    power = Power.OPEN_BALLOT

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        return self.show(request)

    def show(self, request: HttpRequest, **more: Any) -> HttpResponse:
        hearing = proposals.live_hearing(self.proposal)
        if hearing is None or hearing.stage != Stage.DELIBERATION:
            raise ballots.NotOpen(_("Only a proposal under discussion can be put to the vote."))
        rules = registry.rules(hearing.charter)
        now, at = clock.now(), operations.ready_at(hearing, rules)
        seats = registry.people_of_cover(hearing.assembly).count()
        quorum, way = ballots.quorum_of(seats, rules.quorum), rules.way(self.proposal.matter)
        method = way.choose(request.POST.get("method", ""))
        context = {
            "proposal": self.proposal,
            "here": hearing.assembly,
            "ready_at": at,
            "is_ready": at <= now,
            "closes_at": charters.closes_at(rules, max(now, at), registry.zone(hearing.assembly)),
            "passes": words.passes(rules, method, quorum, seats),
            "method": method,
            "methods": (way.method, *way.stricter),
            "concerns": deliberation.unanswered_concerns(self.proposal),
            "yes_means": request.POST.get("yes_means", self.proposal.summary[:300]),
            "no_means": request.POST.get("no_means", _("Nothing changes.")),
        }
        return render(request, "front/open_ballot.html", context | more)

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        assert self.person is not None
        if request.POST.get("step") != "open":
            return self.show(request, preview=True)
        made = operations.open_ballot(
            proposal=self.proposal,
            by=self.person,
            yes_means=request.POST.get("yes_means", ""),
            no_means=request.POST.get("no_means", ""),
            method=request.POST.get("method", ""),
        )
        if made is None:
            messages.info(request, _("The check before the ballot placed it elsewhere, so it has moved."))
        return HttpResponseRedirect(reverse("proposal", args=[proposal_id]))


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
