# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often somebody may ask: one count for all processes, kept in the database and taken from it in handfuls."""

import threading
import time
from datetime import timedelta
from typing import NamedTuple

from django.db import Error, connection
from django.db.models.functions import Now

from assemblies.doors import outages
from assemblies.people.models import Pace

TAKE = """
INSERT INTO people_pace AS kept (key, ends_at, taken)
VALUES (%(key)s, to_timestamp((floor(extract(epoch FROM clock_timestamp()) / %(length)s) + 1) * %(length)s), %(few)s)
ON CONFLICT (key) DO UPDATE
   SET taken = EXCLUDED.taken + CASE WHEN kept.ends_at = EXCLUDED.ends_at THEN kept.taken ELSE 0 END,
       ends_at = EXCLUDED.ends_at
RETURNING taken, extract(epoch FROM ends_at - clock_timestamp())
"""
HANDFULS = 60
"""One handful is this part of what a stretch allows: at 1,200 a minute a process asks once in 20 requests."""
MOST_HELD = 10_000
"""Of so many people and addresses a process remembers what it holds, before it lets go of what is past."""


class Held(NamedTuple):
    """What a process may still give out before `until`, by its own steady clock; `last`: no more is to be had."""

    left: int = 0
    until: float = 0.0
    last: bool = False


_held: dict[str, Held] = {}
_lock = threading.Lock()


def take(key: str, most: int, length: int) -> float:
    """Take one request of the `most` that a stretch of `length` seconds allows, in all processes together.

    Returns 0 where it was there to take, else the seconds until the next stretch. A handful that a process
    took and did not use is lost to the others until then, so never more than `most` are given out.
    """
    with _lock:
        held, now = _held.get(key, Held()), time.monotonic()
        if now < held.until and held.left:
            _held[key] = held._replace(left=held.left - 1)
            return 0.0
        if now < held.until and held.last:
            return held.until - now
    few = max(1, most // HANDFULS)
    given, lasts = _take(key, most, length, few)
    return _hold(key, Held(given, time.monotonic() + lasts, given < few or given >= most))


def _take(key: str, most: int, length: int, few: int) -> tuple[int, float]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(TAKE, {"key": key, "length": length, "few": few})
            taken, lasts = cursor.fetchone()
    except Error as error:
        if not outages.not_to_be_written(error):
            raise
        # What can be read is read on. Each process counts for itself until it can be counted together again.
        return most, length - time.time() % length
    return min(few, max(0, most - (taken - few))), float(lasts)


def _hold(key: str, new: Held) -> float:
    with _lock:
        now = time.monotonic()
        if len(_held) >= MOST_HELD:
            for old in [name for name, held in _held.items() if held.until <= now]:
                del _held[old]
        before = _held.get(key, Held())
        # Two threads may have taken a handful each: what both were given adds up.
        left = new.left + (before.left if abs(before.until - new.until) < 1 else 0)
        _held[key] = new._replace(left=max(0, left - 1))
        return 0.0 if left else max(new.until - now, 0.001)


def forget() -> None:
    """Let go of what this process holds; for tests."""
    with _lock:
        _held.clear()


def forget_old() -> int:
    """Forget whoever has not asked for a day. Returns how many were forgotten."""
    return Pace.objects.filter(ends_at__lt=Now() - timedelta(days=1)).delete()[0]
