# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of the form shows one's own town; a button shows what lies around it, to tick there what is touched."""

import pytest
from django.urls import reverse

from assemblies.proposals import picking
from tests.assemblies.proposals.test_raise_proposal import typed


def circles(answer):
    """The public ids on the map, and the rows beside it."""
    found, todo = set(), [answer.context["map"]]
    while todo:
        node = todo.pop()
        found.add(node.key)
        todo += node.children
    return found, [row.place.public_id for row in answer.context["picker"].near]


@pytest.fixture
def ask(client, republic):
    client.force_login(republic.ana)
    return lambda **more: client.post(reverse("raise"), typed(republic, **more))


def test_it_begins_with_the_town_around_ones_home(ask, republic):
    on_map, rows = circles(ask(do="place"))
    assert on_map == {republic.ashby.public_id, republic.linden.public_id, republic.weir.public_id}
    assert rows == [republic.linden.public_id, republic.weir.public_id]


def test_a_wider_map_holds_the_places_of_other_towns_and_each_has_its_row(ask, republic):
    answer = ask(map=republic.valley.public_id, title="Kept as typed")
    on_map, rows = circles(answer)
    assert {republic.valley.public_id, republic.ashby.public_id, republic.far.public_id} < on_map
    assert set(rows) == {republic.linden.public_id, republic.weir.public_id, republic.far.public_id}
    assert 'value="Kept as typed"' in answer.content.decode()
    assert answer.context["picker"].nearer_map == republic.ashby and not answer.context["picker"].wider_map


def test_the_wider_map_stays_while_one_asks_who_decides(ask, republic):
    on_map, _rows = circles(ask(do="place", around=republic.valley.public_id))
    assert republic.far.public_id in on_map


def test_a_map_that_nobody_could_read_is_not_offered(ask, republic, monkeypatch):
    monkeypatch.setattr(picking, "MOST_ON_MAP", 3)
    assert ask(do="place").context["picker"].wider_map is None
    monkeypatch.setattr(picking, "MOST_ON_MAP", 4)
    assert ask(do="place").context["picker"].wider_map == republic.valley


@pytest.mark.parametrize("odd", ["nothing", "\x00", "../", "٣"])
def test_a_map_of_nothing_is_the_map_of_ones_town(ask, republic, odd):
    assert republic.far.public_id not in circles(ask(map=odd))[0]
