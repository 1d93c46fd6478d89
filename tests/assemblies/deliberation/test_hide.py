# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hiding: with a reason that stays in sight, once, and on the public record."""

import pytest

from assemblies.deliberation import operations, queries
from assemblies.record import operations as record
from assemblies.record.models import Entry
from governance import entries
from governance.powers import NoPower
from governance.refusals import Refusal
from tests import republic as world


@pytest.fixture
def said(republic):
    made = world.discussed(republic)
    return operations.contribute(proposal=made, by=republic.ben, kind="concern", text="The neighbour drinks.")


def acts(republic):
    """What the public record says was hidden."""
    record.seal_all()
    rows = Entry.objects.filter(record=republic.linden.public_record_id, type="ContributionHidden")
    return [entries.read(bytes(row.leaf)) for row in rows]


def test_the_words_go_and_their_place_and_the_reason_stay(client, republic, said):
    operations.hide(contribution=said, by=republic.olga, reason="It speaks of a neighbour.")
    for who in (republic.ana, republic.ben, republic.olga):
        client.force_login(who)
        page = client.get(f"/p/{said.proposal.public_id}/").content.decode()
        assert "neighbour drinks" not in page and "It speaks of a neighbour." in page
    said.refresh_from_db()
    assert said.text == "The neighbour drinks." and said.hidden_at


def test_it_is_on_the_public_record_and_nobody_is_named_there(republic, said):
    operations.hide(contribution=said, by=republic.olga, reason="It speaks of a neighbour.")
    (act,) = acts(republic)
    assert act.facts["contribution"] == said.public_id
    assert republic.olga.public_id not in str(act) and republic.ben.public_id not in str(act)


def test_it_is_done_once(republic, said):
    operations.hide(contribution=said, by=republic.olga, reason="It speaks of a neighbour.")
    with pytest.raises(Refusal, match="already hidden"):
        operations.hide(contribution=said, by=republic.olga, reason="For another reason.")
    said.refresh_from_db()
    assert said.hidden_because == "It speaks of a neighbour." and len(acts(republic)) == 1


@pytest.mark.parametrize("reason", ["", "   ", "no", "x" * 301])
def test_never_without_a_reason_that_can_be_read(republic, said, reason):
    with pytest.raises(Refusal):
        operations.hide(contribution=said, by=republic.olga, reason=reason)
    said.refresh_from_db()
    assert said.hidden_at is None and acts(republic) == []


@pytest.mark.parametrize("who", ["ana", "ben", "ines"])
def test_nobody_but_a_facilitator_of_the_place_itself_hides(republic, said, who):
    with pytest.raises(NoPower):
        operations.hide(contribution=said, by=republic.people[who], reason="I do not like it.")
    said.refresh_from_db()
    assert said.hidden_at is None


def test_a_hidden_or_answered_concern_waits_for_no_answer(republic, said):
    made = said.proposal
    other = operations.contribute(proposal=made, by=republic.cleo, kind="concern", text="It floods there.")
    assert queries.unanswered_concerns(made) == 2
    operations.contribute(proposal=made, by=republic.ana, kind="comment", text="A drain.", reply_to=other)
    assert queries.unanswered_concerns(made) == 1
    operations.hide(contribution=said, by=republic.olga, reason="It speaks of a neighbour.")
    assert queries.unanswered_concerns(made) == 0
