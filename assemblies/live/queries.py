# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an open page needs to hear: stretches of two records, made into fragments that hold nothing personal."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.utils import timezone, translation

from assemblies.deliberation import queries as deliberation
from assemblies.people.models import Person
from assemblies.proposals import queries as proposals
from assemblies.proposals.models import Proposal
from assemblies.record import queries as record
from assemblies.record.models import Entry, Record
from assemblies.registry import queries as registry
from assemblies.voting import queries as voting
from governance.events import Book
from governance.powers import Power, holds

REPLAY = 200
"""How many entries about a page are replayed; beyond it the page fetches itself anew."""
TALK = {"ContributionMade", "ContributionHidden"}
TURNOUT = {"VoteCast"}
QUIET = {"TextChanged", "ReasonsGiven", "ProposalRaised", "AllotmentDrawn"} | TALK | TURNOUT


@dataclass
class Stretch:
    """Entries numbered after up to (not including) upto of one record, as far as one proposal is in them."""

    book: Book
    after: int
    upto: int
    entries: Sequence[Entry] = ()
    talk: list[int] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        return {entry.type for entry in self.entries}

    @property
    def resync(self) -> bool:
        """Whether the page has to fetch itself: its stage changed, or too much was missed."""
        return (
            len(self.entries) > REPLAY
            or bool(self.kinds - QUIET)
            or bool(self.kinds & {"TextChanged", "ReasonsGiven"})
        )


@dataclass(frozen=True)
class Room:
    """The facts that a proposal's live room starts from."""

    proposal: str
    assembly: int
    public: int
    acts: int
    sizes: tuple[int, int]


def room(public_id: str) -> Room:
    """The room of a proposal. Raises Http404."""
    found = proposals.proposal(public_id)
    here = found.assembly
    public, acts = map(int, record.position(here.public_record, here.acts_record).split("."))
    return Room(public_id, here.pk, here.public_record_id, here.acts_record_id, (public, acts))


def may_enter(person: Person | None, public_id: str) -> tuple[bool, bool]:
    """Whether someone may follow a proposal's page, and whether they may read its acts."""
    found = proposals.proposal(public_id)
    if found.submitted_at is None:
        return False, False
    standing = registry.standing(person, found.assembly)
    return holds(Power.READ, standing), holds(Power.READ_ACTS, standing)


def stretch(of: Room, book: Book, after: int) -> Stretch:
    """What a record holds about a proposal from a number on, up to where it stands now."""
    row = Record.objects.only("pk", "size").get(pk=of.public if book is Book.PUBLIC else of.acts)
    entries = list(record.since(row, after, upto=row.size, subject=of.proposal).defer("leaf")[: REPLAY + 1])
    return Stretch(book, after, row.size, entries)


def message(of: Room, part: Stretch, *, language: str, reads_acts: bool, replayed: bool = False) -> str:
    """A stretch as the page takes it: JSON with the fragments that changed, rendered from what is true now."""
    data: dict[str, Any] = {"record": part.book.value, "after": part.after, "upto": part.upto}
    if part.resync:
        data["resync"] = True
    elif part.entries:
        with translation.override(language):
            content = _fragments(of, part, reads_acts)
        if content:
            data["content"] = content
    if replayed:
        data["replayed"] = True
    return json.dumps(data)


def _fragments(of: Room, part: Stretch, reads_acts: bool) -> str:
    out = []
    proposal = proposals.proposal(of.proposal)
    if part.kinds & TURNOUT:
        out.append(_turnout(proposal))
    if part.kinds & TALK:
        out.append(render_to_string("deliberation/_count.html", {"proposal": proposal, "live": True}))
        if reads_acts:
            out += _talk(part, proposal)
    return "".join(out)


def _turnout(proposal: Proposal) -> str:
    ballot = voting.latest_ballot(proposal)
    if ballot is None:
        return ""
    context = {"ballot": ballot, "turnout": voting.turnout_now(ballot), "proposal": proposal, "live": True}
    return render_to_string("voting/_turnout.html", context)


def _talk(part: Stretch, proposal: Proposal) -> list[str]:
    said = [e.pk for e in part.entries if e.type == "ContributionMade"]
    hidden = [e.pk for e in part.entries if e.type == "ContributionHidden"]
    rows = list(deliberation.by_entries(said)) + list(deliberation.hidden_by_entries(hidden))
    return [
        render_to_string(
            "deliberation/_live_contribution.html",
            {"c": row, "proposal": proposal, "fresh": row.entry_id in said},
        )
        for row in rows
    ]


def still_welcome(sockets: Iterable[tuple[str | None, int | None]]) -> tuple[set[str], set[int]]:
    """Of (session key, person) pairs: the sessions that are still signed in, and the people still active."""
    keys = {key for key, _ in sockets if key}
    people = {pk for _, pk in sockets if pk}
    live = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return (
        set(live.values_list("session_key", flat=True)),
        set(Person.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True)),
    )


def readers_of_acts(assembly_id: int, people: Iterable[int]) -> set[int]:
    """Of these people, who may read the acts of an assembly now."""
    here = registry.assembly_by_row(assembly_id)
    return {
        person.pk
        for person in Person.objects.filter(pk__in=list(people), is_active=True)
        if holds(Power.READ_ACTS, registry.standing(person, here))
    }
