# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 3: what was acknowledged is counted, and whatever comes after the close is told "not recorded".

Half of the ballots are closed by a facilitator, over HTTP, as soon as everyone has voted, while everyone goes
on changing their vote; the others end each at an hour of its own, which falls into the same load.
"""

import math
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, connections, transaction

from assemblies.voting import operations
from assemblies.voting.models import Ballot, Vote
from governance.ballots import NotOpen
from tests import republic as small
from tests import sizes
from tests.kill import kinds
from tests.kill.devices import Answer, Device
from tests.kill.house import House
from tests.republic import Republic

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.xdist_group("house")]
CLOSINGS = sizes.of("CLOSINGS", small=10, long=200)
LINES = sizes.of("CLOSING_LINES", small=6, long=32)
PATIENCE = sizes.of("CLOSING_SECONDS", small=40, long=240)
HOURS = sizes.of("CLOSING_HOURS", small=4, long=90)
"""Seconds over which the hours of the other half are spread."""
PEOPLE = LINES


@dataclass
class Closing:
    """One ballot as the lines saw it. Each line is one voter, so the order of a voter's votes is known."""

    ballot: dict[str, Any]
    heard: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unanswered: set[str] = field(default_factory=set)
    closed_at: float = math.inf
    """When the answer to the closing had come; from then on no vote may be acknowledged."""
    late: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def vote(self, device: Device, person: dict[str, str], choice: str, by_program: bool) -> None:
        sent, who = time.monotonic(), person["id"]
        if by_program:
            answer = device.vote_by_program(person, self.ballot, choice, f"{random.getrandbits(64):x}")
        else:
            answer = device.vote_by_page(person, self.ballot, choice)
        if answer.status in (200, 302):
            self.heard[who].append(choice)
            if sent > self.closed_at:
                self.wrong.append(f"{who} was acknowledged after the close")
        elif answer.status:
            self.refused(answer, who)
        else:
            self.unanswered.add(who)

    def refused(self, answer: Answer, who: str) -> None:
        self.late[who] += 1
        if answer.status != 409 or "Your vote was not recorded." not in answer.text:
            self.wrong.append(f"{answer.status}: {answer.text[:300]}")

    @property
    def everyone_voted(self) -> bool:
        return len(self.heard) == PEOPLE

    def done(self) -> bool:
        """Whether every line has been told that this ballot is closed."""
        return len(self.late) == PEOPLE


@dataclass
class Load:
    """All closings under load: the lines vote anywhere, each as its own voter, until all are told no."""

    port: int
    kind: str
    people: list[dict[str, str]]
    by_hand: list[Closing]
    by_hour: list[Closing]
    until: float = field(default_factory=lambda: time.monotonic() + PATIENCE)

    @property
    def all(self) -> list[Closing]:
        return [*self.by_hand, *self.by_hour]

    def over(self) -> bool:
        return time.monotonic() > self.until or all(closing.done() for closing in self.all)

    def work(self, slot: int) -> None:
        turn, device, person = random.Random(slot), Device(self.port), self.people[slot]
        while not self.over():
            left = [closing for closing in self.all if closing.late[person["id"]] < 2]
            for closing in turn.sample(left, min(len(left), 12)):
                closing.vote(device, person, turn.choice(kinds.CHOICES[self.kind]), by_program=slot % 3 == 0)
        device.hang_up()

    def close_by_hand(self) -> None:
        """The facilitator closes each ballot once everyone has voted on it, in the midst of their changes."""
        waiting = list(self.by_hand)
        while waiting and time.monotonic() < self.until:
            for closing in [each for each in waiting if each.everyone_voted]:
                device = Device(self.port)  # between two closings a kept line would have been idle too long
                answer = device.post(self.people[0], f"/p/{closing.ballot['proposal']}/close/")
                closing.closed_at = time.monotonic()
                device.hang_up()
                if answer.status != 302:
                    closing.wrong.append(f"could not be closed: {answer.status} {answer.text[:300]}")
                waiting.remove(closing)
            time.sleep(0.05)


def set_hours(house: House, closings: list[Closing]) -> None:
    """Let the ballots close one after the other, from some seconds from now on."""
    for number, closing in enumerate(closings):
        seconds = 4 + HOURS * number / len(closings)
        change = "UPDATE voting_ballot SET closes_at = clock_timestamp() + %s * interval '1 second' "
        house.ask(change + "WHERE public_id = %s RETURNING 1", seconds, closing.ballot["id"])


@pytest.mark.parametrize("kind", kinds.HELD_TO)
def test_what_is_acknowledged_is_counted_and_what_is_late_is_told_so(
    house: House, tell: Callable[[str], None], kind: str
) -> None:
    laid = house.scene("ballots", CLOSINGS, PEOPLE, kinds.KINDS.index(kind))
    closings, begun = [Closing(ballot) for ballot in laid["ballots"]], time.monotonic()
    load = Load(house.port, kind, laid["people"], closings[::2], closings[1::2])
    set_hours(house, load.by_hour)
    threads = [threading.Thread(target=load.work, args=(slot,)) for slot in range(LINES)]
    for thread in [*threads, threading.Thread(target=load.close_by_hand)]:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    found = until_closed(house, load)
    tell(
        f"{kind}: {len(closings)} closings under {LINES} lines in {took:.0f} s, {len(load.by_hand)} by hand: "
        f"{sum(map(len, (c for each in closings for c in each.heard.values())))} votes acknowledged, "
        f"{sum(sum(each.late.values()) for each in closings)} told that they were late"
    )
    assert found["whole"]
    assert all(closing.heard for closing in closings), "a ballot closed before anyone voted on it"
    assert all(closing.everyone_voted for closing in load.by_hand)
    for closing in closings:
        assert not closing.wrong, closing.wrong[:3]
        assert closing.done(), "not every line met the close: the load ended before"
        compare(closing, found["ballots"][closing.ballot["id"]], kinds.secret(kind))


def until_closed(house: House, load: Load) -> Any:
    """What the house holds once the worker, which offers the clock's moves every few seconds, has closed all."""
    for _ in range(100):
        (left,) = house.ask(
            "SELECT count(*) FROM voting_ballot WHERE closed_at IS NULL AND public_id = ANY(%s)",
            [closing.ballot["id"] for closing in load.all],
        )
        if not left[0]:
            break
        time.sleep(0.2)
    return house.scene("look")


def compare(closing: Closing, kept: dict[str, Any], secret: bool) -> None:
    """Acknowledged = on the record = in the table = what was counted; nothing after the close."""
    recorded = defaultdict(list)
    for vote in kept["said"]:
        recorded[vote["who"]].append(vote.get("choice"))  # of a secret one the record has none
    assert not closing.unanswered
    table = {who: choices[-1] for who, choices in closing.heard.items()}
    assert {who for who, *_ in kept["rows"]} == set(table)
    if secret:
        assert not any(any(choices) for choices in recorded.values())
        assert {choice for _, choice, *_ in kept["rows"]} == {"apart"}
        assert {who: len(choices) for who, choices in recorded.items()} == {
            who: len(choices) for who, choices in closing.heard.items()
        }
    else:
        assert dict(recorded) == dict(closing.heard)
        assert {who: choice for who, choice, *_ in kept["rows"]} == table
    kinds.counted(kept, table)
    # On a busy machine too few may come in time: then nothing is decided. Nor is it where orders are equal.
    enough = len(table) >= kept["quorum"]
    if "yes" in kept["counted"]:
        assert kept["decided"] == (kept["counted"] if enough else None)
    elif not enough:
        assert kept["decided"] is None


def test_a_vote_that_waited_for_the_ballot_past_its_hour_is_late(real_republic: Republic) -> None:
    """The clock is read under the row's lock: read any earlier, it would let this vote in."""
    ballot = small.at_vote(real_republic)
    connections.close_all()
    said: list[Exception] = []

    def vote() -> None:
        try:
            operations.cast_vote(
                ballot=ballot.public_id,
                voter=real_republic.ben,
                choice="yes",
                text_digest=ballot.text_digest,
            )
        except NotOpen as late:
            said.append(late)
        finally:
            connections.close_all()

    waiting = threading.Thread(target=vote)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE voting_ballot SET closes_at = clock_timestamp() + interval '1 second' WHERE id = %s",
            [ballot.pk],
        )
        waiting.start()
        cursor.execute("SELECT pg_sleep(1.2)")
    waiting.join()
    assert [str(late) for late in said] == ["Voting is not open. Your vote was not recorded."]
    assert not Vote.objects.exists()
    assert Ballot.objects.get(pk=ballot.pk).closed_at is None
