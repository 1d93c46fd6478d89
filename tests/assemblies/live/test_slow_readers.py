# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who does not read holds nobody up, and is let go; the way out to one reader is bounded."""

import asyncio
import json
import re
import socket as sockets
from concurrent.futures import ThreadPoolExecutor

import pytest

from assemblies.live import frames
from tests.assemblies.live.test_sockets import hear, position, socket
from tests.running import Instance, Visitor

TALK = "Night buses"
LONG = "Something long enough to fill a line that nobody reads. " * 85
MOST = 400


def deaf(instance: Instance, proposal: str, visitor: Visitor) -> sockets.socket:
    """A line with little room in it, opened and then never read."""
    line = sockets.socket()
    line.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", instance.port))
    line.sendall(
        f"GET /live/p/{proposal}/ HTTP/1.1\r\nHost: 127.0.0.1:{instance.port}\r\nOrigin: {instance.url}\r\n"
        f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: c29ja2V0cyBhcmUgaGVyZQ==\r\n"
        f"Sec-WebSocket-Version: 13\r\nCookie: {visitor.cookie}\r\n\r\n".encode()
    )
    assert line.recv(12) == b"HTTP/1.1 101"
    return line


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.xdist_group("instance")
async def test_who_does_not_read_is_let_go_and_holds_nobody_up(instance: Instance) -> None:
    proposal, ines, gwen = instance.proposal(TALK), instance.visitor("Ines"), instance.visitor("Gwen")
    since = position(ines, proposal)
    line = await asyncio.to_thread(deaf, instance, proposal, gwen)
    said = 0
    async with socket(instance, proposal, ines) as reader:
        before = [m["presence"]["here"] for m in await hear(reader, 2) if "presence" in m][-1]
        heard: list[str] = []
        here = before
        with ThreadPoolExecutor(2) as speakers:
            while here == before and said < MOST:
                for _ in range(10):
                    said += 1
                    speakers.submit(
                        ines.send_form, f"/p/{proposal}/talk/", text=f"Deaf {said}. {LONG}", kind="comment"
                    )
                while len(heard) < said:
                    message = json.loads(await asyncio.wait_for(reader.recv(), 20))
                    heard += re.findall(r"Deaf \d+", message.get("content", ""))
                    here = message.get("presence", {}).get("here", here)
    assert here == before - 1, f"still held after {said} long contributions"
    assert len(set(heard)) == said
    line.close()
    async with socket(instance, proposal, gwen, since=since) as again:
        caught_up: dict[str, str] = {}
        while caught_up.get("record") != "acts":  # presence may be said before
            caught_up = json.loads(await asyncio.wait_for(again.recv(), 20))
    assert caught_up.get("resync") or len(re.findall(r"Deaf \d+", caught_up["content"])) == said


class Line:
    """A connection that takes what it is given and sends nothing."""

    def __init__(self) -> None:
        self.held, self.closing, self.cut = 0, False, False

    def get_write_buffer_size(self) -> int:
        return self.held

    def is_closing(self) -> bool:
        return self.closing

    def write(self, data: bytes) -> None:
        assert not self.closing
        self.held += len(data)

    def abort(self) -> None:
        self.cut = True


class Connection:
    close_sent = False

    def __init__(self) -> None:
        self.transport = Line()


def test_what_waits_for_one_reader_is_bounded() -> None:
    connection = Connection()
    outlet = frames.FrameOutlet(connection)  # type: ignore[arg-type]
    message = frames.Message("x" * 10_000)
    taken = 0
    while outlet.send(message):
        taken += 1
        assert taken < 1000
    assert connection.transport.held <= frames.MOST_BEHIND + len(message.frame)


def test_nothing_is_said_after_goodbye() -> None:
    connection = Connection()
    outlet = frames.FrameOutlet(connection)  # type: ignore[arg-type]
    connection.close_sent = True
    assert outlet.send(frames.Message("a"))
    connection.close_sent, connection.transport.closing = False, True
    assert outlet.send(frames.Message("a"))
    assert connection.transport.held == 0


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_what_a_client_reads(size: int) -> None:
    from websockets.client import ClientProtocol
    from websockets.frames import Frame
    from websockets.protocol import State
    from websockets.uri import parse_uri

    client = ClientProtocol(parse_uri("ws://a/"), max_size=None, state=State.OPEN)
    client.receive_data(frames.Message("ب" * (size // 2) + "x" * (size % 2)).frame)
    (frame,) = client.events_received()
    assert isinstance(frame, Frame) and len(frame.data) == size and frame.fin


async def test_without_our_server_the_same_goes_by_asgi_and_is_bounded_too() -> None:
    sent: list[str] = []
    gate = asyncio.Event()

    async def send(text: str) -> None:
        await gate.wait()
        sent.append(text)

    outlet = frames.outlet({"extensions": {}}, send)
    taken = 0
    while outlet.send(frames.Message(str(taken))):
        taken += 1
    assert taken == frames.MESSAGES_BEHIND
    gate.set()
    while len(sent) < taken:
        await asyncio.sleep(0.01)
    assert sent == [str(number) for number in range(taken)]
    outlet.cut()
