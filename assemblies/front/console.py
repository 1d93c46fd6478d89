# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facilitator's console: what waits for them, and the few things only they may do."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from assemblies.deliberation import queries as deliberation
from assemblies.front import desk, ledger
from assemblies.people import queries as people
from assemblies.prepared import Given, Prepared
from assemblies.proposals.pages.about import Submitted
from assemblies.registry.doors import PlacePage
from assemblies.voting import operations, queries
from assemblies.voting.pages_decided import Decided
from governance import powers
from governance.powers import Power

LATELY = 6
MOST_ACTS = 15
NEWEST = Prepared(lambda: deliberation.newest_in(Given("here"))[:LATELY])
HIDDEN = Prepared(lambda: deliberation.hidden_in(Given("here"))[:LATELY])


class Console(PlacePage):
    """One page with what needs a facilitator of this assembly, and a record of what they did."""

    power = Power.FACILITATE

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        context = {
            "here": self.here,
            "discussed": desk.discussed(self.here),
            "open_ballots": desk.open_ballots(self.here),
            "most_ballots": desk.MOST_BALLOTS,
            **desk.waiting(self.here),
            "newest": NEWEST(here=self.here.pk),
            "hidden": HIDDEN(here=self.here.pk),
            "acts": ledger.acts_of_facilitators(
                self.here, powers.holds(Power.READ_ACTS, self.standing), MOST_ACTS
            ),
            "letters": people.letters_for(self.me),
            "may_ask_check": powers.holds(Power.ASK_CHECK, self.standing),
        }
        return render(request, "front/console.html", context)


class CloseBallot(Submitted):
    """Close a ballot whose hour has come, or on which everyone has voted."""

    power = Power.CLOSE_BALLOT

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        ballot = queries.latest_ballot(self.proposal)
        if ballot is None:
            raise Http404
        decision = operations.close_ballot(ballot=ballot, by=self.person)
        return HttpResponseRedirect(reverse("result" if decision else "proposal", args=[proposal_id]))


class GiveReasons(Decided):
    """Write down why the assembly decided as it did, once."""

    power = Power.GIVE_REASONS

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        decision = self.decision()
        if decision.reasons:  # they are given once: there they stand
            return HttpResponseRedirect(reverse("result", args=[proposal_id]))
        return render(request, "front/reasons.html", {"proposal": self.proposal, "decision": decision})

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        operations.give_reasons(decision=self.decision(), by=self.me, reasons=request.POST.get("reasons", ""))
        return HttpResponseRedirect(reverse("result", args=[proposal_id]))
