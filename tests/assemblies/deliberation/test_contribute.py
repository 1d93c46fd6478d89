# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding to the conversation: who may, in which kinds, and not a moment after it has ended."""

import threading

import pytest
from django.db import connections, transaction

from assemblies.deliberation import operations
from assemblies.deliberation.models import KINDS, Contribution
from assemblies.proposals import operations as proposals
from assemblies.record import operations as record
from assemblies.record.models import Entry
from governance.powers import NoPower
from governance.refusals import Refusal
from tests import republic as world


def say(proposal, by, **more):
    return operations.contribute(proposal=proposal, by=by, **({"kind": "comment", "text": "Good."} | more))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_kept_with_where_its_author_lives_and_is_an_act_on_the_record(republic, kind):
    made = say(world.discussed(republic), republic.ben, kind=kind)
    assert (made.kind, made.home) == (kind, republic.linden)
    record.seal_all()
    entry = Entry.objects.get(pk=made.entry_id)
    assert entry.type == "ContributionMade" and entry.record_id == republic.linden.acts_record_id
    assert b"Good." not in bytes(entry.leaf) and republic.ben.public_id.encode() not in bytes(entry.leaf)


@pytest.mark.parametrize("wrong", [{"kind": "shout"}, {"text": " \n "}, {"text": "x" * 5_001}])
def test_what_is_no_contribution_is_refused_and_nothing_kept(republic, wrong):
    made = world.discussed(republic)
    with pytest.raises(Refusal):
        say(made, republic.ben, **wrong)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("who", ["dov", "zoe", "sam"])
def test_who_has_no_place_in_it_does_not_speak_in_it(republic, who):
    made = world.discussed(republic)
    with pytest.raises(NoPower):
        say(made, republic.people[who])


def test_a_reply_to_a_reply_joins_the_thread_of_the_first(republic):
    made = world.discussed(republic)
    first = say(made, republic.ben)
    second = say(made, republic.ana, reply_to=first)
    assert say(made, republic.cleo, reply_to=second).reply_to == first


def test_lines_of_a_contribution_and_of_a_reply_stay_lines(client, republic):
    made = world.discussed(republic)
    first = say(made, republic.ben, text="Monday\nTuesday")
    say(made, republic.ana, reply_to=first, text="Wednesday\r\nhttps://example.org")
    client.force_login(republic.ana)
    page = client.get(f"/p/{made.public_id}/").content.decode()
    assert "Monday<br>\nTuesday" in page and 'Wednesday<br>\n<a href="https://example.org"' in page


def test_a_reply_stays_with_its_proposal(republic):
    said = say(world.discussed(republic), republic.ben)
    with pytest.raises(Refusal, match="another proposal"):
        say(world.discussed(republic), republic.ana, reply_to=said)


def test_a_conversation_that_has_ended_takes_nothing_more(republic):
    made = world.discussed(republic)
    proposals.withdraw(proposal=made, by=republic.ana)
    with pytest.raises(operations.TalkClosed):
        say(made, republic.ben)


@pytest.mark.django_db(transaction=True)
def test_what_is_said_while_the_conversation_ends_waits_and_is_refused(real_republic):
    made, answers = world.discussed(real_republic), []

    def speak():
        try:
            say(made, real_republic.ben)
            answers.append("said")
        except operations.TalkClosed:
            answers.append("closed")
        finally:
            connections.close_all()

    with transaction.atomic():
        proposals.withdraw(proposal=made, by=real_republic.ana)
        speaking = threading.Thread(target=speak)
        speaking.start()
        speaking.join(0.7)
        assert not answers  # it waits to see how this ends
    speaking.join(20)
    assert answers == ["closed"] and not Contribution.objects.exists()
