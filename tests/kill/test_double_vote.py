# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 4: fifty devices, one member, one instant: one vote stands, the one whose entry is last on the record."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests import sizes
from tests.kill.devices import Answer, Device
from tests.kill.house import House

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.xdist_group("house")]
INSTANTS = sizes.of("INSTANTS", small=3, long=60)
DEVICES = 50
CHOICES = ("yes", "no", "abstain")


def at_once(port: int, person: dict[str, str], ballot: dict[str, Any], seed: int) -> list[tuple[str, Answer]]:
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

    threads = [threading.Thread(target=vote, args=(n, turn.choice(CHOICES))) for n in range(DEVICES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_of_fifty_votes_at_one_instant_the_last_on_the_record_stands(
    house: House, tell: Callable[[str], None]
) -> None:
    laid, receipts = house.scene("ballots", INSTANTS, 8), {}
    sent: dict[str, Counter[str]] = {}
    for seed, ballot in enumerate(laid["ballots"]):
        given = at_once(house.port, laid["people"][seed % 8], ballot, seed)
        assert [answer.status for _, answer in given if answer.status not in (200, 302)] == []
        sent[ballot["id"]] = Counter(choice for choice, _ in given)
        receipts[ballot["id"]] = {answer.receipt: choice for choice, answer in given if answer.status == 200}
    kept = house.scene("look")["ballots"]
    for seed, (key, choices) in enumerate(sent.items()):
        person, found = laid["people"][seed % 8], kept[key]
        assert Counter(vote["choice"] for vote in found["said"]) == choices
        assert {vote["who"] for vote in found["said"]} == {person["id"]}
        ((who, choice, receipt),) = found["rows"]
        assert (who, choice) == (person["id"], found["said"][-1]["choice"])
        assert sum(found["counted"].values()) == 1 and found["counted"][choice] == 1
        assert receipts[key].get(receipt, choice) == choice, (
            "a receipt finds another vote than it was given for"
        )
    first = sum(kept[key]["said"][0]["choice"] != kept[key]["rows"][0][1] for key in sent)
    tell(f"{DEVICES} devices at {INSTANTS} instants: one vote each; {first} times not the first one recorded")
