# SPDX-License-Identifier: AGPL-3.0-or-later
"""A conversation narrowed to one kind: every kind can be, nothing of it is missing, and the numbers live."""

import re

import pytest

from assemblies.deliberation import operations, queries
from assemblies.deliberation.models import KINDS
from assemblies.live import queries as live
from tests import republic as world

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(republic):
    """One contribution of each kind, and a suggestion said in reply to the comment."""
    made = world.discussed(republic)
    said = {
        kind: operations.contribute(proposal=made, by=republic.ben, kind=kind, text=f"A {kind}.")
        for kind in KINDS
    }
    operations.contribute(
        proposal=made, by=republic.cleo, kind="suggestion", text="Lower lights.", reply_to=said["comment"]
    )
    return made


def shown(client, talk, kind):
    page = client.get(f"/p/{talk.public_id}/?kind={kind}").content.decode()
    return set(re.findall(r'class="post" id="c-\w+" data-kind="(\w+)"', page)), page


def test_every_kind_has_its_link_and_number(client, republic, talk):
    client.force_login(republic.ana)
    _all, page = shown(client, talk, "")
    numbers = dict(re.findall(r'<span id="n-(\w+)">(\d+)</span>', page))
    assert numbers == {kind: "2" if kind == "suggestion" else "1" for kind in KINDS}
    assert all(f'href="?kind={kind}#talk"' in page for kind in numbers)


def test_what_is_of_a_kind_is_found_where_it_was_said_in_reply_too(client, republic, talk):
    client.force_login(republic.ana)
    assert shown(client, talk, "question")[0] == {"question"}
    kinds, page = shown(client, talk, "suggestion")
    assert kinds == {"suggestion", "comment"} and "Lower lights." in page and "A concern." not in page
    assert 'id="thread" data-kind="suggestion"' in page


def test_a_kind_of_which_there_is_none_waits_out_of_sight(client, republic):
    made = world.discussed(republic)
    client.force_login(republic.ana)
    _none, page = shown(client, made, "")
    assert re.search(r'<nav class="tabs" id="kinds"[^>]* hidden>', page)
    operations.contribute(proposal=made, by=republic.ben, kind="concern", text="Dark.")
    made.refresh_from_db()
    page = client.get(f"/p/{made.public_id}/").content.decode()
    assert re.search(r'<nav class="tabs" id="kinds"[^>]*(?<!hidden)>', page)
    links = dict(re.findall(r'<a id="k-(\w+)"[^>]*?( hidden)?>', page))
    assert {kind for kind in KINDS if not links[kind]} == {"concern"}


def test_a_narrowed_page_is_live_too(client, republic, talk):
    client.force_login(republic.ana)
    _kinds, page = shown(client, talk, "concern")
    assert f'data-live="/live/p/{talk.public_id}/"' in page and "live.js" in page


def test_the_numbers_come_live(republic, talk):
    fragment = live._count(talk)
    numbers = dict(re.findall(r'<span id="n-(\w+)" hx-swap-oob="outerMorph">(\d+)</span>', fragment))
    assert numbers["suggestion"] == "2" and set(numbers) == set(KINDS)


def test_what_is_drawn_live_can_be_hidden_by_whoever_may(client, republic, talk):
    said = talk.talk.get(text="A concern.")
    drawn = live._talk(queries.contribution(said.public_id), talk, True)
    assert re.search(rf'href="/c/{said.public_id}/hide/" data-hides hidden', drawn)
    for who, may in ((republic.olga, True), (republic.ana, False)):
        client.force_login(who)
        page = client.get(f"/p/{talk.public_id}/").content.decode()
        assert ("data-may-hide" in page) == may and "data-hides" not in page
