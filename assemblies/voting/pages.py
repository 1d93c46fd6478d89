# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ballot in three steps, and the receipt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from assemblies import clock, wording
from assemblies.doors import judging
from assemblies.proposals.pages.about import Submitted
from assemblies.registry.models import Assembly
from assemblies.voting import (
    forms,
    franchised,
    lent,
    operations,
    passing,
    queries,
    sheets,
    taken,
)
from assemblies.voting.models import Ballot
from assemblies.wording import moments, tongues
from governance import answers, ballots, franchises, papers, powers
from governance.powers import Power
from governance.refusals import Refusal


class BallotPage(Submitted):
    """Choose, check, done: each step is a page of its own, so that it works without JavaScript."""

    power = Power.READ
    post_power = Power.CAST_VOTE

    def ballot(self) -> Ballot:
        found = queries.latest_ballot(self.proposal)
        if found is None or found.closed_at is not None:
            raise ballots.NotOpen(_("Voting is not open on this proposal."))
        return found

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        ballot = self.ballot()
        if no := self.barred(ballot):
            return self.show(request, ballot, "barred", barred=no)
        return self.show(request, ballot, "choose")

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        ballot = self.ballot()
        if bar := self.barred(ballot):
            return self.show(request, ballot, "barred", barred=bar, status=409)
        reason = request.POST.get("reason", "")
        try:
            choice = forms.choice_of(ballot.asks, request.POST)
            if request.POST.get("step") != "change":
                answers.reason(ballot.method, choice, reason)
        except Refusal as no:
            return self.show(request, ballot, "choose", reason=reason, refused=no, status=422)
        step = "choose" if request.POST.get("step") == "change" else "check"
        return self.show(request, ballot, step, choice=choice, reason=reason)

    def barred(self, ballot: Ballot) -> str:
        """What casting would be refused for in the end, said before anything is chosen; "" for nothing."""
        if self.person is None:
            return _("Sign in to vote.")
        no = queries.barred(ballot, self.person)
        return wording.refusal(no) if no else ""

    def show(
        self,
        request: HttpRequest,
        ballot: Ballot,
        step: str,
        *,
        choice: str = "",
        reason: str = "",
        barred: str = "",
        refused: Refusal | None = None,
        status: int = 200,
    ) -> HttpResponse:
        asks, mine = ballot.asks, queries.vote_of(ballot, self.person)
        context = {
            "proposal": self.proposal,
            "ballot": ballot,
            "here": ballot.assembly,
            "step": step,
            "choice": choice,
            "reason": reason,
            "chosen": dict(options(ballot)).get(choice) if asks.kind == papers.ONE else None,
            "answer": sheets.told(asks, choice) if step == "check" else (),
            "left_out": sheets.left_out(asks, choice) if step == "check" and asks.options else "",
            "sheet": self.sheet(ballot, choice, request) if step == "choose" else None,
            "ahead": ahead(ballot, choice) if not asks.options else (),
            "my_vote": mine,
            "hand": taken.told(mine),
            "by_hand": taken.number(ballot),
            "error": said(refused, ballot) if refused else "",
            "error_at": refused.at if refused else "",
            "barred": barred,
            "left": moments.relative(ballot.closes_at, clock.now()),
            "rule": passing.takes(ballot),
            "who_votes": franchised.who(ballot),
            "warned": franchised.gives_away(ballot),
            "tongue": tongues.other(self.proposal.language),
            "written_in": tongues.note(self.proposal.language),
            "sits_for": self.sits_for(ballot),
            "lent": lent.told(ballot, self.person) if step == "choose" else None,
        }
        return render(request, "voting/ballot.html", context, status=status)

    def sits_for(self, ballot: Ballot) -> Assembly | None:
        """The place that this voter sits for, where delegates vote."""
        if ballot.franchise != franchises.DELEGATES or self.person is None:
            return None
        return queries.sits_for(ballot, self.person)

    def sheet(self, ballot: Ballot, choice: str, request: HttpRequest) -> dict[str, Any]:
        """The sheet in this voter's order, with what was typed where that could not be taken."""
        voter = self.person.public_id if self.person else ""
        made = sheets.of(ballot.asks, voter=f"{ballot.public_id} {voter}", chosen=choice)
        return made if choice else sheets.as_typed(made, request.POST)


def said(no: Refusal, ballot: Ballot) -> str:
    """Why a choice was not taken. That nothing was chosen is said in the words of the sheet."""
    if no.name == "nothing_chosen":
        return _("Choose an answer, or choose “No opinion”.")
    return wording.refusal(no, ballot.asks.unit)


def options(ballot: Ballot) -> list[tuple[str, dict[str, str]]]:
    """The answers with their consequences, in the ballot's order: yes and no, or the three of consent."""
    abstain = {
        "label": _("No opinion"),
        "effect": _("You take part, but only a yes counts towards the number that is needed.")
        if ballot.of_yes
        else _("You count as taking part. You do not push the result either way."),
    }
    if ballot.method == "consent":
        return [
            ("agree", {"label": _("I agree"), "effect": ballot.yes_means}),
            (
                "stand_aside",
                {"label": _("I stand aside"), "effect": _("I have doubts, but I will not stop it.")},
            ),
            (
                "object",
                {
                    "label": _("I object"),
                    "effect": _(
                        "It would cause harm. The others must hear my reason and try to change the proposal."
                    ),
                },
            ),
            ("abstain", abstain),
        ]
    return [
        ("yes", {"label": _("Yes"), "effect": ballot.yes_means}),
        ("no", {"label": _("No"), "effect": ballot.no_means}),
        ("abstain", abstain),
    ]


def ahead(ballot: Ballot, choice: str) -> list[tuple[str, str]]:
    """What follows if it comes out as chosen, then what follows if it does not: (words, what was written)."""
    passes, fails = _("What happens if it passes"), _("What happens if it does not pass")
    if choice == "no":
        chosen = _("What happens if it does not pass, as you choose")
        return [(chosen, ballot.no_means), (passes, ballot.yes_means)]
    if choice == "yes":
        passes = _("What happens if it passes, as you choose")
    return [(passes, ballot.yes_means), (fails, ballot.no_means)]


class CastVote(View):
    """The act itself. Who may vote is asked where it is written, under the ballot's lock, in one query."""

    power = Power.CAST_VOTE

    def post(self, request: HttpRequest, ballot_id: str) -> HttpResponse:
        person = judging.person_of(request)
        if person is None:
            raise powers.NotSignedIn(_("Sign in to vote."))
        kept = operations.cast_vote(
            ballot=ballot_id,
            voter=person,
            choice=answers.Written(request.POST.get("choice", "")),
            reason=request.POST.get("reason", ""),
            text_digest=request.POST.get("text", ""),
        )
        return HttpResponseRedirect(f"/p/{kept.proposal}/ballot/done/{'?again=1' if kept.again else ''}")


class Voted(Submitted):
    """The third step: it is recorded, and here is the receipt."""

    power = Power.CAST_VOTE

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        ballot = queries.latest_ballot(self.proposal)
        vote = queries.vote_of(ballot, self.person) if ballot else None
        if ballot is None or vote is None:
            raise Http404
        context = {
            "proposal": self.proposal,
            "ballot": ballot,
            "here": ballot.assembly,
            "vote": vote,
            "hand": taken.told(vote),
            "step": "done",
            "again": "again" in request.GET,
        }
        return render(request, "voting/ballot.html", context)
