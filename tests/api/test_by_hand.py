# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes by hand entered by programs of two facilitators: the same law as on the pages, and keys that do it once."""

import json

import pytest

from assemblies.people.models import KeyedAnswer
from assemblies.registry import operations as registry
from assemblies.voting import operations
from assemblies.voting.models import Vote
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.assemblies.voting.test_bundles import people
from tests.republic import Republic


@pytest.fixture
def linden(republic: Republic) -> Republic:
    registry.take_seat(person=republic.dov, assembly=republic.linden, office="facilitator")
    return republic


def wanted(ballot, voter, **more):
    return {"voter": voter.public_id, "way": "paper", "choice": "yes", "text": ballot.text_digest} | more


def where(ballot, rest=""):
    return f"/ballots/{ballot.public_id}/by-hand{rest}"


def test_two_programs_that_say_the_same_make_a_vote(linden: Republic) -> None:
    ballot = small.at_vote(linden)
    olga, dov, ana = Program(linden.olga), Program(linden.dov), Program(linden.ana)
    first = olga.send("POST", where(ballot), wanted(ballot, linden.ana))
    assert first == {"state": "waiting", "receipt": None}
    [entry] = dov.get(where(ballot))["entries"]
    assert entry["state"] == "waiting" and entry["by"]["name"] == "Olga" and "choice" not in entry
    second = dov.send("POST", where(ballot), wanted(ballot, linden.ana))
    assert second["state"] == "agreed" and second["receipt"] == Vote.objects.get().receipt
    assert dov.get(where(ballot)) == {"number": 1, "entries": [], "bundles": []}
    told = ana.get(f"/ballots/{ballot.public_id}")
    assert told["taken_by_hand"] == told["turnout"]["voted"] == 1
    hand = told["my_vote"]["by_hand"]
    assert (hand["way"], hand["entered_by"]["name"], hand["confirmed_by"]["name"]) == ("paper", "Olga", "Dov")
    assert ana.get("/me/data")["votes"][0]["by_hand"] == "paper"
    console = dov.get(f"/assemblies/{linden.linden.public_id}/console")
    assert console["open_ballots"][0]["ballot"] == ballot.public_id and console["lapsed"] == []


def test_what_was_entered_is_not_told_before_the_close_and_differing_ends_both(linden: Republic) -> None:
    ballot = small.at_vote(linden)
    olga, dov = Program(linden.olga), Program(linden.dov)
    olga.send("POST", where(ballot), wanted(ballot, linden.ana))
    done = dov.send("POST", where(ballot), wanted(ballot, linden.ana, choice="no"))
    assert done == {"state": "differed", "receipt": None}
    for program in (olga, dov):
        [entry] = program.get(where(ballot))["entries"]
        assert (entry["state"], entry["second"]["name"]) == ("differed", "Dov")
        assert set(entry) == {"voter", "way", "by", "second", "at", "state"}
    olga.send("POST", where(ballot), wanted(ballot, linden.ana))
    back = olga.send("POST", where(ballot, "/withdraw"), {"voter": linden.ana.public_id})
    assert back["entries"] == []
    problem(olga("POST", where(ballot, "/withdraw"), {"voter": linden.ana.public_id}), 404)


def test_a_key_enters_it_once(linden: Republic) -> None:
    ballot = small.at_vote(linden)
    olga, dov = Program(linden.olga), Program(linden.dov)
    for program in (olga, dov):
        first = program.send("POST", where(ballot), wanted(ballot, linden.ana), Idempotency_Key="one")
        assert program.send("POST", where(ballot), wanted(ballot, linden.ana), Idempotency_Key="one") == first
    assert Vote.objects.count() == 1 and first["state"] == "agreed"


def test_what_is_refused_is_said(linden: Republic) -> None:
    ballot = small.at_vote(linden)
    olga, ben = Program(linden.olga), Program(linden.ben)
    asks = [
        (ben, wanted(ballot, linden.ana), 403, "no_power"),
        (Program(linden.ines), wanted(ballot, linden.ana), 403, "no_power"),
        (olga, wanted(ballot, linden.olga), 409, "own_vote"),
        (olga, wanted(ballot, linden.eva), 422, "not_in_franchise"),
        (olga, wanted(ballot, linden.ana, text="ni:///other"), 422, "other_text"),
        (olga, wanted(ballot, linden.ana, choice="maybe"), 422, "no_such_choice"),
        (olga, wanted(ballot, linden.ana, way="letter"), 422, None),
        (olga, wanted(ballot, linden.ana, more=1), 422, None),
    ]
    for program, body, status, code in asks:
        found = program("POST", where(ballot), body)
        assert found.status_code in ({status} | ({400} if code is None else set())), found.content
        assert code is None or problem(found, status)["code"] == code
    olga.send("POST", where(ballot), wanted(ballot, linden.ana))
    assert problem(olga("POST", where(ballot), wanted(ballot, linden.ana)), 409)["code"] == "one_facilitator"
    operations.cast_vote(
        ballot=ballot.public_id, voter=linden.ben, choice="no", text_digest=ballot.text_digest
    )
    assert problem(olga("POST", where(ballot), wanted(ballot, linden.ben)), 409)["code"] == "voted_here"
    problem(ben("GET", where(ballot)), 403)
    problem(ben("GET", where(ballot, "/people")), 403)


def test_people_are_found_by_name_page_by_page(linden: Republic) -> None:
    people(linden.linden, 5)
    ballot = small.at_vote(linden)
    olga = Program(linden.olga)
    first = olga.get(where(ballot, "/people?named=linden&limit=3"))
    assert [one["name"] for one in first["results"]] == ["Linden 0", "Linden 1", "Linden 2"]
    second = olga.get(first["next"].removeprefix("/api/v1"))
    assert [one["name"] for one in second["results"]] == ["Linden 3", "Linden 4"] and second["next"] is None
    assert set(first["results"][0]) == {"id", "name"}


def test_a_bundle_is_confirmed_by_another_and_no_answer_of_it_is_kept(linden: Republic) -> None:
    voters = people(linden.linden)
    composed = operations.Composed(secrecy="secret")
    ballot = operations.open_ballot(proposal=small.ready(linden), by=linden.olga, composed=composed)
    olga, dov = Program(linden.olga), Program(linden.dov)
    body = {
        "people": [one.public_id for one in voters],
        "papers": [{"choice": "yes", "number": 4}, {"choice": "no", "number": 2}],
        "text": ballot.text_digest,
    }
    first = olga.send("POST", where(ballot, "/bundles"), body, Idempotency_Key="one")
    assert first["state"] == "waiting"
    assert olga.send("POST", where(ballot, "/bundles"), body, Idempotency_Key="one") == first
    [seen] = dov.get(where(ballot))["bundles"]
    assert seen["people"] is None and seen["id"] == first["bundle"]
    assert len(olga.get(where(ballot))["bundles"][0]["people"]) == 6
    few = body | {"people": body["people"][:4], "papers": [{"choice": "yes", "number": 4}]}
    found = problem(dov("POST", where(ballot, "/bundles"), few), 422)
    assert (found["code"], found["pointer"]) == ("too_few", "/papers")
    done = dov.send(
        "POST", where(ballot, "/bundles"), body | {"confirms": first["bundle"]}, Idempotency_Key="two"
    )
    assert done == {"state": "agreed", "bundle": "", "voted": []}
    assert not KeyedAnswer.objects.exists()
    told = Program(voters[0]).get(f"/ballots/{ballot.public_id}")
    assert told["my_vote"]["choice"] is None and told["my_vote"]["by_hand"]["way"] == "paper"
    refused = Program(voters[0])(
        "PUT", f"/ballots/{ballot.public_id}/vote", {"choice": "no", "text": ballot.text_digest}
    )
    assert problem(refused, 409)["code"] == "taken_by_hand"


def test_a_bundle_is_taken_back_and_a_phone_is_refused_on_a_secret_ballot(linden: Republic) -> None:
    voters = people(linden.linden, 5)
    composed = operations.Composed(secrecy="secret")
    ballot = operations.open_ballot(proposal=small.ready(linden), by=linden.olga, composed=composed)
    olga, dov = Program(linden.olga), Program(linden.dov)
    body = {
        "people": [one.public_id for one in voters],
        "papers": [{"choice": "yes", "number": 5}],
        "text": ballot.text_digest,
    }
    made = olga.send("POST", where(ballot, "/bundles"), body)["bundle"]
    problem(dov("POST", where(ballot, f"/bundles/{made}/withdraw")), 404)
    assert olga.send("POST", where(ballot, f"/bundles/{made}/withdraw"))["bundles"] == []
    phone = problem(olga("POST", where(ballot), wanted(ballot, voters[0], way="phone")), 422)
    assert phone["code"] == "no_phone"
    stranger = body | {"people": [*body["people"][:4], linden.eva.public_id]}
    assert problem(olga("POST", where(ballot, "/bundles"), stranger), 422)["code"] == "not_in_franchise"
    assert "yes" not in json.dumps(olga.get(where(ballot)))
