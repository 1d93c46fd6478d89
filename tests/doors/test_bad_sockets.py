# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 19 for sockets: no handshake ends in a 5xx, and no frame breaks more than its own connection."""

import base64
import socket
import struct
from collections.abc import Sequence

import pytest

from tests.doors import corpus
from tests.doors.conftest import Standing

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bad input")]
KEY = base64.b64encode(b"sixteen bytes ok")
USUAL = [
    ("Upgrade", b"websocket"),
    ("Connection", b"Upgrade"),
    ("Sec-WebSocket-Version", b"13"),
    ("Sec-WebSocket-Key", KEY),
]
Headers = Sequence[tuple[str, bytes]]
LONG = b"/live/p/" + b"x" * 9000 + b"/"


def shaken(standing: Standing, target: bytes, headers: Headers) -> tuple[socket.socket, int]:
    """Ask for a socket. Returns the connection and the status; 0 where it was closed without one, 999 where it hangs."""
    port = standing.instance.port
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    named = {name for name, _ in headers}
    given = [("Host", b"127.0.0.1:%d" % port), ("Origin", b"http://127.0.0.1:%d" % port)]
    lines = [b"GET %s HTTP/1.1" % target]
    lines += [n.encode() + b": " + v for n, v in [*(g for g in given if g[0] not in named), *headers]]
    line.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
    said = b""
    while b"\r\n\r\n" not in said:
        try:
            piece = line.recv(4096)
        except ConnectionError:
            piece = b""
        except TimeoutError:
            return line, 999
        if not piece:
            break
        said += piece
    return line, int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/") else 0


def shakes(standing: Standing) -> list[tuple[bytes, Headers]]:
    """Handshakes with something bad in them."""
    good = f"/live/p/{standing.told['known']['proposal_id'][0]}/".encode()
    found: list[tuple[bytes, Headers]] = [(good, USUAL)]
    for value in corpus.VALUES:
        quoted = corpus.quoted(value).encode()
        found += [(good + b"?since=" + quoted, USUAL), (b"/live/p/" + (quoted or b"%00") + b"/", USUAL)]
    framing = ("Content-Length", "Transfer-Encoding", "Upgrade", "Connection", "Expect")
    found += [(good, [*USUAL, header]) for header in corpus.HEADERS if header[0] not in framing]
    for name, value in (
        ("Sec-WebSocket-Key", b"short"),
        ("Sec-WebSocket-Key", b"\xff" * 24),
        ("Sec-WebSocket-Version", b"99"),
        ("Sec-WebSocket-Version", b"\xd9\xa3"),
        ("Sec-WebSocket-Protocol", b"\xff, graphql-ws"),
        ("Sec-WebSocket-Extensions", b'permessage-deflate; client_max_window_bits="99"; x=\xff'),
        ("Connection", b"close, Upgrade"),
        ("Upgrade", b"WebSocket, h2c"),
    ):
        found.append((good, [*(pair for pair in USUAL if pair[0] != name), (name, value)]))
    found += [(good, [*USUAL, pair]) for pair in USUAL]
    found += [
        (path, USUAL)
        for path in (b"/live/", b"/", b"/api/v1/network", b"//", b"/live/p/" + b"x" * 7000 + b"/", LONG)
    ]
    return found


def test_no_handshake_ends_in_a_5xx(standing: Standing) -> None:
    wrong, opened = [], 0
    for target, headers in shakes(standing):
        line, status = shaken(standing, target, headers)
        line.close()
        opened += status == 101
        if status >= 500 or (status == 0 and target == LONG):
            wrong.append(f"{status}: {target[:200]!r} {headers[-1]!r:.200}")
    assert wrong == [] and standing.complaints() == ""
    assert opened > 30 and standing.well()


def framed(payload: bytes, *, head: int = 0x81, masked: bool = True) -> bytes:
    """One frame as a browser sends it, or not quite so."""
    mask = b"\x01\x02\x03\x04" if masked else b""
    flag = 0x80 if masked else 0
    size = len(payload)
    if size < 126:
        length = bytes((flag | size,))
    elif size < 1 << 16:
        length = bytes((flag | 126,)) + struct.pack(">H", size)
    else:
        length = bytes((flag | 127,)) + struct.pack(">Q", size)
    body = bytes(byte ^ mask[k % 4] for k, byte in enumerate(payload)) if masked else payload
    return bytes((head,)) + length + mask + body


FRAMES: dict[str, bytes] = {
    "not masked": framed(b"{}", masked=False),
    "half of one": framed(b"{}" * 50)[:20],
    "nothing in it": framed(b""),
    "not UTF-8": framed(b"\xff\xfe\xed\xa0\x80"),
    "bytes": framed(b"\x00\x01", head=0x82),
    "a continuation of nothing": framed(b"{}", head=0x80),
    "begun twice": framed(b"{", head=0x01) + framed(b"}", head=0x01),
    "a reserved kind": framed(b"{}", head=0x83),
    "reserved bits": framed(b"{}", head=0xF1),
    "packed, though nobody agreed": framed(b"\xaa\x56\x2a", head=0xC1),
    "a long ping": framed(b"p" * 200, head=0x89),
    "a ping in pieces": framed(b"p", head=0x09),
    "a pong nobody asked for": framed(b"p", head=0x8A),
    "closing with no reason there is": framed(struct.pack(">H", 7), head=0x88),
    "closing with half a number": framed(b"\x03", head=0x88),
    "closing with words that are no UTF-8": framed(struct.pack(">H", 1000) + b"\xff", head=0x88),
    "a length beyond everything": b"\x81\xff" + b"\x7f" + b"\xff" * 7 + b"\x01\x02\x03\x04",
    "a length below nothing": b"\x81\xff" + b"\xff" * 8 + b"\x01\x02\x03\x04",
    "longer than is taken": framed(b"x" * 70_000),
    "no frame at all": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    **{f"JSON {k}": framed(body[:60_000]) for k, body in enumerate(corpus.JSON)},
    **{
        f"since {v[:12]!r}": framed(b'{"since": "' + v.replace(b'"', b"")[:900] + b'"}')
        for v in corpus.VALUES
    },
}


def test_a_bad_frame_ends_its_own_connection_at_most(standing: Standing) -> None:
    good = f"/live/p/{standing.told['known']['proposal_id'][0]}/".encode()
    ana = standing.told["people"][0]
    cookie = [*USUAL, ("Cookie", f"sessionid={ana['session']}".encode())]
    for name, data in FRAMES.items():
        line, status = shaken(standing, good, cookie)
        assert status == 101, name
        line.sendall(data)
        line.settimeout(0.05)
        try:
            line.recv(65536)
        except (TimeoutError, ConnectionError):
            pass
        line.close()
    assert standing.complaints() == "" and standing.well()
    line, status = shaken(standing, good, cookie)
    line.close()
    assert status == 101
