# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facilitator puts a proposal to the vote: compose the ballot, see it as voters will, open it."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies import clock, wording, writing
from assemblies.deliberation import queries as deliberation
from assemblies.doors import refusing
from assemblies.front import composing
from assemblies.proposals import queries as proposals
from assemblies.proposals.models import Hearing
from assemblies.proposals.pages.about import Submitted
from assemblies.registry import queries as registry
from assemblies.voting import operations, passing, sheets
from assemblies.voting.operations import Composed
from governance import ballots, charters, papers
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
        if request.POST.get("step") == "rows":
            return self.show(request)
        try:
            composed = composing.read(self.template(request), self.way, request.POST)
            if not composed.asks:
                said(composed.yes_means)
            if request.POST.get("step") != "open":
                return self.show(request, preview=composed)
            made = operations.open_ballot(proposal=self.proposal, by=self.me, composed=composed)
        except Refusal as no:
            return self.show(request, refused=no)
        if made is None:
            messages.info(request, _("The check before the ballot placed it elsewhere, so it has moved."))
        return HttpResponseRedirect(reverse("proposal", args=[proposal_id]))

    @cached_property
    def hearing(self) -> Hearing:
        """The hearing that the ballot would belong to. Raises NotOpen where there is nothing to compose."""
        found = proposals.live_hearing(self.proposal)
        if found is None or found.stage != Stage.DELIBERATION:
            raise ballots.NotOpen(_("Only a proposal under discussion can be put to the vote."))
        return found

    @cached_property
    def way(self) -> Way:
        return registry.rules(self.hearing.charter).way(self.proposal.matter)

    def template(self, request: HttpRequest) -> composing.Template:
        return composing.chosen(self.way, request.POST.get("kind") or request.GET.get("kind", ""))

    def show(
        self, request: HttpRequest, *, preview: Composed | None = None, refused: Refusal | None = None
    ) -> HttpResponse:
        """The form; below it the voters' paper as `preview` composed it."""
        rules, template = registry.rules(self.hearing.charter), self.template(request)
        sent = request.POST
        wanted = composing.method_of(template, self.way, sent.get("method", ""))
        offered = ways(self.hearing, rules, self.way)
        method = wanted or self.way.method
        if template.key == "yes-no" and method not in [one["method"] for one in offered]:
            method = self.way.method if refused else self.way.choose(method)
        context = {
            "proposal": self.proposal,
            "here": self.hearing.assembly,
            **times(self.hearing, rules),
            "templates": composing.allowed(self.way),
            "kind": template.key,
            "method": method,
            "ways": offered,
            "counted_by": composing.counted_by(template, self.way),
            "rows": composing.typed(sent, composing.rows_in(sent)),
            "typed": {name: sent.get(name, usual) for name, usual in USUAL.items()},
            "most_rows": papers.MOST_OPTIONS,
            "promises": rules.secrecy if template.key != "consent" else (),
            "secrecy": sent.get("secrecy") or (rules.secrecy[0] if template.key != "consent" else "open"),
            "concerns": deliberation.unanswered_concerns(self.proposal),
            "yes_means": sent.get("yes_means", ""),
            "no_means": sent.get("no_means", _("Nothing changes.")),
            "refused": wording.refusal(refused) if refused else "",
            "refused_at": refused.at if refused else "",
        }
        context |= self.preview(rules, method, preview)
        status = refusing.status_of(refused) if refused else 200
        return render(request, "front/open_ballot.html", context, status=status)

    def preview(self, rules: charters.Charter, method: str, composed: Composed | None) -> dict[str, Any]:
        """What the page shows of the paper to be: {"preview", "rule", "sheet", "ballot"}."""
        asks = papers.Paper("majority" if method == "supermajority" else method)
        if composed is None:
            return {"preview": None, "rule": rule(self.hearing, rules, method, asks)}
        asks = operations.paper_of(method, composed)
        means = operations.meanings(self.proposal, composed.yes_means, composed.no_means)
        paper = {"method": asks.method, "yes_means": means[0], "no_means": means[1]}
        paper["secrecy"] = ballots.promise(composed.secrecy, rules.secrecy, asks.method)
        return {
            "preview": means,
            "rule": rule(self.hearing, rules, method, asks),
            "sheet": sheets.of(asks, voter=self.me.public_id),
            "ballot": paper,
        }


USUAL = {
    "question": "",
    "places": "1",
    "top": "5",
    "dots": "10",
    "pot": "",
    "unit": "£",
    "variant": "",
    "minimum": "1",
    "tie": "",
}
"""What stands in the fields of the form before anything is typed."""


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
    """The ways of answering yes or no that may be chosen now: {"method", "rule"}, the charter's own first.

    People and places is only asked for where the charter allows it and there are two places to ask.
    """
    few = places_of(hearing) < 2
    methods = [way.method, *(one for one in way.stricter if one != "double-majority" or not few)]
    return [
        {"method": one, "rule": rule(hearing, rules, one, papers.Paper(one))}
        for one in methods
        if one != "consent" or one == way.method
    ]


def rule(hearing: Hearing, rules: charters.Charter, method: str, asks: papers.Paper) -> str:
    """What a ballot opened now would take to pass, in one sentence with its numbers."""
    seats = registry.people_of_cover(hearing.assembly).count()
    quorum = ballots.quorum_of(seats, rules.quorum)
    if method == "supermajority":
        asks = papers.Paper("majority")
    return passing.passes(asks, operations.rule_of(rules, method), seats, quorum, places_of(hearing))


def places_of(hearing: Hearing) -> int:
    """How many places there are inside; 0 where people live."""
    here = hearing.assembly
    return 0 if here.place == Place.BASE else len(registry.people_by_child(here))
