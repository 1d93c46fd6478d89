# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said aloud depends on who listens: what was taken away, and who is writing, is for readers of the acts."""

import asyncio
import json

import pytest

from assemblies.deliberation import operations as deliberation
from assemblies.live import consumers, queries, rooms
from assemblies.live.frames import Message
from assemblies.record import operations as record
from governance.events import Book
from tests import republic as small

FACTS = queries.Room("p", assembly=1, public=1, acts=2, sizes=(0, 0))


@pytest.mark.parametrize("away", ["hidden", "erased"])
def test_what_was_taken_away_is_drawn_for_those_who_read_acts_alone(republic, away):
    made = small.discussed(republic)
    said = deliberation.contribute(proposal=made, by=republic.cleo, kind="comment", text="Unkind words.")
    record.seal_all()
    room = queries.entrance("", made.public_id).room
    if away == "hidden":
        deliberation.hide(contribution=said, by=republic.olga, reason="Because it is unkind.")
    else:
        deliberation.erase(contribution=said, by=republic.cleo)
    record.seal_all()
    neighbour, stranger = (queries.Kind(room.sizes[0], "en", reads) for reads in (True, False))
    told = queries.told(room, Book.PUBLIC, [neighbour, stranger]).said
    shown = {kind: json.loads(told[kind].text).get("content", "") for kind in (neighbour, stranger)}
    assert f"t-{said.public_id}" in shown[neighbour] or "Cleo" in shown[neighbour]
    assert "<article" not in shown[stranger] and said.public_id not in shown[stranger]
    assert not any(word in shown[stranger] for word in ("Cleo", "unkind", "Unkind", "Olga"))
    assert shown[stranger], "that something changed is told to all"


class Ear:
    """A way out that keeps what it was given."""

    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []

    def send(self, message: Message) -> bool:
        self.heard.append(json.loads(message.text))
        return True

    def cut(self) -> None:
        raise AssertionError("nobody was to be cut off")


def come(room: rooms.Room, name: str, *, reads_acts: bool) -> tuple[Ear, consumers.ProposalReader]:
    """A page comes in, by a door of its own."""
    ear, door = Ear(), consumers.ProposalReader()
    who = queries.Entrance(FACTS, reads_acts, len(name), name=name)
    door.room, door.reader = room, rooms.Reader(who, "en", ear, lambda: None)
    room.seat(door.reader, (0, 0))
    return ear, door


@pytest.mark.parametrize(("reads_acts", "reaches"), [(True, [{"typing": ["Stranger"]}]), (False, [])])
def test_that_someone_is_writing_is_taken_from_those_who_read_acts_alone(reads_acts, reaches):
    room = rooms.Room(FACTS)
    (neighbour, _), (writer, door) = (
        come(room, "Ana", reads_acts=True),
        come(room, "Stranger", reads_acts=reads_acts),
    )
    asyncio.run(door.receive(json.dumps({"typing": True})))
    assert neighbour.heard == reaches and writer.heard == []


def test_a_stranger_does_not_hear_who_is_writing():
    room = rooms.Room(FACTS)
    (stranger, _), (_, door) = come(room, "Stranger", reads_acts=False), come(room, "Ana", reads_acts=True)
    asyncio.run(door.receive(json.dumps({"typing": True})))
    assert stranger.heard == []
