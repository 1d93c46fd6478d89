# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ballot opens by the charter's way of deciding, or by a stricter one that it allows, and by no other."""

import threading

import pytest
from django.db import connection, transaction

from assemblies import clock
from assemblies.registry import operations as seats
from assemblies.registry import queries as registry
from assemblies.voting import operations
from assemblies.voting.models import Ballot
from governance import ways
from governance.refusals import Refusal
from tests import republic as world


def test_the_charters_way_is_taken_where_nothing_is_said(republic):
    assert world.at_vote(republic, both=True).method == "majority"


def test_the_charter_may_ask_for_another_way_on_a_matter(republic):
    assert world.at_vote(republic, both=True, matter="water/floods").method == "double-majority"


def test_a_stricter_way_may_be_asked_for_where_the_charter_allows_it(republic):
    assert world.at_vote(republic, both=True, method="double-majority").method == "double-majority"


def test_a_laxer_way_is_refused_and_nothing_opens(republic):
    made = world.ready(republic, both=True, matter="water/floods")
    with pytest.raises(ways.LaxerMethod):
        operations.open_ballot(proposal=made, by=republic.ines, composed=operations.Composed("majority"))
    assert not Ballot.objects.exists()


def test_a_stricter_way_the_charter_does_not_allow_is_refused(republic):
    made = world.ready(republic)
    with pytest.raises(ways.MethodNotAllowed):
        operations.open_ballot(
            proposal=made, by=republic.olga, composed=operations.Composed("double-majority")
        )
    assert not Ballot.objects.exists()


def test_a_way_nobody_knows_is_refused(republic):
    made = world.ready(republic, both=True)
    with pytest.raises(ways.NoSuchMethod):
        operations.open_ballot(proposal=made, by=republic.ines, composed=operations.Composed("dice"))


def test_a_hearing_keeps_the_way_of_the_charter_it_opened_under(republic):
    made = world.ready(republic, both=True, matter="water")
    hearing = made.hearings.get(ended_at=None)
    newer = type(hearing.charter).objects.get(pk=hearing.charter_id)
    newer.pk, newer.version, newer.rules = None, newer.version + 1, newer.rules | {"by_matter": []}
    newer.save()
    with pytest.raises(Refusal, match="laxer"):
        operations.open_ballot(proposal=made, by=republic.ines, composed=operations.Composed("majority"))


def test_nothing_is_asked_that_would_bind_no_longer_when_it_is_decided(republic):
    day = (world.later(days=5)).date().isoformat()
    made = world.ready(republic, lasts=day)
    with pytest.raises(Refusal) as refused:
        operations.open_ballot(proposal=made, by=republic.olga)
    assert refused.value.name == "binds_too_briefly"
    assert not Ballot.objects.exists()
    made.refresh_from_db()
    assert made.stage == "deliberation"


def test_whoever_comes_after_a_ballot_opened_is_not_among_those_its_quorum_was_fixed_for(republic):
    """The moment a ballot opens is told by the clock of whoever opens it; a home seat of a later one has no vote."""
    proposal = world.ready(republic)
    before = registry.people_of_cover(republic.linden).count()
    with clock.travel(world.later(minutes=5)):
        seats.take_home_seat(person=republic.zoe, assembly=republic.linden)
    ballot = operations.open_ballot(proposal=proposal, by=republic.olga)
    assert registry.people_of_cover(republic.linden).count() == before + 1
    assert ballot.seats == before
    with clock.travel(world.later(minutes=6)), pytest.raises(Refusal):
        operations.cast_vote(
            ballot=ballot.public_id, voter=republic.zoe, choice="yes", text_digest=ballot.text_digest
        )


def test_whoever_came_at_the_very_moment_is(republic):
    proposal, at = world.ready(republic), world.later(minutes=5)
    with clock.travel(at):
        seats.take_home_seat(person=republic.zoe, assembly=republic.linden)
        ballot = operations.open_ballot(proposal=proposal, by=republic.olga)
    assert ballot.seats == registry.people_of_cover(republic.linden).count()


def test_a_home_that_is_being_taken_while_a_ballot_opens_is_counted(real_republic):
    """Whoever may vote by the day they came is among those whom the quorum was fixed for."""
    proposal, found = world.ready(real_republic), []

    def opened():
        try:
            found.append(operations.open_ballot(proposal=proposal, by=real_republic.olga))
        finally:
            connection.close()

    living = registry.people_of_cover(real_republic.linden).count()
    with transaction.atomic():
        seats.take_home_seat(person=real_republic.zoe, assembly=real_republic.linden)
        opening = threading.Thread(target=opened)
        opening.start()
        opening.join(0.7)
        assert opening.is_alive()
    opening.join(20)
    assert found[0].seats == living + 1 == sum(found[0].seats_by_place.values() or [living + 1])
