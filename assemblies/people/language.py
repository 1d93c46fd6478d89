# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which language a page speaks: the profile decides, then the cookie, then what the browser asks for."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware:
    """Activate the language of a request. URLs never name one, so that a link can be shared across languages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = of_profile(request) or of_cookie(request) or of_header(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def known(code: str) -> str:
    """The same code where this instance speaks it, else an empty string."""
    return code if code in dict(settings.LANGUAGES) else ""


def of_profile(request: HttpRequest) -> str:
    """The language a signed-in person chose. It asks for the person once; the pages get the same one."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return ""
    return known(getattr(get_user(request), "language", ""))


def of_cookie(request: HttpRequest) -> str:
    return known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def of_header(request: HttpRequest) -> str:
    """The best match for what the browser asks for, else the language of the instance."""
    asked = request.headers.get("Accept-Language", "")
    for part in sorted(asked.split(","), key=_weight, reverse=True):
        code = part.split(";")[0].strip().lower()
        if found := known(code) or known(code.split("-")[0]):
            return found
    return str(settings.LANGUAGE_CODE)


def _weight(part: str) -> float:
    _code, _semicolon, weight = part.partition(";q=")
    try:
        return float(weight or 1)
    except ValueError:
        return 0.0
