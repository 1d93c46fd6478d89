# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door for sockets. They only read: every act comes in by HTTP."""

import asyncio
import json
import re
from collections import Counter
from typing import Any, ClassVar
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http import Http404
from django.utils import translation

from assemblies.live import queries
from assemblies.live.hub import BEHIND, Room, hub, in_thread
from assemblies.people.models import Person
from governance.events import Book
from governance.powers import Power

SINCE = re.compile(r"(\d{1,15})\.(\d{1,15})")
MOST_OF_ONE = 12
"""Sockets one person, or one address of those not signed in, may hold open in a process."""
MOST_ANONYMOUS = 4000
_held: Counter[str] = Counter()


class ProposalReader(AsyncWebsocketConsumer):
    """Read a proposal's two records aloud to one open page, from the numbers it has on."""

    power: ClassVar[Power] = Power.READ
    language = "en"
    reads_acts = False
    person: int | None = None
    session: str | None = None
    name = ""
    room: Room | None = None
    holder = ""

    async def dispatch(self, message: dict[str, Any]) -> None:
        # Channels' own dispatch hops to a thread for every message; nothing here needs one.
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        proposal = self.scope["url_route"]["kwargs"]["proposal_id"]
        user = self.scope["user"]
        person: Person | None = user if user.is_authenticated and user.is_active else None
        self.holder = f"p{person.pk}" if person else "-"
        if _held[self.holder] >= (MOST_OF_ONE if person else MOST_ANONYMOUS):
            self.holder = ""
            await self.close(4429)
            return
        _held[self.holder] += 1
        try:
            may_read, self.reads_acts = await in_thread(lambda: queries.may_enter(person, proposal))
        except Http404:
            may_read = False
        if not may_read:
            await self.close(4403)
            return
        if person:
            self.person, self.name = person.pk, person.name
            self.session = self.scope["session"].session_key
        self.language = self._language(person)
        self.waiting: asyncio.Queue[str] = asyncio.Queue(BEHIND)
        await self.accept()
        self.room = await hub.enter(self, proposal)
        self.sender = asyncio.create_task(self._send_all())
        since = parse_qs(self.scope["query_string"].decode("latin-1")).get("since", [""])[0]
        await self.replay(since)

    def _language(self, person: Person | None) -> str:
        wanted = (person.language if person else "") or self.scope.get("cookies", {}).get(
            settings.LANGUAGE_COOKIE_NAME, ""
        )
        known = dict(settings.LANGUAGES)
        return wanted if wanted in known else translation.get_language() or settings.LANGUAGE_CODE

    async def _send_all(self) -> None:
        while True:
            await self.send(await self.waiting.get())

    async def tell(self, text: str) -> None:
        """Take a message for this page; a page too far behind is let go, and comes back with its cursor."""
        try:
            self.waiting.put_nowait(text)
        except asyncio.QueueFull:
            await self.let_go()

    async def let_go(self) -> None:
        """Close it, and stop sending at once."""
        if self.room is not None:
            hub.leave(self, self.room)
            self.room = None
            self.sender.cancel()
            await self.close(4401)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            asked = json.loads(text_data or "")
        except (ValueError, RecursionError):
            await self.close(1007)
            return
        if not isinstance(asked, dict) or self.room is None:
            return
        if isinstance(asked.get("since"), str):
            await self.replay(asked["since"])
        elif asked.get("typing") is True and self.reads_acts:
            await self.room.say_typing(self)

    async def replay(self, since: str) -> None:
        """Answer what the page has not seen of both records; nothing where it has seen all."""
        found = SINCE.fullmatch(since)
        room = self.room
        if found is None or room is None:
            return
        for book, number in zip((Book.PUBLIC, Book.ACTS), map(int, found.groups()), strict=True):
            text = await in_thread(lambda book=book, number=number: self._missed(room, book, number))  # type: ignore[misc]
            if text:
                await self.tell(text)

    def _missed(self, room: Room, book: Book, number: int) -> str:
        part = queries.stretch(room.facts, book, number)
        if part.upto <= number:
            return ""
        return queries.message(
            room.facts, part, language=self.language, reads_acts=self.reads_acts, replayed=True
        )

    async def disconnect(self, code: int) -> None:
        if self.holder:
            _held[self.holder] -= 1
        if self.room is not None:
            hub.leave(self, self.room)
            self.room = None
            self.sender.cancel()
