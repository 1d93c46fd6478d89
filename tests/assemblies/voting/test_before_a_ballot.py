# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before a ballot opens: it was talked about long enough, and the test runs once more on what is so now."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from assemblies import clock
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.registry import operations as registry
from assemblies.registry.models import Seat
from assemblies.voting import operations
from assemblies.voting.models import Ballot
from governance import lifecycle
from governance.refusals import Refusal
from tests import republic as world
from tests.assemblies.proposals.test_preview_placement import poor


def left_with(republic, amount):
    """Ashby holds only so much money from now on."""
    money = republic.network.means.get(code="GBP")
    registry.set_allotment(assembly=republic.ashby, means=money, amount=Decimal(amount))


def test_it_is_talked_about_for_three_days_first(republic):
    made = world.discussed(republic)
    begun = proposal_queries.live_hearing(made).stage_at
    with clock.travel(begun + timedelta(days=3, minutes=-1)), pytest.raises(operations.TooSoon) as said:
        operations.open_ballot(proposal=made, by=republic.olga)
    assert said.value.facts["ready_at"] == (begun + timedelta(days=3)).isoformat()
    with clock.travel(begun + timedelta(days=3)):
        assert operations.open_ballot(proposal=made, by=republic.olga)


def test_where_nobody_lives_any_more_nobody_is_asked(republic):
    made = world.ready(republic)
    Seat.objects.filter(home=True).update(until=clock.now())
    with pytest.raises(operations.NobodyCanVote):
        operations.open_ballot(proposal=made, by=republic.olga)
    assert not Ballot.objects.exists()


def test_what_was_not_seconded_is_not_put_to_the_vote(republic):
    made = world.raised(republic)
    with clock.travel(world.later(days=5)), pytest.raises(lifecycle.NoSuchMove):
        operations.open_ballot(proposal=made, by=republic.olga)
    assert not Ballot.objects.exists()


def test_where_it_now_lies_elsewhere_it_moves_there_and_no_ballot_opens(republic):
    made = world.ready(republic, both=True, means={"GBP": "4000"})
    left_with(republic, 100)
    assert operations.open_ballot(proposal=made, by=republic.ines) is None
    made = proposal_queries.proposal(made.public_id)
    assert (made.assembly, made.stage) == (republic.valley, "deliberation")  # it was seconded already
    assert [h.came_by for h in proposal_queries.hearings(made)] == ["raised", "escalate", "escalate"]
    assert [kept.occasion for kept in proposal_queries.placements(made)] == ["submitted", "ballot"]
    assert not Ballot.objects.exists()


def test_where_nobody_can_decide_it_any_more_it_stays_and_the_reason_is_said(republic):
    made = world.ready(republic, both=True, means={"GBP": "4000"})
    left_with(republic, 100)
    poor(republic)
    with pytest.raises(proposals.PlacedElsewhere, match="It cannot be voted on as it stands"):
        operations.open_ballot(proposal=made, by=republic.ines)
    made = proposal_queries.proposal(made.public_id)
    assert (made.assembly, made.stage) == (republic.ashby, "deliberation")
    assert not Ballot.objects.exists()


def test_a_ballot_closes_in_the_evening_of_its_own_place(republic):
    republic.linden.own_time_zone = "Asia/Kathmandu"
    republic.linden.save(update_fields=["own_time_zone"])
    ballot = world.at_vote(republic)
    there = ballot.closes_at.astimezone(ZoneInfo("Asia/Kathmandu"))
    assert (there.hour, there.minute, there.second) == (20, 0, 0)
    assert timedelta(days=7) <= ballot.closes_at - ballot.opened_at < timedelta(days=8)


def test_seats_and_quorum_are_fixed_when_it_opens(republic):
    ballot = world.at_vote(republic, both=True)
    registry.take_home_seat(person=republic.zoe, assembly=republic.linden)
    ballot = Ballot.objects.get(pk=ballot.pk)
    assert (ballot.seats, ballot.quorum) == (8, 2)  # a fifth of them, rounded up
    assert ballot.seats_by_place == {republic.linden.public_id: 5, republic.weir.public_id: 3}


def test_people_and_places_need_at_least_two_places(republic):
    charter = republic.linden.charters.get()
    charter.rules = charter.rules | {"stricter": ["double-majority"]}
    charter.save()
    made = world.ready(republic)
    with pytest.raises(Refusal, match="at least two places"):
        operations.open_ballot(
            proposal=made, by=republic.olga, composed=operations.Composed("double-majority")
        )
