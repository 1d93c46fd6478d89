# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts: seen by their author and by nobody else, on any page."""

import pytest
from django.urls import reverse

from assemblies.proposals import operations
from tests import republic as world

PAGES = ("proposal", "placement", "versions", "edit", "withdraw")


@pytest.fixture
def draft(republic):
    return operations.raise_proposal(
        author=republic.ana,
        raised_in=republic.linden,
        content=world.content(republic, title="Unborn thought"),
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["ben", "olga", "ines", "zoe", None])
def test_others_find_nothing_there(client, republic, draft, page, who):
    if who:
        client.force_login(republic.people[who])
    answer = client.get(reverse(page, args=[draft.public_id]))
    assert answer.status_code == 404 and b"Unborn" not in answer.content


@pytest.mark.parametrize("page", PAGES)
def test_the_author_finds_all(client, republic, draft, page):
    client.force_login(republic.ana)
    assert client.get(reverse(page, args=[draft.public_id])).status_code == 200


def test_the_author_finds_it_in_the_list_and_others_do_not(client, republic, draft):
    url = reverse("proposals", args=[republic.linden.public_id])
    client.force_login(republic.ana)
    assert b"Unborn thought" in client.get(url).content
    client.force_login(republic.ben)
    assert b"Unborn thought" not in client.get(url).content


def test_its_page_says_who_would_decide_before_anything_is_recorded(client, republic, draft):
    client.force_login(republic.ana)
    page = client.get(reverse("proposal", args=[draft.public_id])).content.decode()
    assert "Who would decide this" in page and "Linden would decide this." in page
    assert not draft.placements.exists()


def test_its_author_reads_in_arabic_who_would_decide_a_draft(client, republic):
    made = operations.raise_proposal(
        author=republic.ana,
        raised_in=republic.linden,
        content=world.content(republic, both=True, means={"GBP": "1200.5"}),
    )
    client.force_login(republic.ana)
    answer = client.get(reverse("proposal", args=[made.public_id]), headers={"Accept-Language": "ar"})
    assert answer.context["because"].startswith("القرار في")
    page = answer.content.decode().replace("\u2068", "").replace("\u2069", "")
    assert "£1,200.50" in page and "1200.5" not in page
