# SPDX-License-Identifier: AGPL-3.0-or-later
"""While a crowd's ballot is counted, votes on another are taken, pages answer and the record is numbered as before;
and whoever comes late to the one that is counted hears so at once, instead of waiting for the count."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import pytest

from tests import sizes
from tests.kill.devices import Device
from tests.kill.house import House, built

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.xdist_group("house")]
CROWD = sizes.of("CROWD", small=80_000, long=500_000)
VOTERS, LATE, READERS = 4, 14, 2
"""Lines. The late are more than the web process has threads: one that kept them waiting would serve nobody."""
BEFORE = 3.0
"""Seconds of the same load before the count."""
RATIO = 4.0
"""How much slower at most, with one process more at work on two cores. With the ballot held it was six to seven."""
COUNTING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7311005"
WAITING = (
    "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(said_at)), 0)::float FROM record_said"
    " WHERE type = 'VoteCast'"
)


@dataclass
class Load:
    """Who votes on one ballot, who is late on another, and who reads, each on a line of their own."""

    house: House
    story: dict[str, Any]
    crowd: dict[str, Any]
    over: threading.Event = field(default_factory=threading.Event)
    done: list[tuple[str, float, float, int]] = field(default_factory=list)
    """What it was, when it began, how long it took, and how it was answered."""
    behind: list[tuple[float, float]] = field(default_factory=list)
    """When, and how long the oldest entry had waited for its number."""
    counted: list[float] = field(default_factory=list)
    """When a count was seen under way."""

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """The load, for as long as this lasts and however it ends."""
        threads = list(self.lines())
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def lines(self) -> Iterator[threading.Thread]:
        people = self.story["people"]
        for person in people[:VOTERS]:
            yield threading.Thread(target=self.vote, args=("vote", person, self.story["ballots"][0], "yes"))
        for person in people[VOTERS : VOTERS + LATE]:
            yield threading.Thread(target=self.vote, args=("late", person, self.crowd, '[["1"],["2"]]'))
        yield from (threading.Thread(target=self.read) for _ in range(READERS))
        yield threading.Thread(target=self.watch)

    def vote(self, what: str, person: dict[str, Any], ballot: dict[str, Any], choice: str) -> None:
        device, turn = Device(self.house.port), 0
        while not self.over.is_set():
            begun, turn = time.monotonic(), turn + 1
            answer = device.vote_by_program(person, ballot, choice, f"{person['id']}-{turn}-{ballot['id']}")
            self.done.append((what, begun, time.monotonic() - begun, answer.status))
            time.sleep(0.05 if what == "vote" else 0.25)
        device.hang_up()

    def read(self) -> None:
        with httpx.Client(base_url=self.house.url, timeout=30) as reader:
            while not self.over.is_set():
                begun = time.monotonic()
                page = reader.get(f"/p/{self.story['ballots'][0]['proposal']}/")
                self.done.append(("read", begun, time.monotonic() - begun, page.status_code))
                time.sleep(0.1)

    def watch(self) -> None:
        while not self.over.is_set():
            (under_way,), (behind,) = self.house.ask(COUNTING)[0], self.house.ask(WAITING)[0]
            self.behind.append((time.monotonic(), behind))
            if under_way:
                self.counted.append(time.monotonic())
            time.sleep(0.02)

    def took(self, what: str, since: float, until: float) -> list[float]:
        return [took for kind, begun, took, _ in self.done if kind == what and since <= begun < until]

    def statuses(self, what: str, since: float, until: float) -> set[int]:
        return {how for kind, begun, _, how in self.done if kind == what and since <= begun < until}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, Any]]]:
    """A house of its own: its votes are no longer all somebody's."""
    with built(Path(tmp_path_factory.mktemp("crowd"))) as house:
        yield house, house.scene("crowded", VOTERS + LATE, CROWD)


def hour_comes(house: House, ballot: str) -> None:
    house.ask(
        "UPDATE voting_ballot SET closes_at = clock_timestamp() WHERE public_id = %s RETURNING 1", ballot
    )


def until_counted(house: House, ballot: str) -> None:
    until = time.monotonic() + 120
    while house.ask("SELECT closed_at IS NULL FROM voting_ballot WHERE public_id = %s", ballot)[0][0]:
        assert time.monotonic() < until, "it was never counted"
        time.sleep(0.05)


def closed(house: House, story: dict[str, Any], crowd: dict[str, Any], closer: str) -> float:
    """Close a ballot, by the clock or by hand while nobody else would; answers when that was."""
    if closer == "by the clock":
        hour_comes(house, crowd["id"])
        begun = time.monotonic()
    else:
        house.processes["worker"].terminate()
        house.processes["worker"].wait()
        hour_comes(house, crowd["id"])
        begun = time.monotonic()
        hand = Device(house.port, patience=120)  # who closes waits for the count, and it lets others go first
        answer = hand.post(story["people"][0], f"/p/{crowd['proposal']}/close/")
        house.start_worker()
        assert answer.status == 302, answer.text
    until_counted(house, crowd["id"])
    return begun


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


@pytest.mark.parametrize("closer", ["by the clock", "by hand"])
def test_a_long_count_keeps_nobody_waiting(
    crowded: tuple[House, dict[str, Any]], tell: Callable[[str], None], closer: str
) -> None:
    house, story = crowded
    crowd = story["ballots"][1 if closer == "by the clock" else 2]
    load = Load(house, story, crowd)
    with load.under_way():
        begun = time.monotonic()
        time.sleep(BEFORE)
        end = closed(house, story, crowd, closer)
    since, until = load.counted[0], load.counted[-1]
    told = []
    for what in ("vote", "read"):
        before, during = p95(load.took(what, begun, end)), p95(load.took(what, since, until))
        told.append((what, before, during))
    tell(
        f"{CROWD:,} rankings closed {closer} in {until - since:.1f} s; "
        + "; ".join(
            f"{what} p95 {1000 * b:.0f} ms before, {1000 * d:.0f} ms meanwhile" for what, b, d in told
        )
        + f"; late at most {max(load.took('late', since, until)):.2f} s"
    )
    assert load.statuses("vote", begun, until) == {200} and load.statuses("read", begun, until) == {200}
    assert load.statuses("late", begun, end - 1) == {200}
    assert load.statuses("late", since, until) == {409}
    assert until - since > 0.5, "too short a count to keep anyone waiting"
    for what, before, during in told:
        assert during < RATIO * before + 0.02, (what, before, during)
    assert max(load.took("late", since, until)) < max(0.5, (until - since) / 4)
    if closer == "by the clock":  # the one who numbers is the one who has it counted
        assert max(late for at, late in load.behind if since <= at <= until) < 1.0
    kept = house.ask("SELECT tally FROM voting_ballot WHERE public_id = %s", crowd["id"])[0][0]
    quorum = {check["name"]: check for check in kept["checks"]}["quorum"]
    assert int(quorum["value"]) == CROWD + LATE
