# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages on which facilitators enter votes by hand, and what voters and readers are shown of it."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages

from assemblies import clock
from assemblies.front import own
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.voting import operations, queries, taken
from assemblies.voting.models import Vote
from assemblies.voting.waiting import HandBundle, HandEntry
from tests import republic as world
from tests.assemblies.voting.test_bundles import people
from tests.assemblies.voting.test_papers_pages import KEPT, OF_KIND
from tests.assemblies.voting.ways_asked import ASKS

REASON = {"reason": "It would flood the cellar."}


@pytest.fixture
def hands(republic):
    registry.take_seat(person=republic.dov, assembly=republic.linden, office="facilitator")
    return republic


def at_vote(republic, method="", secrecy="", **more):
    asks = {"asks": ASKS[method]} if ASKS.get(method) else {}
    composed = operations.Composed(method, secrecy=secrecy, **asks, **more)
    return operations.open_ballot(proposal=world.ready(republic), by=republic.olga, composed=composed)


def text(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def told(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def look(client, who, path):
    client.force_login(who)
    return client.get(path)


def enter(client, who, ballot, voter, way="paper", **fields):
    client.force_login(who)
    path = f"/b/{ballot.public_id}/by-hand/{voter.public_id}/"
    return client.post(path, {"way": way, "text": ballot.text_digest, "step": "enter", **fields})


@pytest.mark.parametrize("method", sorted(OF_KIND))
def test_two_facilitators_enter_a_paper_of_any_kind_and_it_is_a_vote(client, hands, method):
    ballot = at_vote(hands, method)
    page = look(client, hands.olga, f"/b/{ballot.public_id}/by-hand/{hands.ana.public_id}/")
    assert page.status_code == 200 and "The vote of Ana" in text(page)
    assert enter(client, hands.olga, ballot, hands.ana, **OF_KIND[method]).status_code == 302
    assert not Vote.objects.exists()
    assert enter(client, hands.dov, ballot, hands.ana, **OF_KIND[method]).status_code == 302
    vote = Vote.objects.get()
    assert queries.own_choice(vote) == KEPT[method] and vote.by_hand == "paper"


def test_the_second_is_not_shown_what_the_first_entered(client, hands):
    ballot = at_vote(hands, "schulze")
    path = f"/b/{ballot.public_id}/by-hand/{hands.ana.public_id}/"
    before = look(client, hands.dov, path).content
    enter(client, hands.olga, ballot, hands.ana, **OF_KIND["schulze"])
    after = look(client, hands.dov, path)
    assert "Olga has entered this vote" in text(after)
    picked = re.compile(rb"<option selected>\d|checked")
    assert picked.findall(before) == picked.findall(after.content) == []
    listed = look(client, hands.dov, f"/b/{ballot.public_id}/by-hand/")
    assert "waits for you to enter it too" in text(listed) and "On paper." not in text(listed)
    assert "On paper." in text(look(client, hands.olga, f"/b/{ballot.public_id}/by-hand/"))


def test_both_are_told_where_they_differ_and_may_enter_it_anew(client, hands):
    ballot = at_vote(hands)
    assert "counts once another" in told(enter(client, hands.olga, ballot, hands.ana, choice="yes"))[0]
    assert "differ" in told(enter(client, hands.dov, ballot, hands.ana, choice="no"))[-1]
    for who in (hands.olga, hands.dov):
        listed = look(client, who, f"/b/{ballot.public_id}/by-hand/")
        assert "Olga and Dov did not enter the same" in text(listed) and "Enter it anew" in text(listed)
    enter(client, hands.olga, ballot, hands.ana, choice="no")
    done = enter(client, hands.dov, ballot, hands.ana, choice="no")
    assert Vote.objects.get().receipt in told(done)[-1]


def test_what_cannot_be_taken_is_said_beside_what_was_typed(client, hands):
    ballot = at_vote(hands)
    answer = enter(client, hands.olga, ballot, hands.ana, choice="no", way="")
    assert answer.status_code == 422 and "on paper or by phone" in text(answer)
    assert 'value="no" aria-describedby="e-no" checked' in answer.content.decode()
    answer = enter(client, hands.olga, ballot, hands.ana, way="phone")
    assert answer.status_code == 422 and 'value="phone" checked' in answer.content.decode()
    consent = at_vote(hands, "consent")
    answer = enter(client, hands.olga, consent, hands.ana, choice="object")
    assert answer.status_code == 422 and "what harm" in text(answer)
    for who in (hands.olga, hands.dov):
        assert enter(client, who, consent, hands.ana, choice="object", **REASON).status_code == 302
    assert Vote.objects.get().reason == REASON["reason"]


@pytest.mark.parametrize("who", ["ben", "ines", "zoe"])
def test_nobody_else_opens_these_pages(client, hands, who):
    ballot = at_vote(hands)
    for path in ("by-hand/", f"by-hand/{hands.ana.public_id}/", "bundle/"):
        assert look(client, hands.people[who], f"/b/{ballot.public_id}/{path}").status_code == 403


def test_people_are_found_by_name_and_listed_page_by_page_without_saying_who_voted(client, hands):
    people(hands.linden, 30)
    ballot = at_vote(hands)
    first = look(client, hands.olga, f"/b/{ballot.public_id}/by-hand/")
    assert len(first.context["page"].object_list) == 25 and "Page 1 of 2" in text(first)
    second = client.get(f"/b/{ballot.public_id}/by-hand/?page=2")
    names = [one.name for page in (first, second) for one in page.context["page"].object_list]
    assert len(names) == len(set(names)) == 33 and not {"Sam", "Dov", "Olga"} & set(names)
    found = client.get(f"/b/{ballot.public_id}/by-hand/?q=linden 1")
    assert [one.name for one in found.context["page"].object_list] == [
        "Linden 1",
        *(f"Linden 1{n}" for n in range(10)),
    ]
    before = found.content
    voter = found.context["page"].object_list[0]
    operations.cast_vote(ballot=ballot.public_id, voter=voter, choice="no", text_digest=ballot.text_digest)
    token = re.compile(rb'csrfmiddlewaretoken" value="[^"]+"')
    again = client.get(f"/b/{ballot.public_id}/by-hand/?q=linden 1")
    assert token.sub(b"", again.content) == token.sub(b"", before)
    nobody = client.get(f"/b/{ballot.public_id}/by-hand/?q=nobody")
    assert "Nobody of this name" in text(nobody) and 'name="q"' in nobody.content.decode()


def test_who_moved_in_after_the_opening_is_not_listed(hands):
    ballot = world.at_vote(hands, both=True)
    registry.take_home_seat(person=hands.zoe, assembly=hands.linden)
    listed = sorted(one.name for one in taken.people(ballot))
    assert listed == ["Ana", "Ben", "Cleo", "Dov", "Eva", "Ines", "Olga"]
    told_apart = dict(taken.named_apart(taken.people(ballot), ballot))
    assert sorted(told_apart.values()) == ["Linden"] * 4 + ["Weir"] * 3


def test_two_of_one_name_are_told_apart(client, hands):
    twins = people(hands.linden, 2)
    for one in twins:
        one.name = "Robin"
        one.save()
    ballot = at_vote(hands)
    page = text(look(client, hands.olga, f"/b/{ballot.public_id}/by-hand/?q=robin"))
    assert all(one.public_id in page for one in twins) and hands.ana.public_id not in page


def test_the_page_of_somebody_who_voted_here_says_so_and_has_no_sheet(client, hands):
    ballot = at_vote(hands)
    operations.cast_vote(
        ballot=ballot.public_id, voter=hands.ana, choice="no", text_digest=ballot.text_digest
    )
    page = look(client, hands.olga, f"/b/{ballot.public_id}/by-hand/{hands.ana.public_id}/")
    assert "A vote of Ana is recorded" in text(page) and 'name="way"' not in page.content.decode()
    mine = client.get(f"/b/{ballot.public_id}/by-hand/{hands.olga.public_id}/")
    assert "Nobody enters their own vote" in text(mine)


def test_a_vote_here_between_the_entries_is_said_to_the_second_and_to_the_first(client, hands):
    ballot = at_vote(hands)
    enter(client, hands.olga, ballot, hands.ana, choice="yes")
    operations.cast_vote(
        ballot=ballot.public_id, voter=hands.ana, choice="no", text_digest=ballot.text_digest
    )
    assert (
        "Ana has voted here meanwhile" in told(enter(client, hands.dov, ballot, hands.ana, choice="yes"))[-1]
    )
    assert "Voted here meanwhile" in text(look(client, hands.olga, f"/b/{ballot.public_id}/by-hand/"))


def test_an_entry_of_ones_own_can_be_taken_back_from_the_page(client, hands):
    ballot = at_vote(hands)
    enter(client, hands.olga, ballot, hands.ana, choice="yes")
    path = f"/b/{ballot.public_id}/by-hand/{hands.ana.public_id}/"
    assert client.post(path, {"step": "withdraw"}).status_code == 302
    assert not HandEntry.objects.exists()
    assert client.post(path, {"step": "withdraw"}).status_code == 404


def by_hand(client, republic, ballot, voter, choice="yes", way="paper"):
    for who in (republic.olga, republic.dov):
        enter(client, who, ballot, voter, way=way, choice=choice)
    assert Vote.objects.get(voter=voter).by_hand == way


def test_the_voter_is_told_and_may_change_it_here(client, hands):
    ballot = at_vote(hands)
    by_hand(client, hands, ballot, hands.ana, way="phone")
    page = look(client, hands.ana, f"/p/{ballot.proposal.public_id}/ballot/")
    words = text(page)
    assert "Your vote was taken by hand, by phone, entered by Olga and Dov. You may still vote here" in words
    assert "1 vote so far was taken by hand" in words
    assert "by phone, entered by Olga and Dov" in text(client.get("/me/"))
    assert own.about(hands.ana)["votes"][0]["by_hand"] == "phone"
    client.post(f"/b/{ballot.public_id}/cast/", {"choice": "no", "text": ballot.text_digest})
    assert Vote.objects.get().choice == "no"
    again = text(client.get(f"/p/{ballot.proposal.public_id}/ballot/"))
    assert "by hand" not in again.replace("on paper or by phone", "")


def test_readers_are_told_how_many_and_which(client, hands):
    ballot = at_vote(hands)
    by_hand(client, hands, ballot, hands.ana)
    enter(client, hands.olga, ballot, hands.cleo, choice="no")
    operations.cast_vote(
        ballot=ballot.public_id, voter=hands.ben, choice="yes", text_digest=ballot.text_digest
    )
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        operations.close_due()
    record.seal_all()
    where = f"/p/{ballot.proposal.public_id}"
    result = text(look(client, hands.ben, f"{where}/result/"))
    assert "1 of these votes was taken by hand" in result and "no second entry" not in result
    votes = text(client.get(f"{where}/votes/"))
    assert votes.count("Taken by hand, on paper, entered by Olga and Dov") == 1
    olga = text(look(client, hands.olga, f"{where}/result/"))
    assert "1 vote that one facilitator had entered by hand had no second entry" in olga
    console = text(client.get(f"/a/{hands.linden.public_id}/console/"))
    assert "On “Reopen the path” 1 vote entered by hand had no second entry" in console
    listed = text(client.get(f"/b/{ballot.public_id}/by-hand/"))
    assert "Voting has closed" in listed and "Cleo" in listed and "Nobody entered it a second time" in listed


def test_the_console_leads_there_and_says_how_many_wait(client, hands):
    ballot = at_vote(hands)
    enter(client, hands.olga, ballot, hands.ana, choice="yes")
    console = look(client, hands.dov, f"/a/{hands.linden.public_id}/console/")
    assert f"/b/{ballot.public_id}/by-hand/" in console.content.decode()
    assert "1 waits for a second facilitator" in text(console)


def test_a_single_facilitator_is_told_that_there_has_to_be_a_second(client, republic):
    ballot = at_vote(republic)
    assert "You are the only facilitator" in text(
        look(client, republic.olga, f"/b/{ballot.public_id}/by-hand/")
    )


def bundle(client, who, ballot, voters, numbers, where="", **more):
    client.force_login(who)
    fields = {
        "person": [one.public_id for one in voters],
        "paper": list(numbers),
        "number": [str(n) for n in numbers.values()],
        "text": ballot.text_digest,
        "step": "enter",
    }
    return client.post(f"/b/{ballot.public_id}/bundle/{where}", fields | more)


def test_a_bundle_is_put_together_over_several_looks_and_entered_by_two(client, hands):
    voters = people(hands.linden, 30)
    ballot = at_vote(hands, secrecy="secret")
    some = voters[2:8]
    page = look(client, hands.olga, f"/b/{ballot.public_id}/bundle/")
    assert page.status_code == 200 and "5 papers or more" in text(page)
    page = bundle(client, hands.olga, ballot, some[:2], {"yes": "4"}, step="search", q="Linden 5")
    assert [one.name for one in page.context["sent"].people] == ["Linden 2", "Linden 3"]
    assert [one.name for one in page.context["page"].object_list] == ["Linden 5"]
    assert 'name="number" value="4"' in page.content.decode()
    more = bundle(client, hands.olga, ballot, some, {"yes": "4"}, page="2", step="")
    assert more.context["page"].number == 2 and len(more.context["sent"].people) == 6
    few = bundle(client, hands.olga, ballot, some[:4], {"yes": "4"})
    assert few.status_code == 422 and "fewer would give votes away" in text(few)
    odd = bundle(client, hands.olga, ballot, some, {"yes": "x"})
    assert odd.status_code == 422 and "whole number" in text(odd)
    assert bundle(client, hands.olga, ballot, some, {"yes": "4", "no": "2"}).status_code == 302
    where = HandBundle.objects.get().public_id + "/"
    listed = look(client, hands.dov, f"/b/{ballot.public_id}/by-hand/")
    assert where in listed.content.decode() and "Linden 2" not in text(listed)
    assert "Linden 2" in text(look(client, hands.olga, f"/b/{ballot.public_id}/by-hand/"))
    blind = look(client, hands.dov, f"/b/{ballot.public_id}/bundle/{where}")
    assert "Olga entered this bundle" in text(blind) and blind.context["sent"].people == []
    done = bundle(client, hands.dov, ballot, some, {"yes": "4", "no": "2", "abstain": ""}, where)
    assert done.status_code == 302 and Vote.objects.filter(by_hand="paper").count() == 6
    assert client.get(f"/b/{ballot.public_id}/bundle/{where}").status_code == 404


@pytest.mark.parametrize("method", sorted({*OF_KIND} - {"consent", "plurality"}))
def test_papers_of_any_kind_are_added_one_by_one(client, hands, method):
    voters = people(hands.linden, 5)
    ballot = at_vote(hands, method, "secret")
    page = bundle(client, hands.olga, ballot, voters, {"abstain": "3"}, step="add", **OF_KIND[method])
    rows = {row.choice: row.number for row in page.context["sent"].rows}
    page = bundle(client, hands.olga, ballot, voters, rows, step="add", **OF_KIND[method])
    rows = {row.choice: row.number for row in page.context["sent"].rows}
    assert rows.pop("abstain") == "3" and list(rows.values()) == ["2"] and page.context["sent"].papers == 5
    bad = bundle(client, hands.olga, ballot, voters, rows, step="add")
    assert bad.status_code == 422 and "Choose an answer" in text(bad)
    rows |= {"abstain": "3"}
    bundle(client, hands.olga, ballot, voters, rows)
    where = HandBundle.objects.get().public_id + "/"
    bundle(client, hands.dov, ballot, voters, rows, where)
    assert Vote.objects.filter(by_hand="paper").count() == 5


def test_a_paper_of_a_secret_ballot_cannot_be_changed_and_its_voter_is_told(client, hands):
    voters = people(hands.linden, 5)
    ballot = at_vote(hands, secrecy="secret")
    bundle(client, hands.olga, ballot, voters, {"yes": "5"})
    bundle(client, hands.dov, ballot, voters, {"yes": "5"}, HandBundle.objects.get().public_id + "/")
    page = look(client, voters[0], f"/p/{ballot.proposal.public_id}/ballot/")
    assert "on paper, entered by Olga and Dov" in text(page) and "cannot be changed" in text(page)
    assert 'name="choice"' not in page.content.decode() and "may still vote" not in text(page)
    cast = client.post(f"/b/{ballot.public_id}/cast/", {"choice": "no", "text": ballot.text_digest})
    assert cast.status_code == 409 and "cannot be changed" in text(cast)
    front = text(client.get(f"/p/{ballot.proposal.public_id}/"))
    assert "cannot be changed" in front and "You can change your vote" not in front


def test_a_secret_ballot_has_no_single_sheet_and_an_open_one_no_bundle(client, hands):
    secret = at_vote(hands, secrecy="secret")
    page = look(client, hands.olga, f"/b/{secret.public_id}/by-hand/{hands.ana.public_id}/")
    assert "entered as a bundle" in text(page) and 'name="way"' not in page.content.decode()
    ballot = at_vote(hands)
    page = client.get(f"/b/{ballot.public_id}/bundle/")
    assert (
        "each vote is entered for the person" in text(page) and 'name="number"' not in page.content.decode()
    )
