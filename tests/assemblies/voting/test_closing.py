# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing once, early only where everyone has voted, and reasons given once."""

import pytest

from assemblies import clock
from assemblies.proposals import operations as proposals
from assemblies.voting import operations, queries
from assemblies.voting.models import Decision
from governance import ballots
from governance.powers import NoPower
from governance.refusals import Refusal
from tests import republic as world


def vote(republic, ballot, **choices):
    for name, choice in choices.items():
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=republic.people[name],
            choice=choice,
            text_digest=ballot.text_digest,
        )


def closed(ballot, by=None):
    with clock.travel(ballot.closes_at):
        return operations.close_ballot(ballot=ballot, by=by)


def test_once_everyone_has_voted_it_may_be_closed_before_its_hour(republic):
    republic.sam.is_active = True
    republic.sam.save()
    ballot = world.at_vote(republic)
    vote(republic, ballot, ana="yes", ben="yes", cleo="no", olga="yes")
    with pytest.raises(operations.TooSoon):
        operations.close_ballot(ballot=ballot, by=republic.olga)
    vote(republic, ballot, sam="no")
    assert operations.close_due() == 0  # the clock waits for the hour: votes can still be changed
    assert operations.close_ballot(ballot=ballot, by=republic.olga).outcome == "adopted"


def test_a_closed_ballot_is_not_closed_again_and_takes_no_vote(republic):
    ballot = world.at_vote(republic)
    vote(republic, ballot, ana="yes")
    assert closed(ballot, republic.olga)
    with pytest.raises(ballots.NotOpen):
        closed(ballot, republic.olga)
    with pytest.raises(ballots.NotOpen):
        vote(republic, ballot, ben="yes")
    assert Decision.objects.count() == 1


def test_a_tie_is_rejected_and_its_sentence_is_the_decision_s(republic):
    ballot = world.at_vote(republic)
    vote(republic, ballot, ana="yes", ben="no", cleo="abstain")
    made = closed(ballot)
    assert made.outcome == "rejected" and made.because == made.tally["because"]
    assert queries.counts(ballot) == {"yes": 1, "no": 1, "abstain": 1}


def test_for_a_double_majority_the_places_have_to_agree_as_well(republic):
    ballot = world.at_vote(republic, both=True, method="double-majority")
    vote(republic, ballot, ana="yes", ben="yes", cleo="yes", dov="no", eva="no")
    assert closed(ballot).outcome == "rejected"


def test_without_places_the_same_votes_adopt_it(republic):
    ballot = world.at_vote(republic, both=True)
    vote(republic, ballot, ana="yes", ben="yes", cleo="yes", dov="no", eva="no")
    assert closed(ballot).outcome == "adopted"


def test_reasons_are_a_facilitator_s_to_give_and_given_once(republic):
    ballot = world.at_vote(republic)
    vote(republic, ballot, ana="yes")
    made = closed(ballot)
    with pytest.raises(NoPower):
        operations.give_reasons(decision=made, by=republic.ana, reasons="Because we want it.")
    with pytest.raises(Refusal):
        operations.give_reasons(decision=made, by=republic.olga, reasons="No.")
    operations.give_reasons(decision=made, by=republic.olga, reasons="The **path** was always there.")
    with pytest.raises(Refusal, match="have been given"):
        operations.give_reasons(decision=made, by=republic.olga, reasons="Other reasons after all.")
    made.refresh_from_db()
    assert made.reasons == "The **path** was always there." and "<strong>" in made.reasons_html


def test_after_a_first_missed_quorum_it_can_be_changed_and_moved_up(republic):
    ballot = world.at_vote(republic)
    assert closed(ballot) is None
    both = world.content(republic, both=True)
    moved = proposals.change(proposal=ballot.proposal, by=republic.ana, content=both)
    assert (moved.assembly, moved.stage) == (republic.ashby, "deliberation")
