# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker: the sequencer's loop, and the jobs beside it, of which the clock's moves are one."""

import contextlib
import logging
import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError, connections

from assemblies.live import jobs
from assemblies.record import keys
from assemblies.record import operations as record

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Number what is said on the records, and make the moves that are the clock's."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for kind in (signal.SIGINT, signal.SIGTERM):
            signal.signal(kind, lambda *_: stop.set())
        clockwork = threading.Thread(target=run_jobs, args=(stop,), name="jobs", daemon=True)
        lots = threading.Thread(target=search, args=(stop,), name="lots", daemon=True)
        try:
            with contextlib.suppress(
                DatabaseError
            ):  # one that is away is waited for, and asked before the first signature
                record.check_secret()
            clockwork.start()
            lots.start()
            sequence(stop)
        except keys.NotTheSecret as problem:
            raise CommandError(str(problem)) from None
        clockwork.join(5)


AWAKE, AWAKE_PAUSE = 1.0, 0.005
"""For so many seconds after an entry the next is looked for at this pace: what people do comes in bursts."""


def sequence(stop: threading.Event) -> None:
    """Number entries until told to stop; a database that goes away is waited for."""
    last = 0.0
    while not stop.is_set():
        try:
            done = record.seal()
        except OperationalError:
            log.warning("the sequencer waits for the database")
            connections.close_all()
            stop.wait(1)
            continue
        now = time.monotonic()
        if done:
            last = now
        else:
            awake = now - last < AWAKE
            stop.wait(min(AWAKE_PAUSE, settings.SEQUENCER_PAUSE) if awake else settings.SEQUENCER_PAUSE)


def run_jobs(stop: threading.Event) -> None:
    """Offer the clock's moves, every few seconds; each is idempotent, so a missed turn costs nothing."""
    while not stop.is_set():
        started = time.monotonic()
        try:
            jobs.make_the_clocks_moves()
        except Exception:  # one bad row must not stop every other deadline
            log.exception("the clock's moves failed")
        finally:
            connections.close_all()
        stop.wait(max(0.5, 5 - (time.monotonic() - started)))


def search(stop: threading.Event) -> None:
    """Look for lotteries one after the other, beside the clock's moves: no ballot waits for them. What is under way
    when the worker ends is taken up again by the next."""
    while not stop.is_set():
        try:
            found = jobs.search_for_lotteries()
        except Exception:  # the next turn looks again
            log.exception("looking for a lottery failed")
            found = False
        finally:
            connections.close_all()
        stop.wait(0.1 if found else 2)
