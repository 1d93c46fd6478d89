# SPDX-License-Identifier: AGPL-3.0-or-later
"""Withdrawing: asked once more, done by the author only, and never once people vote."""

from django.urls import reverse

from assemblies.proposals import operations, queries
from tests import republic as world


def test_the_page_asks_once_more_and_changes_nothing(client, republic):
    made = world.raised(republic)
    client.force_login(republic.ana)
    assert b"Withdraw this proposal?" in client.get(reverse("withdraw", args=[made.public_id])).content
    assert queries.proposal(made.public_id).stage == "seconding"


def test_the_author_takes_it_back(client, republic):
    made = world.raised(republic)
    client.force_login(republic.ana)
    page = client.post(reverse("withdraw", args=[made.public_id]), follow=True).content.decode()
    assert queries.proposal(made.public_id).stage == "withdrawn" and "Its author took it back" in page


def test_nobody_else_does(client, republic):
    made = world.raised(republic)
    for who in ("ben", "olga", "ines"):
        client.force_login(republic.people[who])
        assert client.post(reverse("withdraw", args=[made.public_id])).status_code == 403
    assert queries.proposal(made.public_id).stage == "seconding"


def test_not_while_people_vote(client, republic):
    made = world.at_vote(republic).proposal
    client.force_login(republic.ana)
    url = reverse("withdraw", args=[made.public_id])
    assert client.get(url).status_code == 409 and client.post(url).status_code == 409
    assert queries.proposal(made.public_id).stage == "ballot"


def test_a_draft_thrown_away_was_never_seen_and_never_is(client, republic):
    content = world.content(republic)
    made = operations.raise_proposal(author=republic.ana, raised_in=republic.linden, content=content)
    client.force_login(republic.ana)
    client.post(reverse("withdraw", args=[made.public_id]))
    assert client.get(reverse("proposal", args=[made.public_id])).status_code == 200
    client.force_login(republic.ben)
    assert client.get(reverse("proposal", args=[made.public_id])).status_code == 404
    listed = client.get(reverse("proposals", args=[republic.linden.public_id]))
    assert made.title not in listed.content.decode()
