# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is here: to everyone a number; names of those who let themselves be seen, and only to who reads the acts."""

import json
from typing import Any

from assemblies.live import queries, rooms
from assemblies.live.frames import Message

FACTS = queries.Room("p", assembly=1, public=1, acts=2, sizes=(0, 0))


class Ear:
    """A way out that keeps what it was given."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    def send(self, message: Message) -> bool:
        self.heard.append(json.loads(message.text)["presence"])
        return True

    def cut(self) -> None:
        raise AssertionError("nobody was to be cut off")


def come(room: rooms.Room, person: int = 0, *, seen: bool = False) -> tuple[Ear, rooms.Reader]:
    """A page comes in: of a visitor where no person is given."""
    ear = Ear()
    who = queries.Entrance(FACTS, bool(person), person or None, name=f"Neighbour {person}" if person else "")
    reader = rooms.Reader(who, "en", ear, lambda: None)
    reader.is_seen = seen
    room.seat(reader, (0, 0))
    return ear, reader


def test_a_visitor_hears_a_number_and_a_neighbour_who_may_be_seen() -> None:
    room = rooms.Room(FACTS)
    (visitor, _), (neighbour, _), _ = come(room), come(room, 1), come(room, 2, seen=True)
    room.say_who_is_here()
    assert visitor.heard == [{"here": 3}]
    assert neighbour.heard == [
        {"here": 3, "seen": [{"name": "Neighbour 2", "initials": "N2", "face": 1}], "more": 0}
    ]


def test_a_person_with_many_pages_is_shown_once_and_beyond_a_few_only_how_many() -> None:
    room = rooms.Room(FACTS)
    neighbour, _ = come(room, 1)
    for person in (5, 5, 5, 3, 4, 6, 7, 8):
        come(room, person, seen=True)
    room.say_who_is_here()
    said = neighbour.heard[-1]
    assert [each["name"][-1] for each in said["seen"]] == ["3", "4", "5", "6"]
    assert (said["here"], said["more"]) == (9, 2)


def test_it_is_said_again_when_someone_no_longer_lets_themselves_be_seen_and_not_otherwise() -> None:
    room = rooms.Room(FACTS)
    (neighbour, _), (_, shown) = come(room, 1), come(room, 2, seen=True)
    room.say_who_is_here()
    room.say_who_is_here()
    assert len(neighbour.heard) == 1
    shown.is_seen = False
    room.say_who_is_here()
    assert len(neighbour.heard) == 2 and neighbour.heard[-1]["seen"] == []


def test_who_comes_as_another_leaves_is_told_who_is_here() -> None:
    room = rooms.Room(FACTS)
    come(room, 1)
    _, leaving = come(room, 2)
    room.say_who_is_here()
    room.leave(leaving)
    coming, _ = come(room, 3)
    room.say_who_is_here()
    assert coming.heard and coming.heard[-1]["here"] == 2
