# SPDX-License-Identifier: AGPL-3.0-or-later
"""An outage is one thing in the log, however many it turns away."""

import logging
import time

import pytest
from django.db import OperationalError

from config import outage_log


def refused(error):
    try:
        raise error
    except type(error) as met:
        return logging.LogRecord(
            "django.request",
            logging.ERROR,
            __file__,
            1,
            "%s: %s",
            ("Service Unavailable", "/"),
            (type(met), met, None),
        )


@pytest.fixture
def once(monkeypatch):
    monkeypatch.setattr(outage_log, "QUIET", 0.2)
    return outage_log.OnceAnOutage()


def test_an_outage_is_told_once_with_its_traceback_and_counted_at_its_end(once, caplog):
    passed = [once.filter(refused(OperationalError("the server closed the connection"))) for _ in range(200)]
    assert passed == [True] + [False] * 199
    until = time.monotonic() + 10
    while not caplog.records and time.monotonic() < until:
        time.sleep(0.05)
    (end,) = caplog.records
    assert "it was met 199 more times" in end.getMessage()
    first = refused(OperationalError("again"))
    assert once.filter(first) and first.exc_info and "told once" in first.getMessage()


def test_what_is_no_outage_is_told_each_time(once):
    assert all(once.filter(refused(ValueError("a bug"))) for _ in range(5))
    assert once.filter(logging.LogRecord("x", logging.WARNING, __file__, 1, "a word", (), None))


def test_the_log_of_an_instance_is_filtered_so(settings):
    assert "once_an_outage" in settings.LOGGING["handlers"]["console"]["filters"]
