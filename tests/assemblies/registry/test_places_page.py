# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of places shows one step of the nesting at a time, whatever the size of the network."""

from assemblies.registry import operations
from assemblies.registry.operations import Founding
from assemblies.registry.pages import places


def names(answer):
    return [row[0].name for row in answer.context["rows"]]


def test_it_begins_with_the_widest_and_goes_in_step_by_step(client, republic):
    assert names(client.get("/places/")) == ["Valley"]
    assert names(client.get(f"/places/?in={republic.valley.public_id}")) == ["Ashby", "Far"]
    inner = client.get(f"/places/?in={republic.ashby.public_id}")
    assert names(inner) == ["Linden", "Weir"]
    assert [crumb.name for crumb in inner.context["crumbs"]] == ["Valley"]


def test_it_counts_everyone_at_home_in_a_cover_once(client, republic):
    rows = client.get(f"/places/?in={republic.valley.public_id}").context["rows"]
    assert {row[0].name: row[1] for row in rows} == {"Ashby": 8, "Far": 1}


def test_a_long_list_is_cut_into_pages_and_every_place_is_on_one(
    client, republic, django_assert_max_num_queries
):
    rows = [Founding(f"Side {n:03}", 0, parent=republic.ashby) for n in range(150)]
    operations.found_many(network=republic.network, foundings=rows)
    seen = []
    for number in (1, 2, 3):
        with django_assert_max_num_queries(12):
            answer = client.get(f"/places/?in={republic.ashby.public_id}&page={number}")
        assert len(names(answer)) <= places.A_PAGE
        seen += names(answer)
    assert len(seen) == len(set(seen)) == 152


def test_a_place_is_found_by_part_of_its_name(client, republic):
    assert names(client.get("/places/", {"q": "lind"})) == ["Linden"]
    assert names(client.get("/places/", {"q": "%"})) == []
    assert client.get("/places/", {"q": "a", "page": "nonsense"}).status_code == 200
    assert client.get("/places/", {"q": "a\x00b"}).status_code == 400


def test_a_place_that_is_not_there_is_a_404(client, republic):
    assert client.get("/places/?in=nonsense").status_code == 404


def test_an_overlay_is_listed_apart_with_its_places(client, republic):
    overlay = Founding("Watershed", 1, overlay=True, constituents=[republic.linden, republic.far])
    row = operations.found_assembly(network=republic.network, founding=overlay)
    first = client.get("/places/")
    assert [item[0].name for item in first.context["overlays"]] == ["Watershed"]
    assert names(first) == ["Valley"]
    assert names(client.get(f"/places/?in={row.public_id}")) == ["Far", "Linden"]
