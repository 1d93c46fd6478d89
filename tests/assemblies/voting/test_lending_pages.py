# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lending on a page and by program: look for somebody, lend, see where it goes and who chose what with it, take it back."""

import json

import pytest

from assemblies.people import operations as accounts
from assemblies.registry import operations as registry
from assemblies.voting import lent, operations
from assemblies.voting.models import Delegation
from tests import republic as world
from tests.assemblies.voting.test_lent_votes import cast, closed, lend


@pytest.fixture
def page(republic):
    return f"/a/{republic.linden.public_id}/lent/"


def text(response):
    return response.content.decode()


def test_one_looks_for_a_name_lends_and_takes_back_without_scripts(client, republic, page):
    client.force_login(republic.ana)
    found = text(client.get(page, {"q": "cle"}))
    assert "Cleo" in found and republic.cleo.public_id in found and republic.ben.public_id not in found
    answer = client.post(page, {"to": republic.cleo.public_id, "what": ""}, follow=True)
    assert "Cleo carries your vote from now on" in text(answer) and "for all that is decided here" in text(
        answer
    )
    assert Delegation.objects.get().carrier == republic.cleo
    client.force_login(republic.cleo)
    assert "Ana" in text(client.get(page))
    client.force_login(republic.ana)
    assert "Your vote is your own again" in text(client.post(page, {"act": "back", "what": ""}, follow=True))
    assert not Delegation.objects.filter(until=None).exists()


def test_nobody_from_elsewhere_is_found_and_nothing_odd_is_lent(client, republic, page):
    client.force_login(republic.ana)
    assert republic.dov.public_id not in text(client.get(page, {"q": "dov"}))
    for given in ({"to": "", "what": ""}, {"to": republic.ana.public_id}, {"to": republic.dov.public_id}):
        answer = client.post(page, {"what": "", **given})
        assert answer.status_code == 422 and 'role="alert"' in text(answer)
    assert client.post(page, {"to": "nobody", "what": "dragons:1"}).status_code == 404
    assert client.post(page, {"to": "nobody", "what": "matter:a//b"}).status_code == 422
    assert not Delegation.objects.exists()
    client.force_login(republic.dov)
    assert client.get(page).status_code == 403
    assert client.post(page, {"to": republic.ana.public_id, "what": ""}).status_code == 403


def test_chains_and_loops_are_drawn_with_their_numbers(client, republic, page):
    lend(republic, "ben", "ana")
    lend(republic, "cleo", "ben")
    client.force_login(republic.ana)
    shown = text(client.get(page))
    assert 'class="tree"' in shown and "3 votes" in shown
    found = lent.overview(republic.linden)
    assert found.trees[0].name == "Ana" and found.trees[0].weight == 3
    assert [tree.name for tree in found.trees[0].lenders] == ["Ben"] and found.trees[0].lenders[0].weight == 2
    lend(republic, "ana", "cleo")
    shown = text(client.get(page))
    assert 'class="ring"' in shown and "3 votes go round" in shown
    assert (
        lent.overview(republic.linden).loops == (("Ana", "Cleo", "Ben"),)
        or lent.overview(republic.linden).in_loops == 3
    )


def test_who_left_is_in_no_picture_and_a_vote_lent_to_them_is_said_to_reach_nobody(client, republic, page):
    lend(republic, "ben", "ana")
    lend(republic, "cleo", "ben")
    registry.leave_for_good(person=republic.ana)
    lent.forget()
    found = lent.overview(republic.linden)
    assert (found.lent, found.trees, found.heaviest, found.gone, found.in_loops) == (2, (), (), 2, 0)
    client.force_login(republic.ben)
    shown = text(client.get(page))
    assert "2 votes come to somebody who does not vote here any more" in shown
    assert "Does not vote here any more, so nobody carries it." in shown and "Cleo" in shown
    registry.leave_for_good(person=republic.cleo)
    lent.forget()
    assert lent.overview(republic.linden).lent == 1
    assert not lent.to_me(republic.linden, republic.ben).exists()


def test_nobody_is_offered_letters_where_letters_are_only_kept(client, republic, page, settings):
    client.force_login(republic.ana)
    assert "Write to me when" in text(client.get(page))
    settings.EMAIL_BACKEND = "assemblies.people.letters.KeepLetters"
    assert "Write to me when" not in text(client.get(page))


def test_the_ballot_tells_where_my_vote_goes_and_what_was_chosen_only_if_it_was_lent_before(client, republic):
    ballot = world.at_vote(republic)
    at = f"/p/{ballot.proposal.public_id}/ballot/"
    client.force_login(republic.ana)
    assert "Your vote is lent" not in text(client.get(at))
    lend(republic, "ana", "ben")
    assert "has not voted yet" in text(client.get(at))
    cast(ballot, republic.ben, "no")
    for where in (at, f"/p/{ballot.proposal.public_id}/"):
        shown = text(client.get(where))
        assert "has voted, and votes with your vote too" in shown and "The answer:" in shown
    assert "has voted, and carries your vote" in text(client.get("/"))
    client.force_login(republic.cleo)
    lend(republic, "cleo", "ben")
    shown = text(client.get(at))
    assert "has voted, and votes with your vote too" in shown
    assert "The answer:" not in shown and "is shown after voting has closed" in shown


def test_a_chain_of_which_one_step_is_younger_than_the_vote_shows_no_answer(republic):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    cast(ballot, republic.cleo, "no")
    lend(republic, "ben", "cleo")
    assert lent.told(ballot, republic.ana)["answer"] == ()
    cast(ballot, republic.cleo, "yes")
    assert lent.told(ballot, republic.ana)["answer"] == ["Yes"]


def test_the_result_tells_how_many_were_carried_and_by_whom_to_who_may_read_it(client, republic):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    cast(ballot, republic.ben)
    cast(ballot, republic.cleo)
    closed(ballot)
    at = f"/p/{ballot.proposal.public_id}/result/"
    public = text(client.get(at))
    assert "1 vote was carried" in public and "Ben" not in public
    client.force_login(republic.ana)
    mine = text(client.get(at))
    assert "Ben" in mine and 'class="hands"' in mine
    assert "carried 1 more" in text(client.get(f"/p/{ballot.proposal.public_id}/votes/"))


@pytest.fixture
def program(client, republic):
    def ask(person, method, address, given=None, **headers):
        _row, secret = accounts.make_token(person=person, label="t")
        body = {} if given is None else {"data": json.dumps(given), "content_type": "application/json"}
        call = getattr(client, method)
        return call(f"/api/v1/{address}", headers={"Authorization": f"Bearer {secret}", **headers}, **body)

    return ask


def test_programs_lend_look_and_take_back(republic, program):
    ballot = world.at_vote(republic)
    at = f"assemblies/{republic.linden.public_id}/lendings"
    made = program(republic.ana, "post", at, {"to": republic.ben.public_id})
    assert made.status_code == 201 and made.json()["to"]["id"] == republic.ben.public_id
    assert program(republic.ana, "post", at, {"to": None, "matter": "water"}).status_code == 201
    assert len(program(republic.ben, "get", at).json()["results"]) == 2
    assert program(republic.dov, "get", at).status_code == 403
    cast(ballot, republic.ben)
    chain = program(republic.ana, "get", f"ballots/{ballot.public_id}/chain").json()
    assert chain["hands"][0]["name"] == "Ben" and chain["answer"] == "Yes" and chain["loop"] is False
    before = program(republic.ana, "get", f"ballots/{ballot.public_id}/carried").json()
    assert before == {"carried": 0, "lost": 0, "carriers": []}
    back = program(republic.ana, "post", f"{at}/take-back", {"matter": "water"})
    assert back.status_code == 200 and back.json()["scope"] == "matter"
    again = program(republic.ana, "post", f"{at}/take-back", {"matter": "water"})
    assert again.status_code == 409 and again.json()["code"] == "nothing_lent"
    cast(ballot, republic.cleo)
    closed(ballot)
    told = program(republic.ana, "get", f"ballots/{ballot.public_id}/carried").json()
    assert told == {"carried": 1, "lost": 0, "carriers": [{"name": "Ben", "votes": 1}]}
    data = program(republic.ana, "get", "me/data").json()
    assert [row["to"] for row in data["lent"]] == [republic.ben.public_id, None]


@pytest.mark.parametrize("given", [
    {}, {"to": 5}, {"to": "nobody"}, {"to": ["a"]}, {"to": None, "matter": "\u0000"}, {"to": None, "matter": 1},
    {"to": None, "proposal": "zzzzzzzzzzzzz"}, {"to": None, "weight": 9}, [], "x",
    {"to": None, "matter": "water", "proposal": "zzzzzzzzzzzzz"},
])  # fmt: skip
def test_bad_lendings_get_a_sentence_and_change_nothing(republic, program, given):
    at = f"assemblies/{republic.linden.public_id}/lendings"
    answer = program(republic.ana, "post", at, given)
    assert answer.status_code in (400, 404, 422) and answer.json()["detail"]
    assert not Delegation.objects.exists()


def test_who_is_suspended_lends_nothing(republic):
    with pytest.raises(Exception, match="may do this here"):
        operations.lend(assembly=republic.linden, person=republic.sam, to=republic.ana)
