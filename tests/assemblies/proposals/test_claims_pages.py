# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a proposal affects, on pages and by program: said, stood behind, accepted, told in the journey, and erased."""

import json
from datetime import datetime, timedelta

import pytest

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.front import own
from assemblies.proposals import operations, queries
from assemblies.proposals.models import Claim
from assemblies.record import operations as record
from assemblies.record import queries as records
from assemblies.record.models import Entry
from governance.claims import Kind
from tests import republic as world
from tests.api.conftest import Program, problem

WHY = "The path runs along our gardens."
JSON = "application/json"


def text(client, path):
    return " ".join(client.get(path).content.decode().split())


def page_of(made):
    return f"/p/{made.public_id}/claims/"


def claimed(republic, made, **more):
    given = {"kind": Kind.AFFECTED, "reason": WHY} | more
    return operations.make_claim(proposal=made, by=republic.dov, **given)


def test_a_neighbour_says_so_others_stand_behind_it_and_everyone_reads_what_came_of_it(client, republic):
    made = world.discussed(republic)
    at = f"/p/{made.public_id}/"
    assert "Is your place left out, or named wrongly? Say so" in text(client, at)
    client.force_login(republic.dov)
    page = text(client, page_of(made))
    assert "Is <bdi>Weir</bdi> affected too?" in page and "3 people who live in Weir have to stand" in page
    sent = client.post(page_of(made), {"kind": "affected", "share": "1/2", "reason": WHY}, follow=True)
    page = " ".join(sent.content.decode().split())
    assert "Weir is affected too: about half of its people." in page and WHY in page
    assert "1 of the 3 people it needs stand behind it." in page and "Said by <bdi>Dov</bdi>" in page
    assert "Is <bdi>Weir</bdi>" not in page and "Stand behind it" not in page and "Take it back" in page
    said = Claim.objects.get()
    waits = "Weir says that it is affected too: 1 of 3 people it needs stand behind that."
    assert waits in text(client, at)
    for who in (republic.eva, republic.ines):
        client.force_login(who)
        assert "Stand behind it" in text(client, page_of(made))
        answer = client.post(f"/claims/{said.public_id}/back/", follow=True)
    assert "Weir is affected now, and the place was checked again: Ashby decides." in answer.content.decode()
    client.logout()
    journey = text(client, at)
    assert "“We are affected too”: Weir" in journey and "Enough people who live there stand" in journey
    assert "The check was run again because of whom it affects." in journey and "Moved up to Ashby" in journey
    page = text(client, page_of(made))
    assert "Upheld: 3 people who live there stand behind it, and 3 had to." in page and "Dov" not in page


def test_the_author_accepts_on_the_page_and_whoever_is_affected_may_say_that_they_are_not(client, republic):
    made = world.discussed(republic, both=True)
    client.force_login(republic.dov)
    assert "Is <bdi>Weir</bdi> not affected?" in text(client, page_of(made))
    client.post(page_of(made), {"kind": "not_affected", "reason": WHY})
    said = Claim.objects.get()
    client.force_login(republic.eva)
    assert client.post(f"/claims/{said.public_id}/accept/").status_code == 403
    client.force_login(republic.ana)
    assert "Accept it: that is so" in text(client, page_of(made))
    client.post(f"/claims/{said.public_id}/accept/")
    assert "The author accepted it." in text(client, page_of(made))
    assert queries.proposal(made.public_id).assembly == republic.linden


@pytest.mark.parametrize(
    ("sent", "told", "field"),
    [
        ({"kind": "affected", "share": "1", "reason": "  "}, 'id="e-reason"', "reason"),
        ({"kind": "affected", "share": "2", "reason": WHY}, 'id="e-share"', "share"),
        ({"kind": "not_affected", "reason": WHY}, "This place is not among those affected.", ""),
    ],
)
def test_what_cannot_be_said_is_told_at_its_field_and_nothing_typed_is_lost(
    client, republic, sent, told, field
):
    made = world.discussed(republic)
    client.force_login(republic.dov)
    answer = client.post(page_of(made), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page and not Claim.objects.exists()
    assert sent["reason"].strip() in page


def test_who_lives_nowhere_here_is_not_asked_and_cannot(client, republic):
    made = world.discussed(republic)
    for who in (republic.zoe, None):
        client.logout()
        if who:
            client.force_login(who)
        assert 'name="reason"' not in text(client, page_of(made))
    client.force_login(republic.zoe)
    assert client.post(page_of(made), {"kind": "affected", "reason": WHY}).status_code == 403
    client.logout()
    assert "Sign in to speak for the place you live in" in text(client, page_of(made))
    assert not Claim.objects.exists()


def test_once_it_is_voted_on_the_page_says_that_it_is_settled(client, republic):
    ballot = world.at_vote(republic)
    client.force_login(republic.dov)
    page = text(client, page_of(ballot.proposal))
    assert "is settled while a proposal is seconded or discussed" in page and 'name="reason"' not in page
    assert "Is your place left out" not in text(client, f"/p/{ballot.proposal.public_id}/")


def test_what_is_said_in_time_holds_up_the_ballot_on_every_page(client, republic):
    made = world.discussed(republic)
    said = claimed(republic, made)
    with clock.travel(clock.now() + timedelta(days=4)):
        client.force_login(republic.olga)
        assert "Open the ballot" not in text(client, f"/p/{made.public_id}/")
        told = Program(republic.olga).get(f"/assemblies/{republic.linden.public_id}/console")["discussed"]
        assert [row["is_ready"] for row in told] == [False]
        waits = Program(republic.olga).get(f"/proposals/{made.public_id}")["waits"]["ballot_from"]
        assert datetime.fromisoformat(waits) == said.until
        opened = client.post(f"/p/{made.public_id}/open/", {"template": "yes-no", "step": "open"})
        assert opened.status_code != 302
        operations.withdraw_claim(claim=said, by=republic.dov)
        assert "Open the ballot" in text(client, f"/p/{made.public_id}/")
        told = Program(republic.olga).get(f"/assemblies/{republic.linden.public_id}/console")["discussed"]
        assert [row["is_ready"] for row in told] == [True]


def test_a_program_goes_the_whole_way(republic):
    made = world.discussed(republic)
    path, dov, eva = f"/proposals/{made.public_id}/claims", Program(republic.dov), Program(republic.eva)
    problem(dov("POST", path, {"kind": "affected", "share": "0", "reason": WHY}), 422)
    told = dov.send("POST", path, {"kind": "affected", "share": "0.3", "reason": WHY})
    assert (told["place"]["name"], told["behind"], told["needed"], told["ending"]) == ("Weir", 1, 3, "")
    assert told["by"]["name"] == "Dov"
    (row,) = Program().get(path)["results"]
    assert row["by"] is None and row["reason"] == WHY
    one = f"/claims/{told['id']}"
    assert eva.send("POST", f"{one}/back")["behind"] == 2
    problem(eva("POST", f"{one}/back"), 409)
    problem(eva("POST", f"{one}/take-back"), 409)
    problem(Program(republic.ben)("POST", f"{one}/back"), 403)
    problem(eva("POST", f"{one}/accept"), 403)
    assert Program(republic.ana).send("POST", f"{one}/accept")["ending"] == "accepted"
    problem(dov("POST", f"{one}/take-back"), 409)
    other = dov.send(
        "POST",
        f"/proposals/{world.discussed(republic).public_id}/claims",
        {"kind": "affected", "reason": WHY},
    )
    assert dov.send("POST", f"/claims/{other['id']}/take-back")["ending"] == "withdrawn"


def test_why_is_ones_own_to_read_and_to_erase(client, republic):
    said = claimed(republic, world.discussed(republic))
    kept = own.about(republic.dov)
    assert [row["reason"] for row in kept["claims"]] == [WHY]
    assert [row["claim"] for row in kept["stood_behind"]] == [said.public_id]
    record.seal_all()
    entry = Entry.objects.get(type="ClaimMade")
    assert records.bodies([entry.pk])[entry.pk].values["text"] == WHY
    assert deliberation.erase_all(by=republic.dov) == 1
    record.seal_all()
    assert Claim.objects.get().reason == "" and entry.pk not in records.bodies([entry.pk])
    assert "Whoever wrote why has erased it." in text(client, page_of(said.proposal))
    assert WHY not in json.dumps(own.about(republic.dov))


def test_the_record_tells_it_in_sentences(client, republic):
    said = claimed(republic, world.discussed(republic))
    operations.accept_claim(claim=said, by=republic.ana)
    record.seal_all()
    client.force_login(republic.ana)
    public = text(client, f"/a/{republic.linden.public_id}/record/")
    assert "is affected by" in public and "that was claimed and heeded." in public
    acts = text(client, f"/a/{republic.linden.public_id}/record/acts/")
    assert "said that it is affected by" in acts and "Dov" not in acts
