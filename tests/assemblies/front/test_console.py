# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facilitator's console: what waits, who has voted where, when a ballot may be closed, and what was said."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.deliberation import queries as talk
from assemblies.front import desk
from assemblies.record import operations as record
from assemblies.voting import operations
from tests import republic as world


def console(client, republic, *, both=True):
    client.force_login(republic.ines if both else republic.olga)
    here = republic.ashby if both else republic.linden
    answer = client.get(f"/a/{here.public_id}/console/")
    assert answer.status_code == 200
    return answer.content.decode()


def vote(republic, ballot, *names):
    for name in names:
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=republic.people[name],
            choice="yes",
            text_digest=ballot.text_digest,
        )


def test_a_ballot_that_may_not_be_closed_says_when_it_closes_and_what_is_awaited(client, republic):
    ballot = world.at_vote(republic, both=True)
    vote(republic, ballot, "ana", "dov")
    shown = console(client, republic)
    assert "/close/" not in shown and "Close it now" not in shown
    assert "Closes by itself on " in shown and "6 people have not voted yet." in shown


def test_a_ballot_whose_hour_has_come_may_be_closed(client, republic):
    ballot = world.at_vote(republic, both=True)
    vote(republic, ballot, "ana", "dov")
    with clock.travel(ballot.closes_at):
        client.force_login(republic.ines)
        assert "Close it now" in console(client, republic)
        at = f"/p/{ballot.proposal.public_id}/close/"
        assert client.post(at).status_code == 302


def test_whoever_enters_votes_by_hand_finds_where_from_the_proposal_however_many_ballots_are_open(
    client, republic, monkeypatch
):
    ballot = world.at_vote(republic, both=True)
    assert "All that is put to the vote" not in console(client, republic)
    monkeypatch.setattr(desk, "MOST_BALLOTS", 1)
    shown = console(client, republic)
    listed = f"/a/{republic.ashby.public_id}/proposals/?stage=ballot"
    assert f'href="{listed}">All that is put to the vote' in shown
    at = f"/p/{ballot.proposal.public_id}/"
    assert at in client.get(listed).content.decode()
    by_hand = f"/b/{ballot.public_id}/by-hand/"
    assert by_hand in client.get(at).content.decode()
    client.force_login(republic.ana)
    assert by_hand not in client.get(at).content.decode()


def test_turnout_stands_place_by_place(client, republic):
    ballot = world.at_vote(republic, both=True)
    vote(republic, ballot, "ana", "ben", "dov")
    shown = console(client, republic).split("Turnout by place")[1]
    for place, turnout in (("Linden", "2 of 5"), ("Weir", "1 of 3")):
        assert shown.index(place) < shown.index(turnout)


def test_concerns_without_an_answer_are_said_before_a_ballot_is_opened(client, republic):
    made = world.ready(republic)
    said = deliberation.contribute(proposal=made, by=republic.ben, kind="concern", text="It floods there.")
    assert "1 concern has no answer yet." in console(client, republic, both=False)
    deliberation.contribute(
        proposal=made, by=republic.ana, kind="comment", text="It is dry now.", reply_to=said
    )
    assert "no answer yet" not in console(client, republic, both=False)


def test_a_concern_is_answered_by_what_another_said_to_it_and_can_still_be_read(client, republic):
    made = world.ready(republic)

    def say(who, kind, text, to=None):
        return deliberation.contribute(
            proposal=made, by=republic.people[who], kind=kind, text=text, reply_to=to
        )

    def told():
        asked = talk.unanswered_concerns(made)
        client.force_login(republic.olga)
        opening = client.get(f"/p/{made.public_id}/open/").content.decode()
        for page in (console(client, republic, both=False), opening):
            words = "1 concern has no answer yet." if asked == 1 else f"{asked} concerns have no answer yet."
            assert (words in page) if asked else ("no answer yet" not in page)
        assert (f'href="/p/{made.public_id}/?kind=concern#talk"' in opening) is bool(asked)
        return asked

    first = say("ben", "concern", "It floods there.")
    say("ben", "comment", "Every spring, I mean.", first)
    assert told() == 1  # nobody answers themselves
    answer = say("ana", "comment", "Swim, then.", first)
    assert told() == 0
    deliberation.hide(contribution=answer, by=republic.olga, reason="It mocks a neighbour.")
    assert told() == 1
    within = say("cleo", "concern", "It is dark there as well.", first)
    assert told() == 1  # the first is answered by it, and it waits itself
    say("ana", "comment", "A lamp is planned.", within)
    assert told() == 0
    say("cleo", "concern", "And the noise?")
    say("ben", "concern", "And the price?")
    assert told() == 2


@pytest.mark.parametrize("page", ["console", "open"])
def test_many_concerns_are_counted_in_as_few_questions_as_one(client, republic, page):
    made = world.ready(republic)
    client.force_login(republic.olga)
    path = f"/a/{republic.linden.public_id}/console/" if page == "console" else f"/p/{made.public_id}/open/"
    asked = []
    for number in (1, 30):
        for n in range(number):
            deliberation.contribute(proposal=made, by=republic.ben, kind="concern", text=f"Reason {n}")
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert f"{n + 1 + (number > 1)} concern" in client.get(path).content.decode()
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12, [query["sql"][:100] for query in queries]


def test_what_was_said_can_be_hidden_from_here_and_what_is_hidden_is_listed(client, republic):
    made = world.ready(republic)
    said = deliberation.contribute(
        proposal=made, by=republic.ben, kind="comment", text="You people always shout."
    )
    at = f'href="/c/{said.public_id}/hide/"'
    shown = console(client, republic, both=False)
    assert at in shown and "Nothing is hidden here." in shown
    deliberation.hide(contribution=said, by=republic.olga, reason="An attack on neighbours")
    shown = console(client, republic, both=False)
    assert at not in shown and '<q dir="auto">An attack on neighbours</q>' in shown
    again = client.get(f"/c/{said.public_id}/hide/")
    assert (again.status_code, again["Location"]) == (302, f"/p/{made.public_id}/#c-{said.public_id}")


def test_reasons_that_were_given_are_shown_and_not_asked_for_again(client, republic):
    ballot = world.at_vote(republic)
    for name in ("ana", "ben"):
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=republic.people[name],
            choice="yes",
            text_digest=ballot.text_digest,
        )
    with clock.travel(ballot.closes_at):
        operations.close_due()
    client.force_login(republic.olga)
    at = f"/p/{ballot.proposal.public_id}/reasons/"
    assert b"<textarea" in client.get(at).content
    client.post(at, {"reasons": "It is the shorter way for most of us."})
    again = client.get(at)
    assert (again.status_code, again["Location"]) == (302, f"/p/{ballot.proposal.public_id}/result/")


@pytest.mark.parametrize("both", [True, False])
def test_where_each_is_decided_is_told_with_the_way_to_the_numbers(client, republic, both):
    made = world.ready(republic, both=both)
    shown = console(client, republic, both=both).split("Where should it be decided?")[1]
    assert f'href="/p/{made.public_id}/placement/"' in shown
    assert f"Decided in {'Ashby' if both else 'Linden'}, because" in shown
    assert f'action="/p/{made.public_id}/ask-check/"' in shown


def test_the_record_of_what_facilitators_did_names_the_proposal(client, republic):
    ballot = world.at_vote(republic)
    record.seal_all()
    shown = console(client, republic, both=False).split("Everything you do is on the record")[1]
    assert ballot.proposal.title in shown
