# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first doors of all: a house whose database is away, what nobody could read, a view that declares no power,
and every refusal of a page."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from assemblies.doors import judging, outages, refusing
from assemblies.doors.reading import READ
from assemblies.people import language
from governance.powers import NoPower
from governance.refusals import Refusal

log = logging.getLogger(__name__)

OPEN_DOORS = ("allauth.account.", "django.views.static", "whitenoise.", "drf_spectacular.")
"""Views of other people's libraries that guard themselves; every view of our own declares its power."""


class DoorMiddleware:
    """Deny a view that declares no power, and turn every refusal into a page.

    What no view could read is refused first: NUL in an address or what it asks, and text that is not UTF-8 by its
    own word.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        judging.standings()  # a house whose doors cannot ask who sits where does not open at all

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return refusing.not_found(request, Http404())
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            return refusing.bad_request(request, SuspiciousOperation())
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if charset not in READ and request.method not in ("GET", "HEAD"):
            return refusing.sorry(request, 415, _("This could not be read."), "not_utf_8")
        answer = self.get_response(request)
        return refusing.not_that_way(request, answer) if answer.status_code == 405 else answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if judging.power_of(view) is None and not view.__module__.startswith(OPEN_DOORS):
            log.error("a view without a power was asked for: %s", view)
            return refusing.refused(request, NoPower(_("This door has no key yet.")))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return refusing.refused(request, error)
        if isinstance(error, (RequestDataTooBig, TooManyFieldsSent)):
            return refusing.refused(request, Refusal(_("That is more than a page takes."), code="too_big"))
        return None


class OutageMiddleware:
    """Answer at once while it is known that the database is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not outages.OUTAGE.lasts:
            return self.get_response(request)
        with translation.override(language.of_cookie(request) or language.of_header(request)):
            return outages.answer(request)
