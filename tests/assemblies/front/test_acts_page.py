# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record of members' acts has its page, for those who may read it, and tells no more than its entries do."""

import html
import re

import pytest

from assemblies.deliberation import operations as deliberation
from assemblies.front import ledger
from assemblies.proposals import queries as proposals
from assemblies.record import operations as record
from assemblies.record import queries as record_queries
from assemblies.record.models import Entry
from assemblies.voting import operations as voting
from tests import republic as world
from tests.api.conftest import Program, problem

pytestmark = pytest.mark.django_db


def page(client, place, who, road="record/acts/", **more):
    record.seal_all()
    client.logout()
    if who is not None:
        client.force_login(who)
    return client.get(f"/a/{place.public_id}/{road}", **more)


def told(answer):
    text = (html.unescape(re.sub(r"<[^>]+>", "", row["told"])) for row in answer.context["rows"])
    return [re.sub("[\u2068\u2069]", "", sentence) for sentence in text]


@pytest.fixture
def voted(republic):
    """A proposal at the vote in Ashby, talked about, with one vote cast."""
    ballot = world.at_vote(republic, both=True)
    made = proposals.proposal(ballot.proposal.public_id)
    deliberation.contribute(proposal=made, by=republic.ben, kind="concern", text="And in winter?")
    voting.cast_vote(ballot=ballot.public_id, voter=republic.dov, choice="no", text_digest=ballot.text_digest)
    return ballot


def test_votes_seconds_and_contributions_are_told_and_nobody_is_named(client, republic, voted):
    answer = page(client, republic.ashby, republic.eva)
    sentences, text = told(answer), answer.content.decode()
    assert sentences[0] == "Somebody voted on “Reopen the path”."
    assert sentences[1] == "Somebody contributed to “Reopen the path”: concern."
    assert "Somebody seconded “Reopen the path”." in sentences
    assert sentences[-1] == "The record of members' acts was begun."
    main = re.sub(r"<pre.*?</pre>", "", text[text.index("<main") : text.index("</main")], flags=re.S)
    assert not re.search(r"\b(Dov|Ben|winter|against)\b", main), "no name, no choice, no text of anybody"
    for row in Entry.objects.filter(record=republic.ashby.acts_record_id):
        assert bytes(row.leaf).decode() in html.unescape(text), "the exact form is what the record holds"
    republic.ashby.acts_record.refresh_from_db()
    assert republic.ashby.acts_record.checkpoint in html.unescape(text)


def test_the_page_shows_just_the_entries_that_the_api_gives_the_same_person(client, republic, voted):
    answer = page(client, republic.ashby, republic.eva)
    listed = Program(republic.eva).get(f"/assemblies/{republic.ashby.public_id}/entries?record=acts")[
        "results"
    ]
    assert [(row["number"], row["id"]) for row in answer.context["rows"][::-1]] == [
        (row["number"], row["id"]) for row in listed
    ]
    said = Program(republic.eva).get(f"/assemblies/{republic.ashby.public_id}/told?record=acts")["results"]
    assert [row["told"] for row in said] == told(answer)


def test_the_sealed_part_of_a_vote_is_not_even_looked_up(client, republic, voted, monkeypatch):
    looked, bodies = [], record_queries.bodies

    def look(ids):
        looked.extend(ids)
        return bodies(looked)

    monkeypatch.setattr(record_queries, "bodies", look)
    page(client, republic.ashby, republic.eva)
    assert not Entry.objects.filter(pk__in=looked, type__in=("VoteCast", "ContributionMade")).exists()


@pytest.mark.parametrize("who", [None, "zoe"])
def test_others_are_told_which_record_they_see_and_who_reads_the_other(client, republic, voted, who):
    person = who and republic.people[who]
    assert page(client, republic.ashby, person).status_code == (403 if who else 302)
    road = f"/assemblies/{republic.ashby.public_id}/told?record=acts"
    problem(Program(person)("GET", road), 403 if who else 401)
    shown = html.unescape(page(client, republic.ashby, person, "record/").content.decode())
    assert "This is the public record." in shown and "people who live in one of its places" in shown
    assert "record/acts/" not in shown


def test_a_pair_of_tabs_leads_from_one_record_to_the_other(client, republic):
    for road in ("record/", "record/acts/"):
        shown = page(client, republic.ashby, republic.eva, road).content.decode()
        tabs = re.search(r'<nav class="tabs".*?</nav>', shown, re.S)[0]
        assert re.findall(r'href="([^"]+)"( aria-current="page")?', tabs) == [
            (f"/a/{republic.ashby.public_id}/{each}", ' aria-current="page"' if each == road else "")
            for each in ("record/", "record/acts/")
        ]


def test_it_is_paged_as_the_public_one_and_asks_the_same_however_long(
    client, republic, voted, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(ledger, "PAGE", 3)
    newest = page(client, republic.ashby, republic.eva)
    size = newest.context["size"]
    assert [row["number"] for row in newest.context["rows"]] == [size - 1, size - 2, size - 3]
    assert f"?from={size - 6}" in newest.content.decode() and "To the beginning" in newest.content.decode()
    monkeypatch.setattr(ledger, "PAGE", 50)
    with django_assert_max_num_queries(8):
        client.get(f"/a/{republic.ashby.public_id}/record/acts/")


def test_the_same_is_said_in_arabic(client, republic, voted):
    answer = page(client, republic.ashby, republic.eva, headers={"Accept-Language": "ar"})
    words = set(re.findall("[A-Za-z]+", " ".join(told(answer))))
    assert words <= {"Reopen", "the", "path"}
