# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who are about to lose something, and what only whoever runs an instance can take from them.

`python -m tests.kill.leaving ACT ARGUMENT…` with the house's environment prints what came of it, as JSON.
"""

import json
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from assemblies import clock
from assemblies.people import operations as people
from assemblies.people.models import Person
from assemblies.proposals import queries as proposals
from assemblies.registry import operations as registry
from assemblies.registry import queries
from benchmarks import votes, world
from governance.powers import Power
from tests.kill import scenes

TERM = 6.0
"""Seconds for which the exception is granted."""


def guests(proposal: str) -> dict[str, Any]:
    """Three who do not live in a proposal's assembly: an observer, a facilitator, and one with an exception."""
    here = proposals.proposal(proposal).assembly
    observer, facilitator, granted = rows = world.people(3)
    registry.take_seat(person=observer, assembly=here, office="observer")
    registry.take_seat(person=facilitator, assembly=here, office="facilitator")
    until = clock.now() + timedelta(seconds=TERM)
    first = queries.facilitators(here).exclude(person=facilitator).get().person
    registry.grant(assembly=here, by=first, to=granted, power=Power.READ_ACTS, until=until)
    return {
        "assembly": here.public_id,
        "until": until.timestamp(),
        "people": [
            {"id": row.public_id, "session": session, "csrf": csrf, "token": scenes.token(row)}
            for row, (session, csrf) in zip(rows, votes.signed_in(rows), strict=True)
        ],
    }


def suspend(person: str) -> float:
    """Suspend an account. Returns when that was committed."""
    people.deactivate(person=Person.objects.get(public_id=person))
    return time.time()


def new_password(person: str) -> float:
    """Give an account a new password, as its owner does from another device. Returns when that was committed."""
    row = Person.objects.get(public_id=person)
    row.set_password("a password that nobody has guessed yet")
    row.save(update_fields=["password"])
    return time.time()


if __name__ == "__main__":
    acts: dict[str, Any] = {"guests": guests, "suspend": suspend, "new_password": new_password}
    print(json.dumps(acts[sys.argv[1]](*sys.argv[2:])))
