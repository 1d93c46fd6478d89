# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding to a conversation, hiding from it and erasing one's own; the conversation itself is on the proposal's page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from assemblies.deliberation import operations, queries
from assemblies.deliberation.models import Contribution
from assemblies.doors.pages import Page
from assemblies.proposals.pages.about import Submitted
from assemblies.registry.models import Assembly
from governance.powers import Power, require


class Contribute(Submitted):
    """Post a contribution or a reply. A program gets 204 and hears of it live; a browser goes back to it."""

    power = Power.CONTRIBUTE

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        given = request.POST.get("reply_to", "")
        made = operations.contribute(
            proposal=self.proposal,
            by=self.me,
            kind=request.POST.get("kind", "comment"),
            text=request.POST.get("text", ""),
            reply_to=queries.contribution(given) if given else None,
            language=self.me.language,
        )
        return HttpResponseRedirect(f"{reverse('proposal', args=[proposal_id])}#c-{made.public_id}")


class AboutContribution(Page):
    """A page about the contribution in its address."""

    contribution: Contribution

    def assembly(self) -> Assembly:
        self.contribution = queries.contribution(self.kwargs["contribution_id"])
        return self.contribution.proposal.assembly


class Reply(AboutContribution):
    """The form for a reply, a page of its own."""

    power = Power.CONTRIBUTE

    def get(self, request: HttpRequest, contribution_id: str) -> HttpResponse:
        require(Power.READ_ACTS, self.standing)  # it shows what is replied to
        operations.require_there(self.contribution)
        context = {"c": self.contribution, "proposal": self.contribution.proposal}
        return render(request, "deliberation/reply.html", context)


class Hide(AboutContribution):
    """Hide a contribution with a reason that stays visible."""

    power = Power.HIDE

    def get(self, request: HttpRequest, contribution_id: str) -> HttpResponse:
        if self.contribution.hidden_at is not None:
            return self.back()
        return render(
            request,
            "deliberation/hide.html",
            {"c": self.contribution, "proposal": self.contribution.proposal},
        )

    def post(self, request: HttpRequest, contribution_id: str) -> HttpResponse:
        operations.hide(contribution=self.contribution, by=self.me, reason=request.POST.get("reason", ""))
        return self.back()

    def back(self) -> HttpResponse:
        """To where it stands, hidden."""
        page = reverse("proposal", args=[self.contribution.proposal.public_id])
        return HttpResponseRedirect(f"{page}#c-{self.contribution.public_id}")


class Erase(AboutContribution):
    """Erase the text of what one wrote oneself, after one more question."""

    power = Power.OWN

    def get(self, request: HttpRequest, contribution_id: str) -> HttpResponse:
        operations.require_author(self.contribution, self.me)  # it shows what is to be erased
        context = {"c": self.contribution, "proposal": self.contribution.proposal}
        return render(request, "deliberation/erase.html", context)

    def post(self, request: HttpRequest, contribution_id: str) -> HttpResponse:
        operations.erase(contribution=self.contribution, by=self.me)
        back = reverse("proposal", args=[self.contribution.proposal.public_id])
        return HttpResponseRedirect(f"{back}#c-{contribution_id}")
