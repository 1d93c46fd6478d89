# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an outage of the database is told in the log: once with all that is known, and at its end how many it turned away."""

import logging
import threading
import time

from assemblies.doors import outages

QUIET = 5.0
"""An outage is over when for so many seconds nobody was turned away."""
TOLD = logging.getLogger("nested.outage")


class OnceAnOutage(logging.Filter):
    """Let the first record of an outage through with its traceback; count the others, and say at the end how many."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._since = self._last = 0.0
        self._more = 0

    def filter(self, record: logging.LogRecord) -> bool:
        if not _of_outage(record):
            return True
        with self._lock:
            self._last = time.monotonic()
            if self._since:
                self._more += 1
                return False
            self._since = self._last
        record.msg = f"The database cannot be reached: told once, and the rest is counted. {record.msg}"
        self._watch(QUIET)
        return True

    def _watch(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self._look)
        timer.daemon = True
        timer.start()

    def _look(self) -> None:
        with self._lock:
            left = self._last + QUIET - time.monotonic()
            lasted, more = self._last - self._since, self._more
            if left <= 0:
                self._since, self._more = 0.0, 0
        if left > 0:
            self._watch(left)
        else:
            TOLD.warning("The outage of the database took %.0f s; it was met %d more times.", lasted, more)


def _of_outage(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    turned_away = getattr(record, "status_code", None) == 503
    return turned_away or outages.behind(error) or record.name == "psycopg.pool"
