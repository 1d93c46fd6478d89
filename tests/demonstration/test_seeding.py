# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seeding the demonstration: every tale ends where its file says, and a second seeding is refused."""

from collections import Counter
from pathlib import Path

import pytest

from assemblies.demonstration import operations, world
from assemblies.people.models import Person
from assemblies.proposals.models import Proposal
from assemblies.record.models import Entry, Record, Said
from assemblies.registry.models import Network
from assemblies.sortition.models import DRAWN, Draw
from assemblies.voting.models import Ballot, Decision, Vote

FOLDER = Path(__file__).resolve().parents[2] / "demonstration"
ENDS = {
    "bench": "draft",
    "car-free-sunday": "seconding",
    "sunday-trains": "seconding",
    "night-buses": "deliberation",
    "weir-street-hall": "deliberation",
    "foundry-crossing": "deliberation",
    "dale-minibus": "deliberation",
    "riverside-path": "ballot",
    "green": "ballot",
    "upstream-ponds": "ballot",
    "street-pot": "ballot",
    "quiet-mill": "ballot",
    "repair-crew": "adopted",
    "tool-library": "adopted",
    "spare-room": "adopted",
    "bike-shed-design": "adopted",
    "minutes-template": "adopted",
    "castle-row-one-way": "rejected",
    "yard-gate": "rejected",
    "bins": "no_quorum",
    "recycling-point": "withdrawn",
}


@pytest.mark.django_db
def test_the_demonstration_is_seeded_once_and_every_tale_ends_as_told() -> None:
    said: list[str] = []
    network = operations.seed(folder=FOLDER, progress=said.append)
    told = world.read(FOLDER)
    _every_tale_ended_as_told(told)
    assert network.demonstration and len(said) > 3
    assert not Said.objects.exists(), "everything said has its number"
    assert all(record.size == Entry.objects.filter(record=record).count() for record in Record.objects.all())
    spare = Decision.objects.get(proposal__title__startswith="What the spare room")
    assert spare.ballot.method == "schulze" and "A mending bench" in spare.because
    assert Decision.objects.get(proposal__title__startswith="One-way").tally["people"]
    assert not Vote.objects.filter(ballot__closed_at=None).exclude(voter__look_around="").exists()
    assert Ballot.objects.filter(closed_at=None).count() >= 2
    assert not any(person.has_usable_password() for person in Person.objects.all())

    draw = Draw.objects.get()
    answers = Counter(draw.volunteers.exclude(answer="").values_list("answer", flat=True))
    assert (draw.state, answers["declined"]) == (DRAWN, 1)
    assert answers["accepted"] + answers["asked"] in (8, 9), "the place declined may find nobody of its kind"

    with pytest.raises(operations.NetworkThere):
        operations.seed(folder=FOLDER, progress=said.append)
    assert Network.objects.count() == 1


def _every_tale_ended_as_told(told: world.World) -> None:
    for tale in told.tales:
        proposal = Proposal.objects.select_related("assembly").get(title=tale.content["title"])
        where = tale.raised_in if ENDS[tale.slug] == "draft" else tale.expect
        assert (proposal.assembly.name, proposal.stage) == (told.bodies[where].name, ENDS[tale.slug]), (
            tale.slug
        )
