# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where sockets come in: from our own pages only, with the session of whoever opened them."""

from typing import Any
from urllib.parse import urlsplit

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import path, re_path

from assemblies.live.consumers import ProposalReader

urlpatterns = [path("live/p/<str:proposal_id>/", ProposalReader.as_asgi())]


class OurPages:
    """Lets sockets in from pages of the very host and port they ask, and from those that forms are taken from."""

    def __init__(self, inside: Any) -> None:
        self.inside = inside

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        headers = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
        ours = is_ours(headers.get(b"origin", ""), headers.get(b"host", ""))
        return await (self.inside if ours else WebsocketDenier())(scope, receive, send)


def is_ours(origin: str, host: str) -> bool:
    """Whether a page of this origin may open a socket on this host: by its name and port, over http or https."""
    try:
        parts = urlsplit(origin)
        where, _port = split_domain_port(host)
    except ValueError:
        return False
    allowed = settings.ALLOWED_HOSTS or (["localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return parts.scheme in ("http", "https") and parts.netloc == host and validate_host(where, allowed)


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """Any other address: there is no socket."""
    await WebsocketDenier()(scope, receive, send)


sockets = OurPages(CookieMiddleware(URLRouter([*urlpatterns, re_path("", nowhere)])))  # type: ignore[arg-type]
