# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many sockets in a process of their own: takes a task as JSON, says each new message once, and at last who heard what when.

Written on epoll and bare sockets, so that the one who measures costs little beside what is measured.
"""

import json
import os
import secrets
import select
import socket
import sys
import time
from typing import Any

TOGETHER = 50
"""Sockets that are being opened at once."""
PONG = b"\x8a\x80\x00\x00\x00\x00"


class Line:
    """One socket: `buffer` holds what came of a frame that is not whole yet."""

    __slots__ = ("buffer", "open", "sock")

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.buffer, self.open = sock, b"", False


class Ears:
    """All sockets, and what each message was: its bytes once, and the moments at which it arrived."""

    def __init__(self, task: dict[str, Any]) -> None:
        self.task = task
        self.poll = select.epoll()
        self.lines: dict[int, Line] = {}
        self.heard: dict[bytes, list[float]] = {}
        self.lost = 0

    def connect(self, cookie: str) -> None:
        sock = socket.create_connection(("127.0.0.1", self.task["port"]))
        host = f"127.0.0.1:{self.task['port']}"
        sock.sendall(
            f"GET {self.task['path']} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: c29ja2V0cyBhcmUgaGVyZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {cookie}\r\n\r\n".encode()
        )
        sock.setblocking(False)
        self.lines[sock.fileno()] = Line(sock)
        self.poll.register(sock.fileno(), select.EPOLLIN)

    def open_all(self) -> None:
        cookies, many = self.task["cookies"], self.task["sockets"]
        for start in range(0, many, TOGETHER):
            for k in range(start, min(start + TOGETHER, many)):
                self.connect(cookies[k % len(cookies)] if cookies else "a=b")
            until = time.monotonic() + 60
            while not all(line.open for line in self.lines.values()):
                if time.monotonic() > until or self.lost:
                    raise SystemExit(
                        f"{self.lost} of {many} sockets were refused, or were not opened in time"
                    )
                self.listen(0.05)

    def listen(self, seconds: float) -> None:
        for number, _ in self.poll.poll(seconds):
            if number == 0:
                continue
            line = self.lines[number]
            try:
                data = line.sock.recv(1 << 18)
            except OSError:
                data = b""
            if not data:
                self.lost += 1
                self.poll.unregister(number)
                line.open = True
                continue
            line.buffer = self.read(line, line.buffer + data, time.time())

    def read(self, line: Line, data: bytes, now: float) -> bytes:
        """Take whole frames off the front; what is left is given back."""
        if not line.open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                return head
            line.open = head.startswith(b"HTTP/1.1 101")
        at = 0
        while len(data) - at >= 2:
            length, start = data[at + 1], at + 2
            if length > 125:
                start += 2 if length == 126 else 8
                length = int.from_bytes(data[at + 2 : start])
            if len(data) < start + length:
                break
            kind, at = data[at] & 15, start + length
            if kind == 1:
                self.note(data[start:at], now)
            elif kind == 9:
                line.sock.send(PONG if not length else masked(data[start:at]))
        return data[at:]

    def note(self, text: bytes, now: float) -> None:
        times = self.heard.get(text)
        if times is None:
            times = self.heard[text] = []
            print(f"new {told(text)}", flush=True)
        times.append(now)


def told(text: bytes) -> int:
    """How many entries a message tells of: what was said at one moment is told in one."""
    said = json.loads(text)
    return max(1, said["upto"] - said["after"]) if "upto" in said else 1


def masked(payload: bytes) -> bytes:
    mask = secrets.token_bytes(4)
    return bytes([0x8A, 0x80 | len(payload)]) + mask + bytes(b ^ mask[k % 4] for k, b in enumerate(payload))


def main() -> None:
    """One line in: the task. Then a line "report" for everything heard so far, which is then forgotten."""
    ears = Ears(json.loads(sys.stdin.readline()))
    ears.open_all()
    print("open", flush=True)
    os.set_blocking(0, False)
    ears.poll.register(0, select.EPOLLIN)
    while True:
        ears.listen(0.5)
        asked = sys.stdin.buffer.read() or b""
        if b"end" in asked:
            return
        if b"report" in asked:
            said = [(text.decode(), times) for text, times in ears.heard.items()]
            ears.heard = {}
            print("report " + json.dumps({"lost": ears.lost, "said": said}), flush=True)


if __name__ == "__main__":
    main()
