# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests as bytes, for what no client library would send."""

import http.client
import socket
from collections.abc import Sequence

NO_ANSWER = 0
"""The connection was closed without an answer, as a server may do with what is no HTTP."""
FRAMING = ("content-length", "transfer-encoding")


class Wire:
    """One connection at a time to a server on the loopback, opened anew whenever it was closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._line: socket.socket | None = None

    def ask(
        self,
        method: str,
        target: bytes,
        headers: Sequence[tuple[str, bytes]],
        body: bytes = b"",
        *,
        alone: bool = False,
    ) -> int:
        """Send a request and read its answer whole. Returns the status, NO_ANSWER where there was none.

        Host and Content-Length are added where `headers` do not name them. `alone`: on a connection of its own,
        for what the server may end it after. Where it is in doubt how long the request is, nothing more is sent.
        Raises TimeoutError.
        """
        in_doubt = any(name.lower() in FRAMING for name, _ in headers)
        if alone:
            self.hang_up()
        named = {name.lower() for name, _ in headers}
        given = [] if "host" in named else [("Host", b"127.0.0.1:%d" % self.port)]
        if "content-length" not in named and (body or method not in ("GET", "HEAD")):
            given.append(("Content-Length", b"%d" % len(body)))
        lines = [b"%s %s HTTP/1.1" % (method.encode(), target)]
        lines += [name.encode("latin-1") + b": " + value for name, value in [*given, *headers]]
        status = self._sent(method, b"\r\n".join(lines) + b"\r\n\r\n" + body, in_doubt)
        if alone:
            self.hang_up()
        return status

    def _sent(self, method: str, data: bytes, in_doubt: bool) -> int:
        fresh = self._line is None
        try:
            if self._line is None:
                self._line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self._line.sendall(data)
            if in_doubt:
                self._line.shutdown(socket.SHUT_WR)
            return self._answer(method)
        except TimeoutError:
            self.hang_up()
            raise
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return NO_ANSWER if fresh else self._sent(method, data, in_doubt)

    def _answer(self, method: str) -> int:
        assert self._line is not None
        answer = http.client.HTTPResponse(self._line, method=method)
        try:
            answer.begin()
            answer.read()
            if answer.will_close:
                self.hang_up()
            return answer.status
        finally:
            answer.close()

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
