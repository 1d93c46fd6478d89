# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 10: role lost, signed out, suspended, left: a second later no event, no answer and no export.

While it happens somebody keeps talking, so that there is always something that could be overheard.
"""

import asyncio
import http.client
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests import running
from tests.kill.devices import Device
from tests.kill.house import House, alone

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("house")]
A_SECOND = 1.0
Person = dict[str, str]


@dataclass
class Room:
    """A neighbourhood with a question under vote, and one decided."""

    house: House
    open: str
    decided: str
    people: list[Person]
    speaker: Person

    def neighbour(self) -> Person:
        """Someone who lives here and whom no other test has met."""
        return self.people.pop()

    def socket(self, person: Person) -> connect:
        port = self.house.port
        return connect(
            f"ws://127.0.0.1:{port}/live/p/{self.open}/",
            origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": f"sessionid={person['session']}"},
            proxy=None,
        )

    def act(self, *words: str) -> Any:
        """What the operator's act of tests/kill/leaving.py says."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.kill.leaving", *words],
            cwd=running.PROJECT,
            env=self.house.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def get(self, path: str, headers: dict[str, str]) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=30)
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        text = answer.read().decode("latin-1")
        line.close()
        return answer.status, text

    def post(self, person: Person, path: str, **fields: str) -> float:
        """Post a form; returns when the answer came."""
        answer = Device(self.house.port).post(person, path, **fields)
        assert answer.status in (200, 302), (answer.status, answer.text[:500])
        return time.time()


@pytest.fixture(scope="module")
def room(house: House) -> Iterator[Room]:
    scene = house.scene("ballots", 2, 10)
    talked, decided = (each["proposal"] for each in scene["ballots"])
    for person in scene["people"]:  # a ballot is closed before its hour once everyone has voted
        assert Device(house.port).vote_by_page(person, scene["ballots"][1], "yes").status == 302
    facilitator, speaker, *others = scene["people"]
    made = Room(house, talked, decided, others, speaker)
    made.post(facilitator, f"/p/{decided}/close/")
    stop = threading.Event()

    def talk() -> None:
        device, count = Device(house.port), 0
        while not stop.is_set():
            count += 1
            device.post(speaker, f"/p/{talked}/talk/", text=f"Overheard {count}", kind="comment")
            stop.wait(0.15)

    speaking = threading.Thread(target=talk)
    speaking.start()
    until = time.monotonic() + 20
    while made.get(f"/p/{decided}/export/", cookie(speaker))[0] != 200:
        assert time.monotonic() < until, "the decision cannot be exported"
        time.sleep(0.2)
    yield made
    stop.set()
    speaking.join()


def cookie(person: Person) -> dict[str, str]:
    return {"Cookie": f"sessionid={person['session']}"}


def bearer(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person['token']}"}


async def overhear(
    room: Room, person: Person, revoke: Callable[[], float]
) -> tuple[float, float, list[float]]:
    """Listen while it is revoked: when that was, when the line was let go, and when something was overheard."""
    heard: list[float] = []
    async with room.socket(person) as line:

        async def listen() -> float:
            try:
                async for text in line:
                    if "Overheard" in str(text):
                        heard.append(time.time())
            except ConnectionClosed:
                pass
            return time.time()

        listening = asyncio.create_task(listen())
        async with asyncio.timeout(20):
            while not heard:
                await asyncio.sleep(0.02)
            revoked = await asyncio.to_thread(revoke)
            gone = await listening
    assert line.close_code == 4401
    return revoked, gone, heard


def lost(room: Room, person: Person, revoke: Callable[[], float]) -> None:
    """Nothing is overheard a second after it was revoked, and the line is let go by then."""
    revoked, gone, heard = alone(overhear(room, person, revoke))
    assert gone - revoked < A_SECOND and max(heard) - revoked < A_SECOND


def hears_nothing_anew(room: Room, person: Person) -> None:
    """Someone who comes back with the same session hears that something is said, and not what."""

    async def listen() -> str:
        said: list[str] = []
        async with room.socket(person) as line, asyncio.timeout(10):
            while not any("talk-count" in text for text in said):
                said.append(str(await line.recv()))
        return "".join(said)

    assert "Overheard" not in alone(listen())


def reads_nothing(room: Room, headers: dict[str, str]) -> None:
    """By page: neither the talk nor the votes nor the export."""
    status, page = room.get(f"/p/{room.open}/", headers)
    assert status == 200 and "Overheard" not in page
    for path in (f"/p/{room.decided}/export/", f"/p/{room.decided}/votes/"):
        assert room.get(path, headers)[0] in (302, 401, 403), path


def program_reads_nothing(room: Room, headers: dict[str, str]) -> None:
    """By program: neither the talk nor the votes nor the export."""
    status, answer = room.get(f"/api/v1/proposals/{room.decided}/decision", {})
    decision = json.loads(answer)
    number = decision["id"]
    for path in (f"/api/v1/proposals/{room.open}/contributions", f"/api/v1/decisions/{number}/export"):
        status, text = room.get(path, headers)
        assert status in (401, 403) and "Overheard" not in text, (path, status)


def test_before_anything_is_lost_all_of_it_is_there(room: Room) -> None:
    person = room.neighbour()
    assert "Overheard" in room.get(f"/p/{room.open}/", cookie(person))[1]
    for headers in (cookie(person), bearer(person)):
        number = json.loads(room.get(f"/api/v1/proposals/{room.decided}/decision", {})[1])["id"]
        assert "Overheard" in room.get(f"/api/v1/proposals/{room.open}/contributions", headers)[1]
        assert room.get(f"/api/v1/decisions/{number}/export", headers)[0] == 200
    assert room.get(f"/p/{room.decided}/export/", cookie(person))[0] == 200
    assert room.get(f"/p/{room.decided}/votes/", cookie(person))[0] == 200


def test_who_signs_out(room: Room) -> None:
    person = room.neighbour()
    lost(room, person, lambda: room.post(person, "/account/logout/"))
    reads_nothing(room, cookie(person))
    program_reads_nothing(room, cookie(person))
    hears_nothing_anew(room, person)


def test_who_has_a_new_password_elsewhere(room: Room) -> None:
    person = room.neighbour()
    lost(room, person, lambda: float(room.act("new_password", person["id"])))
    reads_nothing(room, cookie(person))
    program_reads_nothing(room, cookie(person))
    hears_nothing_anew(room, person)


def test_who_is_suspended(room: Room) -> None:
    person = room.neighbour()
    lost(room, person, lambda: float(room.act("suspend", person["id"])))
    reads_nothing(room, cookie(person))
    for headers in (cookie(person), bearer(person)):
        program_reads_nothing(room, headers)
    hears_nothing_anew(room, person)


def test_whose_home_seat_ends(room: Room) -> None:
    person = room.neighbour()
    assembly = re.findall(r"/me/seats/(\w+)/member/leave/", room.get("/me/", cookie(person))[1])[0]
    lost(room, person, lambda: room.post(person, f"/me/seats/{assembly}/member/leave/"))
    reads_nothing(room, cookie(person))
    for headers in (cookie(person), bearer(person)):
        program_reads_nothing(room, headers)
    hears_nothing_anew(room, person)


def test_who_leaves_for_good(room: Room) -> None:
    person = room.neighbour()
    lost(room, person, lambda: room.post(person, "/me/leave/", sure="yes"))
    reads_nothing(room, cookie(person))
    for headers in (cookie(person), bearer(person)):
        program_reads_nothing(room, headers)
    hears_nothing_anew(room, person)


def test_whose_token_is_ended(room: Room) -> None:
    person = room.neighbour()
    page = room.get("/me/", cookie(person))[1]
    token = re.findall(r'name="token" value="(\w+)"', page)[0]
    room.post(person, "/me/", act="end-token", token=token)
    program_reads_nothing(room, bearer(person))


def test_who_loses_an_office_and_an_exception(room: Room) -> None:
    facts = room.act("guests", room.open)
    observer, facilitator, granted = facts["people"]
    lost(room, granted, lambda: float(facts["until"]))
    for person, office in ((observer, "observer"), (facilitator, "facilitator")):
        path = f"/me/seats/{facts['assembly']}/{office}/leave/"
        lost(room, person, lambda person=person, path=path: room.post(person, path))  # type: ignore[misc]
    assert room.get(f"/a/{facts['assembly']}/console/", cookie(facilitator))[0] in (302, 403)
    for person in facts["people"]:
        reads_nothing(room, cookie(person))
        program_reads_nothing(room, bearer(person))
        hears_nothing_anew(room, person)
