# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a proposal affects: what it names, what places say of themselves, and the acts by which they do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from assemblies import wording
from assemblies.doors import refusing
from assemblies.doors.pages import Page
from assemblies.proposals import operations, queries, saying
from assemblies.proposals.models import Claim, Proposal
from assemblies.proposals.pages.about import Submitted, address
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from governance.claims import Kind
from governance.powers import Power
from governance.refusals import Refusal


class Claims(Submitted):
    """The places it touches, each claim and where it stands; and, for whoever lives in a place, saying so."""

    power = Power.READ
    post_power = Power.OWN

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        kind = Kind.NOT_AFFECTED if request.POST.get("kind") == Kind.NOT_AFFECTED else Kind.AFFECTED
        try:
            made = operations.make_claim(
                proposal=self.proposal,
                by=self.me,
                kind=kind,
                share=request.POST.get("share", "1"),
                reason=request.POST.get("reason", ""),
            )
        except Refusal as no:
            return self.page(request, no)
        tell(request, made)
        return HttpResponseRedirect(address(self.proposal, "claims"))

    def page(self, request: HttpRequest, refused: Refusal | None = None) -> HttpResponse:
        context = saying.of(self.proposal, self.person, self.standing, request.GET.get("page", ""))
        context |= {
            "error": wording.refusal(refused) if refused else "",
            "error_at": refused.at if refused else "",
            "typed": request.POST if refused else {},
        }
        response = render(
            request, "proposals/claims.html", context, status=refusing.status_of(refused) if refused else 200
        )
        response.headers["Cache-Control"] = "no-store" if self.person else "no-cache"
        return response


class AboutClaim(Page):
    """An act on one claim, whose power is asked in the place that it is made for."""

    claim: Claim

    def assembly(self) -> Assembly:
        self.claim = queries.claim(self.kwargs["claim_id"])
        return registry.assembly(self.claim.place.public_id)

    @property
    def proposal(self) -> Proposal:
        return self.claim.proposal

    def back(self) -> HttpResponse:
        return HttpResponseRedirect(address(self.proposal, "claims"))


class Back(AboutClaim):
    """Stand behind it."""

    power = Power.CLAIM

    def post(self, request: HttpRequest, claim_id: str) -> HttpResponse:
        tell(request, operations.back_claim(claim=self.claim, by=self.me))
        return self.back()


class TakeBack(AboutClaim):
    """Whoever made it takes it back."""

    power = Power.CLAIM

    def post(self, request: HttpRequest, claim_id: str) -> HttpResponse:
        operations.withdraw_claim(claim=self.claim, by=self.me)
        messages.info(request, _("You took it back."))
        return self.back()


class Accept(AboutClaim):
    """The author accepts it; asked where the proposal stands."""

    power = Power.ANSWER_CLAIM

    def assembly(self) -> Assembly:
        super().assembly()
        return self.proposal.assembly

    def is_author(self) -> bool:
        return self.person is not None and self.proposal.author_id == self.person.pk

    def post(self, request: HttpRequest, claim_id: str) -> HttpResponse:
        tell(request, operations.accept_claim(claim=self.claim, by=self.me))
        return self.back()


def tell(request: HttpRequest, claim: Claim) -> None:
    """Say what became of a claim, and where the proposal stands by it."""
    facts: dict[str, Any] = {"place": claim.place.name, "assembly": claim.proposal.assembly.name}
    if claim.ending:
        now = queries.proposal(claim.proposal.public_id)
        said = (
            _("%(place)s is affected now, and the place was checked again: %(assembly)s decides.")
            if claim.kind == Kind.AFFECTED
            else _(
                "%(place)s is not affected any more, and the place was checked again: %(assembly)s decides."
            )
        )
        messages.success(request, said % (facts | {"assembly": now.assembly.name}))
    else:
        said = _("You stand behind it. Tell your neighbours in %(place)s.")
        messages.success(request, said % facts)
