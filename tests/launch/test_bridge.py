# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bridge carries requests to a WSGI application and its answers back, whole, streamed or refused."""

import asyncio
import io
import json
import threading
from typing import Any

import pytest

from launch.bridge import WSGIBridge
from launch.environment import environ_of


def scope(method: str = "GET", path: str = "/", headers: Any = (), **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"a=1",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "server": ("127.0.0.1", 8000),
        "client": ("10.0.0.9", 4711),
        "headers": list(headers),
        **more,
    }


async def ask(app: Any, request: Any, *pieces: bytes) -> tuple[int, dict[bytes, bytes], list[bytes]]:
    """Status, headers and the pieces of the answer; `pieces` are the parts of the request's body."""
    parts = list(pieces) or [b""]
    waiting = [
        {"type": "http.request", "body": part, "more_body": place < len(parts) - 1}
        for place, part in enumerate(parts)
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        if waiting:
            return waiting.pop(0)
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(request, receive, send)
    assert not sent[-1].get("more_body")
    return sent[0]["status"], dict(sent[0]["headers"]), [m["body"] for m in sent[1:]]


def echo(environ: Any, start_response: Any) -> Any:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


async def test_a_body_in_pieces_arrives_whole() -> None:
    status, headers, pieces = await ask(WSGIBridge(echo), scope("POST"), b"one ", b"two ", b"three")
    assert (status, b"".join(pieces)) == (200, b"one two three")
    assert headers[b"content-length"] == b"13"


async def test_a_body_larger_than_memory_arrives_whole() -> None:
    whole = bytes(range(256)) * 2_000
    status, _, pieces = await ask(WSGIBridge(echo), scope("POST"), whole[:300_000], whole[300_000:])
    assert (status, b"".join(pieces)) == (200, whole)


@pytest.mark.parametrize(
    ("headers", "pieces"),
    [([(b"content-length", b"101")], [b"x"]), ([], [b"x" * 101]), ([], [b"x" * 60, b"x" * 60])],
)
async def test_a_body_too_long_is_refused_before_the_application_sees_it(headers: Any, pieces: Any) -> None:
    def never(environ: Any, start_response: Any) -> Any:
        raise AssertionError("called")

    status, _, _ = await ask(WSGIBridge(never, max_body=100), scope("POST", headers=headers), *pieces)
    assert status == 413


async def test_a_program_is_refused_by_a_problem() -> None:
    asked = scope("POST", path="/api/v1/proposals")
    status, headers, pieces = await ask(WSGIBridge(None, max_body=100), asked, b"x" * 101)  # type: ignore[arg-type]
    assert (status, headers[b"content-type"]) == (413, b"application/problem+json")
    assert json.loads(b"".join(pieces)) == {
        "type": "/problems/too_big",
        "title": "too big",
        "status": 413,
        "detail": "That is larger than what is accepted here.",
        "code": "too_big",
    }


async def test_head_has_the_length_and_no_body() -> None:
    def page(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Length", "4")])
        return [b"page"]

    status, headers, pieces = await ask(WSGIBridge(page), scope("HEAD"))
    assert (status, headers[b"content-length"], pieces) == (200, b"4", [b""])


async def test_a_generator_is_streamed_in_order_and_closed() -> None:
    closed = threading.Event()

    class Pieces:
        def __iter__(self) -> Any:
            return iter([b"a", b"", b"b", b"c"])

        def close(self) -> None:
            closed.set()

    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        return Pieces()

    _, _, pieces = await ask(WSGIBridge(app), scope())
    assert pieces == [b"a", b"b", b"c", b""]
    assert closed.is_set()


async def test_a_stream_waits_for_a_slow_reader() -> None:
    made: list[int] = []

    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        for number in range(100):
            made.append(number)
            yield b"x"

    taken = 0
    furthest = 0

    async def send(message: Any) -> None:
        nonlocal taken, furthest
        await asyncio.sleep(0.002)
        taken += 1
        furthest = max(furthest, len(made) - taken)

    waiting = [{"type": "http.request"}]

    async def receive() -> Any:
        if waiting:
            return waiting.pop()
        await asyncio.Event().wait()

    await WSGIBridge(app)(scope(), receive, send)
    assert taken == 102
    assert furthest <= 2


async def test_a_client_who_leaves_ends_the_stream_and_closes_it() -> None:
    closed = threading.Event()
    left = asyncio.Event()

    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        try:
            while True:
                yield b"again"
        finally:
            closed.set()

    count = 0

    async def send(message: Any) -> None:
        nonlocal count
        count += 1
        if count == 5:
            left.set()

    asked = False

    async def receive() -> Any:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request"}
        await left.wait()
        return {"type": "http.disconnect"}

    await asyncio.wait_for(WSGIBridge(app)(scope(), receive, send), 10)
    assert closed.is_set()


async def test_a_client_who_leaves_while_sending_never_reaches_the_application() -> None:
    called = threading.Event()
    waiting = [{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        raise AssertionError("nobody is there")

    def app(environ: Any, start_response: Any) -> Any:
        called.set()
        return []

    await WSGIBridge(app)(scope("POST"), receive, send)
    assert not called.is_set()


async def test_a_failing_application_is_a_500_without_its_reasons() -> None:
    def app(environ: Any, start_response: Any) -> Any:
        raise RuntimeError("the password is swordfish")

    status, _, pieces = await ask(WSGIBridge(app), scope())
    assert status == 500
    assert b"swordfish" not in b"".join(pieces)


async def test_beyond_what_may_wait_the_answer_is_503() -> None:
    held = threading.Event()

    def app(environ: Any, start_response: Any) -> Any:
        held.wait(10)
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    bridge = WSGIBridge(app, workers=1, max_waiting=2)
    first = [asyncio.create_task(ask(bridge, scope())) for _ in range(2)]
    await asyncio.sleep(0.05)
    status, headers, _ = await ask(bridge, scope())
    held.set()
    assert (status, headers[b"retry-after"]) == (503, b"1")
    assert [answer[0] for answer in await asyncio.gather(*first)] == [200, 200]


async def test_requests_run_side_by_side() -> None:
    meeting = threading.Barrier(4, timeout=5)

    def app(environ: Any, start_response: Any) -> Any:
        meeting.wait()
        start_response("204 No Content", [])
        return [b""]

    bridge = WSGIBridge(app, workers=4)
    answers = await asyncio.gather(*(ask(bridge, scope()) for _ in range(4)))
    assert [status for status, _, _ in answers] == [204] * 4


def test_the_environment_says_what_arrived() -> None:
    headers = [
        (b"host", b"example.invalid"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"content-type", b"text/plain"),
        (b"accept", b"x"),
        (b"accept", b"y"),
        (b"x_forwarded_for", b"6.6.6.6"),
        (b"transfer-encoding", b"chunked"),
    ]
    environ = environ_of(scope("POST", "/caf%C3%A9/%ff", headers), io.BytesIO(b"abc"), 3)
    assert environ["PATH_INFO"].encode("latin-1") == "/café/".encode() + b"\xff"
    assert environ["QUERY_STRING"] == "a=1"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "x,y"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "3")
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("10.0.0.9", "8000")
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert "HTTP_TRANSFER_ENCODING" not in environ
