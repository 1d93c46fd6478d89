# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every door into the house shares: deny by default, one judge, and one way to say no."""

import logging
import sys
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import parse_header_parameters, urlencode
from django.utils.translation import gettext as _
from django.views import View
from rest_framework import exceptions, parsers, permissions, response
from rest_framework.request import Request

from assemblies import outages, returning, wording
from assemblies.people.models import Person
from assemblies.people.tokens import CHALLENGE
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from governance import canonical
from governance.powers import NoPower, NotSignedIn, Power, Standing, require
from governance.refusals import Refusal

log = logging.getLogger(__name__)

OPEN_DOORS = ("allauth.account.", "django.views.static", "whitenoise.", "drf_spectacular.")
"""Views of other people's libraries that guard themselves; every view of our own declares its power."""
READ = ("utf-8", "utf8", "us-ascii", "ascii")
"""The charsets that a request may name."""


def person_of(request: HttpRequest) -> Person | None:
    """Who is asking, None when nobody is signed in or the account is suspended."""
    user = request.user
    return user if user.is_authenticated and user.is_active else None


def power_of(view: Any) -> Power | None:
    """The power that a view declares, on itself, its class, or (for an API) its method."""
    for holder in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        power = getattr(holder, "power", None)
        if power is not None:
            return Power(power)
    return None


class Page(View):
    """A page of the house. It names the power it needs, and `assembly()` where it needs it.

    `power` guards reading, `post_power` writing where that differs. Without a power nobody gets in.
    """

    power: ClassVar[Power | None] = None
    post_power: ClassVar[Power | None] = None
    standing: Standing

    def assembly(self) -> Assembly | None:
        """The assembly whose power is asked; None for what belongs to no assembly. Pages override it."""
        public_id = self.kwargs.get("assembly_id")
        return registry.assembly(public_id) if public_id else None

    def is_author(self) -> bool:
        """Whether the person asking wrote the proposal in question. Pages about one override it."""
        return False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        power = (
            self.power if request.method in ("GET", "HEAD", "OPTIONS") else (self.post_power or self.power)
        )
        if power is None:
            raise PermissionDenied
        self.here = self.assembly()
        self.person = person_of(request)
        self.standing = registry.standing(self.person, self.here, author=self.is_author())
        require(power, self.standing)
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))


class Utf8Request(WSGIRequest):
    """A request whose text is UTF-8, whatever it says: some of what it may name is no encoding of text at all."""

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        kind, params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        self.content_type, self.content_params = kind, params


class DoorMiddleware:
    """Deny a view that declares no power, and turn every refusal into a page.

    What no view could read is refused first: NUL in an address or what it asks, and text that is not UTF-8 by its
    own word.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return not_found(request, Http404())
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            return bad_request(request, SuspiciousOperation())
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if charset not in READ and request.method not in ("GET", "HEAD"):
            return _sorry(request, 415, _("This could not be read."), "not_utf_8")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if power_of(view) is None and not view.__module__.startswith(OPEN_DOORS):
            log.error("a view without a power was asked for: %s", view)
            return refused(request, NoPower(_("This door has no key yet.")))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return refused(request, error)
        if isinstance(error, (RequestDataTooBig, TooManyFieldsSent)):
            return refused(request, Refusal(_("That is more than a page takes."), code="too_big"))
        return None


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal: 401/403 for powers, 422 for input, 409 for what the law forbids now."""
    if isinstance(refusal, NotSignedIn):
        return 401
    if isinstance(refusal, NoPower):
        return 403
    return 422 if refusal.at else 409


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page (or the problem, for a program) that says no."""
    status = status_of(refusal)
    if request.path.startswith("/api/"):
        headers = {"WWW-Authenticate": CHALLENGE} if status == 401 else None
        return JsonResponse(
            problem_of(refusal), status=status, content_type="application/problem+json", headers=headers
        )
    if status == 401 and request.method == "GET":
        return HttpResponseRedirect(
            f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
        )
    return _page(request, refusal, 403 if status == 401 else status)


def _page(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    context = {
        "sentence": wording.refusal(refusal),
        "status": status,
        "unchanged": status != 500 and refusal.name not in SAY_SO,
        "ways": returning.ways(request, status),
        "typed": returning.typed(request) if status != 500 else [],
    }
    return render(request, "refusal.html", context, status=status)


SAY_SO = frozenset({"ballot_not_open"})
"""Refusals whose own sentence says that nothing was recorded."""


def problem_of(refusal: Refusal) -> dict[str, Any]:
    """A refusal as RFC 9457 problem details."""
    status = status_of(refusal)
    found: dict[str, Any] = {
        "type": f"/problems/{refusal.name}",
        "title": refusal.name.replace("_", " "),
        "status": status,
        "detail": wording.refusal(refusal),
        "code": refusal.name,
    }
    return found | ({"pointer": refusal.at} if refusal.at else {})


def _sorry(request: HttpRequest, status: int, sentence: str, code: str) -> HttpResponse:
    refusal = Refusal(sentence, code=code)
    if request.path.startswith("/api/"):
        return JsonResponse(
            problem_of(refusal) | {"status": status}, status=status, content_type="application/problem+json"
        )
    return _page(request, refusal, status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _sorry(request, 400, _("This could not be read."), "unreadable")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _sorry(request, 403, _("You may not do this here."), "no_power")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _sorry(request, 404, _("There is nothing at this address."), "not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the error is still at hand. Whether something was recorded before it, nobody can say here."""
    if outages.behind(sys.exc_info()[1]):
        return outages.answer(request)
    sentence = _(
        "Something broke on our side. If you sent something, look whether it is there before you send it again."
    )
    return _sorry(request, 500, sentence, "broken")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _sorry(
        request, 403, _("This form has grown old. Go back, reload the page and send it again."), "old_form"
    )


class StrictJSONParser(parsers.BaseParser):
    """JSON as the law reads it: no duplicate keys, no NaN, no lone surrogates, no NUL, no absurd depth."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            found = canonical.decode(stream.read())
            _refuse_nul(found)
        except Refusal as no:
            raise Unreadable(wording.refusal(no), no.at) from None
        except (ValueError, RecursionError):
            raise Unreadable(_("This is not JSON that can be read.")) from None
        if not isinstance(found, dict):
            raise Unreadable(_("Send one JSON object."))
        return found


class Unreadable(exceptions.ParseError):
    """What was sent cannot be read; the pointer says where."""

    def __init__(self, sentence: str, pointer: str = "") -> None:
        super().__init__(sentence)
        self.pointer = pointer


def _refuse_nul(value: Any, path: tuple[str | int, ...] = ()) -> None:
    if isinstance(value, str) and "\x00" in value:
        at = canonical.pointer(path).replace("\x00", "")
        raise Refusal(_("Text may not hold the character NUL."), at=at)
    if isinstance(value, dict):
        for key, inner in value.items():
            _refuse_nul(key, path)
            _refuse_nul(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            _refuse_nul(inner, (*path, index))


class HoldsPower(permissions.BasePermission):
    """The same judge for programs: a view names its power (by method) and its assembly, or is denied."""

    def has_permission(self, request: Request, view: Any) -> bool:
        powers = getattr(view, "powers", {})
        power = powers.get(request.method) or getattr(view, "power", None)
        if request.method == "OPTIONS":
            power = Power.OPEN
        if power is None:
            return False
        person = person_of(request._request) if request.user is None else _api_person(request)
        view.person = person
        view.here = view.assembly() if hasattr(view, "assembly") else None
        author = view.is_author() if hasattr(view, "is_author") else False
        view.standing = registry.standing(person, view.here, author=author)
        require(power, view.standing)
        return True


def _api_person(request: Request) -> Person | None:
    user = request.user
    return user if user.is_authenticated and user.is_active else None


def problem(error: Exception, context: Mapping[str, Any]) -> response.Response | None:
    """Every error of the API as problem+json; what is not expected stays loud."""
    if isinstance(error, Refusal):
        body = problem_of(error)
    elif isinstance(error, Http404):
        body = {"type": "/problems/not_found", "title": "not found", "status": 404, "code": "not_found"}
        body["detail"] = _("There is nothing at this address.")
    else:
        from rest_framework import views  # at the top it would ask for this module before it is there

        given = views.exception_handler(error, dict(context))
        if given is None:
            return None
        body = _problem_of_drf(error, given)
    status, headers = body["status"], {}
    if status == 401:
        headers["WWW-Authenticate"] = CHALLENGE
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(int(getattr(error, "wait", None) or 1) + 1)
    return response.Response(body, status=status, headers=headers, content_type="application/problem+json")


def _problem_of_drf(error: Exception, given: response.Response) -> dict[str, Any]:
    code = getattr(error, "default_code", "error")
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": str(code).replace("_", " "),
        "status": given.status_code,
        "code": code,
    }
    if getattr(error, "pointer", ""):
        body["pointer"] = error.pointer  # type: ignore[attr-defined]
    if isinstance(error, exceptions.ValidationError):
        body["detail"] = _("Some of what was sent cannot be taken.")
        body["errors"] = given.data
        return body
    detail = given.data.get("detail") if isinstance(given.data, dict) else given.data
    return body | {"detail": str(detail)}
