# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes on paper and by phone: what waits, the people to enter them for, and the sheet on which one is entered."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies import wording
from assemblies.doors import refusing
from assemblies.doors.pages import Page
from assemblies.people.models import Person
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from assemblies.voting import forms, operations, pages, queries, sheets, taken
from assemblies.voting.models import Ballot
from assemblies.voting.waiting import DIFFERED, VOTED, WAITING, HandEntry
from governance import ballots, hands, papers
from governance.powers import Power
from governance.refusals import Refusal

A_PAGE = 25


class HandPage(Page):
    """A page about votes by hand on one ballot, for those who facilitate the assembly that decides."""

    power = Power.TAKE_VOTES
    ballot: Ballot

    def assembly(self) -> Assembly:
        self.ballot = queries.ballot(self.kwargs["ballot_id"])
        return self.ballot.assembly

    @property
    def closed(self) -> bool:
        return self.ballot.closed_at is not None

    def about(self, **more: Any) -> dict[str, Any]:
        """What every one of these pages shows of the ballot."""
        return {
            "ballot": self.ballot,
            "proposal": self.ballot.proposal,
            "here": self.ballot.assembly,
            "me": self.person,
            "closed": self.closed,
            "secret": self.ballot.secrecy == ballots.SECRET,
            **more,
        }

    def back(self) -> HttpResponse:
        """To the page of what waits."""
        return HttpResponseRedirect(reverse("by-hand", args=[self.ballot.public_id]))


def words_in(request: HttpRequest) -> str:
    """What is looked for in names."""
    sent = request.POST if request.method == "POST" else request.GET
    return str(sent.get("q", "")).replace("\x00", "").strip()[:80]


class ByHand(HandPage):
    """What was entered and is no vote yet, and the people of the franchise by name; never a count of answers."""

    def get(self, request: HttpRequest, ballot_id: str) -> HttpResponse:
        words = words_in(request)
        found = taken.people(self.ballot, words).exclude(pk=self.me.pk)
        page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
        context = self.about(
            entries=taken.entries(self.ballot),
            bundles=taken.bundles(self.ballot, self.person),
            page=page,
            people=taken.named_apart(page.object_list, self.ballot),
            q=words,
            number=taken.number(self.ballot),
            alone=registry.facilitators(self.ballot.assembly).count() < 2,
            least=hands.LEAST,
        )
        return render(request, "voting/by_hand.html", context)


class EnterVote(HandPage):
    """One person's vote on an open ballot, entered from their paper or call; a refusal is said beside what was typed."""

    voter: Person

    def get(self, request: HttpRequest, ballot_id: str, person_id: str) -> HttpResponse:
        return self.show(request, self.find(person_id))

    def post(self, request: HttpRequest, ballot_id: str, person_id: str) -> HttpResponse:
        voter = self.find(person_id)
        if request.POST.get("step") == "withdraw":
            operations.withdraw_entry(ballot=self.ballot, voter=voter, by=self.me)
            messages.info(request, _("It is taken back, and can be entered anew."))
            return self.back()
        try:
            done = operations.take_vote(
                ballot=self.ballot,
                voter=voter,
                by=self.me,
                way=request.POST.get("way", ""),
                choice=forms.typed(self.ballot.asks, request.POST),
                reason=request.POST.get("reason", ""),
                text_digest=request.POST.get("text", ""),
            )
        except Refusal as no:
            return self.show(request, voter, refused=no)
        self.tell(request, voter, done)
        return self.back()

    def find(self, person_id: str) -> Person:
        """The person, who is one of those that may vote here. Raises Http404."""
        found = taken.people(self.ballot).filter(public_id=person_id).first()
        if found is None:
            raise Http404
        return found

    def tell(self, request: HttpRequest, voter: Person, done: operations.Taken) -> None:
        """Say what became of the entry."""
        name = {"name": voter.name, "code": done.cast.receipt if done.cast else ""}
        if done.state == WAITING:
            words = _("Entered for %(name)s. It counts once another facilitator has entered the same.")
            messages.success(request, words % name)
        elif done.state == DIFFERED:
            words = _(
                "The two entries for %(name)s differ, so nothing counts. Look at it again, and both enter it anew."
            )
            messages.warning(request, words % name)
        elif done.state == VOTED:
            words = _(
                "%(name)s has voted here meanwhile. That vote counts, and what was entered by hand does not."
            )
            messages.warning(request, words % name)
        else:
            words = _("Both entries for %(name)s agree: it is a vote now. Its receipt code is %(code)s.")
            messages.success(request, words % name)

    def show(self, request: HttpRequest, voter: Person, *, refused: Refusal | None = None) -> HttpResponse:
        """The sheet for this person, or why there is none."""
        entry = taken.entry(self.ballot, voter)
        error, at = (said(refused, self.ballot), refused.at) if refused else ("", "")
        choice = request.POST.get("choice", "") if refused else ""
        context = self.about(
            voter=voter,
            entry=entry,
            second=entry is not None and entry.state == WAITING and entry.by_id != self.me.pk,
            barred=barred(self.ballot, voter, self.me, entry),
            sheet=sheet(self.ballot, self.me, request),
            choice=choice,
            way=request.POST.get("way", ""),
            reason=request.POST.get("reason", ""),
            error=error,
            error_at=at,
        )
        status = refusing.status_of(refused) if refused else 200
        return render(request, "voting/enter_vote.html", context, status=status)


def said(no: Refusal, ballot: Ballot) -> str:
    """Why an entry was not taken; that nothing was marked is said in the words of the sheet."""
    return _("Choose how the vote came: on paper or by phone.") if no.at == "/way" else pages.said(no, ballot)


def barred(ballot: Ballot, voter: Person, by: Person, entry: HandEntry | None) -> str:
    """What an entry would be refused for, whatever it says; "" for nothing."""
    first = entry.by.public_id if entry and entry.state == WAITING else None
    try:
        if ballot.closed_at is not None:
            raise ballots.NotOpen(_("Voting is not open on this proposal."))
        hands.admit(ballot.secrecy, hands.PAPER, bundle=False)
        hands.entering(by.public_id, [voter.public_id], first)
        hands.may_take(votes=[voter.name] if queries.vote_of(ballot, voter) else [])
    except Refusal as no:
        return wording.refusal(no)
    return ""


def sheet(ballot: Ballot, by: Person, request: HttpRequest) -> dict[str, Any]:
    """The sheet in an order that stays the same for one facilitator, with what was typed."""
    made = sheets.as_typed(sheets.of(ballot.asks, voter=f"{ballot.public_id} {by.public_id}"), request.POST)
    for row in made["rows"]:
        if made["kind"] == papers.ONE:
            row["given"] = row["id"] == request.POST.get("choice")
    return made
