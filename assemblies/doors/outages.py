# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told while the database cannot be reached: at once, and no longer than it lasts."""

import threading
import time
from contextlib import suppress
from typing import Any

import psycopg
from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

AGAIN = "2"
"""Seconds after which it is worth asking again."""
FULL = "53"
"""The class of PostgreSQL's errors that say a resource is used up: disk, memory, connections."""
READ_ONLY = "25006"


class Outage:
    """What this process knows of an outage: while it lasts all are told at once, so that nobody waits in a row
    for what is not there, and a thread looks whether it is over."""

    EVERY = 0.25
    """Seconds between two looks: with what a first line takes, well within AGAIN."""

    def __init__(self) -> None:
        self._found_out = threading.Lock()
        self._looking = False
        self.lasts = False

    def met(self, pool: Any) -> None:
        """No line could be made for this pool of them, for all the trying."""
        with self._found_out:
            if self._looking:
                return
            self._looking = True
        threading.Thread(target=self._look, args=[pool], name="outage", daemon=True).start()

    def _look(self, pool: Any) -> None:
        # The word of a failure may come when the database is back already: it is looked before anyone is told no.
        while not _there(pool):
            self.lasts = True
            time.sleep(self.EVERY)
        with self._found_out:
            self.lasts = self._looking = False


def _there(pool: Any) -> bool:
    """Whether the database serves us, by a line of its own: who asks a pool waits on its pace of trying, or, once it
    has given up, for what nobody makes any more."""
    # It fails in as many ways as a database can be away; all of them mean: not yet.
    with suppress(Exception):
        psycopg.connect(**connection.get_connection_params() | {"connect_timeout": 2}).close()
        return True
    # It may take no more lines and still serve those that are there.
    with suppress(Exception):
        pool.putconn(pool.getconn(timeout=0.1))
        return True
    return False


OUTAGE = Outage()
"""This process's."""


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
    """503, by page or problem, made without the database.

    It cannot say that nothing was recorded: a line may break between the commit and the word of it.
    """
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
