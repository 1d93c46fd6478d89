# SPDX-License-Identifier: AGPL-3.0-or-later
"""While the database is away everyone hears so, in a page or a problem; when it is back, so is the house, at once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.kill.house import House

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.xdist_group("house")]


@pytest.fixture(autouse=True)
def back_again(house: House) -> Iterator[None]:
    """Whatever came of a test, the next finds a database."""
    yield
    assert house.server is not None
    if not house.server.pid:
        house.revive_database()


def many(house: House, path: str, times: int) -> list[httpx.Response]:
    """So many answers, twelve at a time; by one client, for making one takes longer than being answered."""
    with httpx.Client(base_url=house.url, timeout=30) as client, ThreadPoolExecutor(12) as at_once:
        return list(at_once.map(lambda _: client.get(path), range(times)))


BEGAN, ENDED = "told once, and the rest is counted", "The outage of the database took"


def test_an_outage_fills_no_log(house):
    log = house.folder / "web.log"
    httpx.get(house.url + "/api/v1/network", timeout=30)
    until = time.monotonic() + 30
    # Another's may not be over yet; that of a process which was killed in the middle of it never is.
    while log.read_text().count(BEGAN) > log.read_text().count(ENDED) and time.monotonic() < until:
        time.sleep(0.5)
    before = len(log.read_text().splitlines())

    def told():
        return log.read_text().splitlines()[before:]

    house.cut_database()
    assert 503 in {r.status_code for r in many(house, "/api/v1/network", 60)}
    house.revive_database()
    until = time.monotonic() + 60
    while not any(ENDED in line for line in told()) and time.monotonic() < until:
        time.sleep(0.5)
    said = told()
    assert sum(ENDED in line for line in said) == 1, said
    assert len(said) < 400, "one traceback with what led to it, whatever the number of those turned away"
    while (
        httpx.get(house.url + "/api/v1/network", timeout=30).status_code == 503 and time.monotonic() < until
    ):
        time.sleep(0.5)


def test_an_outage_is_said_and_is_over_with_the_first_retry(house):
    assert {r.status_code for r in many(house, "/api/v1/network", 40)} <= {
        200,
        404,
    }  # every line of the pool was used
    house.cut_database()
    page, problem = (
        httpx.get(house.url + "/", timeout=30),
        httpx.get(house.url + "/api/v1/network", timeout=30),
    )
    house.revive_database()
    assert page.status_code == problem.status_code == 503
    assert page.headers["Retry-After"] and "cannot be reached just now" in page.text
    assert (
        problem.headers["Content-Type"] == "application/problem+json"
        and problem.json()["code"] == "unavailable"
    )
    time.sleep(2)  # within that it is found out that it is over
    after = {r.status_code for r in many(house, "/api/v1/network", 40)}
    assert after <= {200, 404}, after


def test_a_database_that_was_started_anew_in_between_is_noticed_by_nobody(house):
    many(house, "/api/v1/network", 40)
    house.cut_database()
    house.revive_database()
    time.sleep(1)  # that it was away is forgotten again; the lines from before are dead
    assert {r.status_code for r in many(house, "/api/v1/network", 40)} <= {200, 404}


def test_while_the_database_is_away_nobody_waits_in_a_row_for_it(house):
    many(house, "/api/v1/network", 40)
    house.cut_database()
    many(house, "/", 24)  # the first of them try, and it is found out
    begun = time.monotonic()
    answers = many(house, "/", 200)
    assert {r.status_code for r in answers} == {503} and time.monotonic() - begun < 10
    arabic = httpx.get(house.url + "/", headers={"Accept-Language": "ar"}, timeout=30)
    assert (
        arabic.status_code == 503 and arabic.headers["Content-Security-Policy"] and 'lang="ar"' in arabic.text
    )
    house.revive_database()
    time.sleep(2)
    assert 503 not in {r.status_code for r in many(house, "/", 40)}
