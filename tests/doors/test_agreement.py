# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 18 for sockets: who hears what is said is who may read it, as on pages and for programs."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from tests.doors.conftest import Standing
from tests.doors.scene import SPEAKERS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bad input")]
MAY_READ = {"ana": True, "olga": True, "zoe": False, "operator": False, "visitor": False}
"""Ana lives in Linden, Olga facilitates it; Zoe has no seat, and who runs the machine has no say by it."""
SAID = "What is said here is for those who live here."


def sockets(standing: Standing, proposal: str) -> dict[str, connect]:
    """A connection to be for everyone who looks."""
    address = f"ws://127.0.0.1:{standing.instance.port}/live/p/{proposal}/"
    cookies: dict[str, dict[str, str]] = {"visitor": {}}
    for name, person in zip(SPEAKERS, standing.told["people"], strict=True):
        cookies[name] = {"Cookie": f"sessionid={person['session']}"}
    return {
        name: connect(address, origin=standing.instance.url, additional_headers=headers, proxy=None)  # type: ignore[arg-type]
        for name, headers in cookies.items()
    }


async def heard(line: ClientConnection) -> str:
    """Everything said until a second after it is heard that there is something new; in half a minute at most."""
    found = ""
    until = time.monotonic() + 30
    while (left := until - time.monotonic()) > 0:
        try:
            found += str(json.loads(await asyncio.wait_for(line.recv(), left)))
        except TimeoutError:
            break
        if "'upto'" in found and ("content" in found or "count" in found):
            until = min(until, time.monotonic() + 1)
    return found


def ask(standing: Standing, who: str, method: str, path: str, **more: Any) -> httpx.Response:
    """Ask the API as one of the people, or as nobody."""
    tokens = dict(zip(SPEAKERS, (p["token"] for p in standing.told["people"]), strict=True))
    headers = {"Authorization": f"Bearer {tokens[who]}"} if who in tokens else {}
    return httpx.request(method, f"{standing.instance.url}/api/v1{path}", headers=headers, timeout=30, **more)


async def test_what_is_said_is_heard_by_those_who_may_read_it(standing: Standing) -> None:
    proposal = standing.told["known"]["proposal_id"][0]
    lines = {name: await line for name, line in sockets(standing, proposal).items()}
    path = f"/proposals/{proposal}/contributions"
    said = ask(standing, "ana", "POST", path, json={"text": SAID})
    assert said.status_code == 201, said.text
    told = dict(zip(lines, await asyncio.gather(*(heard(line) for line in lines.values())), strict=True))
    for line in lines.values():
        await line.close()
    assert {name: SAID in text for name, text in told.items()} == MAY_READ
    assert {name: SAID in ask(standing, name, "GET", path).text for name in MAY_READ} == MAY_READ
    assert all("'upto'" in text for text in told.values()), (
        "somebody did not hear that there is something new"
    )
    assert not any("Ana" in text for name, text in told.items() if not MAY_READ[name])


async def test_a_draft_has_no_socket_for_anyone(standing: Standing) -> None:
    draft = standing.told["known"]["proposal_id"][1]
    for line in sockets(standing, draft).values():
        with pytest.raises(InvalidStatus) as refused:
            await line
        assert refused.value.response.status_code == 403
