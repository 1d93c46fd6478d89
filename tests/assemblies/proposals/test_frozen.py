# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text that is voted on, decided or taken back does not change, and a talk that is over takes nothing more."""

from datetime import timedelta

import pytest

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.proposals import operations, queries
from assemblies.voting import operations as voting
from governance import lifecycle
from tests import republic as world


def changed(republic, made):
    words = world.content(republic, text="Other words.")
    return operations.change(proposal=queries.proposal(made.public_id), by=republic.ana, content=words)


def missed(republic):
    """A proposal that missed its quorum twice."""
    ballot = world.at_vote(republic)
    with clock.travel(ballot.closes_at):
        voting.close_due()
    with clock.travel(ballot.closes_at + timedelta(days=4)):
        again = voting.open_ballot(proposal=queries.proposal(ballot.proposal.public_id), by=republic.olga)
    with clock.travel(again.closes_at):
        voting.close_due()
    return queries.proposal(ballot.proposal.public_id)


def test_the_act_itself_refuses_a_change_while_people_vote(republic):
    made = world.at_vote(republic).proposal
    with pytest.raises(operations.TextFrozen):
        changed(republic, made)
    assert queries.proposal(made.public_id).version == 1


def test_what_was_taken_back_does_not_change(republic):
    made = world.discussed(republic)
    operations.withdraw(proposal=made, by=republic.ana)
    with pytest.raises(operations.TextFrozen):
        changed(republic, made)


def test_a_second_missed_quorum_ends_the_talk_and_freezes_the_text(republic):
    made = missed(republic)
    assert made.stage == "no_quorum"
    with pytest.raises(deliberation.TalkClosed):
        deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text="A pity.")
    with pytest.raises(operations.TextFrozen):
        changed(republic, made)


def test_what_is_put_forward_already_is_not_put_forward_again(republic):
    made = world.raised(republic)
    with pytest.raises(lifecycle.NoSuchMove):
        operations.submit(proposal=made, by=republic.ana)
    assert len(queries.hearings(made)) == 1 and queries.placements(made).count() == 1
