# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is added to a network that lives: places inside a place, matters and means, each by who may and on the record."""

import pytest

from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations, queries
from assemblies.registry.models import Assembly, Network, Seat
from governance import entries
from tests.api.conftest import Program, problem

pytestmark = pytest.mark.django_db


def public(here, kind):
    record.seal_all()
    rows = Entry.objects.filter(record_id=here.public_record_id, type=kind).order_by("number")
    return [dict(entries.read(bytes(row.leaf)).facts) for row in rows]


def add(client, here, **more):
    return client.post(f"/a/{here.public_id}/add/", {"name": "Mill", "scale": "0", "population": "90"} | more)


def test_a_facilitator_adds_a_place_and_can_invite_into_it(client, republic):
    client.force_login(republic.ines)
    assert client.get(f"/a/{republic.ashby.public_id}/add/").status_code == 200
    answer = add(client, republic.ashby)
    mill = Assembly.objects.get(name="Mill")
    assert answer.headers["Location"] == f"/a/{mill.public_id}/"
    assert (mill.parent, mill.scale, mill.population, mill.place) == (republic.ashby, 0, 90, "base")
    assert public(republic.ashby, "ChildJoined") == [{"child": mill.ni}]
    assert queries.facilitators(mill).get().person == republic.ines
    assert client.post(f"/a/{mill.public_id}/invite/", {"number": 1}).status_code == 200
    assert mill.public_id in queries.the_nesting(Network.objects.get()).sizes


@pytest.mark.parametrize("who", ["ana", "olga", "dov", "zoe"])
def test_nobody_else_adds_a_place(client, republic, who):
    client.force_login(republic.people[who])
    assert add(client, republic.ashby).status_code == 403
    assert not Assembly.objects.filter(name="Mill").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"scale": "1"},
        {"scale": "7"},
        {"scale": "-1"},
        {"name": "lindEN"},
        {"name": "\u3164"},
        {"population": "-1"},
    ],
)
def test_a_place_that_cannot_be_is_refused_beside_its_field(client, republic, wrong):
    client.force_login(republic.ines)
    page = add(client, republic.ashby, **wrong)
    assert page.status_code == 422 and set(page.context["form"].errors) == set(wrong)
    assert Assembly.objects.count() == 5


def test_where_people_have_their_home_nothing_is_added_inside(client, republic):
    operations.take_seat(person=republic.fay, assembly=republic.weir, office="facilitator")
    Assembly.objects.filter(pk=republic.weir.pk).update(scale=1)
    Assembly.objects.filter(pk=republic.ashby.pk).update(scale=2)
    client.force_login(republic.fay)
    assert client.get(f"/a/{republic.weir.public_id}/add/").context["lived_in"]
    assert add(client, republic.weir).status_code == 422 and Assembly.objects.count() == 5


@pytest.fixture
def top(republic):
    """The valley, which is the whole network, with Ines as its facilitator."""
    operations.take_seat(person=republic.ines, assembly=republic.valley, office="facilitator")
    return republic.valley


def test_matters_and_means_are_added_by_the_top_s_facilitators_on_the_public_record(client, republic, top):
    Network.objects.update(
        matters=[{"path": "mobility", "name": "Moving"}, {"path": "water", "name": "Water"}]
    )
    client.force_login(republic.ines)
    client.post("/network/", {"act": "matter", "name": "Buses", "path": "mobility/buses"})
    client.post("/network/", {"act": "matter", "name": "Big Feasts"})
    client.post("/network/", {"act": "means", "name": "Timber", "unit": "m³", "decimal_places": "1"})
    paths = [row["path"] for row in Network.objects.get().matters]
    assert paths == ["mobility", "mobility/buses", "water", "big-feasts"]
    assert queries.all_means(republic.network)["timber"].decimal_places == 1
    assert [row["path"] for row in public(top, "MatterAdded")] == ["mobility/buses", "big-feasts"]
    assert public(top, "MeansAdded") == [
        {"means": "timber", "name": "Timber", "unit": "m³", "decimal_places": 1}
    ]
    page = client.get("/network/")
    assert page.status_code == 200 and b"mobility/buses" in page.content
    client.force_login(republic.ana)
    form = client.get("/raise/").content.decode()
    assert 'value="big-feasts"' in form and 'name="means-timber"' in form


@pytest.mark.parametrize("who", ["ana", "olga", "zoe"])
def test_nobody_else_adds_matters_or_means(client, republic, top, who):
    client.force_login(republic.people[who])
    assert client.get("/network/").status_code == 403
    assert client.post("/network/", {"act": "matter", "name": "Buses"}).status_code == 403
    assert not Network.objects.get().matters


def test_what_is_there_already_or_cannot_be_read_is_refused(client, republic, top):
    client.force_login(republic.ines)
    for given in (
        {"act": "matter", "name": "\u3164"},
        {"act": "matter", "name": "Buses", "path": "a//b"},
        {"act": "means", "name": "Pounds", "unit": "£", "decimal_places": "0", "code": "gbp"},
        {"act": "means", "name": "Wood", "unit": "m³", "decimal_places": "0", "code": "no spaces"},
        {"act": "means", "name": "Wood", "unit": "m³", "decimal_places": "9"},
    ):
        assert client.post("/network/", given).status_code == 422, given
    assert len(queries.all_means(republic.network)) == 1 and not Network.objects.get().matters


def test_a_program_adds_by_the_same_rules(republic, top):
    ines, olga = Program(republic.ines), Program(republic.olga)
    ashby = f"/assemblies/{republic.ashby.public_id}/places"
    made = ines.send("POST", ashby, {"name": "Mill", "scale": 0, "population": 90})
    assert made["parent"] == republic.ashby.public_id
    problem(ines("POST", ashby, {"name": "Mill", "scale": 0}), 422)
    problem(olga("POST", ashby, {"name": "Weir End", "scale": 0}), 403)
    ines.send("POST", "/network/matters", {"name": "Buses", "path": "mobility/buses"})
    problem(ines("POST", "/network/matters", {"name": "Buses", "path": "mobility/buses"}), 422)
    problem(olga("POST", "/network/means", {"name": "Wood", "unit": "m³", "code": "wood"}), 403)
    told = ines.send("POST", "/network/means", {"name": "Wood", "unit": "m³", "code": "wood"})
    assert [row["code"] for row in told["means"]] == ["GBP", "wood"]
    assert told["matters"] == [{"path": "mobility/buses", "name": "Buses"}]
    assert Seat.objects.filter(person=republic.ines, assembly__name="Mill").exists()
