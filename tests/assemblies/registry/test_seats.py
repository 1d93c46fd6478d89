# SPDX-License-Identifier: AGPL-3.0-or-later
"""One home seat a person and network, in a place where people live; seats and exceptions held, left and ended once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.proposals import queries as proposal_queries
from assemblies.registry import operations, queries
from assemblies.registry.models import Seat
from governance.powers import NoPower, Power
from governance.refusals import Refusal
from tests import republic as world


def leave_home(republic, person):
    operations.leave_seat(person=person, seat_id=queries.home_seat(person, republic.network).pk)


def decides_about_far(republic):
    """Where something that touches only Far would be decided."""
    return proposal_queries.test(
        republic.network,
        raised_in=republic.far,
        matter="mobility",
        places={republic.far.public_id: "1"},
        means={},
        binding=True,
    ).assembly


def test_a_home_is_where_people_live_and_not_a_wider_place(republic):
    with pytest.raises(operations.BadNesting, match="base place"):
        operations.take_home_seat(person=republic.zoe, assembly=republic.ashby)
    assert queries.home_seat(republic.zoe, republic.network) is None


def test_nobody_has_two_homes_in_one_network(republic):
    with pytest.raises(operations.Seated):
        operations.take_home_seat(person=republic.ana, assembly=republic.weir)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(
            person=republic.ana,
            network=republic.network,
            assembly=republic.weir,
            office="member",
            home=True,
            since=clock.now(),
        )
    leave_home(republic, republic.ana)
    since = operations.take_home_seat(person=republic.ana, assembly=republic.weir).since
    assert queries.home_seat(republic.ana, republic.network).assembly == republic.weir
    assert abs(clock.now() - since) < timedelta(minutes=1)


def test_a_seat_is_held_once_and_left_once(republic):
    with pytest.raises(operations.Seated):
        operations.take_seat(person=republic.olga, assembly=republic.linden, office="facilitator")
    seat = queries.seats_of(republic.olga).get(office="facilitator")
    with pytest.raises(operations.Seated):
        operations.leave_seat(person=republic.ana, seat_id=seat.pk)
    operations.leave_seat(person=republic.olga, seat_id=seat.pk)
    with pytest.raises(operations.Seated):
        operations.leave_seat(person=republic.olga, seat_id=seat.pk)


def test_who_left_has_no_say_there_from_then_on_and_what_they_said_stays(republic):
    made = world.discussed(republic)
    said = deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text="Good.")
    leave_home(republic, republic.ben)
    with pytest.raises(NoPower):
        deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text="More.")
    said.refresh_from_db()
    assert said.home == republic.linden and said.text == "Good."


def test_where_nobody_lives_nobody_decides_until_somebody_comes(republic):
    assert decides_about_far(republic) == republic.far.public_id
    leave_home(republic, republic.fay)
    assert decides_about_far(republic) == republic.valley.public_id
    operations.take_home_seat(person=republic.zoe, assembly=republic.far)
    assert decides_about_far(republic) == republic.far.public_id


def test_an_exception_holds_for_its_term_and_where_it_was_given(republic):
    made = world.discussed(republic)
    until = world.later(days=2)
    given = {"assembly": republic.linden, "to": republic.zoe, "power": Power.CONTRIBUTE}
    with pytest.raises(NoPower):
        operations.grant(**given, by=republic.ana, until=until)
    operations.grant(**given, by=republic.olga, until=until)
    deliberation.contribute(proposal=made, by=republic.zoe, kind="comment", text="Thank you.")
    elsewhere = world.discussed(republic, both=True)
    with pytest.raises(NoPower):
        deliberation.contribute(proposal=elsewhere, by=republic.zoe, kind="comment", text="And here?")
    with clock.travel(until), pytest.raises(NoPower):
        deliberation.contribute(proposal=made, by=republic.zoe, kind="comment", text="Still here?")


def test_an_exception_is_ended_once_and_only_where_it_is_in_force(republic):
    given = {"assembly": republic.linden, "by": republic.olga, "to": republic.zoe}
    with pytest.raises(operations.NotGiven):
        operations.end_grant(**given, power=Power.CONTRIBUTE)
    operations.grant(**given, power=Power.CONTRIBUTE, until=None)
    operations.end_grant(**given, power=Power.CONTRIBUTE)
    assert Power.CONTRIBUTE not in queries.standing(republic.zoe, republic.linden).grants
    with pytest.raises(operations.NotGiven):
        operations.end_grant(**given, power=Power.CONTRIBUTE)


@pytest.mark.parametrize("power", [Power.OPEN_BALLOT, Power.SECOND, Power.HIDE, Power.GRANT])
def test_votes_and_procedure_cannot_be_given_to_one_person(republic, power):
    with pytest.raises(Refusal, match="cannot be given"):
        operations.grant(assembly=republic.linden, by=republic.olga, to=republic.zoe, power=power, until=None)


@pytest.mark.parametrize("number", [0, 101, -1])
def test_invitations_are_made_by_the_hundred_at_most(republic, number):
    with pytest.raises(Refusal):
        operations.invite(assembly=republic.linden, by=republic.olga, number=number)


def test_an_invitation_that_was_ended_lets_nobody_in(republic):
    (secret,) = operations.invite(assembly=republic.linden, by=republic.olga)
    slip = republic.linden.invitations.get()
    assert slip.digest != secret and secret not in str(vars(slip))
    operations.end_invitation(assembly=republic.linden, by=republic.olga, public_id=slip.public_id)
    with pytest.raises(operations.NotInvited):
        operations.accept_invitation(person=republic.zoe, secret=secret)
    assert queries.home_seat(republic.zoe, republic.network) is None
