# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 1: whatever is killed while people vote, every acknowledged vote is counted once.

Half of the lines post the form of a page. The others vote by the API with an idempotency key and send the same
again until they are answered, so of theirs the record must hold each exactly once. On a secret ballot no key is kept
and the record has no choices: there a vote sent again is the same act, and the choices parted at the close must be
those that stood before it.
"""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests import sizes
from tests.kill import kinds
from tests.kill.devices import Answer, Device
from tests.kill.house import PROCESSES, House

pytestmark = [pytest.mark.kill, pytest.mark.long, pytest.mark.slow, pytest.mark.xdist_group("house")]
KILLS = sizes.of("KILLS", small=3, long=20)
VOTES = sizes.of("KILL_VOTES", small=300, long=10_000)
LINES = sizes.of("KILL_LINES", small=8, long=64)
PATIENCE = sizes.of("KILL_SECONDS", small=60, long=450)
PEOPLE = LINES * 3


@dataclass
class Voting:
    """What the lines sent and heard. Each voter votes on one line only, so the order of their votes is known."""

    port: int
    kind: str
    ballot: dict[str, Any]
    people: list[dict[str, str]]
    until: float = field(default_factory=lambda: time.monotonic() + PATIENCE)
    heard: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Voter → choices acknowledged, in order."""
    unanswered: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Voter → what they sent since and had no word of: it may stand or not."""
    receipts: dict[str, str] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)

    @property
    def acknowledged(self) -> int:
        return sum(map(len, self.heard.values()))

    def over(self) -> bool:
        return self.acknowledged >= VOTES or time.monotonic() > self.until

    def work(self, slot: int) -> None:
        """One line: votes in turn for its own voters until there are enough."""
        turn, device = random.Random(slot), Device(self.port)
        mine = self.people[slot::LINES]
        while not self.over():
            person, choice = turn.choice(mine), turn.choice(kinds.CHOICES[self.kind])
            (self.by_program if slot % 2 else self.by_page)(device, person, choice, turn)
        device.hang_up()

    def by_page(self, device: Device, person: dict[str, str], choice: str, turn: random.Random) -> None:
        answer = device.vote_by_page(person, self.ballot, choice)
        if answer.status == 302:
            self.acknowledge(person, choice)
        else:
            self.unanswered[person["id"]].add(choice)
            self.missed(answer)

    def acknowledge(self, person: dict[str, str], choice: str) -> None:
        self.heard[person["id"]].append(choice)
        self.unanswered[person["id"]].clear()

    def by_program(self, device: Device, person: dict[str, str], choice: str, turn: random.Random) -> None:
        key = f"{turn.getrandbits(64):x}"
        answer = self.until_answered(device, person, choice, key)
        self.acknowledge(person, choice)
        self.receipts[person["id"]] = answer.receipt
        if turn.random() < 0.2:
            retried = self.until_answered(device, person, choice, key)
            same = retried.again and retried.receipt == answer.receipt
            assert same or (kinds.secret(self.kind) and not retried.again)
            self.receipts[person["id"]] = retried.receipt
            self.numbers["retried though answered"] += 1

    def until_answered(self, device: Device, person: dict[str, str], choice: str, key: str) -> Answer:
        """Send the same vote with the same key until it is acknowledged."""
        late = self.until + 60
        while time.monotonic() < late:
            answer = device.vote_by_program(person, self.ballot, choice, key)
            if answer.status == 200:
                return answer
            self.missed(answer)
        raise AssertionError("a vote was not answered for a minute after the end")

    def missed(self, answer: Answer) -> None:
        self.numbers[f"answered {answer.status}" if answer.status else "unanswered"] += 1
        time.sleep(0.05)


def kill_in_turn(house: House, voting: Voting, begun: float) -> list[str]:
    """Kill one process after the other, spread over the votes. Returns which were killed, and when."""
    killed = []
    for number in range(KILLS):
        while voting.acknowledged < (number + 1) * VOTES / (KILLS + 1) and not voting.over():
            time.sleep(0.01)
        if voting.over():
            break
        name = PROCESSES[number % len(PROCESSES)]
        house.kill(name)
        killed.append(f"{name} at {time.monotonic() - begun:.0f} s")
    return killed


@pytest.mark.parametrize("kind", kinds.HELD_TO)
def test_every_acknowledged_vote_is_counted_once_though_everything_is_killed(
    house: House, tell: Callable[[str], None], kind: str
) -> None:
    laid, begun = house.scene("ballots", 1, PEOPLE, kinds.KINDS.index(kind)), time.monotonic()
    voting = Voting(house.port, kind, laid["ballots"][0], laid["people"])
    faults: list[BaseException] = []

    def work(slot: int) -> None:
        try:
            voting.work(slot)
        except BaseException as fault:  # a thread's own end is silent
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(slot,)) for slot in range(LINES)]
    for thread in threads:
        thread.start()
    killed = kill_in_turn(house, voting, begun)
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    found = house.scene("look")
    tell(f"{kind}: {voting.acknowledged} votes acknowledged over {LINES} connections in {took:.0f} s")
    tell(f"killed {len(killed)} times: {', '.join(killed)}; {dict(voting.numbers)}")
    assert not faults, faults[0]
    assert len(killed) == KILLS and voting.acknowledged >= VOTES, "the house was away too long"
    assert found["whole"], "a record's root is not that of its leaves"
    table = compare(voting, found["ballots"][voting.ballot["id"]])
    house.scene("close")
    kinds.counted(house.scene("look")["ballots"][voting.ballot["id"]], table)


def compare(voting: Voting, kept: dict[str, Any]) -> dict[str, str]:
    """Hold what was acknowledged against the table and the record. Returns voter → what stands before the close."""
    table = {who: choice for who, choice, _, _ in kept["rows"]}
    assert len(table) == len(kept["rows"])
    by_voter = defaultdict(list)
    for vote in kept["said"]:
        by_voter[vote["who"]].append(vote)
    times = {who: at for who, _, _, at in kept["rows"]}
    assert times == {who: votes[-1]["at"] for who, votes in by_voter.items()}
    assert {who: r for who, _, r, _ in kept["rows"] if who in voting.receipts} == voting.receipts
    for who, choices in voting.heard.items():
        assert table[who] in {choices[-1], *voting.unanswered[who]}, f"another vote of {who} stands"
        assert len(by_voter[who]) >= len(choices)
    if not kinds.secret(voting.kind):
        recorded = {who: [vote["choice"] for vote in votes] for who, votes in by_voter.items()}
        assert table == {who: choices[-1] for who, choices in recorded.items()}
        on_the_record(voting, recorded)
    return table


def on_the_record(voting: Voting, recorded: dict[str, list[str]]) -> None:
    """Programs' votes once each, in order; of pages each that was answered, and perhaps some that were not."""
    programs = {person["id"] for n, person in enumerate(voting.people) if n % LINES % 2}
    for who, choices in voting.heard.items():
        if who in programs:
            assert recorded[who] == choices, f"the votes of {who} are not on the record once each"
        else:
            left = iter(recorded[who])
            assert all(choice in left for choice in choices), f"a vote of {who} is not on the record"
