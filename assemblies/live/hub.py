# SPDX-License-Identifier: AGPL-3.0-or-later
"""The listener of this process: one subscription to the record's bell, a room a proposal, every page in it.

Readers are fed from the record, never from the writer. The bell carries numbers; what is missed is read again.
"""

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import psycopg
from django.db import connection, connections

from assemblies.live import queries
from governance.events import Book

log = logging.getLogger(__name__)
T = TypeVar("T")
_threads = ThreadPoolExecutor(2, thread_name_prefix="live")

EMPTY_EVERY = 1.0
"""Seconds between advances that have nothing to show."""
WELCOME_EVERY = 0.5
"""Seconds between looks at who may still listen: what is revoked stops within a second."""
BEHIND = 64
"""Messages a slow reader may be behind before it is let go, to come back with its cursor."""


class Reader(Protocol):
    """A socket as the hub knows it."""

    language: str
    reads_acts: bool
    person: int | None
    session: str | None
    name: str

    async def tell(self, text: str) -> None: ...
    async def let_go(self) -> None: ...


async def in_thread(work: Callable[[], T]) -> T:
    """Do blocking work (the database, templates) off the loop, and give the connection back."""

    def done() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(_threads, done)


@dataclass(eq=False)
class Room:
    """The open pages of one proposal. `sizes` is how far each record has been read aloud here."""

    facts: queries.Room
    sizes: dict[Book, int]
    readers: set[Reader] = field(default_factory=set)
    dirty: set[Book] = field(default_factory=set)
    reading: asyncio.Task[None] | None = None
    advanced_at: float = 0.0
    typing_at: float = 0.0
    told_here: int = -1

    def wake(self, book: Book) -> None:
        self.dirty.add(book)
        if self.reading is None or self.reading.done():
            self.reading = asyncio.create_task(self.read_aloud())

    async def read_aloud(self) -> None:
        """Tell every page what is new, once for each language and right to read."""
        while self.dirty:
            book = self.dirty.pop()
            part = await in_thread(lambda book=book: queries.stretch(self.facts, book, self.sizes[book]))  # type: ignore[misc]
            if part.upto <= part.after:
                continue
            if not part.entries:
                pause = self.advanced_at + EMPTY_EVERY - time.monotonic()
                if pause > 0:
                    self.dirty.add(book)
                    await asyncio.sleep(pause)
                    self.advanced_at = 0.0
                    continue
                self.advanced_at = time.monotonic()
            await self._spread(part)
            self.sizes[book] = part.upto

    async def _spread(self, part: queries.Stretch) -> None:
        kinds: dict[tuple[str, bool], list[Reader]] = defaultdict(list)
        for reader in self.readers:
            kinds[reader.language, reader.reads_acts].append(reader)
        for (language, reads_acts), readers in kinds.items():
            text = await in_thread(
                lambda language=language, reads_acts=reads_acts: queries.message(  # type: ignore[misc]
                    self.facts, part, language=language, reads_acts=reads_acts
                )
            )
            await spread(readers, text)

    async def say_who_is_here(self) -> None:
        """Presence: how many pages are open, and no names."""
        if self.told_here != len(self.readers):
            self.told_here = len(self.readers)
            await spread(list(self.readers), json.dumps({"presence": {"here": self.told_here}}))

    async def say_typing(self, who: Reader) -> None:
        """Someone is writing: told to those who may read what they write, at most once a second."""
        if time.monotonic() - self.typing_at < 1:
            return
        self.typing_at = time.monotonic()
        others = [reader for reader in self.readers if reader is not who and reader.reads_acts]
        await spread(others, json.dumps({"typing": [who.name]}))


async def spread(readers: list[Reader], text: str) -> None:
    """Send one text to many; the loop is given back now and then."""
    for count, reader in enumerate(readers, 1):
        await reader.tell(text)
        if count % 200 == 0:
            await asyncio.sleep(0)


class Hub:
    """All rooms of this process, and the one task that listens for the bell."""

    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.by_record: dict[int, set[tuple[str, Book]]] = defaultdict(set)
        self.tasks: list[asyncio.Task[None]] = []
        self.loop: asyncio.AbstractEventLoop | None = None

    async def enter(self, reader: Reader, proposal: str) -> Room:
        """Let a reader in, opening the room (and this process's ears) where needed."""
        self._listen()
        room = self.rooms.get(proposal)
        if room is None:
            facts = await in_thread(lambda: queries.room(proposal))
            made = Room(facts, {Book.PUBLIC: facts.sizes[0], Book.ACTS: facts.sizes[1]})
            room = self.rooms.setdefault(proposal, made)
            self.by_record[facts.public].add((proposal, Book.PUBLIC))
            self.by_record[facts.acts].add((proposal, Book.ACTS))
        room.readers.add(reader)
        return room

    def leave(self, reader: Reader, room: Room) -> None:
        room.readers.discard(reader)
        if not room.readers:
            self.rooms.pop(room.facts.proposal, None)
            self.by_record[room.facts.public].discard((room.facts.proposal, Book.PUBLIC))
            self.by_record[room.facts.acts].discard((room.facts.proposal, Book.ACTS))

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        if self.loop is not loop:  # a new loop (a restart inside one process, a test) has no tasks yet
            self.loop, self.rooms, self.tasks = loop, {}, []
            self.by_record.clear()
        if not self.tasks:
            self.tasks = [loop.create_task(self._hear()), loop.create_task(self._look_around())]

    async def _hear(self) -> None:
        """Hear the bell; after any break read every room's records again, for a bell may have been missed."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**conninfo(), autocommit=True) as bell:
                    await bell.execute("LISTEN record")
                    self._ring_all()
                    async for notice in bell.notifies():
                        for pair in notice.payload.split(","):
                            self._ring(int(pair.split(":")[0]))
            except (psycopg.Error, OSError):
                log.warning("the live listener waits for the database")
            await asyncio.sleep(1)

    def _ring(self, record: int) -> None:
        for proposal, book in self.by_record.get(record, ()):
            self.rooms[proposal].wake(book)

    def _ring_all(self) -> None:
        for room in self.rooms.values():
            for book in Book:
                room.wake(book)

    async def _look_around(self) -> None:
        """Twice a second: let go whoever may no longer listen, and say how many are here."""
        while True:
            await asyncio.sleep(WELCOME_EVERY)
            try:
                for room in list(self.rooms.values()):
                    await self._check(room)
                    await room.say_who_is_here()
            except Exception:
                log.exception("looking around failed")

    async def _check(self, room: Room) -> None:
        known = [r for r in room.readers if r.person is not None]
        if not known:
            return
        pairs = {(r.session, r.person) for r in known}
        sessions, people = await in_thread(lambda: queries.still_welcome(pairs))
        seated = {r.person for r in known if r.reads_acts and r.person is not None}
        may_read = await in_thread(lambda: queries.readers_of_acts(room.facts.assembly, seated))
        for reader in known:
            lost = reader.person not in people or (
                reader.session is not None and reader.session not in sessions
            )
            if lost or (reader.reads_acts and reader.person not in may_read):
                await reader.let_go()


def conninfo() -> dict[str, Any]:
    """How to reach the database, as psycopg wants it."""
    params = dict(connection.get_connection_params())
    allowed = {"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert"}
    return {key: value for key, value in params.items() if key in allowed}


hub = Hub()
