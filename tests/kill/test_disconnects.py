# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 9: whoever keeps losing the line is told each entry once, in order, without a gap, whatever is killed beside.

Readers wander between two web processes over one database. Each takes what it is told only as far as it joins on to
what it has; the test fails at the first message on a connection that does not.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests import running, sizes
from tests.kill.devices import Device
from tests.kill.house import House, alone

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.xdist_group("house")]
DISCONNECTS = sizes.of("DISCONNECTS", small=150, long=1000)
READERS = sizes.of("DISCONNECT_READERS", small=10, long=30)
KILLS = sizes.of("DISCONNECT_KILLS", small=3, long=12)
SPEAKERS = 3
PATIENCE = sizes.of("DISCONNECT_SECONDS", small=120, long=600)
LEAST = 0.05
"""Seconds between two things that one speaker says."""


@dataclass
class Story:
    """What the whole test shares: where to connect, how many lines were lost, what was said and acknowledged."""

    ports: list[int]
    proposal: str
    lost: int = 0
    said: int = 0
    kept: list[str] = field(default_factory=list)
    over: bool = False
    all_said: list[str] = field(default_factory=list)

    @property
    def restless(self) -> bool:
        return self.lost < DISCONNECTS


@dataclass
class Reader:
    """A page that reads: how far it has come in both records, and the words it has been told in the acts."""

    story: Story
    person: dict[str, str]
    seen: dict[str, int]
    chance: random.Random
    told: list[str] = field(default_factory=list)

    async def read(self) -> None:
        while not self.has_everything:
            try:
                await self.once()
            except (
                OSError,
                TimeoutError,
                WebSocketException,
            ):  # a house that is away, or a line that was cut
                await asyncio.sleep(0.05 + self.chance.random() * 0.2)

    @property
    def has_everything(self) -> bool:
        return self.story.over and self.told == self.story.all_said

    async def once(self) -> None:
        port, since = self.chance.choice(self.story.ports), f"{self.seen['public']}.{self.seen['acts']}"
        address = f"ws://127.0.0.1:{port}/live/p/{self.story.proposal}/?since={since}"
        line = connect(
            address,
            origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": f"sessionid={self.person['session']}"},
            proxy=None,
            open_timeout=10,
        )
        async with line as reader:
            await self.listen(reader, self.chance.random() * 2 if self.story.restless else 3)
            if not self.has_everything and self.story.restless:
                self.story.lost += 1
                await self.lose(reader)

    async def lose(self, reader: ClientConnection) -> None:
        """Lose the line in one of the ways in which lines are lost."""
        how = self.chance.randrange(3)
        if how == 0:
            reader.transport.abort()
        elif how == 1:
            await reader.close()
        else:
            reader.transport.pause_reading()
            await asyncio.sleep(self.chance.random())
            reader.transport.abort()

    async def listen(self, reader: ClientConnection, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.has_everything and (left := until - time.monotonic()) > 0:
            try:
                self.take(json.loads(await asyncio.wait_for(reader.recv(), left)))
            except TimeoutError:
                return

    def take(self, message: dict[str, Any]) -> None:
        book = message.get("record")
        if book is None:
            return
        assert message["after"] == self.seen[book], "a message does not join on to the one before"
        assert message["upto"] > message["after"] and not message.get("resync")
        self.seen[book] = message["upto"]
        self.told += re.findall(r"Told once \d+", message.get("content", ""))


def speak(story: Story, people: list[dict[str, str]], slot: int) -> None:
    """Say one thing after another until enough lines were lost; note what was acknowledged."""
    device = Device(story.ports[0])
    while story.restless and not story.over:
        person = people[(slot + story.said) % len(people)]
        story.said += 1
        words = f"Told once {story.said * SPEAKERS + slot}"
        answer = device.post(person, f"/p/{story.proposal}/talk/", text=words, kind="comment")
        if answer.status == 302:
            story.kept.append(words)
        time.sleep(LEAST + 0.1 * random.random())


async def kill(story: Story, houses: list[House]) -> None:
    """Kill web processes and the worker in turn, over the time in which lines are lost."""
    for turn in range(KILLS):
        while story.lost < DISCONNECTS * (turn + 0.5) / KILLS:
            await asyncio.sleep(0.05)
        which = turn % 3
        await asyncio.to_thread(houses[0].kill, "worker") if which == 1 else await asyncio.to_thread(
            houses[which // 2].kill, "web"
        )


async def whole(
    story: Story, readers: list[Reader], people: list[dict[str, str]], houses: list[House]
) -> None:
    speakers = [asyncio.to_thread(speak, story, people, slot) for slot in range(SPEAKERS)]
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        for reader in readers:
            group.create_task(reader.read())
        await asyncio.gather(kill(story, houses), *speakers)
        await asyncio.to_thread(until_numbered, houses[0])
        story.all_said = on_the_record(houses[0], story.proposal)
        story.over = True


def until_numbered(house: House) -> None:
    while house.ask("SELECT 1 FROM record_said LIMIT 1"):
        time.sleep(0.05)


def on_the_record(house: House, proposal: str) -> list[str]:
    """What was said in the order of the record's numbers."""
    rows = house.ask(
        "SELECT c.text FROM record_entry e JOIN deliberation_contribution c ON c.entry_id = e.id"
        " WHERE e.subject = %s AND e.type = 'ContributionMade' ORDER BY e.number",
        proposal,
    )
    return [text for (text,) in rows]


def position(house: House, proposal: str) -> dict[str, int]:
    (row,) = house.ask(
        "SELECT p.size, a.size FROM proposals_proposal q JOIN registry_assembly h ON h.id = q.assembly_id"
        " JOIN record_record p ON p.id = h.public_record_id JOIN record_record a ON a.id = h.acts_record_id"
        " WHERE q.public_id = %s",
        proposal,
    )
    return {"public": row[0], "acts": row[1]}


def test_whoever_loses_the_line_is_told_everything_once_and_in_order(
    house: House, tell: Callable[[str], None]
) -> None:
    scene = house.scene("ballots", 1, READERS)
    proposal, people = scene["ballots"][0]["proposal"], scene["people"]
    beside = House(running.free_port(), house.dsn, house.folder, server=house.server)
    beside.start_server()
    story = Story([house.port, beside.port], proposal)
    start = position(house, proposal)
    readers = [Reader(story, person, dict(start), random.Random(k)) for k, person in enumerate(people)]
    begun = time.monotonic()
    try:
        alone(whole(story, readers, people, [house, beside]))
    finally:
        beside.stop()
    assert story.lost >= DISCONNECTS and len(story.kept) > DISCONNECTS / 10
    assert set(story.kept) <= set(story.all_said), "an acknowledged contribution is not on the record"
    assert len(set(story.all_said)) == len(story.all_said)
    for reader in readers:
        assert reader.told == story.all_said
    tell(
        f"{story.lost} lines lost by {READERS} readers over two web processes, {KILLS} kills, "
        f"{len(story.all_said)} entries told to each once and in order, {time.monotonic() - begun:.0f} s"
    )
