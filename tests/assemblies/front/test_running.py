# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open votes, here and inside: the numbers, the tables and the dots of the maps say the same."""

import pytest

from assemblies.registry import operations as registry
from assemblies.registry.operations import Founding
from assemblies.voting.models import Ballot
from tests import republic as world


@pytest.fixture
def river(republic):
    """An overlay of Linden and Far, so one that only the valley holds; three ballots: Linden's, Ashby's, its own."""
    founding = Founding("River", 1, overlay=True, constituents=[republic.linden, republic.far])
    river = registry.found_assembly(network=republic.network, founding=founding)
    world.at_vote(republic)
    world.at_vote(republic, both=True)
    moved = world.at_vote(republic)
    Ballot.objects.filter(pk=moved.pk).update(assembly=river)
    return river


def dots(node):
    """Circle → dots, of a whole map."""
    found = {node.name: node.seeds}
    for child in node.children:
        found |= dots(child)
    return found


def context(client, here):
    return client.get(f"/a/{here.public_id}/" if here else "/").context


def test_a_visitor_finds_every_open_vote_in_the_number_the_table_and_the_map(client, republic, river):
    shown = context(client, None)
    assert shown["open"] == shown["me"].running == 3
    assert [(row.name, row.running) for row in shown["rows"][:2]] == [("Ashby", 2), ("Far", 0)]
    assert [(row.name, row.open) for row in shown["rows"][2:]] == [("River", 1)]
    assert dots(shown["map"]) == {"Valley": 1, "Ashby": 1, "Linden": 1, "Weir": 0, "Far": 0}
    page = client.get("/").content.decode()
    assert f'href="/a/{river.public_id}/"' in page and "<dt>Voting now</dt><dd>3</dd>" in page


def test_the_widest_place_says_what_is_voted_on_in_it_and_inside_it(client, republic, river):
    page = client.get(f"/a/{republic.valley.public_id}/").content.decode()
    assert "<dt>Voting here</dt><dd>0</dd>" in page and "<dt>Voting inside</dt><dd>3</dd>" in page
    assert '<a href="#places">3 votes are open inside.</a>' in page
    shown = context(client, republic.valley)
    assert [(row.name, row.open) for row in shown["across"]] == [("River", 1)]
    assert dots(shown["map"]) == {"Valley": 1, "Ashby": 2, "Far": 0}
    assert page.index("Open votes of a place are its own") > page.index(f'href="/a/{river.public_id}/"')


def test_a_place_has_its_own_votes_as_dots_on_its_own_circle(client, republic, river):
    shown = context(client, republic.ashby)
    assert (shown["me"].open, shown["me"].inside) == (1, 1)
    assert dots(shown["map"]) == {"Valley": 1, "Ashby": 1, "Linden": 1, "Weir": 0, "Far": 0}
    page = client.get(f"/a/{republic.ashby.public_id}/").content.decode()
    assert "Ashby, town, 8 people seated, 1 open vote, 1 open vote inside" in page
    assert page.count('class="seed"') == 3


def test_an_overlay_says_what_is_voted_on_in_it_and_in_its_places(client, republic, river):
    me = context(client, river)["me"]
    assert (me.open, me.inside) == (1, 1)


def test_a_base_place_has_nothing_inside(client, republic, river):
    page = client.get(f"/a/{republic.linden.public_id}/").content.decode()
    assert "<dt>Voting now</dt><dd>1</dd>" in page and "Voting inside" not in page
