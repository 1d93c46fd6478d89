# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an open page needs to hear: stretches of two records, made into fragments that hold nothing personal."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from assemblies.deliberation import queries as deliberation
from assemblies.deliberation.models import Contribution
from assemblies.people.models import Person
from assemblies.prepared import Given, Prepared
from assemblies.proposals import queries as proposals
from assemblies.proposals.models import Proposal
from assemblies.record import queries as record
from assemblies.registry import queries as registry
from assemblies.registry.queries import standings
from assemblies.voting import queries as voting
from assemblies.voting.models import Ballot
from governance.events import Book
from governance.powers import Power, holds

REPLAY = 200
"""How many entries about a page are replayed; beyond it the page fetches itself anew."""
TAKEN_AWAY = {"ContributionHidden", "ContributionErased"}
TALK = {"ContributionMade"} | TAKEN_AWAY
TURNOUT = {"VoteCast"}
SHOWN = {"ProposalRaised", "AllotmentDrawn"} | TALK | TURNOUT
"""What is shown as a part of the page, or not at all; anything else has the page fetch itself."""


@dataclass(frozen=True)
class Room:
    """The facts that a proposal's live room starts from. `sizes` are of the public record and of the acts."""

    proposal: str
    assembly: int
    public: int
    acts: int
    sizes: tuple[int, int]


@dataclass(frozen=True)
class Entrance:
    """Who comes in, by which session, to which room, and what they may be told there."""

    room: Room
    reads_acts: bool
    person: int | None = None
    session: str = ""
    secret: str = ""
    """The person's password as it is kept: when it changes, sessions begun before it are over."""
    name: str = ""
    language: str = ""


class Kind(NamedTuple):
    """What a message depends on: from which number on, in which language, with the acts or without."""

    after: int
    language: str
    reads_acts: bool


class Said(NamedTuple):
    """A message, and whether there is anything in it but numbers."""

    text: str
    shows: bool


class Told(NamedTuple):
    """How far a record has been read, and the message for each kind of reader."""

    upto: int
    said: dict[Kind, Said]


def signed_in(session: str) -> Person | None:
    """Who a session belongs to, by the same checks as on a page."""
    if not session.isalnum():
        return None
    request = HttpRequest()
    request.session = SessionStore(session)
    found = auth.get_user(request)
    return found if isinstance(found, Person) and found.is_active else None


def entrance(session: str, public_id: str) -> Entrance | None:
    """What someone may follow of a proposal's page; None where they may not. Raises Http404."""
    person, found = signed_in(session), proposals.for_page(public_id)
    standing = registry.standing(person, found.assembly)
    if found.submitted_at is None or not holds(Power.READ, standing):
        return None
    here = found.assembly
    public, acts = map(int, record.position(here.public_record, here.acts_record).split("."))
    room = Room(public_id, here.pk, here.public_record_id, here.acts_record_id, (public, acts))
    if person is None:
        return Entrance(room, False)
    acts_too = holds(Power.READ_ACTS, standing)
    return Entrance(room, acts_too, person.pk, session, person.password, person.name, person.language)


# ------------------------------------------------------------------ reading aloud


STRETCH = """
SELECT r.size, e.id, e.number, e.type FROM record_record r LEFT JOIN LATERAL (
  SELECT id, number, type FROM record_entry
   WHERE record_id = r.id AND number >= %(floor)s AND number < r.size AND subject = %(subject)s
   ORDER BY number DESC LIMIT %(most)s) e ON true
 WHERE r.id = %(record)s ORDER BY e.number
"""


class Numbered(NamedTuple):
    """An entry about the proposal, as far as the page needs to know it."""

    id: int
    number: int
    type: str


def told(of: Room, book: Book, kinds: Collection[Kind]) -> Told:
    """What a record holds for readers who stand at different numbers, up to where it stands now.

    One question for all of them, and each part drawn once a language; a kind at the end of the record gets nothing,
    and one beyond it (the record came back from a backup) is to fetch itself anew.
    """
    number = of.public if book is Book.PUBLIC else of.acts
    floor = min(kind.after for kind in kinds)
    given: dict[str, Any] = {"record": number, "floor": floor, "subject": of.proposal, "most": REPLAY + 1}
    with connection.cursor() as cursor:
        cursor.execute(STRETCH, given)
        rows = cursor.fetchall()
    upto = rows[0][0]
    entries = [Numbered(*row[1:]) for row in rows if row[1] is not None]
    page = Drawn(of, entries)
    return Told(upto, {kind: _said(book, kind, upto, entries, page) for kind in kinds if kind.after != upto})


def _said(book: Book, kind: Kind, upto: int, entries: Sequence[Numbered], page: "Drawn") -> Said:
    """A stretch as the page takes it: JSON with the fragments that changed, as they are now."""
    part = [entry for entry in entries if entry.number >= kind.after]
    data: dict[str, Any] = {"record": book.value, "after": kind.after, "upto": upto}
    if kind.after > upto or len(part) > REPLAY or {entry.type for entry in part} - SHOWN:
        data["resync"] = True
    elif part:
        with translation.override(kind.language):
            data["content"] = page.fragments(part, kind)
    return Said(json.dumps(data), bool(data.get("resync") or data.get("content")))


class Drawn:
    """The parts of one page that changed, each drawn once a language. They hold nothing personal to a reader."""

    def __init__(self, of: Room, entries: Sequence[Numbered]) -> None:
        self.of, self.entries = of, entries
        self.kept: dict[tuple[str, object], str] = {}

    @cached_property
    def proposal(self) -> Proposal:
        return proposals.for_page(self.of.proposal)

    @cached_property
    def said(self) -> dict[int, Contribution]:
        made = [entry.id for entry in self.entries if entry.type == "ContributionMade"]
        return {row.entry_id: row for row in deliberation.by_entries(made) if row.entry_id}

    @cached_property
    def taken_away(self) -> list[Contribution]:
        acts = [entry.id for entry in self.entries if entry.type in TAKEN_AWAY]
        return deliberation.taken_away_by_entries(acts) if acts else []

    def fragments(self, part: Sequence[Numbered], kind: Kind) -> str:
        kinds, out = {entry.type for entry in part}, []
        if kinds & TURNOUT:
            out.append(self._once(kind, "turnout", lambda: _turnout(self.of.proposal)))
        if kinds & TALK:
            out.append(self._once(kind, "count", lambda: _count(self.proposal)))
        if kinds & TALK and kind.reads_acts:
            rows = [self.said[entry.id] for entry in part if entry.id in self.said]
            out += [self._once(kind, row.pk, lambda row=row: _talk(row, self.proposal, True)) for row in rows]  # type: ignore[misc]
        if kinds & TAKEN_AWAY and kind.reads_acts:
            out += [_talk(row, self.proposal, False) for row in self.taken_away]
        return "".join(out)

    def _once(self, kind: Kind, what: object, draw: Callable[[], str]) -> str:
        key = (kind.language, what)
        if key not in self.kept:
            self.kept[key] = draw()
        return self.kept[key]


OPEN = Prepared(
    lambda: Ballot.objects.filter(proposal__public_id=Given("proposal"), closed_at=None).order_by("pk")
)


def _turnout(proposal: str) -> str:
    ballot = OPEN.first(proposal=proposal)
    if ballot is None:
        return ""
    context = {"turnout": voting.turnout_now(ballot), "live": True}
    return render_to_string("voting/_turnout.html", context)


def _count(proposal: Proposal) -> str:
    context = {"proposal": proposal, "live": True, "numbers": deliberation.kinds(proposal).items()}
    return render_to_string("deliberation/_count.html", context)


def _talk(row: Contribution, proposal: Proposal, fresh: bool) -> str:
    context = {"c": row, "proposal": proposal, "fresh": fresh}
    return render_to_string("deliberation/_live_contribution.html", context)


# ------------------------------------------------------------------ who may still listen


@dataclass(frozen=True)
class Welcome:
    """The sessions still signed in, the people still active with their passwords as kept, who reads whose acts."""

    sessions: set[str]
    people: dict[int, str]
    acts: dict[int, set[int]]

    def holds(self, who: Entrance) -> bool:
        """Whether someone may go on listening to what they were let in to."""
        person = who.person or 0
        if who.session not in self.sessions or self.people.get(person) != who.secret:
            return False
        return not who.reads_acts or person in self.acts.get(who.room.assembly, ())


def still_welcome(
    sessions: Collection[str], people: Collection[int], acts: Mapping[int, set[int]]
) -> Welcome:
    """Of these sessions and people, and of these readers of assemblies' acts, those that still are."""
    with connection.cursor() as cursor:
        cursor.execute(SESSIONS, [list(sessions)])
        live = {row[0] for row in cursor.fetchall()}
        cursor.execute(PEOPLE, [list(people)])
        active = dict(cursor.fetchall())
    readers = {here: _readers_of_acts(here, some & active.keys()) for here, some in acts.items()}
    return Welcome(live, active, readers)


SESSIONS = "SELECT session_key FROM django_session WHERE session_key = ANY(%s) AND expire_date > now()"
PEOPLE = "SELECT id, password FROM people_person WHERE id = ANY(%s) AND is_active"


def _readers_of_acts(assembly: int, people: Collection[int]) -> set[int]:
    found = standings.of_many(people, registry.assembly_by_row(assembly))
    return {pk for pk, standing in found.items() if holds(Power.READ_ACTS, standing)}
