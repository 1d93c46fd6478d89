# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is there for bad input to meet. `python -m tests.doors.scene` founds it and prints it as JSON."""

import json
from typing import Any

import django

django.setup()

from assemblies.people import operations as people
from assemblies.people.models import Person
from assemblies.registry import operations as registry
from assemblies.voting.models import Ballot
from benchmarks import votes
from tests import republic as small
from tests.api import scene

SPEAKERS = ("ana", "olga", "zoe", "operator")


def tell() -> dict[str, Any]:
    """A small world, the ids in it, and people with their sessions and tokens."""
    world = small.found()
    world.people["operator"] = Person.objects.create(email="op@valley.invalid", name="Op", is_operator=True)
    known = scene.known(world)
    known["proposal_id"] += list(
        Ballot.objects.exclude(closed_at=None).values_list("proposal__public_id", flat=True)
    )
    secret = registry.invite(assembly=world.linden, by=world.olga)[0]
    speakers = [world.people[name] for name in SPEAKERS]
    return {
        "known": {
            **known,
            "secret": [secret, "no-such-secret"],
            "office": ["member", "facilitator", "nobody"],
            "person_id": [world.ben.public_id],
            "token_id": [people.make_token(person=world.ana, label="t")[0].public_id],
        },
        "people": [
            {"session": session, "csrf": csrf, "token": people.make_token(person=person, label="t")[1]}
            for person, (session, csrf) in zip(speakers, votes.signed_in(speakers), strict=True)
        ],
    }


if __name__ == "__main__":
    print(json.dumps(tell()))
