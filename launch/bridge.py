# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's HTTP door: an ASGI application over a WSGI one, at the price of a single thread hop."""

import asyncio
import io
import json
import logging
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping, Sized
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import TracebackType
from typing import IO, Any

from launch import environment

Scope = environment.Scope
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WSGIApp = Callable[[dict[str, Any], Any], Iterable[bytes]]
RawHeaders = list[tuple[bytes, bytes]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

SPOOL = 256 * 1024
"""Bytes of a body kept in memory; a longer one goes to a temporary file."""
BODY_SECONDS = 60.0
"""How long a body may take to arrive."""
WRITE_SECONDS = 60.0
"""How long one piece of a streamed answer may wait for a slow reader before its thread is taken back."""

logger = logging.getLogger("nested.bridge")


class _Refused(Exception):
    """The request is answered here and never reaches the application."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class _Gone(Exception):
    """The client left."""


class _Answer:
    """What the application said so far: the `start_response` and the whole of a short answer."""

    __slots__ = ("headers", "pieces", "sent", "status")

    def __init__(self) -> None:
        self.status = 0
        self.headers: RawHeaders = []
        self.pieces: list[bytes] = []
        self.sent = False

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Take status and headers (PEP 3333); raises what went wrong where the head has left already."""
        if exc_info is not None and exc_info[1] is not None and self.sent:
            raise exc_info[1].with_traceback(exc_info[2])
        if self.status and exc_info is None:
            raise AssertionError("start_response was called twice")
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self.pieces.append

    def head(self) -> Message:
        return {"type": "http.response.start", "status": self.status, "headers": self.headers}

    def promised(self) -> int | None:
        """The length the headers promise, if they do."""
        for name, value in self.headers:
            if name == b"content-length" and value.isdigit():
                return int(value)
        return None


class WSGIBridge:
    """Serve ASGI scopes of type `http` by a WSGI application in threads of its own.

    `workers`: threads, and so requests under way at once; `max_body`: bytes, beyond which the answer is 413;
    `max_waiting`: requests taken in at once, beyond which the answer is 503.
    """

    def __init__(
        self, wsgi_app: WSGIApp, workers: int = 8, max_body: int = 1_000_000, max_waiting: int = 2_000
    ) -> None:
        self.wsgi_app = wsgi_app
        self.max_body = max_body
        self.max_waiting = max_waiting
        self._waiting = 0
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise ValueError(f"The bridge carries http only, not {scope['type']}.")
        try:
            if self._waiting >= self.max_waiting:
                raise _Refused(503, "The server is busy. Nothing was recorded; try again in a moment.")
            self._waiting += 1
            try:
                await self._serve(scope, receive, send)
            finally:
                self._waiting -= 1
        except _Refused as refused:
            await _refuse(send, refused, scope)
        except _Gone:
            pass

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, length = await self._body(scope, receive)
        loop = asyncio.get_running_loop()
        stream = _Stream(loop, receive, send)
        try:
            environ = environment.environ_of(scope, body, length)
            answer = await loop.run_in_executor(self._threads, self._run, environ, stream)
        finally:
            body.close()
            stream.end()
        if not answer.sent:
            await send(answer.head())
            whole = b"" if scope["method"] == "HEAD" else b"".join(answer.pieces)
            await send({"type": "http.response.body", "body": whole})

    async def _body(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int]:
        """The whole body and its length; refuses one that is too long, or too slow."""
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value) > self.max_body:
                raise _Refused(413, "That is larger than what is accepted here.")
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        first = message.get("body", b"")
        if not message.get("more_body", False):
            if len(first) > self.max_body:
                raise _Refused(413, "That is larger than what is accepted here.")
            return io.BytesIO(first), len(first)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                return await self._rest(first, receive)
        except TimeoutError:
            raise _Refused(408, "The request took too long to arrive.") from None

    async def _rest(self, first: bytes, receive: Receive) -> tuple[IO[bytes], int]:
        spool = tempfile.SpooledTemporaryFile(SPOOL)  # noqa: SIM115 - _serve closes it
        length, piece, more = 0, first, True
        try:
            while True:
                length += len(piece)
                if length > self.max_body:
                    raise _Refused(413, "That is larger than what is accepted here.")
                spool.write(piece)
                if not more:
                    break
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _Gone
                piece, more = message.get("body", b""), message.get("more_body", False)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool, length

    def _run(self, environ: dict[str, Any], stream: "_Stream") -> _Answer:
        """In a thread: call the application; a short answer is returned whole, a long one streamed."""
        answer = _Answer()
        try:
            result = self.wsgi_app(environ, answer.start)
            try:
                _drain(result, answer, stream, environ["REQUEST_METHOD"] == "HEAD")
            finally:
                close = getattr(result, "close", None)
                if close is not None:
                    close()
            if not answer.status:
                raise AssertionError("The application never called start_response.")
        except _Gone:
            answer.sent = True
        except Exception:
            logger.exception("The application failed")
            if answer.sent:
                raise
            return _failure()
        return answer


def _drain(result: Iterable[bytes], answer: _Answer, stream: "_Stream", head: bool) -> None:
    """Collect an answer whose end is known; hand any other to `stream` piece by piece."""
    pieces = iter(result)
    only = isinstance(result, Sized) and len(result) == 1
    promised = None
    for piece in pieces:
        answer.pieces.append(piece)
        if promised is None:
            promised = answer.promised()
        if only or head or (promised is not None and sum(map(len, answer.pieces)) >= promised):
            return
        if promised is None or promised > SPOOL:
            stream.carry(answer, pieces)
            return


class _Stream:
    """The way back for a long answer: pieces are sent in order, each waits for the reader."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receive: Receive, send: Send) -> None:
        self._loop, self._receive, self._send = loop, receive, send
        self._gone = Event()
        self._watch: asyncio.Task[None] | None = None

    def carry(self, answer: _Answer, pieces: Iterator[bytes]) -> None:
        """From a worker thread: send the head, the pieces held so far, the rest; _Gone if the client left."""
        answer.sent = True
        self._hand(answer.head(), watch=True)
        for piece in answer.pieces:
            self._hand({"type": "http.response.body", "body": piece, "more_body": True})
        for piece in pieces:
            if piece:
                self._hand({"type": "http.response.body", "body": piece, "more_body": True})
        self._hand({"type": "http.response.body", "body": b""})

    def _hand(self, message: Message, watch: bool = False) -> None:
        if self._gone.is_set():
            raise _Gone
        sending = asyncio.run_coroutine_threadsafe(self._deliver(message, watch), self._loop)
        try:
            sending.result(WRITE_SECONDS)
        except TimeoutError:
            sending.cancel()
            raise _Gone from None

    async def _deliver(self, message: Message, watch: bool) -> None:
        if watch:
            self._watch = asyncio.ensure_future(self._until_gone())
        try:
            await self._send(message)
        except OSError:
            raise _Gone from None

    async def _until_gone(self) -> None:
        if (await self._receive())["type"] == "http.disconnect":
            self._gone.set()

    def end(self) -> None:
        if self._watch is not None:
            self._watch.cancel()


def _failure() -> _Answer:
    answer = _Answer()
    text = b"Something broke on our side. If you sent something, look whether it is there before you send it again."
    answer.start(
        "500 Internal Server Error", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))]
    )
    answer.pieces = [text]
    return answer


async def _refuse(send: Send, refused: _Refused, scope: Scope) -> None:
    """Say no to a request that the application never sees: to a program as problem+json (RFC 9457)."""
    kind, text = b"text/plain; charset=utf-8", refused.sentence.encode()
    if scope["path"].startswith("/api/"):
        kind, text = b"application/problem+json", _problem(refused)
    headers = [
        (b"content-type", kind),
        (b"x-content-type-options", b"nosniff"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    if refused.status == 503:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else text})


CODES = {408: "too_slow", 413: "too_big", 503: "busy"}


def _problem(refused: _Refused) -> bytes:
    code = CODES[refused.status]
    words = {"type": f"/problems/{code}", "title": code.replace("_", " "), "status": refused.status}
    return json.dumps(words | {"detail": refused.sentence, "code": code}).encode()
