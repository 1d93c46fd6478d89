# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages sent packed to visitors, and only to them: whose page holds nothing of theirs has nothing to guess at."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

OWN = {settings.SESSION_COOKIE_NAME, "messages"}
"""Cookies that make a page somebody's own."""


class PackedPages(GZipMiddleware):
    """Django's own packing for pages that are the same for everyone (docs/decisions/0014)."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
        return super().process_response(request, response) if for_everyone(request) else response


def for_everyone(request: HttpRequest) -> bool:
    """Whether an answer cannot hold anything of whoever asked: nobody is signed in, and nothing was sent."""
    return (
        request.method in ("GET", "HEAD")
        and not OWN & request.COOKIES.keys()
        and "Authorization" not in request.headers
    )
