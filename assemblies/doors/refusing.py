# SPDX-License-Identifier: AGPL-3.0-or-later
"""One way to say no: a refusal becomes a page for people and problem+json (RFC 9457) for programs."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from assemblies import wording
from assemblies.doors import outages, returning
from assemblies.people.tokens import CHALLENGE
from governance.powers import NoPower, NotSignedIn
from governance.refusals import Refusal

SAY_SO = frozenset({"ballot_not_open"})
"""Refusals whose own sentence says that nothing was recorded."""

OURS = frozenset({"record_does_not_match"})
"""Refusals of what this server holds itself, which no other request would change: they are a 500, and logged."""


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal: 401/403 for powers, 422 for input, 409 for what the law forbids now."""
    if refusal.name in OURS:
        return 500
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
    ways, sentence = returning.ways(request, status), wording.refusal(refusal)
    if _signed_out(request, refusal):
        back = urlencode({"next": ways[0][0]})
        ways.insert(0, (f"{reverse('account_login')}?{back}", _("Sign in")))
        sentence = _("You are signed out. Sign in and go on.")
    context = {
        "sentence": sentence,
        "status": status,
        "unchanged": status != 500 and refusal.name not in SAY_SO,
        "ways": ways,
        "typed": returning.typed(request) if status != 500 else [],
    }
    return render(request, "refusal.html", context, status=status)


def _signed_out(request: HttpRequest, refusal: Refusal) -> bool:
    """Whether an act was refused for no other reason than that nobody is signed in."""
    act = request.method not in ("GET", "HEAD") and isinstance(refusal, NoPower | NotSignedIn)
    return act and not request.user.is_authenticated


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


def sorry(request: HttpRequest, status: int, sentence: str, code: str) -> HttpResponse:
    """What Django itself refuses, said like every other refusal; `sentence` is translated."""
    refusal = Refusal(sentence, code=code)
    if request.path.startswith("/api/"):
        return JsonResponse(
            problem_of(refusal) | {"status": status}, status=status, content_type="application/problem+json"
        )
    return _page(request, refusal, status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return sorry(request, 400, _("This could not be read."), "unreadable")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return sorry(request, 403, _("You may not do this here."), "no_power")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return sorry(request, 404, _("There is nothing at this address."), "not_found")


def not_that_way(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """The page for an address that takes only what a form sends, where someone opened it; a program's stays."""
    if request.path.startswith("/api/") or request.method == "HEAD":
        return refused
    sentence = _("This address only takes what a form sends, and shows nothing by itself.")
    answer = sorry(request, 405, sentence, "not_that_way")
    answer.headers["Allow"] = refused.headers.get("Allow", "")
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the error is still at hand. Whether something was recorded before it, nobody can say here."""
    if outages.behind(sys.exc_info()[1]):
        return outages.answer(request)
    sentence = _(
        "Something broke on our side. If you sent something, look whether it is there before you send it again."
    )
    return sorry(request, 500, sentence, "broken")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return sorry(
        request, 403, _("This form has grown old. Go back, reload the page and send it again."), "old_form"
    )
