# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room: the open pages of one proposal, each read to from the very number it has come to.

Every reader has a cursor of its own in both records. Those who stand at the same number, read the same language and may
read the same are told one message, drawn and framed once. So nobody is told an entry twice on one connection, and
nobody misses one, whatever happens beside.
"""

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

from assemblies.live import queries
from assemblies.live.frames import Message, Outlet
from governance.events import Book

log = logging.getLogger(__name__)
T = TypeVar("T")
_threads = ThreadPoolExecutor(2, thread_name_prefix="live")

EMPTY_EVERY = 1.0
"""Seconds between advances that have nothing to show."""
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
    """A socket as its room knows it. `seen` is how far each record has been read to it."""

    __slots__ = ("asked_at", "gone", "language", "let_go", "outlet", "seen", "who")

    def __init__(
        self,
        who: queries.Entrance,
        language: str,
        outlet: Outlet,
        let_go: Callable[[], None],
        seen: dict[Book, int],
    ) -> None:
        self.who, self.language, self.outlet, self.seen = who, language, outlet, seen
        self.let_go = let_go
        self.asked_at = 0.0
        self.gone = False

    def kind(self, book: Book) -> queries.Kind:
        return queries.Kind(self.seen[book], self.language, self.who.reads_acts)

    def tell(self, message: Message) -> None:
        """Hand a message on; one too far behind is let go, and comes back with its cursor."""
        if not self.gone and not self.outlet.send(message):
            self.let_go()


class Room:
    """The readers of one proposal, and what in its records has rung since they were read to."""

    def __init__(self, facts: queries.Room) -> None:
        self.facts = facts
        self.upto = {Book.PUBLIC: facts.sizes[0], Book.ACTS: facts.sizes[1]}
        self.readers: set[Reader] = set()
        self.dirty: set[Book] = set()
        self.reading: asyncio.Task[None] | None = None
        self.advanced_at = dict.fromkeys(Book, 0.0)
        self.later: dict[Book, asyncio.TimerHandle] = {}
        self.typing_at = 0.0
        self.told_here = -1

    def wake(self, book: Book) -> None:
        """Read a record to whoever has not come to its end."""
        self.dirty.add(book)
        if self.reading is None or self.reading.done():
            self.reading = asyncio.create_task(self._read_all())

    def move(self, reader: Reader, seen: dict[Book, int]) -> None:
        """Put a reader where it says it stands, and read to it from there."""
        reader.seen = seen
        for book in Book:
            if seen[book] != self.upto[book]:
                self.wake(book)

    async def _read_all(self) -> None:
        while self.dirty:
            book = self.dirty.pop()
            try:
                await self._read(book)
            except Exception:  # the database is away: what was to be read still is
                log.exception("a room could not be read to")
                self.dirty.add(book)
                await asyncio.sleep(1)

    async def _read(self, book: Book) -> None:
        kinds = {reader.kind(book) for reader in self.readers}
        if not kinds:
            return
        told = await in_thread(lambda: queries.told(self.facts, book, kinds))
        self.upto[book] = max(self.upto[book], told.upto)
        pause = self.advanced_at[book] + EMPTY_EVERY - time.monotonic()
        messages = {kind: Message(said.text) for kind, said in told.said.items() if said.shows or pause <= 0}
        if pause <= 0:
            self.advanced_at[book] = time.monotonic()
        elif len(messages) < len(told.said) and book not in self.later:
            self.later[book] = asyncio.get_running_loop().call_later(pause, self._advance, book)
        await self._spread(book, told.upto, messages)

    def _advance(self, book: Book) -> None:
        self.later.pop(book).cancel()
        self.wake(book)

    async def _spread(self, book: Book, upto: int, messages: dict[queries.Kind, Message]) -> None:
        """Tell each reader its message. Who came or moved meanwhile has woken the room again, and is told then."""
        for count, reader in enumerate(list(self.readers), 1):
            message = messages.get(reader.kind(book))
            if message is not None:
                reader.seen[book] = upto
                reader.tell(message)
            if count % AT_A_STRETCH == 0:
                await asyncio.sleep(0)

    def say_who_is_here(self) -> None:
        """Presence: how many pages are open in this process, and no names."""
        if self.told_here != len(self.readers):
            self.told_here = len(self.readers)
            tell(self.readers, {"presence": {"here": self.told_here}})

    def say_typing(self, who: Reader) -> None:
        """Someone is writing: told to those who may read what they write, at most once a second."""
        if time.monotonic() - self.typing_at >= 1:
            self.typing_at = time.monotonic()
            others = [each for each in self.readers if each is not who and each.who.reads_acts]
            tell(others, {"typing": [who.who.name]})


def tell(readers: Iterable[Reader], data: object) -> None:
    """Say to some readers what moves no cursor."""
    message = Message(json.dumps(data))
    for reader in list(readers):
        reader.tell(message)


def by_assembly(readers: Iterable[Reader]) -> dict[int, set[int]]:
    """Assembly → people who read its acts."""
    found: dict[int, set[int]] = defaultdict(set)
    for reader in readers:
        if reader.who.person is not None and reader.who.reads_acts:
            found[reader.who.room.assembly].add(reader.who.person)
    return found
