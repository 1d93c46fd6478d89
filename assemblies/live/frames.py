# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a message leaves for many sockets: made into a frame once, and the same bytes handed to each connection.

`up` serves sockets through `FramedSockets`. Under any other ASGI server messages go by ASGI's own `send`, which makes a
frame for each reader anew: slower, and otherwise the same.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

EXTENSION = "nested.outlet"
MOST_BEHIND = 256 * 1024
"""Bytes that may wait for a slow reader here."""
MOST_UNSENT = 128 * 1024
"""Bytes that the kernel may hold for it beside them, before they are sent."""
GRACE = 2.0
"""Seconds that the last of what was sent may take when a reader has fallen silent."""
MOST_BESIDE = 100
"""Pings, pongs and pieces of messages that one reader may send in a stretch: a browser sends next to none. What is said
in whole messages the consumer counts; these never come to it, and a ping is answered whether the answer is read or not."""
STRETCH = 10.0
"""Seconds in which they are counted."""
MESSAGES_BEHIND = 64
"""Messages that may wait for a slow reader where bytes cannot be counted."""
UNREADABLE = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Message:
    """A text for many readers, and its frame."""

    __slots__ = ("frame", "text")

    def __init__(self, text: str) -> None:
        self.text, self.frame = text, frame(text.encode())


def frame(payload: bytes) -> bytes:
    """One whole text message as a server sends it: unmasked and unpacked (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        head = bytes((0x81, size))
    elif size < 1 << 16:
        head = b"\x81\x7e" + size.to_bytes(2)
    else:
        head = b"\x81\x7f" + size.to_bytes(8)
    return head + payload


class Outlet(Protocol):
    """The way out to one reader. Neither method waits for it."""

    def send(self, message: Message) -> bool:
        """Hand a message on; False where the reader is too far behind to be given more."""

    def cut(self) -> None:
        """Be done with it, whatever is still on its way."""


class FramedSockets(WebSocketsSansIOProtocol):
    """uvicorn's sockets, with a door beside ASGI through which whole frames are handed to the connection."""

    beside = 0
    beside_since = 0.0

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            line = self.transport.get_extra_info("socket")
            with suppress(OSError, AttributeError):  # not every kernel, and not every kind of line, knows it
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_UNSENT)
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = FrameOutlet(self)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            # The library has its no ready (a line too long: 414 or 431), and uvicorn would never send it.
            self.transport.write(b"".join(self.conn.data_to_send()) or UNREADABLE)
            self.transport.close()

    def handle_ping(self) -> None:
        if self._bears_more():
            super().handle_ping()

    def handle_pong(self, event: Any) -> None:
        if self._bears_more():
            super().handle_pong(event)

    def handle_cont(self, event: Any) -> None:
        if self._bears_more():
            super().handle_cont(event)

    def _bears_more(self) -> bool:
        """Count a frame that is no message; False where the line is cut, for this one too many or before."""
        now = self.loop.time()
        if now - self.beside_since >= STRETCH:
            self.beside, self.beside_since = 0, now
        self.beside += 1
        if self.beside > MOST_BESIDE:
            self.transport.abort()
        return not self.transport.is_closing()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.loop.call_later(GRACE, self.transport.abort)  # to close politely would wait until it reads


class FrameOutlet:
    """Straight to the connection's buffer."""

    __slots__ = ("_protocol", "_transport")

    def __init__(self, protocol: FramedSockets) -> None:
        self._protocol, self._transport = protocol, protocol.transport

    def send(self, message: Message) -> bool:
        transport = self._transport
        if transport.is_closing() or self._protocol.close_sent:
            return True
        if transport.get_write_buffer_size() > MOST_BEHIND:
            return False
        transport.write(message.frame)
        return True

    def cut(self) -> None:
        self._transport.abort()


class QueueOutlet:
    """By ASGI's `send`, from a short queue with a task of its own."""

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self._send, self._waiting = send, asyncio.Queue[str](MESSAGES_BEHIND)
        self._task = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        while True:
            await self._send(await self._waiting.get())

    def send(self, message: Message) -> bool:
        try:
            self._waiting.put_nowait(message.text)
        except asyncio.QueueFull:
            return False
        return True

    def cut(self) -> None:
        self._task.cancel()


def outlet(scope: Any, send: Callable[[str], Awaitable[None]]) -> Outlet:
    """The best way out that the server offers for a socket's scope."""
    found: Outlet | None = scope.get("extensions", {}).get(EXTENSION)
    return found or QueueOutlet(send)
