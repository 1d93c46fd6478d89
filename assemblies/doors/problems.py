# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every error of the API as problem+json."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, response, views

from assemblies.doors.refusing import problem_of
from assemblies.people.tokens import CHALLENGE
from governance.refusals import Refusal


def problem(error: Exception, context: Mapping[str, Any]) -> response.Response | None:
    """Every error of the API as problem+json; what is not expected stays loud."""
    if isinstance(error, Refusal):
        body = problem_of(error)
    elif isinstance(error, Http404):
        body = {"type": "/problems/not_found", "title": "not found", "status": 404, "code": "not_found"}
        body["detail"] = _("There is nothing at this address.")
    else:
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
