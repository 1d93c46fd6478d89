# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person who lives in two places of an overlay at once counts once, among the seats as among the votes."""

from datetime import timedelta

from assemblies import clock
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry import queries
from assemblies.voting import export
from assemblies.voting import operations as voting
from assemblies.voting.models import Decision
from governance import verify
from tests import republic as world


def test_a_person_in_two_children_counts_once(republic):
    both = registry.found_assembly(
        network=republic.network,
        founding=registry.Founding(
            "Watershed", 1, overlay=True, constituents=[republic.ashby, republic.linden, republic.far],
            rules={"method": "double-majority"},
        ),
    )  # fmt: skip
    registry.take_seat(person=republic.ines, assembly=both, office="facilitator")
    seats = queries.people_by_child(both)
    assert sum(seats.values()) == queries.people_of_cover(both).count() == 9
    places = {republic.linden.public_id: "1", republic.far.public_id: "1"}
    with clock.travel(clock.now() - timedelta(days=5)):
        made = proposals.raise_proposal(
            author=republic.ana, raised_in=republic.linden, content=world.content(republic, places=places)
        )
        proposals.submit(proposal=made, by=republic.ana)
        made = proposal_queries.proposal(made.public_id)
        assert made.assembly == both, made.assembly.name
        for name in ("ben", "cleo", "dov", "eva", "fay"):
            proposals.second(proposal=made, by=republic.people[name])
    ballot = voting.open_ballot(proposal=proposal_queries.proposal(made.public_id), by=republic.ines)
    assert ballot.seats == 9 == sum(ballot.seats_by_place.values())
    for name, choice in (("ana", "yes"), ("ben", "yes"), ("dov", "no"), ("fay", "yes")):
        voting.cast_vote(
            ballot=ballot.public_id,
            voter=republic.people[name],
            choice=choice,
            text_digest=ballot.text_digest,
        )
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        voting.close_due()
    record.seal_all()
    decision = Decision.objects.get()
    by_place = {id: sum(row["counts"].values()) for id, row in decision.tally["assemblies"].items()}
    assert sum(by_place.values()) == 4 and by_place[republic.linden.public_id] == 0
    assert list(verify.checks(export.files(decision)))
