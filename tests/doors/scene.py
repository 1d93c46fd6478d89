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
from tests.assemblies.sortition import scene as draws
from tests.assemblies.voting import test_bundles as bundles

SPEAKERS = ("ana", "olga", "zoe", "operator")


def tell() -> dict[str, Any]:
    """A small world, the ids in it, and people with their sessions and tokens."""
    world = small.found()
    world.people["operator"] = Person.objects.create(email="op@valley.invalid", name="Op", is_operator=True)
    known = scene.known(world)
    known["proposal_id"] += list(
        Ballot.objects.exclude(closed_at=None).values_list("proposal__public_id", flat=True)
    )
    draw = draws.announced(world)
    secret_ballot, bundle = bundled(world)
    known["ballot_id"].append(secret_ballot)
    secret = registry.invite(assembly=world.linden, by=world.olga)[0]
    speakers = [world.people[name] for name in SPEAKERS]
    return {
        "known": {
            **known,
            "secret": [secret, "no-such-secret"],
            "office": ["member", "facilitator", "nobody"],
            "draw_id": [draw.public_id],
            "bundle_id": [bundle],
            "person_id": [world.ben.public_id],
            "token_id": [people.make_token(person=world.ana, label="t")[0].public_id],
        },
        "people": [
            {"session": session, "csrf": csrf, "token": people.make_token(person=person, label="t")[1]}
            for person, (session, csrf) in zip(speakers, votes.signed_in(speakers), strict=True)
        ],
    }


def bundled(world: small.Republic) -> tuple[str, str]:
    """A secret ballot and the bundle of papers that waits there for a second facilitator."""
    voters = bundles.people(world.linden)
    ballot = bundles.opened(world)
    return ballot.public_id, bundles.bundle(ballot, world.olga, voters).bundle


if __name__ == "__main__":
    print(json.dumps(tell()))
