# SPDX-License-Identifier: AGPL-3.0-or-later
"""While one message is told the next is already read; still everyone hears each number once and in order."""

import asyncio
import json
import random
import time

from assemblies.live import queries, rooms
from assemblies.live.frames import Message
from governance.events import Book

FACTS = queries.Room("p", assembly=1, public=1, acts=2, sizes=(0, 0))
UPTO = 400


class Ear:
    """A way out that keeps what it was given."""

    def __init__(self) -> None:
        self.heard: list[dict[str, int]] = []

    def send(self, message: Message) -> bool:
        self.heard.append(json.loads(message.text))
        return True

    def cut(self) -> None:
        raise AssertionError("nobody was to be cut off")


class Growing:
    """A record that grows while it is read."""

    def __init__(self) -> None:
        self.size = 0

    def told(self, of: queries.Room, book: Book, kinds: set[queries.Kind]) -> queries.Told:
        time.sleep(0.001)
        upto = self.size
        said = {kind: queries.Said(_message(kind, upto), True) for kind in kinds if kind.after < upto}
        return queries.Told(upto, said)


def _message(kind: queries.Kind, upto: int) -> str:
    return json.dumps({"after": kind.after, "upto": upto})


def reader(ear: Ear) -> rooms.Reader:
    return rooms.Reader(queries.Entrance(FACTS, True, 1), "en", ear, lambda: None)


async def test_who_comes_and_goes_while_it_is_told_hears_every_number_once(monkeypatch):
    record, ears, chance = Growing(), [], random.Random(7)
    monkeypatch.setattr(queries, "told", record.told)
    monkeypatch.setattr(rooms, "AT_A_STRETCH", 3)
    stood: list[tuple[int, Ear]] = []

    async def scene() -> None:
        room = rooms.Room(FACTS)

        def come(at: int) -> None:
            ears.append(Ear())
            stood.append((at, ears[-1]))
            room.seat(reader(ears[-1]), (at, 0))

        for _ in range(20):
            come(0)
        while record.size < UPTO:
            record.size += 1
            room.wake(0)
            if chance.random() < 0.5:
                come(chance.randint(0, record.size))
            await asyncio.sleep(chance.choice((0, 0, 0.0005, 0.002)))
        while room.reading and not room.reading.done():
            await asyncio.sleep(0.01)
        assert room.telling is not None
        await room.telling

    await scene()
    assert len(ears) > 100
    for at, ear in stood:
        for said in ear.heard:
            assert said["after"] == at, "a number was told twice or left out"
            at = said["upto"]
        assert at == UPTO


async def test_the_next_is_read_while_the_last_is_still_told(monkeypatch):
    record, log = Growing(), []
    monkeypatch.setattr(rooms, "AT_A_STRETCH", 1)

    def told(*given):
        log.append("read")
        return record.told(*given)

    monkeypatch.setattr(queries, "told", told)

    class SlowEar(Ear):
        def send(self, message: Message) -> bool:
            log.append("told")
            time.sleep(0.001)
            return super().send(message)

    async def scene() -> None:
        room = rooms.Room(FACTS)
        for _ in range(50):
            room.seat(reader(SlowEar()), (0, 0))
        record.size = 1
        room.wake(0)
        while not log.count("told"):
            await asyncio.sleep(0)
        record.size = 2
        room.wake(0)
        while log.count("told") < 100:
            await asyncio.sleep(0.001)

    await scene()
    first, second = (at for at, what in enumerate(log) if what == "read")
    assert log[first:second].count("told") < 50, "the second reading waited for the first telling"
