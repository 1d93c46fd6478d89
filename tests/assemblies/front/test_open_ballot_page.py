# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page on which a ballot is composed offers what the charter allows, says the rule, and takes no other."""

import pytest

from assemblies.voting.models import Ballot
from tests import republic as world


def shown(client, republic, made, data=None, *, by="ines"):
    client.force_login(republic.people[by])
    at = f"/p/{made.public_id}/open/"
    return client.post(at, data) if data is not None else client.get(at)


def test_where_the_charter_allows_a_stricter_way_it_is_offered_beside_its_own(client, republic):
    page = shown(client, republic, world.ready(republic, both=True)).content.decode()
    assert page.count('name="method"') == 2
    assert '<input type="radio" name="method" value="majority" checked>' in page
    assert "more than half of the places" not in page


def test_the_preview_says_what_the_stricter_way_needs(client, republic):
    made = world.ready(republic, both=True)
    page = shown(client, republic, made, {"step": "preview", "method": "double-majority"}).content.decode()
    assert '<input type="radio" name="method" value="double-majority" checked>' in page
    assert "more than half of the places inside say yes too, and at least 2 of 8 people take part" in page


@pytest.mark.parametrize(
    ("both", "matter", "by", "says"),
    [
        (False, "mobility", "olga", "The people decide: the charter asks for this"),
        (True, "water", "ines", "People and places decide: the charter asks for both"),
    ],
)
def test_where_nothing_may_be_chosen_the_page_says_so(client, republic, both, matter, by, says):
    made = world.ready(republic, both=both, matter=matter)
    page = shown(client, republic, made, by=by).content.decode()
    assert says in page and 'name="method"' not in page


@pytest.mark.parametrize("step", ["open", "preview"])
@pytest.mark.parametrize("method", ["majority", "dice"])
def test_a_laxer_or_unknown_way_is_refused_with_a_sentence(client, republic, step, method):
    made = world.ready(republic, both=True, matter="water")
    answer = shown(client, republic, made, {"step": step, "method": method})
    assert answer.status_code == 422 and not Ballot.objects.exists()
    assert ("would be laxer" if method == "majority" else "is not known here") in answer.content.decode()


def test_the_stricter_way_chosen_is_the_ballots(client, republic):
    made = world.ready(republic, both=True)
    answer = shown(client, republic, made, {"step": "open", "method": "double-majority"})
    assert answer.status_code == 302
    assert Ballot.objects.get().method == "double-majority"


def test_the_page_of_an_assembly_says_how_each_matter_is_decided(client, republic):
    page = client.get(f"/a/{republic.ashby.public_id}/").content.decode()
    assert "Whoever opens the ballot may ask for yes in more than half of the places" in page
    assert "<dt>water</dt><dd>More than half of yes and no, and yes in more than half of the places" in page
