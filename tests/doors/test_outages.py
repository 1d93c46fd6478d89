# SPDX-License-Identifier: AGPL-3.0-or-later
"""An outage is looked into with a line of its own: it is over when the database is back, whatever a pool waits for."""

import time
from typing import Any

import psycopg
import pytest

from assemblies.doors import outages


class GivenUp:
    """A pool that has given up making lines: whoever asks waits for nothing."""

    def getconn(self, timeout: float) -> Any:
        time.sleep(timeout)
        raise psycopg.OperationalError("no line in time")


class Held(GivenUp):
    """A pool with lines from before, on a database that takes no more."""

    def getconn(self, timeout: float) -> Any:
        return self

    def putconn(self, line: Any) -> None:
        assert line is self


class Database:
    """A database that can be away; `asked` counts the lines that were tried."""

    def __init__(self) -> None:
        self.away, self.asked = True, 0

    def connect(self, **_: Any) -> "Database":
        self.asked += 1
        if self.away:
            raise psycopg.OperationalError("connection refused")
        return self

    def close(self) -> None:
        pass


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    made = Database()
    monkeypatch.setattr(outages.psycopg, "connect", made.connect)
    return made


def until(outage: outages.Outage, lasts: bool) -> float:
    begun = time.monotonic()
    while outage.lasts != lasts:
        assert time.monotonic() - begun < 5
        time.sleep(0.01)
    return time.monotonic() - begun


def test_it_is_over_as_soon_as_the_database_is_back_though_the_pool_has_given_up(database: Database) -> None:
    outage = outages.Outage()
    outage.met(GivenUp())
    until(outage, True)
    database.away = False
    assert until(outage, False) < float(outages.AGAIN) / 2
    database.away = True
    outage.met(GivenUp())  # the next one is found out as well
    until(outage, True)
    database.away = False
    until(outage, False)


def test_a_word_of_failure_that_comes_when_it_is_back_already_turns_nobody_away(database: Database) -> None:
    database.away = False
    outage = outages.Outage()
    outage.met(GivenUp())
    for _ in range(50):
        assert not outage.lasts
        time.sleep(0.005)
    assert database.asked == 1


def test_a_database_that_takes_no_more_lines_and_serves_those_there_are_is_not_away(
    database: Database,
) -> None:
    outage = outages.Outage()
    outage.met(Held())
    for _ in range(50):
        assert not outage.lasts
        time.sleep(0.005)
