# SPDX-License-Identifier: AGPL-3.0-or-later
"""While the database is away everyone hears so, in a page or a problem; when it is back, so is the house, at once."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.kill.house import House

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.xdist_group("house")]


def many(house: House, path: str, times: int) -> list[httpx.Response]:
    with ThreadPoolExecutor(12) as at_once:
        return list(at_once.map(lambda _: httpx.get(house.url + path, timeout=30), range(times)))


def test_an_outage_is_said_and_is_over_with_the_first_retry(house):
    assert {r.status_code for r in many(house, "/api/v1/network", 40)} <= {
        200,
        404,
    }  # every line of the pool was used
    os.kill(house.server.pid, signal.SIGKILL)
    time.sleep(0.3)
    page, problem = (
        httpx.get(house.url + "/", timeout=30),
        httpx.get(house.url + "/api/v1/network", timeout=30),
    )
    house.server.revive()
    assert page.status_code == problem.status_code == 503
    assert page.headers["Retry-After"] and "cannot be reached just now" in page.text
    assert (
        problem.headers["Content-Type"] == "application/problem+json"
        and problem.json()["code"] == "unavailable"
    )
    first = httpx.get(house.url + "/", timeout=30).status_code
    assert first in (200, 302, 503)  # a line that died may still be found once
    after = {r.status_code for r in many(house, "/api/v1/network", 40)}
    assert after <= {200, 404}, after


def test_an_outage_fills_no_log(house):
    log = house.folder / "web.log"
    httpx.get(house.url + "/api/v1/network", timeout=30)
    before = len(log.read_text().splitlines())
    os.kill(house.server.pid, signal.SIGKILL)
    time.sleep(0.3)
    assert 503 in {r.status_code for r in many(house, "/api/v1/network", 60)}
    house.server.revive()
    until = time.monotonic() + 60
    while "The outage of the database took" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.5)
    said = log.read_text().splitlines()[before:]
    assert sum("The outage of the database took" in line for line in said) == 1, said
    assert len(said) < 400, "one traceback with what led to it, whatever the number of those turned away"
    while (
        httpx.get(house.url + "/api/v1/network", timeout=30).status_code == 503 and time.monotonic() < until
    ):
        time.sleep(0.5)
