# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever moves house inside the deciding assembly keeps their vote; whoever was away in between does not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from assemblies import clock
from assemblies.front import queries as front
from assemblies.people.models import Person
from assemblies.registry import operations as registry
from assemblies.registry import queries as registered
from assemblies.voting import operations, queries
from assemblies.voting.models import Ballot, Decision, Vote
from governance import ballots
from tests import republic as world


def cast(ballot, voter, choice="yes"):
    return operations.cast_vote(
        ballot=ballot.public_id, voter=voter, choice=choice, text_digest=ballot.text_digest
    )


def move(person, to, by):
    """A home moves with one act, by an invitation into the other place."""
    secret = invitation(to, by)
    registry.accept_invitation(person=person, secret=secret, move=True)


def invitation(to, by):
    if not registered.facilitators(to).filter(person=by).exists():
        registry.take_seat(person=by, assembly=to, office="facilitator")
    return registry.invite(assembly=to, by=by)[0]


def test_who_moves_inside_the_cover_votes_and_counts_where_they_lived_at_the_opening(republic):
    ballot = world.at_vote(republic, both=True)
    move(republic.ana, republic.weir, republic.ines)
    cast(ballot, republic.ana)
    assert Vote.objects.get(ballot=ballot).place == republic.linden
    assert list(queries.open_ballots_for(republic.ana)) == [ballot]
    assert [tile.may for tile in front.tiles(republic.weir, republic.ana)] == [True]


def test_a_vote_cast_before_the_move_can_be_changed_after_it(republic):
    ballot = world.at_vote(republic, both=True)
    cast(ballot, republic.ana, "yes")
    move(republic.ana, republic.weir, republic.ines)
    move(republic.ana, republic.linden, republic.olga)
    move(republic.ana, republic.weir, republic.ines)
    assert cast(ballot, republic.ana, "no").again
    assert [(v.choice, v.place) for v in Vote.objects.filter(ballot=ballot)] == [("no", republic.linden)]


def test_places_never_count_more_votes_than_they_had_seats_at_the_opening(republic):
    ballot = world.at_vote(republic, both=True)
    for name in ("ana", "ben", "cleo", "olga"):
        move(republic.people[name], republic.weir, republic.ines)
    for name in ("ana", "ben", "cleo", "olga", "dov", "eva", "ines"):
        cast(ballot, republic.people[name])
    places = queries.turnout_now(ballot)["places"]
    assert [(p["assembly"].name, p["voted"]) for p in places] == [("Linden", 4), ("Weir", 3)]
    assert all(p["voted"] <= p["seats"] for p in places)


def test_who_leaves_a_home_and_takes_another_later_was_away_and_does_not_vote(republic):
    ballot = world.at_vote(republic, both=True)
    home = registered.home_seat(republic.ana, republic.network)
    registry.leave_seat(person=republic.ana, seat_id=home.pk)
    with clock.travel(world.later(hours=1)):
        registry.take_home_seat(person=republic.ana, assembly=republic.weir)
    with pytest.raises(ballots.NotInFranchise):
        cast(ballot, republic.ana)
    assert not queries.open_ballots_for(republic.ana).exists()


def test_a_way_round_by_a_place_outside_the_cover_ends_the_vote(republic):
    ballot = world.at_vote(republic, both=True)
    move(republic.ana, republic.far, republic.fay)
    with pytest.raises(ballots.NotInFranchise):
        cast(ballot, republic.ana)
    with clock.travel(world.later(hours=1)):
        move(republic.ana, republic.linden, republic.olga)
    with pytest.raises(ballots.NotInFranchise):
        cast(ballot, republic.ana)
    assert not queries.open_ballots_for(republic.ana).exists()


def test_who_moves_in_from_outside_after_the_opening_gains_no_vote_by_moving_on(republic):
    ballot = world.at_vote(republic, both=True)
    move(republic.fay, republic.weir, republic.ines)
    move(republic.fay, republic.linden, republic.olga)
    with pytest.raises(ballots.NotInFranchise):
        cast(ballot, republic.fay)
    assert not queries.open_ballots_for(republic.fay).exists()


def test_a_move_a_vote_and_the_close_at_once_leave_a_vote_that_counts_or_none(real_republic):
    """Whichever comes first: a vote acknowledged is in the count, one refused is not, and nobody is stuck."""
    republic = real_republic
    ballot = world.at_vote(republic, both=True)
    for name in ("ben", "cleo", "olga", "dov", "eva", "ines"):
        cast(ballot, republic.people[name])
    cast(ballot, republic.ana, "no")
    secret = invitation(republic.weir, republic.ines)

    def alone(act):
        try:
            return act()
        except ballots.NotOpen as no:
            return no
        finally:
            connections.close_all()

    def close():
        while operations.close_due() == 0:
            pass

    Ballot.objects.filter(pk=ballot.pk).update(closes_at=clock.now() + timedelta(milliseconds=40))
    acts = [
        lambda: registry.accept_invitation(person=republic.ana, secret=secret, move=True),
        lambda: [cast(ballot, Person.objects.get(pk=republic.ana.pk), c) for c in ("yes", "no", "yes")],
        close,
    ]
    with ThreadPoolExecutor(3) as pool:
        _moved, voted, _closed = pool.map(alone, acts)
    vote = Vote.objects.get(ballot=ballot, voter=republic.ana)
    assert vote.place == republic.linden and vote.cast_at <= Ballot.objects.get(pk=ballot.pk).closed_at
    assert isinstance(voted, ballots.NotOpen) or vote.choice == "yes"
    assert sum(queries.counts(ballot).values()) == 7
    assert Decision.objects.get(ballot=ballot).tally["counts"] == operations.count(ballot)["counts"]
