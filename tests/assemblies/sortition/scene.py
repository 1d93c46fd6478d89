# SPDX-License-Identifier: AGPL-3.0-or-later
"""A draw in the small republic: Ashby draws two of its people, one of each neighbourhood."""

from datetime import timedelta
from typing import Any

from assemblies import clock
from assemblies.record import operations as record
from assemblies.sortition import operations, queries
from assemblies.sortition.models import Draw
from tests.republic import Republic

AGE = {
    "feature": "Age",
    "categories": [{"name": "under 40", "min": 0, "max": 2}, {"name": "40 and over", "min": 1, "max": 2}],
}
AGES = {
    "ana": "under 40",
    "ben": "40 and over",
    "cleo": "40 and over",
    "dov": "under 40",
    "eva": "40 and over",
}


def announced(world: Republic, **more: Any) -> Draw:
    """Ines announces it for a week."""
    given: dict[str, Any] = {
        "title": "A panel on the path",
        "places": 2,
        "quotas": [AGE],
        "days": 7,
        "by_place": {world.linden.public_id: (1, 1), world.weir.public_id: (1, 1)},
    }
    made = operations.announce(assembly=world.ashby, by=world.ines, **(given | more))
    return queries.draw(made.public_id)


def with_people(world: Republic, **more: Any) -> Draw:
    """Five people would serve."""
    made = announced(world, **more)
    for name, age in AGES.items():
        operations.step_forward(draw=made, person=world.people[name], features={"Age": age})
    return made


def closed(draw: Draw) -> Draw:
    """Its hour has come."""
    with clock.travel(draw.closes_at + timedelta(seconds=1)):
        assert operations.close_due() == 1
    return queries.draw(draw.public_id)


def drawn(world: Republic, **more: Any) -> Draw:
    """The whole way to the draw."""
    draw = closed(with_people(world, **more))
    assert operations.search_next()
    record.seal_all()
    assert operations.draw_due() == 1
    return queries.draw(draw.public_id)
