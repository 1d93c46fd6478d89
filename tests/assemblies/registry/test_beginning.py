# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a facilitator is shown first in a young network, and the way to all that they facilitate."""

import pytest

from assemblies.registry import operations
from assemblies.registry.operations import Founding

pytestmark = pytest.mark.django_db


def test_who_facilitates_a_young_home_is_told_what_comes_next(client, republic):
    operations.take_seat(person=republic.fay, assembly=republic.far, office="facilitator")
    client.force_login(republic.fay)
    page = client.get("/").content.decode()
    assert "What comes next" in page and f"/a/{republic.far.public_id}/invite/" in page
    assert f"/a/{republic.far.public_id}/seats/" in page and "/raise/" in page
    assert "/network/" not in page
    operations.take_seat(person=republic.fay, assembly=republic.valley, office="facilitator")
    page = client.get("/").content.decode()
    assert "/network/" in page and f"/a/{republic.valley.public_id}/add/" in page


@pytest.mark.parametrize("who", ["ana", "dov", "olga", "zoe"])  # five live in Linden, where Olga facilitates
def test_nobody_else_is(client, republic, who):
    client.force_login(republic.people[who])
    assert "What comes next" not in client.get("/").content.decode()


def facilitate(client, path="/"):
    return [href for text, href, _current in client.get(path).context["nav"] if text == "Facilitate"]


def test_the_main_link_leads_to_the_one_or_to_a_list(client, republic):
    client.force_login(republic.olga)
    assert facilitate(client) == [f"/a/{republic.linden.public_id}/console/"]
    operations.take_seat(person=republic.olga, assembly=republic.far, office="facilitator")
    assert facilitate(client) == ["/me/facilitating/"]
    far = f"/a/{republic.far.public_id}/"
    assert facilitate(client, far) == [f"{far}console/"]
    assert facilitate(client, f"/a/{republic.weir.public_id}/") == []


def test_who_facilitates_without_a_home_finds_the_way_too(client, republic):
    operations.take_seat(person=republic.zoe, assembly=republic.far, office="facilitator")
    client.force_login(republic.zoe)
    assert facilitate(client) == [f"/a/{republic.far.public_id}/console/"]
    assert client.get("/").context["home"] is None


def test_my_own_page_stays_short_however_much_one_facilitates(client, republic):
    foundings = [Founding(f"Mill {n}", 0, parent=republic.ashby) for n in range(25)]
    made = operations.found_many(network=republic.network, foundings=foundings)
    operations.seat_first(person=republic.olga, rows=[row.pk for row in made])
    client.force_login(republic.olga)
    for path in ("/me/", "/me/leave/"):
        page = client.get(path)
        assert len(page.context["seats"]) == 20 and page.context["more_seats"] == 7
        assert b"/me/facilitating/" in page.content
