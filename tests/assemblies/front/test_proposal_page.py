# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal's own page: the one act to do now, what each may read, its journey, and how little it asks."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.deliberation.models import Contribution
from assemblies.proposals import operations, queries
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry import queries as registry_queries
from assemblies.voting import operations as voting
from assemblies.voting import pictures
from assemblies.voting import queries as voting_queries
from tests import republic as world

MOST_QUERIES = 12


def page_of(client, made, query=""):
    return client.get(reverse("proposal", args=[made.public_id]) + query)


def text_of(client, made):
    return page_of(client, made).content.decode()


def test_while_it_is_talked_about_it_says_when_a_ballot_can_open(client, republic):
    made = world.discussed(republic)
    assert "A ballot can open from" in text_of(client, made)
    with clock.travel(clock.now() + timedelta(days=4)):
        shown = text_of(client, made)
        assert "A ballot can open now" in shown and "local time" not in shown
        client.force_login(republic.olga)
        assert reverse("open-ballot", args=[made.public_id]) in text_of(client, made)


def test_a_voter_gets_the_ballot_and_others_who_can_vote(client, republic):
    made = world.at_vote(republic).proposal
    client.force_login(republic.ana)
    assert 'name="choice"' in text_of(client, made)
    client.force_login(republic.dov)
    page = text_of(client, made)
    assert 'name="choice"' not in page and "People who live in Linden can vote." in page


def test_turnout_is_shown_and_no_count(client, republic):
    ballot = world.at_vote(republic)
    for who in (republic.ana, republic.ben):
        voting.cast_vote(ballot=ballot.public_id, voter=who, choice="yes", text_digest=ballot.text_digest)
    answer = page_of(client, ballot.proposal)
    found = answer.context["turnout"]
    assert (found["voted"], found["seats"]) == (2, ballot.seats)
    told = {"voted", "seats", "quorum", "of_yes", "reached", "line", "places", "weight", "carries"}
    assert set(found) == told


def test_turnout_by_place_is_what_the_voting_room_says(client, republic):
    made = world.raised(republic, both=True)
    for who in (republic.ben, republic.cleo, republic.olga, republic.dov, republic.eva):
        operations.second(proposal=queries.proposal(made.public_id), by=who)
    with clock.travel(clock.now() + timedelta(days=4)):
        ballot = voting.open_ballot(proposal=queries.proposal(made.public_id), by=republic.ines)
        voting.cast_vote(
            ballot=ballot.public_id, voter=republic.dov, choice="no", text_digest=ballot.text_digest
        )
    shown = page_of(client, made).context["turnout"]
    told = voting_queries.turnout_now(ballot)
    rows = [
        [(r["assembly"].name, r["voted"], r["seats"]) for r in found["places"]] for found in (shown, told)
    ]
    assert rows[0] == rows[1] == [("Linden", 0, 5), ("Weir", 1, 3)]
    assert {k: v for k, v in shown.items() if k != "places"} == {
        k: v for k, v in told.items() if k != "places"
    }


def test_who_may_not_read_the_talk_sees_how_much_there_is_and_why_not(client, republic):
    made = world.discussed(republic)
    deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text="Between neighbours")
    client.force_login(republic.ben)
    assert "Between neighbours" in text_of(client, made)
    for who in (republic.fay, None):
        client.logout()
        if who:
            client.force_login(who)
        page = text_of(client, made)
        assert (
            "Between neighbours" not in page
            and "1 contribution" in page
            and "can be read by those who live" in page
        )
        assert "Ana" not in page


def test_hidden_words_stay_hidden_and_the_reason_is_seen(client, republic):
    made = world.discussed(republic)
    said = deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text="Something unkind")
    deliberation.hide(contribution=said, by=republic.olga, reason="It names a neighbour's illness.")
    client.force_login(republic.ana)
    page = text_of(client, made)
    assert "Something unkind" not in page and "It names a neighbour&#x27;s illness." in page


def test_the_decision_is_told_with_its_reason(client, republic):
    made = world.at_vote(republic).proposal
    with clock.travel(clock.now() + timedelta(days=30)):
        voting.close_due()
        page = text_of(client, made)
    assert "There were too few votes" in page and "Being talked through" in page


def test_it_prints_the_position_it_was_rendered_at(client, republic):
    made = world.discussed(republic)
    record.seal_all()
    republic.linden.public_record.refresh_from_db()
    republic.linden.acts_record.refresh_from_db()
    public, acts = republic.linden.public_record.size, republic.linden.acts_record.size
    page = text_of(client, made)
    assert f'data-live="/live/p/{made.public_id}/" data-since="{public}.{acts}"' in page


@pytest.mark.parametrize("stage", ["raised", "discussed", "at_vote"])
@pytest.mark.parametrize("who", ["ana", "olga", "zoe", None])
def test_it_asks_at_most_twelve_times(client, republic, stage, who):
    made = getattr(world, stage)(republic)
    made = made.proposal if stage == "at_vote" else made
    if who:
        client.force_login(republic.people[who])
    page_of(client, made)
    with CaptureQueriesContext(connection) as asked:
        assert page_of(client, made).status_code == 200
    assert len(asked) <= MOST_QUERIES, [q["sql"][:80] for q in asked]


def test_it_asks_no_more_with_a_thousand_contributions(client, republic):
    made = world.discussed(republic)
    client.force_login(republic.ana)
    deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text="First")
    page_of(client, made)
    with CaptureQueriesContext(connection) as few:
        page_of(client, made)
    hearing = made.hearings.get(ended_at=None)
    rows = [
        Contribution(
            proposal=made, hearing=hearing, author=republic.ben, text="x", html=f"<p>w{n}</p>", at=clock.now()
        )
        for n in range(1000)
    ]
    Contribution.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as many:
        answer = page_of(client, made)
    assert len(many) == len(few) and len(answer.content) < 80_000
    assert b"<p>w999</p>" in answer.content and b"<p>w900</p>" not in answer.content


def test_earlier_contributions_are_reached_page_by_page(client, republic):
    made = world.discussed(republic)
    client.force_login(republic.ana)
    for n in range(35):
        deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text=f"word{n:02d}")
    first = page_of(client, made)
    before = page_of(client, made, f"?earlier={first.context['earlier']}")
    told = [c.html for c in [*before.context["thread"], *first.context["thread"]]]
    assert [html.strip() for html in told] == [f"<p>word{n:02d}</p>" for n in range(35)]
    assert "data-live" not in before.content.decode().split("<main", 1)[1][:400]


def moves_of(client, made):
    """What the journey says of each move, its title first."""
    steps = re.findall(r"<h3>(.*?)</h3>(.*?)</div></li>", text_of(client, made), re.S)
    words = [re.sub(r"\s*<[^>]+>\s*", "|", "".join(step)).strip("|") for step in steps]
    moves = [[part for part in step.split("|") if part] for step in words]
    return {m[0]: m[2:] for m in moves if m[0].startswith(("Moved up", "Handed back", "Passed on"))}


def test_every_move_gives_its_reason_in_the_journey(client, republic):
    up = world.raised(republic, both=True)
    because = (
        "Decided in Ashby, because the places affected (Linden, Weir) all lie in Ashby and no smaller place"
    )
    (title, (reason, left)), *others = moves_of(client, up).items()
    assert title == "Moved up to Ashby" and reason.startswith(because) and not others
    assert left.startswith("Only 57") and "of the people affected live in Linden; at least 95" in left
    operations.change(proposal=up, by=republic.ana, content=world.content(republic))
    told = moves_of(client, up)
    assert told["Moved up to Ashby"] == [reason, left]
    assert told["Handed back to Linden"] == [
        "Decided in Linden, because Linden is the only place affected.",
        "The check was run again because what it does was changed. Linden is smaller, can decide it and has not"
        " recorded why it could not.",
    ]


def test_a_referral_and_a_second_way_up_give_their_reasons_too(client, republic):
    made = world.raised(republic)
    for content in (
        world.content(republic, places={republic.weir.public_id: "1"}),
        world.content(republic, both=True),
        world.content(republic),
    ):
        operations.change(proposal=made, by=republic.ana, content=content)
    told = moves_of(client, made)
    assert list(told) == ["Passed on to Weir", "Moved up to Ashby", "Handed back to Linden"]
    assert told["Passed on to Weir"][0] == "Decided in Weir, because Weir is the only place affected."
    assert told["Handed back to Linden"][0] == "Decided in Linden, because Linden is the only place affected."


def test_want_of_means_is_told_at_the_move_it_brought(client, republic):
    made = world.raised(republic, both=True, means={"GBP": "4000"})
    money = republic.network.means.get(code="GBP")
    registry.set_allotment(assembly=republic.ashby, means=money, amount=Decimal(100))
    operations.ask_check(proposal=made, by=republic.dov)
    told = moves_of(client, made)["Moved up to Valley"]
    assert told[0].startswith("Decided in Valley, because") and "can decide" in told[0]
    assert told[1].startswith("The check was run again because someone asked. It uses up ")
    assert "that Ashby has left." in told[1]


def test_the_talk_narrows_by_kind(client, republic):
    made = world.discussed(republic)
    deliberation.contribute(proposal=made, by=republic.ben, kind="concern", text="Too loud")
    deliberation.contribute(proposal=made, by=republic.ben, kind="comment", text="All fine")
    client.force_login(republic.ana)
    page = page_of(client, made, "?kind=concern").content.decode()
    assert "Too loud" in page and "All fine" not in page
    assert 'Concerns <span id="n-concern">1</span>' in page


def test_it_holds_no_style_and_no_script_of_its_own(client, republic):
    made = world.at_vote(republic).proposal
    client.force_login(republic.ana)
    page = text_of(client, made)
    assert "style=" not in page and "onclick" not in page and "<script>" not in page


@pytest.mark.parametrize(
    "query", ["?earlier=%00", "?earlier=nobody", "?kind=%00", "?kind=odd&earlier=", "?earlier=²"]
)
def test_an_odd_address_is_never_an_error(client, republic, query):
    made = world.discussed(republic)
    client.force_login(republic.ana)
    assert page_of(client, made, query).status_code in ((400,) if "%00" in query else (200, 404))


def test_what_ended_without_enough_people_is_called_no_decision_and_told_in_order(client, republic):
    ballot = world.at_vote(republic)
    with clock.travel(ballot.closes_at):
        voting.close_due()
    with clock.travel(ballot.closes_at + timedelta(days=4)):
        made = queries.proposal(ballot.proposal.public_id)
        again = voting.open_ballot(proposal=made, by=republic.olga)
    with clock.travel(again.closes_at):
        voting.close_due()
        shown = text_of(client, made)
    assert "Ended without a decision in Linden" in shown and "Decided by Linden" not in shown
    assert "Why Linden was to decide this" in shown
    checked, missed = "Checked once more before the vote", shown.index("There were too few votes")
    assert shown.index(checked) < missed < shown.rindex(checked)
    with clock.travel(again.closes_at):
        lines = client.get("/").content.decode()
    assert "Not decided in Linden." in lines and "Decided in Linden." not in lines


def test_a_turnout_goes_on_to_the_day_it_ended(client, republic):
    ballot = world.at_vote(republic)
    voting.cast_vote(
        ballot=ballot.public_id, voter=republic.ana, choice="yes", text_digest=ballot.text_digest
    )
    with clock.travel(ballot.closes_at):
        voting.close_due()
    rows = pictures.days(voting_queries.ballot(ballot.public_id))
    assert len(rows) == 2 and rows[0]["voted"] == rows[1]["voted"] == 1
    assert rows[-1]["day"] == ballot.closes_at.astimezone(registry_queries.zone(ballot.assembly)).date()
