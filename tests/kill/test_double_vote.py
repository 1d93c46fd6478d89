# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 4: fifty devices, one member, one instant: one vote stands, the one whose entry is last on the record."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests import sizes
from tests.kill import kinds
from tests.kill.devices import Answer, Device
from tests.kill.house import House

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.xdist_group("house")]
INSTANTS = sizes.of("INSTANTS", small=3, long=60)
DEVICES = 50


def at_once(
    port: int, person: dict[str, str], ballot: dict[str, Any], seed: int, choices: Sequence[str]
) -> list[tuple[str, Answer]]:
    """Vote from fifty connections, opened beforehand, as a page or a program does. Returns choices and answers."""
    turn, ready = random.Random(seed), threading.Barrier(DEVICES)
    given: list[tuple[str, Answer]] = []

    def vote(number: int, choice: str) -> None:
        device = Device(port)
        device.post(person, "/robots.txt")  # the connection stands before the instant comes
        ready.wait(60)
        if number % 2:
            answer = device.vote_by_program(person, ballot, choice, f"{seed}-{number}")
        else:
            answer = device.vote_by_page(person, ballot, choice)
        given.append((choice, answer))
        device.hang_up()

    threads = [threading.Thread(target=vote, args=(n, turn.choice(choices))) for n in range(DEVICES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_of_fifty_votes_at_one_instant_the_last_on_the_record_stands(
    house: House, tell: Callable[[str], None], kind: str
) -> None:
    laid = house.scene("ballots", INSTANTS, 8, kinds.KINDS.index(kind))
    receipts: dict[str, dict[str, str]] = {}
    sent: dict[str, Counter[str]] = {}
    for seed, ballot in enumerate(laid["ballots"]):
        given = at_once(house.port, laid["people"][seed % 8], ballot, seed, kinds.CHOICES[kind])
        assert [answer.status for _, answer in given if answer.status not in (200, 302)] == []
        sent[ballot["id"]] = Counter(choice for choice, _ in given)
        receipts[ballot["id"]] = {answer.receipt: choice for choice, answer in given if answer.status == 200}
    kept = house.scene("look")["ballots"]
    stood = {}
    for seed, (key, choices) in enumerate(sent.items()):
        person, found = laid["people"][seed % 8], kept[key]
        assert len(found["said"]) == DEVICES
        if not kinds.secret(kind):
            assert Counter(vote["choice"] for vote in found["said"]) == choices
        assert {vote["who"] for vote in found["said"]} == {person["id"]}
        ((who, choice, receipt, at),) = found["rows"]
        assert (who, at) == (person["id"], found["said"][-1]["at"]) and choice in choices
        assert kinds.secret(kind) or choice == found["said"][-1]["choice"]
        assert receipts[key].get(receipt, choice) == choice, (
            "a receipt finds another vote than it was given for"
        )
        stood[key] = {who: choice}
    house.scene("close")
    closed = house.scene("look")["ballots"]
    for key, table in stood.items():
        kinds.counted(closed[key], table)
    first = sum(kept[key]["said"][0]["at"] != kept[key]["rows"][0][3] for key in sent)
    tell(
        f"{kind}: {DEVICES} devices at {INSTANTS} instants: one vote each; {first} times not the first one recorded"
    )
