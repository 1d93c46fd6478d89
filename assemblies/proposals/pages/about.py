# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages about one proposal: who may see it, and the acts on it that need no form."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies.doors.pages import Page
from assemblies.proposals import operations, queries
from assemblies.proposals.models import Proposal
from assemblies.registry.models import Assembly
from governance import lifecycle
from governance.lifecycle import Stage
from governance.powers import Power


class About(Page):
    """A page about the proposal in its address. What was never submitted is its author's alone: 404 for others."""

    proposal: Proposal

    def assembly(self) -> Assembly:
        self.proposal = self.find(self.kwargs["proposal_id"])
        if self.proposal.submitted_at is None and not self.is_author():
            raise Http404
        return self.proposal.assembly

    def find(self, public_id: str) -> Proposal:
        """The proposal with what this page needs of it."""
        return queries.proposal(public_id)

    def is_author(self) -> bool:
        return self.person is not None and self.proposal.author_id == self.person.pk

    def back(self, part: str = "") -> HttpResponse:
        """To the proposal's own page."""
        return HttpResponseRedirect(address(self.proposal) + part)


class Submitted(About):
    """A page about a proposal that was put forward; a draft has none, for its author either."""

    def assembly(self) -> Assembly:
        here = super().assembly()
        if self.proposal.submitted_at is None:
            raise Http404
        return here


def address(of: Proposal, page: str = "proposal") -> str:
    """Where a page about a proposal is."""
    return reverse(page, kwargs={"proposal_id": of.public_id})


class Submit(About):
    """Put a draft forward. Where nobody can decide it, it stays a draft and the reasons are shown."""

    power = Power.EDIT_DRAFT

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        kept = operations.submit(proposal=self.proposal, by=self.me)
        if kept.assembly is None:
            messages.warning(request, _("It was not put forward. Here is why."))
            return HttpResponseRedirect(address(self.proposal, "placement"))
        words = _("Your proposal is put forward and stands before %(place)s. This page says why.")
        messages.success(request, words % {"place": kept.assembly.name})
        return self.back()


class Second(About):
    """Stand behind a proposal so that it is taken up."""

    power = Power.SECOND

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        operations.second(proposal=self.proposal, by=self.me)
        messages.success(request, _("You have seconded this proposal."))
        return self.back()


class Withdraw(About):
    """Ask once more before a proposal is taken back."""

    power = Power.WITHDRAW

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        lifecycle.move(Stage(self.proposal.stage), "withdraw")
        return render(request, "proposals/withdraw.html", {"proposal": self.proposal})

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        operations.withdraw(proposal=self.proposal, by=self.me)
        messages.success(request, _("The proposal is withdrawn."))
        return self.back()


class AskCheck(About):
    """Have the test run again: "Think this is the wrong place?"."""

    power = Power.ASK_CHECK

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        kept = operations.ask_check(proposal=self.proposal, by=self.me)
        same = kept.assembly_id == self.proposal.assembly_id
        if kept.assembly is None:
            messages.warning(
                request, _("Checked. Nobody can decide this as it stands, so no ballot can open.")
            )
        elif same:
            messages.info(request, _("Checked. It stays here, and why stands below."))
        else:
            words = _("Checked. It has moved to %(place)s, and why stands below.")
            messages.success(request, words % {"place": kept.assembly.name})
        return self.back("#why")
