# SPDX-License-Identifier: AGPL-3.0-or-later
"""A charter may ask that whoever votes had a home seat some days before voting opened; the number is shown."""

from datetime import timedelta

import pytest

from assemblies import clock
from assemblies.registry import operations as registry
from assemblies.registry.models import Seat
from assemblies.voting import operations, passing, queries
from governance import ballots, charters
from governance.refusals import Refusal
from tests import republic as world

DAYS = 30


def long_ago(person, days):
    Seat.objects.filter(person=person, home=True, until=None).update(since=clock.now() - timedelta(days=days))


@pytest.fixture
def asked(republic):
    """A proposal before Linden whose charter asks for thirty days; Ana and Ben have lived there for long enough."""
    made = world.ready(republic)
    charter = made.hearings.get().charter
    charter.rules = charter.rules | {"seated_days": DAYS}
    charter.save(update_fields=["rules"])
    for person in (republic.ana, republic.ben):
        long_ago(person, DAYS + 1)
    return made


def cast(ballot, person):
    return operations.cast_vote(
        ballot=ballot.public_id, voter=person, choice="yes", text_digest=ballot.text_digest
    )


def test_only_who_was_there_for_so_long_is_counted_and_can_vote(republic, asked):
    ballot = operations.open_ballot(proposal=asked, by=republic.olga)
    assert ballot.seats == 2 and ballot.seated_by == ballot.opened_at - timedelta(days=DAYS)
    cast(ballot, republic.ana)
    with pytest.raises(ballots.NotInFranchise) as no:
        cast(ballot, republic.cleo)
    assert "30 days before voting opened" in no.value.sentence
    assert queries.barred(ballot, republic.ana) is None
    assert queries.barred(ballot, republic.cleo).sentence == no.value.sentence
    assert list(queries.open_ballots_for(republic.ana)) == [ballot]
    assert not queries.open_ballots_for(republic.cleo).exists()


def test_the_ballot_says_since_when_and_how_many_that_are(client, republic, asked):
    ballot = operations.open_ballot(proposal=asked, by=republic.olga)
    words = "Who had a home seat here 30 days before voting opened can vote: 2 people."
    assert passing.of(ballot).endswith(words)
    assert "Everyone who lived in Linden on " in client.get(f"/p/{asked.public_id}/").content.decode()
    client.force_login(republic.ana)
    assert words in client.get(f"/p/{asked.public_id}/ballot/").content.decode()
    client.force_login(republic.cleo)
    assert "Yours began later" in client.get(f"/p/{asked.public_id}/ballot/").content.decode()


def test_who_moved_inside_the_cover_meanwhile_has_been_there_all_along(republic):
    made = world.ready(republic, both=True)
    charter = made.hearings.get(assembly=republic.ashby).charter
    charter.rules = charter.rules | {"seated_days": DAYS}
    charter.save(update_fields=["rules"])
    long_ago(republic.ana, DAYS + 10)
    with clock.travel(clock.now() - timedelta(days=2)):
        home = Seat.objects.get(person=republic.ana, home=True, until=None)
        registry.leave_seat(person=republic.ana, seat_id=home.pk)
        registry.take_home_seat(person=republic.ana, assembly=republic.weir)
    ballot = operations.open_ballot(proposal=made, by=republic.ines)
    assert ballot.seats == 1
    assert ballot.seats_by_place == {republic.linden.public_id: 1, republic.weir.public_id: 0}
    cast(ballot, republic.ana)
    assert queries.counts_by_place(ballot)[republic.linden.public_id]["yes"] == 1


def test_days_are_a_whole_number_and_none_are_usual():
    assert charters.Charter().seated_days == 0
    with pytest.raises(Refusal) as no:
        charters.read({"seated_days": "30"})
    assert no.value.at == "/seated_days"
