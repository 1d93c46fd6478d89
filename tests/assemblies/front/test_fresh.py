# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is drawn once is drawn anew as soon as anything it shows is another, and never shown to another reader."""

import pytest

from assemblies import pieces
from assemblies.deliberation import operations as deliberation
from assemblies.people.models import Person
from assemblies.proposals.models import Proposal
from assemblies.registry.models import Assembly
from assemblies.voting import operations as voting
from tests import republic as world


def seen(client, path, who=None, **headers):
    client.logout()
    if who:
        client.force_login(who)
    answer = client.get(path, **headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def talked(republic):
    made = world.discussed(republic)
    said = deliberation.contribute(proposal=made, by=republic.ben, kind="concern", text="The bend is blind")
    deliberation.contribute(
        proposal=made, by=republic.cleo, kind="comment", text="Mirrors help", reply_to=said
    )
    return made, said


def test_a_new_name_is_on_every_page_at_once(client, republic, talked):
    made, _ = talked
    path = f"/p/{made.public_id}/"
    assert "Cleo" in seen(client, path, republic.ana)
    Person.objects.filter(pk=republic.cleo.pk).update(name="Cleopatra Reed")
    Assembly.objects.filter(pk=republic.linden.pk).update(name="Lime Row")
    page = seen(client, path, republic.ana)
    assert "Cleopatra Reed" in page and ">Cleo<" not in page and ">CR</span>" in page
    assert "Lime Row" in page and "Linden" not in page.split("<main")[1].split('id="why"')[0]


def test_what_is_hidden_is_gone_from_the_next_page(client, republic, talked):
    made, said = talked
    path = f"/p/{made.public_id}/"
    assert "The bend is blind" in seen(client, path, republic.ana)
    deliberation.hide(contribution=said, by=republic.olga, reason="It is about a neighbour.")
    page = seen(client, path, republic.ana)
    assert "The bend is blind" not in page and "It is about a neighbour." in page and "Mirrors help" in page


def test_a_reply_stands_under_what_was_drawn_before_it(client, republic, talked):
    made, said = talked
    path = f"/p/{made.public_id}/"
    seen(client, path, republic.ana)
    deliberation.contribute(proposal=made, by=republic.ana, kind="comment", text="Or a wall", reply_to=said)
    page = seen(client, path, republic.ana)
    assert page.index(f'id="r-{said.public_id}"') < page.index("Mirrors help") < page.index("Or a wall")


def test_who_may_hide_sees_how_and_nobody_else_after_them(client, republic, talked):
    made, said = talked
    path, hide = f"/p/{made.public_id}/", f"/c/{said.public_id}/hide/"
    assert "Hide</a>" in seen(client, path, republic.olga)
    assert "Hide</a>" not in seen(client, path, republic.ana)
    assert hide not in seen(client, path, republic.ana)


def test_a_list_shows_what_changed(client, republic):
    made = world.raised(republic)
    path = f"/a/{republic.linden.public_id}/proposals/"
    assert "Looking for seconds" in seen(client, path)
    Proposal.objects.filter(pk=made.pk).update(title="Another title", contributions=7, stage="ballot")
    page = seen(client, path)
    assert "Another title" in page and "7 contributions" in page and "Voting is open" in page


def test_a_vote_is_remembered_for_its_voter_alone(client, republic):
    ballot = world.at_vote(republic)
    path = f"/p/{ballot.proposal.public_id}/"
    voting.cast_vote(
        ballot=ballot.public_id, voter=republic.ben, choice="yes", text_digest=ballot.text_digest
    )
    assert "You have voted." in seen(client, path, republic.ben)
    assert "You have voted." not in seen(client, path, republic.ana)


def test_each_reader_has_their_own_way_around(client, republic):
    pieces.forget()
    path = f"/a/{republic.linden.public_id}/proposals/"
    olga = seen(client, path, republic.olga)
    ana = seen(client, path, republic.ana)
    visitor = seen(client, path)
    assert "/console/" in olga and "/console/" not in ana and "/console/" not in visitor
    assert "/account/logout/" in ana and "/account/logout/" not in visitor
    assert "Olga" in olga and "Olga" not in ana and "Ana" not in visitor.split("<main")[0]


def test_the_next_reader_is_answered_in_their_language(client, republic, talked):
    path = f"/p/{talked[0].public_id}/"
    assert "Why Linden decides this" in seen(client, path)
    arabic = seen(client, path, HTTP_ACCEPT_LANGUAGE="ar")
    assert "Why Linden decides this" not in arabic and 'dir="rtl"' in arabic
    assert "Why Linden decides this" in seen(client, path)
