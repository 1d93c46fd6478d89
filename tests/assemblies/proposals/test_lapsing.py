# SPDX-License-Identifier: AGPL-3.0-or-later
"""What nobody cares for any more lapses by the clock, and not while somebody still does."""

from datetime import timedelta

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.proposals import operations, queries
from assemblies.voting import operations as voting
from tests import republic as world


def page(client, made):
    return client.get(f"/p/{made.public_id}/").content.decode()


def stage(made):
    return queries.proposal(made.public_id).stage


def test_what_is_not_seconded_in_time_lapses_and_its_page_says_so(client, republic):
    made = world.raised(republic)
    rules = queries.live_hearing(made).charter.rules
    assert operations.lapse_due(at=world.later(days=rules["seconding_days"], minutes=5)) == 1
    assert stage(made) == "lapsed" and "It was not seconded in time. 0 of " in page(client, made)


def test_a_talk_that_nobody_adds_to_lapses_after_ninety_days(client, republic):
    made = world.discussed(republic)
    since = queries.live_hearing(made).stage_at
    assert operations.lapse_due(at=since + timedelta(days=90, seconds=-1)) == 0
    assert operations.lapse_due(at=since + timedelta(days=90, minutes=1)) == 1
    assert stage(made) == "lapsed" and queries.live_hearing(made) is None
    assert "Nobody had added to it for a long time." in page(client, made)


def test_a_contribution_keeps_it_for_ninety_more(republic):
    made = world.discussed(republic)
    with clock.travel(world.later(days=80)):
        deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text="Still needed.")
    assert queries.proposal(made.public_id).contributions == 1
    assert operations.lapse_due(at=world.later(days=91)) == 0
    assert operations.lapse_due(at=world.later(days=171)) == 1


def test_what_is_voted_on_does_not_lapse(republic):
    ballot = world.at_vote(republic)
    assert operations.lapse_due(at=world.later(days=400)) == 0 and stage(ballot.proposal) == "ballot"


def test_a_second_missed_quorum_lapses_when_nobody_asks_for_help_in_fourteen_days(client, republic):
    ballot = world.at_vote(republic)
    with clock.travel(ballot.closes_at):
        voting.close_due()
    with clock.travel(ballot.closes_at + timedelta(days=4)):
        again = voting.open_ballot(proposal=queries.proposal(ballot.proposal.public_id), by=republic.olga)
    with clock.travel(again.closes_at):
        voting.close_due()
    assert stage(ballot.proposal) == "no_quorum"
    assert operations.lapse_due(at=again.closes_at + timedelta(days=13)) == 0
    assert operations.lapse_due(at=again.closes_at + timedelta(days=14, minutes=1)) == 1
    assert stage(ballot.proposal) == "lapsed"
    assert "There were too few votes twice, and nobody asked for help." in page(client, ballot.proposal)
