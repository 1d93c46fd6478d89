# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lending one's vote in an assembly: to whom and for what, who lends to me, and all chains and loops as a picture."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from assemblies import wording
from assemblies.people import queries as people
from assemblies.proposals import queries as proposals
from assemblies.registry import queries as registry
from assemblies.registry.doors import PlacePage
from assemblies.voting import lent, operations
from governance import powers
from governance.lifecycle import OPEN
from governance.powers import Power
from governance.refusals import Refusal

MOST = 50


class LendVote(PlacePage):
    """What I have lent here and to whom, with the way to lend and to take back; and who would carry how many."""

    power = Power.READ_ACTS
    post_power = Power.LEND_VOTE

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        try:
            if request.POST.get("act") == "back":
                operations.take_back(assembly=self.here, person=self.me, what=self.what(request.POST))
                messages.success(request, _("Your vote is your own again for this. It is on the record."))
            else:
                self.lend(request)
        except Refusal as no:
            return self.page(request, 422, error=wording.refusal(no))
        return HttpResponseRedirect(request.path)

    def lend(self, request: HttpRequest) -> None:
        to = request.POST.get("to", "")
        if not to:
            raise Refusal(_("Choose somebody, or choose that nobody carries it."), code="nobody", at="/to")
        person = None if to == "nobody" else people.person(to)
        what, tell = self.what(request.POST), "tell" in request.POST
        operations.lend(assembly=self.here, person=self.me, to=person, what=what, tell=tell)
        if person:
            said = _("%(name)s carries your vote from now on, where you do not vote yourself.")
            messages.success(request, said % {"name": person.name})
        else:
            messages.success(request, _("Nobody carries your vote for this from now on."))

    def what(self, given: Any) -> operations.For:
        """What it is for, as the form names it: "", "matter:PATH" or "proposal:ID". Raises Http404."""
        kind, _colon, about = given.get("what", "").partition(":")
        if kind == "proposal":
            return operations.For(proposal=proposals.proposal(about))
        if kind not in ("", "matter"):
            raise Http404
        return operations.For(matter=about)

    def page(self, request: HttpRequest, status: int = 200, error: str = "") -> HttpResponse:
        here, named = self.here, request.GET.get("q", "").strip()[:80]
        lends = powers.holds(Power.LEND_VOTE, self.standing)
        context = {
            "here": here,
            "allowed": registry.rules(registry.charter(here)).lending,
            "may_lend": lends,
            "mine": [(row, lent.what(row), key(row)) for row in lent.mine(here, self.me)],
            "to_me": lent.to_me(here, self.me)[:MOST],
            "to_me_more": max(0, lent.to_me(here, self.me).count() - MOST),
            "named": named,
            "found": lent.may_carry(here, self.me, named) if named and lends else (),
            "matters": here.network.matters,
            "proposals": list(proposals.of_assembly(here).filter(stage__in=sorted(OPEN))[:MOST])
            if lends
            else (),
            "chosen": request.GET.get("what", ""),
            "all": lent.overview(here),
            "error": error,
        }
        response = render(request, "voting/lend.html", context, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response


def key(row: Any) -> str:
    """What the form calls that for which a vote is lent."""
    if row.proposal:
        return f"proposal:{row.proposal.public_id}"
    return f"matter:{row.matter}" if row.matter else ""
