# SPDX-License-Identifier: AGPL-3.0-or-later
"""The yardstick for live pages: an application that sends what is posted to it to every open socket, and no more."""

from collections.abc import Awaitable, Callable
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]
_open: set[Send] = set()


async def application(
    scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
) -> None:
    """ASGI: a socket listens; a POST is told to all and answered when all were told."""
    if scope["type"] == "http":
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        text = body.decode()
        for each in list(_open):
            await each({"type": "websocket.send", "text": text})
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await receive()
    await send({"type": "websocket.accept"})
    _open.add(send)
    try:
        while (await receive())["type"] != "websocket.disconnect":
            pass
    finally:
        _open.discard(send)
