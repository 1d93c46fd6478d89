# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room: the open pages of one proposal, each read to from the very number it has come to.

Those who stand at the same numbers, read the same language and may read the same keep company: they are told one message,
drawn and framed once. So nobody is told an entry twice on one connection, and nobody misses one, whatever happens beside.
"""

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from django.db import connections

from assemblies.deliberation import drawing
from assemblies.live import queries
from assemblies.live.frames import Message, Outlet
from assemblies.people.models import initials
from governance.events import Book

log = logging.getLogger(__name__)
T = TypeVar("T")
_threads = ThreadPoolExecutor(2, thread_name_prefix="live")

EMPTY_EVERY = 1.0
"""Seconds between advances that have nothing to show."""
BOOKS = (Book.PUBLIC, Book.ACTS)
FACES = 4
"""People shown as here at most; of more, how many."""
AT_A_STRETCH = 200
"""Readers told before the loop is given back for a moment."""


async def in_thread(work: Callable[[], T], threads: ThreadPoolExecutor = _threads) -> T:
    """Do blocking work (the database, templates) off the loop, and give the connection back."""

    def done() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(threads, done)


class Reader:
    """A socket as its room knows it; `company` is None once it has left. `is_seen`: its person lets the others see
    that they are here."""

    __slots__ = ("asked_at", "company", "is_seen", "language", "let_go", "outlet", "who")

    def __init__(
        self, who: queries.Entrance, language: str, outlet: Outlet, let_go: Callable[[], None]
    ) -> None:
        self.who, self.language, self.outlet, self.let_go = who, language, outlet, let_go
        self.asked_at = 0.0
        self.is_seen = False
        self.company: Company | None = None

    def tell(self, message: Message) -> None:
        """Hand a message on; one too far behind, or whose line broke, is let go and comes back with its cursor."""
        try:
            taken = self.outlet.send(message)
        except Exception:
            log.exception("a line broke")
            taken = False
        if not taken:
            self.let_go()


class Company:
    """Readers who stand at the same numbers of both records, read the same language and may read the same."""

    __slots__ = ("language", "readers", "reads_acts", "seen")

    def __init__(self, seen: tuple[int, int], language: str, reads_acts: bool) -> None:
        self.seen, self.language, self.reads_acts = seen, language, reads_acts
        self.readers: set[Reader] = set()

    @property
    def key(self) -> tuple[tuple[int, int], str, bool]:
        return self.seen, self.language, self.reads_acts

    def kind(self, book: int) -> queries.Kind:
        return queries.Kind(self.seen[book], self.language, self.reads_acts)

    def take(self, reader: Reader) -> None:
        if reader.company is not None:
            reader.company.readers.discard(reader)
        reader.company = self
        self.readers.add(reader)

    def turn(self, book: int, upto: int, message: Message) -> "Turn":
        """Move on in a record: from now on all here stand at its new end, and those who were here are told how."""
        seen = list(self.seen)
        seen[book] = upto
        self.seen = (seen[0], seen[1])
        return Turn(self, list(self.readers), message)


class Turn(NamedTuple):
    """A message, and who of a company is to hear it: whoever comes later already stands behind it."""

    company: Company
    readers: list[Reader]
    message: Message


async def _tell(turns: Iterable[Turn]) -> None:
    """Hand everyone their message, whatever becomes of a single one."""
    told = 0
    for turn in turns:
        for reader in turn.readers:
            if reader.company is turn.company:
                reader.tell(turn.message)
            told += 1
            if told % AT_A_STRETCH == 0:
                await asyncio.sleep(0)


class Room:
    """The readers of one proposal, and which of its records (0: public, 1: acts) rang since they were read to."""

    def __init__(self, facts: queries.Room) -> None:
        self.facts = facts
        self.upto = list(facts.sizes)
        self.companies: list[Company] = []
        self.dirty: set[int] = set()
        self.reading: asyncio.Task[None] | None = None
        self.telling: asyncio.Task[None] | None = None
        self.advanced_at = [0.0, 0.0]
        self.later: dict[int, asyncio.TimerHandle] = {}
        self.typing_at = 0.0
        self.told_here: tuple[int, list[dict[str, object]]] | None = None

    @property
    def readers(self) -> list[Reader]:
        return [reader for company in self.companies for reader in company.readers]

    def seat(self, reader: Reader, seen: tuple[int, int]) -> None:
        """Put a reader where it says it stands, and read to it from there."""
        if reader.company is None:
            # who comes as another leaves has heard nothing, though as many are here as before
            self.told_here = None
        key = (seen, reader.language, reader.who.reads_acts)
        company = next((each for each in self.companies if each.key == key), None)
        if company is None:
            company = Company(*key)
            self.companies.append(company)
        company.take(reader)
        for book in (0, 1):
            if seen[book] != self.upto[book]:
                self.wake(book)

    def leave(self, reader: Reader) -> bool:
        """Take a reader out; whether it was the last."""
        if reader.company is not None:
            reader.company.readers.discard(reader)
            reader.company = None
        return not any(company.readers for company in self.companies)

    def wake(self, book: int) -> None:
        """Read a record to whoever has not come to its end."""
        self.dirty.add(book)
        if self.reading is None or self.reading.done():
            self.reading = asyncio.create_task(self._read_all())

    async def _read_all(self) -> None:
        while self.dirty:
            book = self.dirty.pop()
            try:
                await self._read(book)
            except Exception:  # the database is away: what was to be read still is
                log.exception("a room could not be read to")
                self.dirty.add(book)
                await asyncio.sleep(1)

    async def _read(self, book: int) -> None:
        """Read a record while what was read before it is still being told; then tell it in its turn."""
        kinds = {company: company.kind(book) for company in self.companies if company.readers}
        if not kinds:
            return
        told = await in_thread(lambda: queries.told(self.facts, BOOKS[book], set(kinds.values())))
        self.upto[book] = max(self.upto[book], told.upto)
        due = self._due(book, any(not said.shows for said in told.said.values()))
        messages = {kind: Message(said.text) for kind, said in told.said.items() if said.shows or due}
        if self.telling is not None:
            await self.telling
        self._join()
        turns = [
            company.turn(book, told.upto, messages[kind])
            for company, kind in kinds.items()
            if kind in messages
        ]
        self.telling = asyncio.create_task(_tell(turns))
        if any(company.seen[book] < told.upto for company in self.companies if company not in kinds):
            self.dirty.add(book)  # they came while it was read

    def _join(self) -> None:
        """Make one company of those that have come to the same place."""
        found: dict[object, Company] = {}
        for company in self.companies:
            first = found.setdefault(company.key, company)
            if first is not company:
                for reader in list(company.readers):
                    first.take(reader)
        self.companies = [company for company in found.values() if company.readers]

    def _due(self, book: int, wanted: bool) -> bool:
        """Whether an advance with nothing to show may be told now; if not, and one is wanted, it comes later."""
        pause = self.advanced_at[book] + EMPTY_EVERY - time.monotonic()
        if wanted and pause <= 0:
            self.advanced_at[book] = time.monotonic()
        elif wanted and book not in self.later:
            self.later[book] = asyncio.get_running_loop().call_later(pause, self._advance, book)
        return pause <= 0

    def _advance(self, book: int) -> None:
        del self.later[book]
        self.wake(book)

    def say_who_is_here(self) -> None:
        """Presence: how many pages are open in this process; and, only to those who may read what they say, who of
        their people let themselves be seen."""
        readers = self.readers
        here, seen = len(readers), people_seen(readers)
        if self.told_here == (here, seen):
            return
        self.told_here = here, seen
        self._say({"presence": {"here": here}}, to=lambda reader: not reader.who.reads_acts)
        presence = {"here": here, "seen": seen[:FACES], "more": len(seen[FACES:])}
        self._say({"presence": presence}, to=lambda reader: reader.who.reads_acts)

    def say_typing(self, who: Reader) -> None:
        """Someone is writing: told to those who may read what they write, at most once a second."""
        if time.monotonic() - self.typing_at >= 1:
            self.typing_at = time.monotonic()
            self._say({"typing": [who.who.name]}, to=lambda each: each is not who and each.who.reads_acts)

    def _say(self, data: object, to: Callable[[Reader], bool]) -> None:
        """Say what moves no cursor to some of those here."""
        message = Message(json.dumps(data))
        for reader in self.readers:
            if to(reader) and reader.company is not None:
                reader.tell(message)


def people_seen(readers: Iterable[Reader]) -> list[dict[str, object]]:
    """Who lets themselves be seen, each once however many pages they have open, by name: `name`, `initials`, and
    the colour of their `face` as beside what they say."""
    found = {reader.who.person: reader.who.name for reader in readers if reader.is_seen and reader.who.person}
    return [
        {"name": name, "initials": initials(name), "face": drawing.face(person)}
        for person, name in sorted(found.items(), key=lambda each: (each[1], each[0]))
        if person is not None
    ]


def by_assembly(readers: Iterable[Reader]) -> dict[int, set[int]]:
    """Assembly → people who read its acts."""
    found: dict[int, set[int]] = defaultdict(set)
    for reader in readers:
        if reader.who.person is not None and reader.who.reads_acts:
            found[reader.who.room.assembly].add(reader.who.person)
    return found
