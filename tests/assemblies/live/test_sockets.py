# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the socket lets in, says and refuses, asked of a server that really runs."""

import asyncio
import json
import random
import re
import socket as lines
import sys
import time
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from assemblies.live.consumers import MOST_OF_ADDRESS, MOST_OF_ONE, MOST_SAID
from assemblies.live.frames import MOST_BESIDE
from tests.running import Instance, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
TALK = "Night buses"


def socket(
    instance: Instance,
    proposal: str,
    visitor: Visitor | None = None,
    *,
    since: str = "",
    origin: str = "",
    whence: str = "",
) -> connect:
    """A socket on its way. `whence`: the address of this machine that it comes from."""
    address = f"ws://127.0.0.1:{instance.port}/live/p/{proposal}/" + (f"?since={since}" if since else "")
    headers = {"Cookie": visitor.cookie} if visitor else {}
    return connect(
        address,
        origin=origin or instance.url,
        additional_headers=headers,
        max_size=None,
        proxy=None,
        local_addr=(whence, 0) if whence else None,
    )


def position(visitor: Visitor, proposal: str) -> str:
    found = re.search(r'data-since="([\d.]+)"', visitor.get(f"/p/{proposal}/").text)
    assert found
    return found[1]


def say(visitor: Visitor, proposal: str, text: str) -> None:
    assert visitor.send_form(f"/p/{proposal}/talk/", text=text, kind="comment").status_code == 200


async def hear(reader: ClientConnection, seconds: float) -> list[dict[str, Any]]:
    """Everything said within so many seconds."""
    until, heard = time.monotonic() + seconds, []
    while (left := until - time.monotonic()) > 0:
        try:
            heard.append(json.loads(await asyncio.wait_for(reader.recv(), left)))
        except TimeoutError:
            break
    return heard


async def hear_until(reader: ClientConnection, words: str, seconds: float = 10) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []
    async with asyncio.timeout(seconds):
        while not heard or words not in heard[-1].get("content", ""):
            heard.append(json.loads(await reader.recv()))
    return heard


async def test_a_page_of_another_site_is_refused(instance: Instance) -> None:
    proposal = instance.proposal(TALK)
    with pytest.raises(InvalidStatus) as refused:
        await socket(instance, proposal, origin="https://elsewhere.invalid").__aenter__()
    assert refused.value.response.status_code == 403
    async with socket(instance, proposal) as reader:
        assert (await hear(reader, 2))[0]["presence"]["here"] >= 1


async def test_a_draft_has_no_room_and_neither_has_what_is_not_there(instance: Instance) -> None:
    author = instance.visitor("Tomás")
    for proposal in (instance.proposal("A bench"), "aaaaaaaaaaaaa"):
        with pytest.raises(InvalidStatus):
            await socket(instance, proposal, author).__aenter__()


async def test_a_stranger_hears_that_something_was_said_and_not_what(instance: Instance) -> None:
    proposal, ines = instance.proposal(TALK), instance.visitor("Ines")
    async with socket(instance, proposal) as stranger, socket(instance, proposal, ines) as neighbour:
        say(ines, proposal, "The last bus is the one that matters")
        heard = await hear_until(neighbour, "The last bus is the one")
        told = await hear(stranger, 2)
    assert "The last bus" in heard[-1]["content"]
    assert any(m.get("record") for m in told)
    everything = json.dumps(told, ensure_ascii=False)
    assert "last bus" not in everything and "Ines" not in everything and 'class=\\"post' not in everything


def who_is_here(heard: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = [message["presence"] for message in heard if "presence" in message][-1]
    return found


async def test_who_lets_themselves_be_seen_is_shown_to_neighbours_until_they_leave(
    instance: Instance,
) -> None:
    proposal, ines, gwen = instance.proposal(TALK), instance.visitor("Ines"), instance.visitor("Gwen")
    async with socket(instance, proposal, ines) as reader, socket(instance, proposal) as stranger:
        async with socket(instance, proposal, gwen) as seen, socket(instance, proposal, gwen) as twice:
            assert who_is_here(await hear(reader, 1.5))["seen"] == []
            for line in (seen, twice, stranger):
                await line.send(json.dumps({"seen": True}))
            present, told = who_is_here(await hear(reader, 1)), await hear(stranger, 0.5)
            await seen.send(json.dumps({"seen": False}))
            await twice.send(json.dumps({"seen": False}))
            assert who_is_here(await hear(reader, 1))["seen"] == []
            await seen.send(json.dumps({"seen": True}))
            assert who_is_here(await hear(reader, 1))["seen"]
        assert who_is_here(await hear(reader, 1.5))["seen"] == []
        told += await hear(stranger, 0.5)
    assert [person["name"].split()[0] for person in present["seen"]] == ["Gwen"]
    assert present["seen"][0]["initials"].startswith("G") and present["more"] == 0
    assert set(who_is_here(told)) == {"here"} and "Gwen" not in json.dumps(told, ensure_ascii=False)


async def test_someone_who_signs_out_hears_nothing_a_second_later(instance: Instance) -> None:
    proposal, gwen = instance.proposal(TALK), instance.visitor("Gwen")
    async with socket(instance, proposal, gwen) as reader:
        await hear(reader, 0.2)
        gwen.sign_out()
        begun = time.monotonic()
        with pytest.raises(ConnectionClosed) as gone:
            while True:
                await asyncio.wait_for(reader.recv(), 5)
    assert gone.value.rcvd is not None and gone.value.rcvd.code == 4401
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("nonsense", ["{", "[[" * 5000, '"' * 9, ""])
async def test_what_is_no_message_ends_that_socket_only(instance: Instance, nonsense: str) -> None:
    proposal, ines = instance.proposal(TALK), instance.visitor("Ines")
    async with socket(instance, proposal, ines) as bad, socket(instance, proposal, ines) as good:
        await bad.send(nonsense)
        with pytest.raises(ConnectionClosed) as gone:
            while True:
                await asyncio.wait_for(bad.recv(), 5)
        assert gone.value.rcvd is not None and gone.value.rcvd.code == 1007
        say(ines, proposal, f"Still here after {len(nonsense)}")
        await hear_until(good, f"Still here after {len(nonsense)}")


async def test_nonsense_after_nonsense_is_one_quiet_goodbye(instance: Instance) -> None:
    proposal, log = instance.proposal(TALK), instance.folder / "web.log"
    before = len(log.read_text())
    async with socket(instance, proposal) as bad:
        for _ in range(20):
            await bad.send("[1[1[")
        with pytest.raises(ConnectionClosed) as gone:
            while True:
                await asyncio.wait_for(bad.recv(), 5)
    assert gone.value.rcvd is not None and gone.value.rcvd.code == 1007
    await asyncio.sleep(0.3)
    assert "Traceback" not in log.read_text()[before:]


async def test_a_page_that_asks_whether_its_line_still_carries_hears_that_it_does(instance: Instance) -> None:
    async with socket(instance, instance.proposal(TALK)) as page:
        await page.send('{"here":true}')
        heard = await hear(page, 1)
    assert {"here": True} in heard


async def test_what_is_well_formed_and_senseless_is_passed_over(instance: Instance) -> None:
    proposal, ines = instance.proposal(TALK), instance.visitor("Ines")
    async with socket(instance, proposal, ines) as reader:
        for odd in ([], 7, None, {"since": 3}, {"since": "1.2.3"}, {"since": "9" * 40}, {"typing": "yes"}):
            await reader.send(json.dumps(odd))
        say(ines, proposal, "Passed over")
        await hear_until(reader, "Passed over")


async def test_a_frame_of_20_megabytes_is_not_taken(instance: Instance) -> None:
    proposal, ines = instance.proposal(TALK), instance.visitor("Ines")
    async with socket(instance, proposal, ines) as reader:
        with pytest.raises(ConnectionClosed) as gone:
            await reader.send("x" * 20_000_000)
            while True:
                await asyncio.wait_for(reader.recv(), 10)
        assert gone.value.rcvd is None or gone.value.rcvd.code == 1009
    assert instance.visitor().get(f"/p/{proposal}/").status_code == 200


async def test_one_person_holds_only_so_many_sockets(instance: Instance) -> None:
    proposal, ruth = instance.proposal(TALK), instance.visitor("Ruth")
    held: list[ClientConnection] = []
    refused = 0
    for _ in range(10):
        tries = [socket(instance, proposal, ruth).__aenter__() for _ in range(100)]
        for answer in await asyncio.gather(*tries, return_exceptions=True):
            if isinstance(answer, ClientConnection):
                held.append(answer)
            else:
                assert isinstance(answer, InvalidStatus), answer
                refused += 1
    assert len(held) == MOST_OF_ONE and refused == 1000 - MOST_OF_ONE
    for one in held:
        await one.close()
    async with socket(instance, proposal, ruth) as again:
        assert await hear(again, 2)


async def held_of(
    many: int, instance: Instance, proposal: str, whence: str
) -> tuple[list[ClientConnection], int]:
    """Open so many sockets as visitors from an address. Returns those held, and how many were refused."""
    held: list[ClientConnection] = []
    for begun in range(0, many, 50):
        tries = [socket(instance, proposal, whence=whence).__aenter__() for _ in range(min(50, many - begun))]
        answers = await asyncio.gather(*tries, return_exceptions=True)
        held += [answer for answer in answers if isinstance(answer, ClientConnection)]
        assert all(isinstance(a, ClientConnection | InvalidStatus) for a in answers), answers
    return held, many - len(held)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 on its loopback")
async def test_visitors_from_one_address_leave_room_for_others(instance: Instance) -> None:
    proposal = instance.proposal(TALK)
    held, refused = await held_of(MOST_OF_ADDRESS + 20, instance, proposal, "127.0.0.7")
    try:
        assert (len(held), refused) == (MOST_OF_ADDRESS, 20)
        async with socket(instance, proposal, whence="127.0.0.8") as elsewhere:
            await (await elsewhere.ping())
        async with socket(instance, proposal, instance.visitor("Ruth"), whence="127.0.0.7") as ruth:
            await (await ruth.ping())  # counted as a person, wherever she is
    finally:
        await asyncio.gather(*(one.close() for one in held))
    async with socket(instance, proposal, whence="127.0.0.7") as again:
        await (await again.ping())


async def test_a_socket_that_says_far_too_much_is_let_go_and_no_other(instance: Instance) -> None:
    proposal, ines = instance.proposal(TALK), instance.visitor("Ines")
    async with socket(instance, proposal, ines) as loud, socket(instance, proposal, ines) as calm:
        for _ in range(MOST_SAID):
            await loud.send('{"since":"0.0"}')
        await (await loud.ping())  # so much is taken
        await loud.send('{"typing":true}')
        with pytest.raises(ConnectionClosed) as gone:
            while True:
                await asyncio.wait_for(loud.recv(), 5)
        assert gone.value.rcvd is not None and gone.value.rcvd.code == 4429
        say(ines, proposal, "The calm one hears it")
        await hear_until(calm, "The calm one hears it")
    async with socket(instance, proposal, ines) as back:
        await (await back.ping())


@pytest.mark.parametrize("kind", ["ping", "pong"])
async def test_a_socket_that_pings_without_end_is_cut_and_no_other(instance: Instance, kind: str) -> None:
    proposal, ines = instance.proposal(TALK), instance.visitor("Ines")
    async with socket(instance, proposal, ines) as loud, socket(instance, proposal, ines) as calm:
        for _ in range(MOST_BESIDE - 1):
            await getattr(loud, kind)()
        await asyncio.wait_for(await loud.ping(), 5)  # so much is taken
        with pytest.raises(ConnectionClosed):
            for _ in range(5):
                await getattr(loud, kind)()
            while True:
                await asyncio.wait_for(loud.recv(), 5)
        say(ines, proposal, f"The calm one hears it after a {kind}")
        await hear_until(calm, f"The calm one hears it after a {kind}")


async def test_what_is_long_counts_for_as_much_as_it_holds(instance: Instance) -> None:
    proposal, ines = instance.proposal(TALK), instance.visitor("Ines")
    async with socket(instance, proposal, ines) as loud:
        for _ in range(2):
            await loud.send(json.dumps({"since": "9" * 40_000}))
        with pytest.raises(ConnectionClosed) as gone:
            while True:
                await asyncio.wait_for(loud.recv(), 5)
    assert gone.value.rcvd is not None and gone.value.rcvd.code == 4429


@pytest.mark.parametrize(
    ("path", "header", "status"),
    [
        ("x" * 9000, "", 414),
        ("aaaaaaaaaaaaa", "X-Long: " + "x" * 9000 + "\r\n", 431),
        ("aaaaaaaaaaaaa", "X-Many: x\r\n" * 200, 431),
    ],
)
def test_a_handshake_too_long_is_answered_and_ended_at_once(
    instance: Instance, path: str, header: str, status: int
) -> None:
    with lines.create_connection(("127.0.0.1", instance.port), timeout=5) as line:
        line.sendall(
            f"GET /live/p/{path}/ HTTP/1.1\r\nHost: 127.0.0.1:{instance.port}\r\nOrigin: {instance.url}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: c2l4dGVlbiBieXRlcyBvaw==\r\n{header}\r\n".encode()
        )
        said = b""
        while piece := line.recv(4096):  # until the server has hung up
            said += piece
    assert said.startswith(f"HTTP/1.1 {status} ".encode()), said[:80]


async def test_a_page_ahead_of_the_record_is_told_to_fetch_itself(instance: Instance) -> None:
    proposal, ines = instance.proposal(TALK), instance.visitor("Ines")
    public, acts = position(ines, proposal).split(".")
    async with socket(instance, proposal, ines, since=f"{public}.999999") as reader:
        said = [message for message in await hear(reader, 2) if message.get("record") == "acts"]
    assert said[0]["resync"]
    assert said[0]["after"] == 999999
    assert said[0]["upto"] >= int(acts)


class Wanderer:
    """A reader who keeps losing the connection, and applies what it hears as the page does."""

    def __init__(self, since: str) -> None:
        public, acts = since.split(".")
        self.seen = {"public": int(public), "acts": int(acts)}
        self.texts: list[str] = []
        self.losses = 0

    @property
    def since(self) -> str:
        return f"{self.seen['public']}.{self.seen['acts']}"

    async def take(self, reader: ClientConnection, message: dict[str, Any]) -> None:
        book = message.get("record")
        if book not in self.seen or message["upto"] <= self.seen[book]:
            return
        if message["after"] > self.seen[book]:
            await reader.send(json.dumps({"since": self.since}))
            return
        assert not message.get("resync")
        self.seen[book] = message["upto"]
        self.texts += re.findall(r"Wandering \d+", message.get("content", ""))

    async def wander(self, instance: Instance, proposal: str, visitor: Visitor, last: str) -> None:
        chance = random.Random(9)
        while last not in self.texts:
            seconds = chance.random() * 0.08 if self.losses < 100 else 5
            try:
                async with socket(instance, proposal, visitor, since=self.since) as reader:
                    await self.listen(reader, seconds, last)
            except InvalidStatus:  # the lost ones are still counted as held: a page tries again
                await asyncio.sleep(0.1)

    async def listen(self, reader: ClientConnection, seconds: float, last: str) -> None:
        until = time.monotonic() + seconds
        try:
            while last not in self.texts:
                left = max(0.0, until - time.monotonic())
                await self.take(reader, json.loads(await asyncio.wait_for(reader.recv(), left)))
        except TimeoutError:
            self.losses += 1
            reader.transport.abort()


async def test_a_hundred_lost_connections_lose_nothing_and_double_nothing(instance: Instance) -> None:
    proposal, ines, ruth = instance.proposal(TALK), instance.visitor("Ines"), instance.visitor("Ruth")
    wanderer = Wanderer(position(ruth, proposal))
    said = [f"Wandering {number}" for number in range(40)]

    async def speak() -> None:
        for text in said:
            while wanderer.losses < 100 and said.index(text) * 2.6 > wanderer.losses:
                await asyncio.sleep(0.02)
            await asyncio.to_thread(say, ines, proposal, text)

    async with asyncio.timeout(150):
        await asyncio.gather(speak(), wanderer.wander(instance, proposal, ruth, said[-1]))
    assert wanderer.texts == said
    assert wanderer.losses >= 100
