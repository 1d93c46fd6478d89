# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever could not cast a vote is told why before they choose, with the words that casting would refuse it by."""

import pytest

from assemblies import clock
from assemblies.registry import operations as registry
from assemblies.voting import operations, queries
from governance import ballots
from tests import republic as world

LATE = "Your home seat here began after voting opened, so you cannot vote on this one."
AWAY = "Only people who live in this assembly&#x27;s places vote here."


def page(client, ballot, what=""):
    return client.get(f"/p/{ballot.proposal.public_id}/{what}").content.decode()


@pytest.fixture
def late(client, republic):
    """Zoe came to Linden when its ballot was open already, and is signed in."""
    ballot = world.at_vote(republic)
    registry.take_home_seat(person=republic.zoe, assembly=republic.linden)
    client.force_login(republic.zoe)
    return ballot


def test_who_came_too_late_sees_why_and_no_ballot(client, late):
    shown = page(client, late)
    assert LATE in shown and "Go to your ballot" not in shown and "votebar" not in shown
    assert 'name="choice"' not in shown and "can vote." not in shown
    step = page(client, late, "ballot/")
    assert LATE in step and 'name="choice"' not in step
    answer = client.post(f"/p/{late.proposal.public_id}/ballot/", {"choice": "yes"})
    assert answer.status_code == 409 and LATE in answer.content.decode()


def test_who_may_vote_sees_the_ballot(client, republic):
    ballot = world.at_vote(republic)
    client.force_login(republic.ana)
    for what in ("", "ballot/"):
        assert 'name="choice"' in page(client, ballot, what) and LATE not in page(client, ballot, what)


def test_who_lives_elsewhere_or_is_not_signed_in_is_told_so_at_the_ballot(client, republic):
    ballot = world.at_vote(republic)
    assert "Sign in to vote." in page(client, ballot, "ballot/")
    client.force_login(republic.ines)
    shown = page(client, ballot, "ballot/")
    assert AWAY in shown and 'name="choice"' not in shown


def test_the_pages_say_what_casting_would(republic):
    ballot = world.at_vote(republic, both=True)
    republic.ben.recovered_at = clock.now()
    republic.ben.save()
    registry.take_home_seat(person=republic.zoe, assembly=republic.linden)
    for person in (*republic.people.values(), republic.zoe):
        said = queries.barred(ballot, person)
        try:
            operations.cast_vote(
                ballot=ballot.public_id, voter=person, choice="yes", text_digest=ballot.text_digest
            )
        except (ballots.NotInFranchise, ballots.Recovered) as no:
            assert said is not None and said.sentence == no.sentence
        else:
            assert said is None


def test_a_place_says_that_a_vote_needs_one_only_to_whom_it_does(client, republic, late):
    def heads(here):
        shown = client.get(f"/a/{here.public_id}/").content.decode()
        return "Needs you now" in shown, "Voting now</h2>" in shown, "needs you<" in shown

    assert heads(republic.linden) == (False, True, False)
    client.force_login(republic.ana)
    assert heads(republic.linden) == (True, False, True)
    assert heads(republic.weir) == (False, True, False), (
        "another place says nothing of what is voted on at home"
    )
