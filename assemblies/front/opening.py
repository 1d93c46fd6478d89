# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facilitator puts a proposal to the vote: compose the ballot, see it as voters will, open it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies import clock, wording
from assemblies.deliberation import queries as deliberation
from assemblies.doors import refusing
from assemblies.front import composing, filling
from assemblies.proposals import queries as proposals
from assemblies.proposals.models import Hearing
from assemblies.proposals.pages.about import Submitted
from assemblies.registry import queries as registry
from assemblies.voting import franchised, operations, passing, sheets
from assemblies.voting.models import Ballot
from assemblies.voting.operations import Composed, Electorate
from assemblies.wording import moments, tongues
from governance import ballots, charters, franchises, papers
from governance import ways as ways_of
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal
from governance.ways import Way


class OpenBallot(Submitted):
    """Compose a ballot, see it as voters will, and open it. A refusal is said beside what was typed."""

    power = Power.OPEN_BALLOT

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        return self.show(request)

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        step = request.POST.get("step", "")
        if step == "rule":
            return HttpResponse(self.rule(), content_type="text/plain; charset=utf-8")
        if step in ("rows", "change") or "to" in request.POST:
            return self.show(request)
        filled = filling.read(self.template, self.way, request.POST)
        if filled.wrong:
            return self.show(request, wrong=filled.wrong)
        try:
            if step != "open":
                return self.check(request, filled.composed)
            made = operations.open_ballot(proposal=self.proposal, by=self.me, composed=filled.composed)
        except Refusal as no:
            return self.show(request, wrong=[(filled.field_of(no.at), no)])
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
    def rules(self) -> charters.Charter:
        return registry.rules(self.hearing.charter)

    @cached_property
    def way(self) -> Way:
        return self.rules.way(self.proposal.matter)

    @cached_property
    def who(self) -> Electorate:
        """Who could vote on a ballot opened about now."""
        now = timezone.now() + clock.shift()
        return operations.electorate(self.hearing.assembly, self.rules, self.way, now)

    @cached_property
    def template(self) -> composing.Template:
        asked = (
            self.request.POST.get("to") or self.request.POST.get("kind") or self.request.GET.get("kind", "")
        )
        return composing.chosen(self.way, asked)

    @cached_property
    def sent(self) -> QueryDict:
        """What was sent; where another template is turned to, without what the one before had filled in by itself."""
        sent = self.request.POST
        if "to" not in sent:
            return sent
        before = composing.chosen(self.way, sent.get("kind", ""))
        return filling.turned(sent, composing.usual(before, self.proposal))

    def rule(self) -> str:
        """What it would take to pass, by as much of the form as is filled in."""
        usual = composing.usual(self.template, self.proposal)
        asks = filling.sketch(self.template, self.way, self.sent, usual)
        wanted = composing.method_of(self.template, self.way, self.sent.get("method", ""))
        offered = {one["method"] for one in ways(self.who, self.rules, self.way)}
        if self.template.key == "yes-no" and wanted not in offered:
            wanted, asks = self.way.method, papers.Paper(self.way.method)
        return rule(self.who, self.rules, wanted, asks)

    def show(self, request: HttpRequest, *, wrong: Sequence[tuple[str, Refusal]] = ()) -> HttpResponse:
        """The form with what was typed, and each no at its field."""
        template, sent = self.template, self.sent
        offered = ways(self.who, self.rules, self.way)
        wanted = composing.method_of(template, self.way, sent.get("method", ""))
        if template.key == "yes-no" and wanted not in [one["method"] for one in offered]:
            wanted = self.way.method
        openly = template.key == "consent" or self.way.franchise == franchises.DELEGATES
        usual, rows = composing.usual(template, self.proposal), filling.rows_in(sent)
        says = {name: wording.refusal(no) for name, no in wrong}
        called = filling.labels(template, range(1, rows + 1))
        context = {
            "proposal": self.proposal,
            "here": self.hearing.assembly,
            **times(self.hearing, self.rules),
            "templates": composing.allowed(self.way),
            "narrowed": narrowed(self.way),
            "kind": template.key,
            "kept": filling.kept(template, sent),
            "method": wanted,
            "ways": offered,
            "counted_by": counted_by(template, self.way, sent, usual, says),
            "rows": filling.typed(sent, rows, says),
            "typed": {name.replace("-", "_"): sent.get(name, value) for name, value in usual.items()},
            "most_rows": papers.MOST_OPTIONS,
            "lending": self.rules.lending,
            "promises": () if openly else self.rules.secrecy,
            "secrecy": sent.get("secrecy") or ("open" if openly else self.rules.secrecy[0]),
            "concerns": deliberation.unanswered_concerns(self.proposal),
            "yes_means": sent.get("yes_means", ""),
            "no_means": sent.get("no_means", _("Nothing changes.")),
            "rule": self.rule(),
            "wrong": says,
            "refused": [(name, called.get(name, ""), wording.refusal(no)) for name, no in wrong],
        }
        status = 200
        if wrong:
            status = 422 if wrong[0][0] else refusing.status_of(wrong[0][1])
        return render(request, "front/open_ballot.html", context, status=status)

    def check(self, request: HttpRequest, composed: Composed) -> HttpResponse:
        """All that will be opened, on one page: what is asked, the rule, who votes, when, and the voters' paper."""
        timed = times(self.hearing, self.rules)
        at = max(timed["ready_at"], clock.now())
        ballot = operations.drafted(self.proposal, self.hearing, self.rules, composed, at)
        context = {
            "proposal": self.proposal,
            "here": self.hearing.assembly,
            **timed,
            "closes_at": ballot.closes_at,
            "ballot": ballot,
            "method_title": composing.told(composed.method or self.way.method)[0],
            "rule": passing.takes(ballot),
            "who": who_votes(ballot),
            "who_votes": franchised.who(ballot),
            "warned": franchised.gives_away(ballot),
            "tongue": tongues.other(self.proposal.language),
            "written_in": tongues.note(self.proposal.language),
            "options": sheets.of(ballot.asks, voter="")["rows"] if ballot.asks.options else (),
            "asked": ballot.asks.options or ballot.method == "consent",
            "sheet": sheets.of(ballot.asks, voter=self.me.public_id),
            "lot": bool(ballot.asks.lot),
            "left": moments.relative(ballot.closes_at, clock.now()),
            "carried": filling.carried(request.POST),
            "concerns": deliberation.unanswered_concerns(self.proposal),
        }
        return render(request, "front/open_check.html", context)


def counted_by(
    template: composing.Template, way: Way, sent: Mapping[str, str], usual: Mapping[str, str], wrong: Any
) -> list[dict[str, Any]]:
    """The ways of counting, each with what stands in the field that is its own."""
    found = composing.counted_by(template, way)
    for one in found:
        name = f"places-{one['method']}"
        one["field"] = {"name": name, "value": sent.get(name, usual.get(name, "1")), "wrong": wrong.get(name)}
    return found


def narrowed(way: Way) -> str:
    """Why not every way of asking is offered; "" where all are."""
    if len(composing.allowed(way)) == len(composing.templates()):
        return ""
    words = {"method": _(ways_of.SPOKEN[way.method])}
    return _("The charter has this matter decided by %(method)s, so other ways are not offered.") % words


def who_votes(ballot: Ballot) -> str:
    """Who may vote on a ballot, with their number."""
    numbers = {"n": intcomma(ballot.seats), "places": intcomma(len(ballot.seats_by_place))}
    if ballot.franchise == franchises.DELEGATES:
        return ngettext("%(n)s delegate", "%(n)s delegates", ballot.seats) % numbers
    people = ngettext("%(n)s person", "%(n)s people", ballot.seats) % numbers
    if ballot.franchise == franchises.ASSEMBLIES:
        number = len(ballot.seats_by_place)
        places = ngettext("%(places)s place", "%(places)s places", number) % numbers
        return _("%(who)s, in %(where)s, each of which answers as one") % {"who": people, "where": places}
    return _("%(who)s with a home seat here") % {"who": people}


def times(hearing: Hearing, rules: charters.Charter) -> dict[str, Any]:
    """From when on a ballot can be opened, whether that is now, and when one opened as soon as can be would close."""
    now, at = clock.now(), proposals.ready_at(hearing, rules)
    closes_at = charters.closes_at(rules, max(now, at), registry.zone(hearing.assembly))
    return {"ready_at": at, "is_ready": at <= now, "closes_at": closes_at, "fixed": fixed(rules)}


def fixed(rules: charters.Charter) -> str:
    """Which rule of the charter fixes when a ballot closes."""
    days, rest = divmod(rules.ballot_hours, 24)
    least = (
        ngettext("%(n)s hour", "%(n)s hours", rules.ballot_hours) % {"n": intcomma(rules.ballot_hours)}
        if rest
        else ngettext("%(n)s day", "%(n)s days", days) % {"n": intcomma(days)}
    )
    words = {"least": least, "hour": f"{rules.closing_hour:02}:00"}
    return (
        _(
            "The charter fixes this: voting lasts at least %(least)s and closes at %(hour)s of the place’s own time."
        )
        % words
    )


def ways(who: Electorate, rules: charters.Charter, way: Way) -> list[dict[str, Any]]:
    """The ways of answering yes or no that may be chosen now: {"method", "rule"}, the charter's own first.

    People and places is only asked for where the charter allows it and there are two places to ask.
    """
    few = len(who.by_place) < 2
    methods = [way.method, *(one for one in way.stricter if one != "double-majority" or not few)]
    return [
        {"method": one, "rule": rule(who, rules, one, papers.Paper(one))}
        for one in methods
        if one != "consent" or one == way.method
    ]


def rule(who: Electorate, rules: charters.Charter, method: str, asks: papers.Paper) -> str:
    """What a ballot opened now would take to pass, in one sentence with its numbers."""
    if method == "supermajority":
        asks = papers.Paper("majority")
    kept = operations.rule_of(rules, method, who.voters.kind)
    return passing.passes(asks, kept, who.seats, who.quorum, len(who.by_place), who.voters)
