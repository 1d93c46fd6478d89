# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told while the database cannot be reached, and how its lines are mended afterwards."""

import logging
from contextlib import suppress
from typing import Any

from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

AGAIN = "2"
"""Seconds after which it is worth asking again."""
FULL = "53"
"""The class of PostgreSQL's errors that say a resource is used up: disk, memory, connections."""
READ_ONLY = "25006"


def behind(error: BaseException | None) -> bool:
    """Whether an error says that the database was out of reach, full or not to be written to."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    return not_to_be_written(error)


def not_to_be_written(error: BaseException | None) -> bool:
    """Whether an error says that the database answers and takes nothing: a copy that is only read, or a full disk."""
    state = getattr(getattr(error, "__cause__", None), "sqlstate", None) or ""
    return isinstance(error, Error) and (state == READ_ONLY or state.startswith(FULL))


def answer(request: HttpRequest) -> HttpResponse:
    """503, by page or problem, made without the database; dead lines in the pool are replaced on the way.

    It cannot say that nothing was recorded: a line may break between the commit and the word of it.
    """
    mend()
    sentence = _("The database cannot be reached just now. Please try again in a moment.")
    if request.method not in ("GET", "HEAD"):
        sentence += " " + _(
            "If it was not shown to you as recorded, look whether it was before you send it again."
        )
    if request.path.startswith("/api/"):
        problem: dict[str, Any] = {"type": "/problems/unavailable", "title": "unavailable", "status": 503}
        problem |= {"detail": sentence, "code": "unavailable"}
        response: HttpResponse = JsonResponse(problem, status=503, content_type="application/problem+json")
    else:
        response = HttpResponse(render_to_string("unavailable.html", {"sentence": sentence}), status=503)
    response.headers["Retry-After"] = AGAIN
    return response


def mend() -> None:
    """Replace what is dead in this process's pool, so that a database that came back is found by the next request."""
    pool = getattr(connection, "pool", None)
    if pool is not None:
        # While the database is away this fails too, and the next request tries again.
        with suppress(Exception):
            pool.check()
