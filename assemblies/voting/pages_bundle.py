# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bundle of papers: who handed one in, and apart from it what the papers say; put together over several looks."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from assemblies import wording
from assemblies.doors import refusing
from assemblies.people.models import Person
from assemblies.voting import forms, operations, pages, sheets, taken
from assemblies.voting.models import Ballot
from assemblies.voting.operations import Papers
from assemblies.voting.pages_hand import A_PAGE, HandPage, sheet, words_in
from assemblies.voting.waiting import DIFFERED, VOTED, WAITING, HandBundle
from governance import answers, ballots, hands, papers
from governance.papers import Paper
from governance.refusals import Refusal
from governance.tallies.questions import ABSTAIN


@dataclass
class Row:
    """Papers that say the same: the choice as it is kept, in words, and how many as it was typed."""

    choice: str
    words: list[str]
    number: str = ""


@dataclass
class Sent:
    """A bundle as far as it was typed."""

    people: list[Person] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def papers(self) -> int:
        """How many papers that is; what is no number is none."""
        return sum(int(row.number) for row in self.rows if row.number.isdecimal())


class EnterBundle(HandPage):
    """Tick names, say how many papers say what, enter it. Every step is the same form, sent once more."""

    def get(self, request: HttpRequest, ballot_id: str, bundle_id: str = "") -> HttpResponse:
        return self.show(request, read(self.ballot, request.POST), self.first(bundle_id))

    def post(self, request: HttpRequest, ballot_id: str, bundle_id: str = "") -> HttpResponse:
        first, step = self.first(bundle_id), request.POST.get("step")
        if step == "withdraw":
            operations.withdraw_bundle(ballot=self.ballot, bundle=bundle_id, by=self.me)
            messages.info(request, _("It is taken back, and can be entered anew."))
            return self.back()
        sent = read(self.ballot, request.POST)
        try:
            if step == "add":
                add(self.ballot.asks, sent, request.POST)
            if step != "enter":
                return self.show(request, sent, first)
            done = operations.take_bundle(
                ballot=self.ballot,
                people=sent.people,
                papers=[Papers(answers.Written(row.choice), number(row)) for row in sent.rows if row.number],
                by=self.me,
                text_digest=request.POST.get("text", ""),
                confirms=bundle_id,
            )
        except Refusal as no:
            return self.show(request, sent, first, refused=no)
        tell(request, done)
        return self.back()

    def first(self, bundle_id: str) -> HandBundle | None:
        """The bundle that this one is to confirm. Raises Http404 where it waits no more."""
        if not bundle_id:
            return None
        found = taken.waiting_bundle(self.ballot, bundle_id)
        if found is None:
            raise Http404
        return found

    def barred(self, first: HandBundle | None) -> str:
        """Why nothing can be entered here, whatever it is."""
        try:
            if self.closed:
                raise ballots.NotOpen(_("Voting is not open on this proposal."))
            hands.admit(self.ballot.secrecy, hands.PAPER, bundle=True)
            hands.entering(self.me.public_id, [], first.by.public_id if first else None)
        except Refusal as no:
            return wording.refusal(no)
        return ""

    def show(
        self, request: HttpRequest, sent: Sent, first: HandBundle | None, *, refused: Refusal | None = None
    ) -> HttpResponse:
        """The form as far as it is filled in."""
        words, adding = words_in(request), request.POST.get("step") == "add"
        there = [one.public_id for one in sent.people]
        found = taken.people(self.ballot, words).exclude(public_id__in=there).exclude(pk=self.me.pk)
        error, at = (pages.said(refused, self.ballot), refused.at) if refused else ("", "")
        page = Paginator(found, A_PAGE).get_page(request.POST.get("page"))
        context = self.about(
            first=first,
            barred=self.barred(first),
            sent=sent,
            page=page,
            people=taken.named_apart(page.object_list, self.ballot),
            ticked=taken.named_apart(sent.people, self.ballot),
            q=words,
            sheet=sheet(self.ballot, self.me, request) if adding and refused else blank(self.ballot, self.me),
            error=error if not adding else "",
            sheet_error=error if adding else "",
            error_at=at,
            least=hands.LEAST,
        )
        status = refusing.status_of(refused) if refused else 200
        return render(request, "voting/enter_bundle.html", context, status=status)


def blank(ballot: Ballot, by: Person) -> dict[str, Any]:
    """A sheet with nothing on it, for the next paper."""
    return sheets.of(ballot.asks, voter=f"{ballot.public_id} {by.public_id}")


def read(ballot: Ballot, sent: QueryDict) -> Sent:
    """A bundle as a form sends it: names ticked, and choices with how many papers say each."""
    rows = {choice: Row(choice, sheets.told(ballot.asks, choice)) for choice in usual(ballot.asks)}
    typed = zip(sent.getlist("paper")[: hands.MOST], sent.getlist("number"), strict=False)
    for choice, how_many in typed:
        kept = known(ballot.asks, choice)
        if kept is not None:
            row = rows.setdefault(kept, Row(kept, sheets.told(ballot.asks, kept)))
            row.number = how_many.strip()[:4]
    return Sent(taken.voters(ballot, sent.getlist("person")), list(rows.values()))


def usual(asks: Paper) -> list[str]:
    """Choices that stand on the form from the beginning: all, where one is chosen of a few; else “No opinion”."""
    if words := answers.words_of(asks.method):
        return list(words)
    one = (
        [answers.admit(asks.method, asks.asked(), option.id) for option in asks.options]
        if single(asks)
        else []
    )
    return [*one, ABSTAIN]


def single(asks: Paper) -> bool:
    """Whether a paper is answered with one mark, so that every answer there is fits on the form."""
    return asks.kind == papers.ONE


def known(asks: Paper, choice: str) -> str | None:
    """A choice that an earlier look of the form sent; None for what this paper cannot be answered with."""
    try:
        return answers.admit(asks.method, asks.asked(), answers.Written(choice[: forms.LONGEST]))
    except Refusal:
        return None


def add(asks: Paper, sent: Sent, typed: QueryDict) -> None:
    """One more paper, as its sheet was filled in. Raises what the law refuses."""
    choice = answers.admit(asks.method, asks.asked(), forms.typed(asks, typed))
    row = next((row for row in sent.rows if row.choice == choice), None)
    if row is None:
        row = Row(choice, sheets.told(asks, choice))
        sent.rows.append(row)
    row.number = str(number(row) + 1) if row.number else "1"


def number(row: Row) -> int:
    """How many papers say this. Raises hands.BadBundle for what is no number."""
    if not row.number.isdecimal() or len(row.number) > 3:
        words = _("Write a whole number beside “%(name)s”.") % {"name": " ".join(row.words)}
        raise hands.BadBundle(words, code="not_whole", at="/papers")
    return int(row.number)


def tell(request: HttpRequest, done: operations.Bundled) -> None:
    """Say what became of a bundle."""
    if done.state == WAITING:
        messages.success(
            request, _("The bundle is entered. It counts once another facilitator has entered the same.")
        )
    elif done.state == DIFFERED:
        words = _(
            "The two entries of the bundle differ, so nothing counts. Look at it again, and both enter it anew."
        )
        messages.warning(request, words)
    elif done.state == VOTED:
        words = _(
            "Voted here meanwhile: %(names)s. Those votes count. Nobody knows which paper is whose, so this bundle does"
            " not: have the others fill in new papers."
        )
        messages.warning(request, words % {"names": wording.facts.listed(done.people, most=len(done.people))})
    else:
        messages.success(request, _("Both entries of the bundle agree: its papers are votes now."))
