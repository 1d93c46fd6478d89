# SPDX-License-Identifier: AGPL-3.0-or-later
"""The listener of this process: one subscription to the record's bell, a room a proposal, every page in it.

Readers are fed from the record, never from the writer. The bell carries numbers; what is missed is read again.
"""

import asyncio
import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from assemblies.live import queries
from assemblies.live.rooms import Reader, Room, by_assembly, in_thread

log = logging.getLogger(__name__)
_watch = ThreadPoolExecutor(1, thread_name_prefix="live-watch")
"""Apart from the threads that read: who may no longer listen is looked for in time, however many come in."""

WELCOME_EVERY = 0.3
"""Seconds between looks at who may still listen: what is revoked stops within a second."""


class Hub:
    """All rooms of this process, and the one task that listens for the bell."""

    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.by_record: dict[int, set[tuple[str, int]]] = defaultdict(set)
        self.tasks: list[asyncio.Task[None]] = []
        self.loop: asyncio.AbstractEventLoop | None = None

    def enter(self, reader: Reader, seen: tuple[int, int] | None) -> Room:
        """Let a reader in, opening the room (and this process's ears) where needed, and read it what it missed."""
        self._listen()
        facts = reader.who.room
        room = self.rooms.get(facts.proposal)
        if room is None:
            room = self.rooms[facts.proposal] = Room(facts)
            for book, record in enumerate((facts.public, facts.acts)):
                self.by_record[record].add((facts.proposal, book))
                room.wake(book)  # a bell may have rung since its records were looked at
        room.seat(reader, seen or facts.sizes)
        return room

    def leave(self, reader: Reader, room: Room) -> None:
        facts = room.facts
        if room.leave(reader) and self.rooms.get(facts.proposal) is room:
            del self.rooms[facts.proposal]
            for book, record in enumerate((facts.public, facts.acts)):
                self.by_record[record].discard((facts.proposal, book))

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
            room.wake(0)
            room.wake(1)

    async def _look_around(self) -> None:
        """Every moment: let go whoever may no longer listen, and say how many are here."""
        while True:
            await asyncio.sleep(WELCOME_EVERY)
            try:
                await self._check()
                for room in list(self.rooms.values()):
                    room.say_who_is_here()
            except Exception:
                log.exception("looking around failed")

    async def _check(self) -> None:
        known = [r for room in self.rooms.values() for r in room.readers if r.who.person is not None]
        if not known:
            return
        asked = {reader.who.session for reader in known}, {reader.who.person or 0 for reader in known}
        acts = by_assembly(known)
        welcome = await in_thread(lambda: queries.still_welcome(*asked, acts), _watch)
        for reader in known:
            if reader.company is not None and not welcome.holds(reader.who):
                reader.let_go()


def conninfo() -> dict[str, Any]:
    """How to reach the database itself, as psycopg wants it: a line lent by the transaction hears no bell."""
    if settings.PAST_THE_POOLER:
        return psycopg.conninfo.conninfo_to_dict(settings.PAST_THE_POOLER)
    params = dict(connection.get_connection_params())
    allowed = {"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert"}
    return {key: value for key, value in params.items() if key in allowed}


hub = Hub()
