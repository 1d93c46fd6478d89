# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 5: a thousand opposite and ring-wise lendings at once; no loop gains weight, and all weight fits the seats."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import sizes
from tests.kill.devices import UNANSWERED, Device
from tests.kill.house import House

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.xdist_group("house")]
EDITS = sizes.of("EDITS", small=300, long=1000)
PEOPLE = 24
AT_ONCE = 24


def test_no_loop_gains_weight_however_many_lend_at_once(house: House, tell: Callable[[str], None]) -> None:
    laid = house.scene("ballots", 1, PEOPLE)
    people, ballot = laid["people"], laid["ballots"][0]
    given: Counter[int] = Counter()
    lent: list[int] = []

    def edit(number: int) -> None:
        turn, device = random.Random(number), Device(house.port)
        mine = turn.randrange(PEOPLE)
        other = turn.choice([mine - 1, (mine + 1) % PEOPLE, mine ^ 1])
        if number % 9 == 8:
            answer = device.take_back(people[mine], ballot["assembly"])
        elif number % 25 == 24 and mine % 4 == 0:
            answer = device.vote_by_program(people[mine], ballot, "yes", f"lending-{number}")
        else:
            answer = device.lend(people[mine], ballot["assembly"], people[other]["id"])
        given[answer.status] += 1
        if number % 9 == 8 or answer.status == 201:
            lent.append(answer.status)
        device.hang_up()

    with ThreadPoolExecutor(AT_ONCE) as at_once:
        list(at_once.map(edit, range(EDITS)))
    last = Device(house.port)
    assert last.vote_by_program(people[0], ballot, "yes", "lending-last").status == 200
    last.hang_up()
    assert set(given) <= {200, 201, 409} and given[UNANSWERED] == 0, given
    house.scene("close")
    found = house.scene("lent")[ballot["id"]]
    voted, carried = set(found["voted"]), {row[0]: row for row in found["carried"]}
    by = {lender: carrier for lender, _to, carrier in found["carried"] if carrier}
    assert found["counted"] == len(voted) + len(by) <= found["seats"] == PEOPLE
    assert not voted & set(carried), "who votes is carried by nobody"
    assert set(by.values()) <= voted, "a loop has no carrier"
    for lender in carried:
        assert by.get(lender) == end(lender, carried, voted)
    told = next(line for line in found["said"] if "acts of lending" in line)
    assert told.startswith(f"All {sum(status < 300 for status in lent)} acts of lending"), (told, given)
    tell(f"{EDITS} lendings at once: {len(by)} votes carried, {len(carried) - len(by)} lost; {told}")


def end(lender: str, carried: dict[str, list[str]], voted: set[str]) -> str | None:
    """Who carries a vote, followed by hand; None where it goes round or ends."""
    at, seen = lender, set()
    while at not in voted:
        if at in seen or at not in carried:
            return None
        seen.add(at)
        at = carried[at][1]
    return at
