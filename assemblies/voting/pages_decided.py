# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was decided: the result, who chose what, the files that recount it, and the list of decisions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assemblies.proposals.pages.about import Submitted
from assemblies.registry import queries as registry
from assemblies.registry.doors import PlacePage
from assemblies.registry.models import Assembly
from assemblies.voting import counted, export, lent, pictures, queries, sheets, taken
from assemblies.voting.models import Decision
from governance import ballots, canonical, powers
from governance.powers import Power
from governance.refusals import Refusal


class Decided(Submitted):
    """A page about what a ballot came to: the latest decision, else the latest round; `?ballot=` names another."""

    power = Power.READ

    def decision(self) -> Decision:
        named = self.request.GET.get("ballot", "")
        found = None if named else queries.decision_of(self.proposal)
        if found is not None:
            return found
        ballot = queries.closed_ballot(self.proposal, named)
        if ballot is None:
            raise Http404
        return queries.outcome_of(ballot)


def of_round(decision: Decision) -> str:
    """What makes an address that of a round, and not of the decision."""
    return "" if decision.pk else f"?ballot={decision.ballot.public_id}"


class Result(Decided):
    """What was decided, with the count, people and places, and the way to check it."""

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        decision = self.decision()
        context = pictures.result(decision, receipt=request.GET.get("code", "").strip().upper())
        standing = registry.standing(self.person, decision.assembly)  # the proposal may have moved since
        context["reads_votes"] = powers.holds(Power.READ_ACTS, standing)
        context["round"] = of_round(decision)
        context["lent"] = lent.afterwards(decision.ballot, self.person)
        context["secret"] = decision.ballot.secrecy == ballots.SECRET
        context["by_hand"] = taken.number(decision.ballot)
        context["unagreed"] = (
            taken.unagreed(decision.ballot) if powers.holds(Power.TAKE_VOTES, standing) else 0
        )
        context["gives_reasons"] = powers.holds(Power.GIVE_REASONS, standing)
        return render(request, "voting/result.html", context)


class Counted(Decided):
    """How many chose what, for anyone: what `python -m governance tally` takes, as a file."""

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        decision = self.decision()
        ballot = queries.ballot(decision.ballot.public_id)
        given = canonical.encode(counted.given(ballot))
        headers = export.headers(decision) | {"Content-Type": "application/json"}
        headers["Content-Disposition"] = f'attachment; filename="count-{proposal_id}.json"'
        return HttpResponse(given, headers=headers)


class Votes(Submitted):
    """Who chose what: for an open ballot everyone of the assembly may see it once it has closed."""

    power = Power.READ_ACTS

    def assembly(self) -> Assembly:
        super().assembly()
        named = self.request.GET.get("ballot", "")
        found = queries.closed_ballot(self.proposal, named) if named else queries.latest_ballot(self.proposal)
        if found is None:
            raise Http404
        self.ballot = found
        return found.assembly  # the proposal may have moved since; the votes were given to this one

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        asks = self.ballot.asks
        found = list(taken.named(queries.votes(self.ballot))[:2000])
        carried = lent.weights_on(self.ballot, [vote.voter_id for vote in found])
        rows = [(vote, sheets.told(asks, vote.choice), carried.get(vote.voter_id, 0)) for vote in found]
        shown = {"proposal": self.proposal, "ballot": self.ballot, "votes": rows}
        return render(request, "voting/votes.html", shown | {"has_places": any(vote.place for vote in found)})


class Export(Decided):
    """Everything for a recount, as one file. It opens the votes, so it is for those who may see them."""

    power = Power.READ_ACTS

    def assembly(self) -> Assembly:
        super().assembly()
        self.found = self.decision()
        return self.found.assembly  # the proposal may have moved since; the votes were given to this one

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        return HttpResponse(export.archive(self.found), headers=export.headers(self.found))


class PublicExport(Decided):
    """All for a recount but the votes, as one file, for anyone."""

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        decision = self.decision()
        headers = export.headers(decision, "decision-public")
        return HttpResponse(export.public_archive(decision), headers=headers)


FARTHEST = 1_000_000
"""How far into a list of decisions one can ask; nothing is there beyond what was decided."""


class Decisions(PlacePage):
    """What an assembly decided, latest first, and what was decided elsewhere on what passed through it."""

    power = Power.READ

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        try:
            start = min(max(0, int(request.GET.get("from", "0"))), FARTHEST)
        except ValueError:
            raise Refusal(_("This page number cannot be read."), code="bad_page", at="/from") from None
        rows = list(queries.decisions_told_to(self.here)[start : start + 21])
        context = {
            "here": self.here,
            "decisions": rows[:20],
            "next": start + 20 if len(rows) > 20 else None,
            "wider": [each for each in registry.containers(self.here) if each.pk != self.here.pk],
        }
        return render(request, "voting/decisions.html", context)
