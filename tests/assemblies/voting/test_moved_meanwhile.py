# SPDX-License-Identifier: AGPL-3.0-or-later
"""People move, are suspended and come while a ballot is open: what was counted at its opening stays, no page says that a
vote is carried which is not, and what cannot be counted keeps no other ballot from its close."""

import json
from datetime import timedelta

import pytest

from assemblies import clock
from assemblies.people import operations as accounts
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry.models import Seat
from assemblies.voting import carrying, export, lent, operations, queries
from assemblies.voting.models import Ballot
from governance import ballots, verify
from tests import republic as world
from tests.assemblies.voting.test_franchise import cast, decided, opened, seat
from tests.assemblies.voting.test_lent_votes import lend


def move(person, to):
    registry.leave_seat(person=person, seat_id=Seat.objects.get(person=person, home=True, until=None).pk)
    registry.take_home_seat(person=person, assembly=to)


@pytest.mark.parametrize("names", [("ana", "dov", "eva"), ("dov", "eva")])
def test_a_delegate_who_moves_votes_for_the_place_of_the_opening(client, republic, names):
    seat(republic, *names)
    ballot = opened(republic, franchise="delegates", weights="population")
    move(republic.dov, republic.linden)
    assert queries.sits_for(ballot, republic.dov) == republic.weir
    for name in names:
        cast(ballot, republic.people[name])
    assert client.get(f"/p/{ballot.proposal.public_id}/").status_code == 200
    made = decided(ballot)
    assert made.outcome == "adopted" and made.tally["counts"]["yes"] == sum(
        {"ana": 400, "dov": 150, "eva": 150}[n] for n in names
    )
    assert list(verify.checks(export.files(made)))


def test_a_delegate_who_lives_nowhere_inside_any_more_has_no_vote(republic):
    seat(republic, "ana", "dov")
    ballot = opened(republic, franchise="delegates")
    registry.leave_seat(
        person=republic.dov, seat_id=Seat.objects.get(person=republic.dov, home=True, until=None).pk
    )
    registry.take_home_seat(person=republic.dov, assembly=republic.weir)
    cast(ballot, republic.dov)  # back within a moment: never away
    registry.leave_seat(
        person=republic.ana, seat_id=Seat.objects.get(person=republic.ana, home=True, until=None).pk
    )
    with pytest.raises(ballots.NotInFranchise):
        cast(ballot, republic.ana)
    assert queries.barred(ballot, republic.ana) is not None


def test_a_ballot_that_cannot_be_counted_keeps_no_other_from_its_close(republic, monkeypatch):
    broken, other = world.at_vote(republic), opened(republic)
    cast(other, republic.ana)
    real = operations.closing.count

    def count(ballot):
        if ballot.pk == broken.pk:
            raise ballots.NotInFranchise("This cannot be counted.")
        return real(ballot)

    monkeypatch.setattr("assemblies.voting.operations.closing.count", count)
    with clock.travel(max(broken.closes_at, other.closes_at) + timedelta(seconds=1)):
        assert operations.close_due() == 1
    assert Ballot.objects.get(pk=other.pk).closed_at and not Ballot.objects.get(pk=broken.pk).closed_at


def away(republic):
    move(republic.ben, republic.weir)


def suspended(republic):
    republic.ben.is_active = False
    republic.ben.save()


@pytest.mark.parametrize("happens", [away, suspended])
def test_a_chain_ends_at_somebody_who_has_no_vote_on_this_as_it_does_at_the_close(client, republic, happens):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    lend(republic, "ben", "cleo")
    cast(ballot, republic.cleo, "no")
    happens(republic)
    assert carrying.standing(ballot).followed.carriers == {}
    chain = carrying.chain(ballot, republic.ana)
    assert (
        [hand.name for hand in chain.hands] == ["Ben"] and chain.carrier is None and not chain.last.lives_here
    )
    assert lent.told(ballot, republic.ana)["answer"] == ()
    assert lent.waiting(republic.ana) == {ballot.proposal.public_id: ""}
    client.force_login(republic.ana)
    page = client.get(f"/p/{ballot.proposal.public_id}/ballot/").content.decode()
    assert "has no vote on this, so nobody carries it" in page and "votes with your vote too" not in page


def test_who_has_no_vote_on_this_is_told_nobodys_choice(client, republic):
    ballot = world.at_vote(republic)
    registry.take_home_seat(person=republic.zoe, assembly=republic.linden)
    lend(republic, "zoe", "ben")
    lend(republic, "cleo", "zoe")
    cast(ballot, republic.ben, "no")
    for person in (republic.zoe, republic.cleo):
        _row, secret = accounts.make_token(person=person, label="t")
        at = f"/api/v1/ballots/{ballot.public_id}/chain"
        found = json.loads(client.get(at, headers={"Authorization": f"Bearer {secret}"}).content)
        assert found["answer"] is None and not any(hand["voted"] for hand in found["hands"])
    record.seal_all()
