# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's translator: one ASGI request told in the words of WSGI."""

import sys
from collections.abc import MutableMapping
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Scope = MutableMapping[str, Any]


def environ_of(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an ASGI http scope; `length` is what arrived, in bytes."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    root = scope.get("root_path", "")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root.encode().decode("latin-1"),
        "PATH_INFO": _path(scope, root),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or ""),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    return environ | _headers(scope, length)


def _headers(scope: Scope, length: int) -> dict[str, str]:
    """The headers as the environment has them. A name with an underscore would pass as one with a hyphen: left out."""
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name = "HTTP_" + raw_name.decode("latin-1").upper().replace("-", "_")
        value = raw_value.decode("latin-1")
        if name in found:
            value = found[name] + ("; " if name == "HTTP_COOKIE" else ",") + value
        found[name] = value
    found.pop("HTTP_TRANSFER_ENCODING", None)
    promised = found.pop("HTTP_CONTENT_LENGTH", None)
    if length or promised is not None:
        found["CONTENT_LENGTH"] = str(length)
    if "HTTP_CONTENT_TYPE" in found:
        found["CONTENT_TYPE"] = found.pop("HTTP_CONTENT_TYPE")
    return found


def _path(scope: Scope, root: str) -> str:
    raw = scope.get("raw_path") or b""
    # Servers decode the path leniently; broken UTF-8 must reach the application as it came.
    path = (
        unquote_to_bytes(raw).decode("latin-1") if b"%" in raw else scope["path"].encode().decode("latin-1")
    )
    prefix = root.encode().decode("latin-1")
    return str(path[len(prefix) :] if prefix and path.startswith(prefix) else path)
