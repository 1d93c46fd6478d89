# SPDX-License-Identifier: AGPL-3.0-or-later
"""A network to measure on, made through the product's own operations where their cost does not matter."""

import secrets
from datetime import timedelta

from assemblies import clock
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry.models import Assembly, Network
from assemblies.registry.operations import Founding
from assemblies.voting import operations as voting
from assemblies.voting.models import Ballot

SCALES = [{"name": name, "plural": name} for name in ("neighbourhood", "town", "valley")]


def network() -> tuple[Network, Assembly, Assembly]:
    """A valley with one town and two neighbourhoods. Returns it, the town, and one neighbourhood."""
    made = registry.found_network(
        name="Measured", host="measured.invalid", scales=SCALES, recovery_public=b"m" * 32
    )
    rows = registry.found_many(
        network=made,
        foundings=[
            Founding("Valley", 2, ref="v", population=5000),
            Founding("Town", 1, ref="t", parent="v", population=3000),
            Founding("Near", 0, parent="t", population=2000),
            Founding("Next", 0, parent="t", population=1000),
        ],
    )
    return made, rows[1], rows[2]


def people(many: int) -> list[Person]:
    """New people, with no password to hash."""
    tag = secrets.token_hex(4)
    rows = [
        Person(email=f"{tag}-{k}@measured.invalid", name=f"Person {k}", password="!") for k in range(many)
    ]
    return Person.objects.bulk_create(rows)


def ballot_with(voters: int) -> Ballot:
    """An open ballot of a neighbourhood in which so many people may vote."""
    _, _, near = network()
    seated = people(voters)
    registry.enrol((person, near) for person in seated)
    registry.take_seat(person=seated[0], assembly=near, office="facilitator")
    content = proposals.Content(
        "A measured question", "It is asked to be measured.", "", "mobility", places={near.public_id: "1"}
    )
    with clock.travel(clock.now() - timedelta(days=4)):
        made = proposals.raise_proposal(author=seated[0], raised_in=near, content=content)
        proposals.submit(proposal=made, by=seated[0])
        for person in seated[1:3]:
            proposals.second(proposal=queries.proposal(made.public_id), by=person)
    opened = voting.open_ballot(proposal=queries.proposal(made.public_id), by=seated[0])
    assert opened is not None
    record.seal_all()
    return opened
