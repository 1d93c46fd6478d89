# SPDX-License-Identifier: AGPL-3.0-or-later
"""An application that says whom it takes a visitor for."""

from typing import Any


async def application(scope: Any, receive: Any, send: Any) -> None:
    said = f"{scope['client'][0]} {scope['scheme']}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": said})
