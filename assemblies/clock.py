# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house clock: the database's own, read through one function that tests and the demonstration can shift."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

_travelled: list[timedelta] = []


def shift() -> timedelta:
    """How far this process sees time shifted: zero, unless a test or the demonstration travels."""
    return _travelled[-1] if _travelled else settings.CLOCK_SHIFT


def now() -> datetime:
    """The time now, aware, in UTC. Read it after taking the lock that your act needs, never before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        read_at: datetime = cursor.fetchone()[0]
    return read_at + shift()


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """See it as `to` for a while; from then on the clock runs. For tests and the demonstration's history."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        _travelled.append(to - cursor.fetchone()[0])
    try:
        yield
    finally:
        _travelled.pop()
