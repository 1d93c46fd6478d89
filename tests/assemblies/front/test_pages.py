# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page and the page of an assembly: what they show to whom, and how much they ask the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assemblies import clock
from assemblies.registry import operations as registry
from assemblies.registry.operations import Founding
from assemblies.voting import operations as voting
from tests import republic as world

MOST_QUERIES = 12


def page_of(client, here):
    return client.get(f"/a/{here.public_id}/")


@pytest.mark.django_db
def test_before_anything_is_founded_the_first_page_says_so(client):
    answer = client.get("/")
    assert answer.status_code == 200 and b"Nothing is founded here yet" in answer.content


def test_a_visitor_sees_the_widest_place_and_how_much_is_being_voted_on(client, republic):
    world.at_vote(republic)
    answer = client.get("/")
    assert answer.context["open"] == 1 and answer.context["people"] == 9
    assert b"Valley" in answer.content and b"Needs you now" not in answer.content


def test_a_visitor_sees_what_is_voted_on_and_what_was_decided_wherever_it_is(client, republic):
    ballot = world.at_vote(republic)
    assert ballot.proposal.title in client.get("/").content.decode()
    with clock.travel(ballot.opened_at + timedelta(hours=1)):
        for name in ("ana", "ben"):
            voting.cast_vote(
                ballot=ballot.public_id,
                voter=republic.people[name],
                choice="yes",
                text_digest=ballot.text_digest,
            )
    with clock.travel(ballot.closes_at):
        voting.close_due()
    answer = client.get("/")
    assert not answer.context["open_now"]
    assert f"/p/{ballot.proposal.public_id}/result/" in answer.content.decode()


@pytest.mark.parametrize("who", ["ana", "olga", "zoe", None])
def test_the_page_of_an_assembly_asks_at_most_twelve_times(client, republic, who):
    world.at_vote(republic)
    if who:
        client.force_login(republic.people[who])
    page_of(client, republic.linden)
    with CaptureQueriesContext(connection) as asked:
        assert page_of(client, republic.linden).status_code == 200
    assert len(asked) <= MOST_QUERIES


def test_it_asks_no_more_where_there_is_more_to_show(client, republic):
    rows = [Founding(f"Side {n}", 0, parent=republic.ashby) for n in range(80)]
    registry.found_many(network=republic.network, foundings=rows)
    client.force_login(republic.ana)
    page_of(client, republic.ashby)
    with CaptureQueriesContext(connection) as asked:
        answer = page_of(client, republic.ashby)
    assert len(asked) <= MOST_QUERIES
    assert answer.context["not_shown"] == 82 - len(answer.context["inside"]) > 0


def test_an_open_ballot_needs_me_until_i_have_voted(client, republic):
    ballot = world.at_vote(republic)
    client.force_login(republic.ana)
    assert client.get("/").context["waiting"] == 1
    assert page_of(client, republic.linden).context["waiting"] == 1
    voting.cast_vote(ballot=ballot.public_id, voter=republic.ana, choice="no", text_digest=ballot.text_digest)
    answer = client.get("/")
    assert answer.context["waiting"] == 0
    (tile,) = answer.context["tiles"]
    assert tile["row"].mine and tile["row"].voted == 1


def test_who_does_not_live_here_sees_the_ballot_and_is_not_asked(client, republic):
    world.at_vote(republic)
    client.force_login(republic.dov)
    answer = page_of(client, republic.linden)
    assert len(answer.context["tiles"]) == 1 and answer.context["waiting"] == 0
    assert client.get("/").context["tiles"] == []


def test_no_tile_tells_how_anybody_chose(client, republic):
    ballot = world.at_vote(republic)
    client.force_login(republic.olga)

    def shown():
        return page_of(client, republic.linden).content.decode().split("<main")[1].split("</main>")[0]

    for voter, choice in ((republic.ana, "yes"), (republic.ben, "yes")):
        voting.cast_vote(ballot=ballot.public_id, voter=voter, choice=choice, text_digest=ballot.text_digest)
    before = shown()
    for voter in (republic.ana, republic.ben):
        voting.cast_vote(ballot=ballot.public_id, voter=voter, choice="no", text_digest=ballot.text_digest)
    assert shown() == before


def test_a_decision_is_shown_where_it_was_made_with_its_count_in_words(client, republic):
    ballot = world.at_vote(republic)
    for voter in (republic.ana, republic.ben, republic.cleo):
        choice = "no" if voter == republic.cleo else "yes"
        voting.cast_vote(ballot=ballot.public_id, voter=voter, choice=choice, text_digest=ballot.text_digest)
    with clock.travel(ballot.closes_at + timedelta(minutes=1)):
        voting.close_due()
        answer = page_of(client, republic.linden)
    (line,) = answer.context["decisions"]
    assert line["adopted"] and line["summary"] == "67% yes"
    assert answer.context["decided"] == 1 and answer.context["tiles"] == []


def test_the_rules_are_told_with_the_numbers_in_force(client, republic):
    rules = dict(page_of(client, republic.ashby).context["charter"])
    assert "A proposal needs 5 people behind it within 14 days." in rules.values()
    assert "At least one fifth of those who may vote have to take part." in rules.values()


def test_the_map_and_the_table_name_the_same_places(client, republic):
    answer = page_of(client, republic.ashby)
    here = next(node for node in answer.context["map"].children if node.here)
    assert sorted(node.name for node in here.children) == ["Linden", "Weir"]
    assert [item.name for item, _word in answer.context["inside"]] == ["Linden", "Weir"]
    assert answer.context["map"].name == "Valley"


def test_the_console_is_offered_to_facilitators_of_this_place_only(client, republic):
    address = f"/a/{republic.linden.public_id}/console/"
    client.force_login(republic.olga)
    assert address.encode() in page_of(client, republic.linden).content
    client.force_login(republic.ines)
    assert address.encode() not in page_of(client, republic.linden).content


def test_an_assembly_that_is_not_there_is_a_404(client, republic):
    assert client.get("/a/nonsense/").status_code == 404


def test_a_proposal_that_moved_up_is_told_in_both_places(client, republic):
    made = world.raised(republic, both=True)
    assert made.assembly == republic.ashby
    (line,) = page_of(client, republic.linden).context["moves"]
    assert line["row"].away and line["row"].other == "Ashby"
    (line,) = page_of(client, republic.ashby).context["moves"]
    assert not line["row"].away and line["row"].other == "Linden"
    assert line["row"].because and line["row"].because in page_of(client, republic.ashby).content.decode()


def test_what_came_here_is_dated_by_the_day_it_came_and_leaves_the_list_when_its_ballot_opens(
    client, republic
):
    made = world.raised(republic, both=True)
    came = made.hearings.get(ended_at=None)
    made.hearings.filter(pk=came.pk).update(stage_at=came.stage_at + timedelta(days=5))
    (line,) = page_of(client, republic.ashby).context["moves"]
    assert line["row"].at == came.opened_at
    made.hearings.filter(pk=came.pk).update(stage="ballot")
    assert page_of(client, republic.ashby).context["moves"] == []
