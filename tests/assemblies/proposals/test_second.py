# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seconding: once a person, never the author, and enough of them take it up."""

import pytest
from django.urls import reverse

from assemblies.proposals import operations, queries
from tests import republic as world


def seconded(client, made, who):
    client.force_login(who)
    return client.post(reverse("second", args=[made.public_id]))


def test_two_neighbours_take_it_up(client, republic):
    made = world.raised(republic)
    assert seconded(client, made, republic.ben).status_code == 302
    assert queries.proposal(made.public_id).stage == "seconding"
    seconded(client, made, republic.cleo)
    assert queries.proposal(made.public_id).stage == "deliberation"


def test_the_page_counts_how_many_of_how_many(client, republic):
    made = world.raised(republic)
    seconded(client, made, republic.ben)
    page = client.get(reverse("proposal", args=[made.public_id])).content.decode()
    assert '<span class="big">1</span>' in page and "of 2 seconds it needs" in page
    assert "You have seconded this." in page


def test_nobody_counts_twice_and_the_author_not_at_all(client, republic):
    made = world.raised(republic)
    seconded(client, made, republic.ben)
    assert seconded(client, made, republic.ben).status_code == 409
    assert seconded(client, made, republic.ana).status_code == 409
    assert queries.seconds_here(made, republic.linden) == 1


@pytest.mark.parametrize("who", ["dov", "fay", "zoe"])
def test_who_does_not_live_there_cannot_second(client, republic, who):
    made = world.raised(republic)
    assert seconded(client, made, republic.people[who]).status_code == 403
    assert queries.seconds_here(made, republic.linden) == 0


def test_seconds_given_below_count_where_it_moves(republic):
    made = world.raised(republic)
    operations.second(proposal=made, by=republic.ben)
    both = world.content(republic, both=True)
    operations.change(proposal=queries.proposal(made.public_id), by=republic.ana, content=both)
    made = queries.proposal(made.public_id)
    assert made.assembly == republic.ashby and queries.seconds_here(made, republic.ashby) == 1
