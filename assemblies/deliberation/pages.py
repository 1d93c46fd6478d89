# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding to a conversation and hiding from it; the conversation itself is on the proposal's page."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from assemblies import doors
from assemblies.deliberation import operations, queries
from assemblies.proposals import queries as proposals
from assemblies.registry.models import Assembly
from governance.powers import Power, require


class Contribute(doors.Page):
    """Post a contribution or a reply. A program gets 204 and hears of it live; a browser goes back to it."""

    power = Power.CONTRIBUTE

    def assembly(self) -> Assembly:
        self.proposal = proposals.proposal(self.kwargs["proposal_id"])
        if self.proposal.submitted_at is None:
            raise Http404
        return self.proposal.assembly

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        assert self.person is not None
        given = request.POST.get("reply_to", "")
        made = operations.contribute(
            proposal=self.proposal,
            by=self.person,
            kind=request.POST.get("kind", "comment"),
            text=request.POST.get("text", ""),
            reply_to=queries.contribution(given) if given else None,
            language=self.person.language,
        )
        return HttpResponseRedirect(f"{reverse('proposal', args=[proposal_id])}#c-{made.public_id}")


class Reply(doors.Page):
    """The form for a reply, a page of its own."""

    power = Power.CONTRIBUTE

    def assembly(self) -> Assembly:
        self.contribution = queries.contribution(self.kwargs["contribution_id"])
        return self.contribution.proposal.assembly

    def get(self, request: HttpRequest, contribution_id: str) -> HttpResponse:
        require(Power.READ_ACTS, self.standing)  # it shows what is replied to
        context = {"c": self.contribution, "proposal": self.contribution.proposal}
        return render(request, "deliberation/reply.html", context)


class Hide(doors.Page):
    """Hide a contribution with a reason that stays visible."""

    power = Power.HIDE

    def assembly(self) -> Assembly:
        self.contribution = queries.contribution(self.kwargs["contribution_id"])
        return self.contribution.proposal.assembly

    def get(self, request: HttpRequest, contribution_id: str) -> HttpResponse:
        return render(
            request,
            "deliberation/hide.html",
            {"c": self.contribution, "proposal": self.contribution.proposal},
        )

    def post(self, request: HttpRequest, contribution_id: str) -> HttpResponse:
        assert self.person is not None
        operations.hide(contribution=self.contribution, by=self.person, reason=request.POST.get("reason", ""))
        back = reverse("proposal", args=[self.contribution.proposal.public_id])
        return HttpResponseRedirect(f"{back}#c-{contribution_id}")
