# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under which names this instance answers: those of the settings, its own address, and what its network was founded as."""

import time
from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host

from assemblies.registry import queries

AGAIN = 1.0
"""Seconds between two looks into the database for a name that was asked for and is not known."""

_found: dict[str, float] = {}
"""The host that was found, with when it was looked up by this process's steady clock."""


class OwnNames:
    """Learn a name of this instance when it is first asked for; Django refuses every other, here and everywhere.

    The public host of a founded network never changes, for it is written into every record. The address that a
    connection was made to is the server's word and not the visitor's, so it may be asked for as a name too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        learn(request.META.get("HTTP_HOST", ""), request.META.get("SERVER_NAME", ""))
        return self.get_response(request)


def learn(host: str, address: str) -> None:
    """Add the name in a Host header to those that Django lets in, where it is this instance's; else do nothing."""
    name, _port = split_domain_port(host)
    if not name or validate_host(name, settings.ALLOWED_HOSTS):
        return
    if name.strip("[]") == address or name == public_host():
        settings.ALLOWED_HOSTS.append(name)


def public_host() -> str:
    """The host that the founder named, looked up at most once in `AGAIN` seconds; empty where nobody has yet."""
    for host, at in list(_found.items()):
        if time.monotonic() - at < AGAIN:
            return host
    network = queries.network()
    host = network.host.lower() if network else ""
    _found.clear()
    _found[host] = time.monotonic()
    return host


class OwnNamesOfSockets:
    """The same for sockets: a page may open one in a process that has not served its name yet."""

    def __init__(self, inside: Any) -> None:
        self.inside = inside

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
        name, _port = split_domain_port(host)
        if name and not validate_host(name, settings.ALLOWED_HOSTS):
            address = (scope.get("server") or ("", 0))[0]
            await database_sync_to_async(learn)(host, address)
        return await self.inside(scope, receive, send)
