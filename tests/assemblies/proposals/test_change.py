# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changing a proposal: a new version that all can compare, and a new test where its effects change."""

from django.urls import reverse

from assemblies.proposals import operations, queries
from tests import republic as world
from tests.assemblies.proposals.test_raise_proposal import typed


def edit(client, made, republic, **more):
    return client.post(reverse("edit", args=[made.public_id]), typed(republic, **more), follow=True)


def test_the_form_comes_filled_with_what_it_says_now(client, republic):
    made = world.raised(republic)
    client.force_login(republic.ana)
    page = client.get(reverse("edit", args=[made.public_id])).content.decode()
    assert 'value="Reopen the path"' in page and "The old path is opened again." in page


def test_changed_effects_are_tested_again_and_move_it(client, republic):
    made = world.raised(republic)
    client.force_login(republic.ana)
    page = edit(client, made, republic, **{"means-GBP": ""}).content.decode()
    assert queries.proposal(made.public_id).assembly == republic.ashby
    assert [p.occasion for p in queries.placements(made)] == ["submitted", "effects"]
    assert "Moved up to Ashby" in page


def test_changed_back_it_comes_down_again(client, republic):
    made = world.raised(republic, both=True)
    content = world.content(republic)
    operations.change(proposal=made, by=republic.ana, content=content)
    made = queries.proposal(made.public_id)
    assert [h.came_by for h in queries.hearings(made)] == ["raised", "escalate", "devolve"]
    client.force_login(republic.ana)
    page = client.get(reverse("proposal", args=[made.public_id])).content.decode()
    assert "Handed back to Linden" in page and "Why Linden decides this" in page


def test_a_mere_change_of_words_is_not_tested_again(client, republic):
    made = world.raised(republic)
    operations.change(proposal=made, by=republic.ana, content=world.content(republic, text="More words."))
    assert queries.placements(made).count() == 1


def test_the_text_cannot_change_while_people_vote(client, republic):
    ballot = world.at_vote(republic)
    client.force_login(republic.ana)
    url = reverse("edit", args=[ballot.proposal.public_id])
    assert client.get(url).status_code == 409
    assert client.post(url, typed(republic)).status_code == 409
    assert queries.proposal(ballot.proposal.public_id).title == "Reopen the path"


def test_only_its_author_changes_it(client, republic):
    made = world.raised(republic)
    for who in ("ben", "olga", "dov"):
        client.force_login(republic.people[who])
        assert edit(client, made, republic).status_code == 403
    assert queries.proposal(made.public_id).version == 1


def test_a_no_keeps_what_was_typed(client, republic):
    made = world.raised(republic)
    client.force_login(republic.ana)
    answer = edit(client, made, republic, title="New title", summary="no")
    assert answer.status_code == 422 and 'value="New title"' in answer.content.decode()
    assert queries.proposal(made.public_id).version == 1


def test_more_places_than_the_form_takes_are_told_and_nothing_is_changed(client, republic):
    made = world.raised(republic)
    client.force_login(republic.ana)
    page = edit(client, made, republic, place=[f"p{k}" for k in range(301)]).content.decode()
    assert "Only the first 300 places were kept. Name a wider place that holds them." in page
    assert queries.proposal(made.public_id).version == 1
