# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facilitator puts a proposal to the vote: compose the ballot, see it as voters will, open it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies import clock, wording, writing
from assemblies.deliberation import queries as deliberation
from assemblies.doors import refusing
from assemblies.proposals import queries as proposals
from assemblies.proposals.models import Hearing
from assemblies.proposals.pages.about import Submitted
from assemblies.registry import queries as registry
from assemblies.voting import operations, passing
from governance import ballots, charters
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal
from governance.scales import Place
from governance.ways import Way


class OpenBallot(Submitted):
    """Compose a ballot, see it as voters will, and open it. A refusal is said beside what was typed."""

    power = Power.OPEN_BALLOT

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        return self.show(request)

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        typed = {name: request.POST.get(name, "") for name in ("yes_means", "no_means", "method")}
        try:
            said(typed["yes_means"])
            if request.POST.get("step") != "open":
                means = operations.meanings(self.proposal, typed["yes_means"], typed["no_means"])
                return self.show(request, preview=means)
            made = operations.open_ballot(proposal=self.proposal, by=self.me, **typed)
        except Refusal as no:
            return self.show(request, refused=no)
        if made is None:
            messages.info(request, _("The check before the ballot placed it elsewhere, so it has moved."))
        return HttpResponseRedirect(reverse("proposal", args=[proposal_id]))

    def show(
        self, request: HttpRequest, *, preview: tuple[str, str] | None = None, refused: Refusal | None = None
    ) -> HttpResponse:
        """The form; below it the voters' paper, where `preview` has what yes and no mean on it.

        Raises NotOpen where there is nothing to compose, and what the law says of the way chosen.
        """
        hearing = proposals.live_hearing(self.proposal)
        if hearing is None or hearing.stage != Stage.DELIBERATION:
            raise ballots.NotOpen(_("Only a proposal under discussion can be put to the vote."))
        rules = registry.rules(hearing.charter)
        way = rules.way(self.proposal.matter)
        wanted = request.POST.get("method", "")
        method = way.method if refused else way.choose(wanted)
        offered = ways(hearing, rules, way)
        if wanted in [one["method"] for one in offered]:
            method = wanted
        context = {
            "proposal": self.proposal,
            "here": hearing.assembly,
            **times(hearing, rules),
            "method": method,
            "ways": offered,
            "rule": next(one["rule"] for one in offered if one["method"] == method),
            "concerns": deliberation.unanswered_concerns(self.proposal),
            "yes_means": request.POST.get("yes_means", ""),
            "no_means": request.POST.get("no_means", _("Nothing changes.")),
            "preview": preview,
            "refused": wording.refusal(refused) if refused else "",
        }
        status = refusing.status_of(refused) if refused else 200
        return render(request, "front/open_ballot.html", context, status=status)


def said(yes_means: str) -> None:
    """Raise Refusal where nothing is written beside Yes. A summary begins with what is wrong now, so it does not
    stand in for what a yes does, as it may for a program (`operations.meanings`)."""
    if not writing.shows(writing.shown(yes_means)):
        sentence = _("Write what happens after a yes: voters read it beside their answer.")
        raise Refusal(sentence, code="too_short", at="/yes_means")


def times(hearing: Hearing, rules: charters.Charter) -> dict[str, Any]:
    """From when on a ballot can be opened, whether that is now, and when one opened as soon as can be would close."""
    now, at = clock.now(), operations.ready_at(hearing, rules)
    closes_at = charters.closes_at(rules, max(now, at), registry.zone(hearing.assembly))
    return {"ready_at": at, "is_ready": at <= now, "closes_at": closes_at}


def ways(hearing: Hearing, rules: charters.Charter, way: Way) -> list[dict[str, Any]]:
    """The ways of deciding that may be chosen now: {"method", "rule"}, the charter's own first.

    People and places is only asked for where the charter allows it and there are two places to ask.
    """
    here = hearing.assembly
    seats = registry.people_of_cover(here).count()
    quorum = ballots.quorum_of(seats, rules.quorum)
    places = 0 if here.place == Place.BASE else len(registry.people_by_child(here))
    kept = operations.rule_of(rules)
    methods = [way.method, *(one for one in way.stricter if one != "double-majority" or places > 1)]
    return [{"method": one, "rule": passing.passes(one, kept, seats, quorum, places)} for one in methods]
