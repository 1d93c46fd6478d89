# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door for sockets. They only read: every act comes in by HTTP."""

import asyncio
import ipaddress
import json
import re
import time
from collections import Counter
from typing import Any, ClassVar
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404
from django.utils import translation

from assemblies.live import frames, queries
from assemblies.live.hub import hub
from assemblies.live.rooms import Reader, Room, in_thread
from governance.powers import Power

SINCE = re.compile(r"([0-9]{1,15})\.([0-9]{1,15})")
MOST_OF_ONE = 12
"""Sockets one person may hold open in a process."""
MOST_OF_ADDRESS = 500
"""Sockets that visitors from one address may hold open in a process: a village hall may share one."""
MOST_ANONYMOUS = 4000
"""Sockets that all who are not signed in may hold open together in a process."""
MOST_SAID = 60
"""Messages that a socket may send in a stretch; a page sends one now and then. A long one counts for each KB of it."""
STRETCH = 10.0
"""Seconds after which what a socket sent is counted anew."""
ASK_EVERY = 0.1
"""Seconds between questions of one page that are answered."""
FAREWELL = 2.0
"""Seconds that saying goodbye may take; then the line is cut."""
HERE = frames.Message('{"here":true}')
"""What a page hears that asks whether its line still carries anything."""
_held: Counter[str] = Counter()


class ProposalReader(AsyncWebsocketConsumer):
    """Read a proposal's two records aloud to one open page, from the numbers it has on."""

    power: ClassVar[Power] = Power.READ
    room: Room | None = None
    holders: tuple[str, ...] = ()
    said = 0
    said_since = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:  # however it ended: a line may break in the middle of coming in
            for holder in self.holders:
                _held[holder] -= 1
                if not _held[holder]:
                    del _held[holder]
            if self._leave():
                self.reader.outlet.cut()

    async def dispatch(self, message: dict[str, Any]) -> None:
        # Channels' own dispatch hops to a thread for every message; nothing here needs one.
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        who = await self._who()
        if who is None:
            await self.close(4403)
            return
        if not self._hold(who):
            await self.close(4429)
            return
        await self.accept()
        outlet = frames.outlet(self.scope, self.send)
        asked = parse_qs(self.scope["query_string"].decode("latin-1")).get("since", [""])[0]
        self.reader = Reader(who, self._language(who), outlet, self.let_go)
        self.room = hub.enter(self.reader, cursor(asked))

    async def _who(self) -> queries.Entrance | None:
        proposal = self.scope["url_route"]["kwargs"]["proposal_id"]
        session = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        if not proposal.isalnum():
            return None
        try:
            return await in_thread(lambda: queries.entrance(session, proposal))
        except (Http404, DatabaseError):  # a database that is away is asked again by the page
            return None

    def _hold(self, who: queries.Entrance) -> bool:
        """Count the socket to whoever opens it; False where they hold as many as they may."""
        allowed = {f"person {who.person}": MOST_OF_ONE}
        if not who.person:
            allowed = {f"address {neighbour(self.scope)}": MOST_OF_ADDRESS, "visitors": MOST_ANONYMOUS}
        if any(_held[holder] >= most for holder, most in allowed.items()):
            return False
        self.holders = tuple(allowed)
        _held.update(self.holders)
        return True

    def _language(self, who: queries.Entrance) -> str:
        wanted = who.language or self.scope["cookies"].get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        return wanted if wanted in known else translation.get_language() or settings.LANGUAGE_CODE

    def let_go(self, code: int = 4401) -> None:
        """Stop telling it anything, at once; then say goodbye, and cut the line if that is not taken."""
        if self._leave():
            self.farewell = asyncio.create_task(self._say_goodbye(code))

    async def _say_goodbye(self, code: int) -> None:
        try:
            async with asyncio.timeout(FAREWELL):
                await self.close(code)
        except Exception:  # it reads nothing, or is gone
            self.reader.outlet.cut()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._says_too_much(len(text_data or bytes_data or "")):
            self.let_go(4429)
            return
        try:
            asked = json.loads(text_data or "")
        except (ValueError, RecursionError):
            self.let_go(1007)
            return
        if not isinstance(asked, dict) or self.room is None:
            return
        if isinstance(asked.get("since"), str):
            self._move(asked["since"])
        elif isinstance(asked.get("seen"), bool):
            self.reader.is_seen = asked["seen"] and self.reader.who.reads_acts
        elif asked.get("here") is True:
            self.reader.tell(HERE)
        elif asked.get("typing") is True and self.reader.who.reads_acts:
            self.room.say_typing(self.reader)

    def _says_too_much(self, size: int) -> bool:
        now = time.monotonic()
        if now - self.said_since >= STRETCH:
            self.said, self.said_since = 0, now
        self.said += 1 + size // 1024
        return self.said > MOST_SAID

    def _move(self, since: str) -> None:
        seen, now = cursor(since), time.monotonic()
        if seen and self.room and now - self.reader.asked_at >= ASK_EVERY:
            self.reader.asked_at = now
            self.room.seat(self.reader, seen)

    def _leave(self) -> bool:
        """Be out of the room; False where it was already."""
        room, self.room = self.room, None
        if room is not None:
            hub.leave(self.reader, room)
        return room is not None


def neighbour(scope: Any) -> str:
    """Where a visitor comes from, as the trusted proxy says; of IPv6 the network, for one person has all of it."""
    # What a proxy adds is settled by the server, as it is for the API's pace.
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)[:80]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.IPv6Network((int(address), 64), strict=False))


def cursor(since: str) -> tuple[int, int] | None:
    """Where a page stands in both records, from its "41.977"; None where that is not what it says."""
    found = SINCE.fullmatch(since)
    return (int(found[1]), int(found[2])) if found else None
