# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a decision falls, every assembly on its journey is told, and so is the place where it started."""

from datetime import timedelta

from assemblies import clock
from assemblies.proposals import operations as proposals
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations as registry
from assemblies.voting import operations
from governance import entries
from tests import republic as world


def told(assembly):
    """What an assembly's public record says of decisions made elsewhere."""
    rows = Entry.objects.filter(record=assembly.public_record_id, type="DecisionBroughtHome")
    return [dict(entries.read(bytes(row.leaf)).facts) for row in rows.order_by("number")]


def decided(republic, ballot, choice="yes"):
    for name in ("ana", "ben", "dov"):
        with clock.travel(ballot.opened_at + timedelta(hours=1)):
            operations.cast_vote(
                ballot=ballot.public_id,
                voter=republic.people[name],
                choice=choice,
                text_digest=ballot.text_digest,
            )
    with clock.travel(ballot.closes_at):
        assert operations.close_due() == 1
    record.seal_all()


def test_the_place_where_it_started_is_told_what_the_wider_one_decided(republic):
    ballot = world.at_vote(republic, both=True)
    decided(republic, ballot)
    brought = {
        "proposal": ballot.proposal.public_id,
        "decided_by": republic.ashby.public_id,
        "outcome": "adopted",
    }
    assert told(republic.linden) == [brought]
    assert [told(place) for place in (republic.ashby, republic.weir, republic.far)] == [[], [], []]


def test_a_place_it_passed_on_its_way_is_told_too(republic):
    made = world.ready(republic, both=True)
    whole = {place.public_id: "1" for place in (republic.linden, republic.weir, republic.far)}
    proposals.change(proposal=made, by=republic.ana, content=world.content(republic, places=whole))
    registry.take_seat(person=republic.fay, assembly=republic.valley, office="facilitator")
    with clock.travel(world.later(days=4)):
        ballot = operations.open_ballot(proposal=made, by=republic.fay)
    assert ballot.assembly == republic.valley
    decided(republic, ballot, "no")
    assert [row["outcome"] for row in told(republic.ashby)] == ["rejected"]
    assert [row["outcome"] for row in told(republic.linden)] == ["rejected"]
    assert told(republic.valley) == []


def test_what_is_decided_where_it_started_needs_no_way_home(republic):
    ballot = world.at_vote(republic)
    operations.cast_vote(
        ballot=ballot.public_id, voter=republic.ana, choice="yes", text_digest=ballot.text_digest
    )
    with clock.travel(ballot.closes_at):
        operations.close_due()
    assert told(republic.linden) == []
