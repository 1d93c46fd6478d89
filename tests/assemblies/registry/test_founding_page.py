# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding a network from the one-time link: once, by whoever signs in, with a key that nobody keeps."""

import hashlib

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.management import CommandError, call_command

from assemblies.people.models import Person
from assemblies.registry import operations
from assemblies.registry.models import Assembly, Network, Seat

pytestmark = pytest.mark.django_db
SKETCH = {
    "name": "Two Sides",
    "host": "Trial.Invalid",
    "time_zone": "Europe/Paris",
    "scales": "side, sides\ntown, towns",
    "places": "Our town\n    North: 400\n    South: 1,500\n",
}


@pytest.fixture
def founder(client):
    person = Person.objects.create(email="first@trial.invalid", name="First")
    client.force_login(person)
    return person


def link():
    return f"/begin/{operations.begin_network()}/"


def test_without_an_account_the_link_asks_for_one_and_comes_back(client):
    at = link()
    page = client.get(at)
    assert f"/account/signup/?next={at}".encode() in page.content


def test_the_sketch_is_checked_before_anything_is_founded(client, founder):
    page = client.post(link(), SKETCH | {"step": "check"})
    assert [row[0].name for row in page.context["lines"]] == ["Our town", "North", "South"]
    assert not Network.objects.exists()


def test_founding_makes_the_places_seats_the_founder_and_shows_the_key_once(client, founder):
    at = link()
    page = client.post(at, SKETCH | {"step": "found", "home": "2"})
    network = Network.objects.get()
    key = load_pem_private_key(page.context["key"].encode(), password=None)
    public = key.public_key().public_bytes_raw()
    assert network.recovery_digest == "sha-256:" + hashlib.sha256(public).hexdigest()
    assert network.host == "trial.invalid" and network.time_zone == "Europe/Paris"
    assert page.headers["Cache-Control"] == "no-store" and page.context["key"].encode() in page.content
    south = Assembly.objects.get(name="South")
    assert south.population == 1500 and south.parent.name == "Our town" and south.place == "base"
    assert Seat.objects.get(person=founder, home=True).assembly == south
    assert Seat.objects.filter(person=founder, office="facilitator").count() == 3
    founder.refresh_from_db()
    assert founder.is_operator


def test_the_link_works_once(client, founder):
    at = link()
    client.post(at, SKETCH | {"step": "found", "home": "2"})
    assert client.get(at).status_code == 409
    assert client.post(at, SKETCH | {"step": "found", "home": "2"}).status_code == 409
    assert Network.objects.count() == 1


def test_a_home_has_to_be_a_place_where_people_live(client, founder):
    for home in ("0", "7", ""):
        page = client.post(link(), SKETCH | {"step": "found", "home": home})
        assert page.status_code == 422
    assert not Network.objects.exists()


def test_a_visitor_founds_nothing(client):
    assert client.post(link(), SKETCH | {"step": "found", "home": "2"}).status_code == 403
    assert not Network.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("host", "not a host"),
        ("host", "nodots"),
        ("scales", ""),
        ("scales", "side, sides\nside, sides"),
        ("places", "One town\nAnother town"),
        ("places", "Town\n  Side\n    Corner"),
        ("places", "Town\n  Side: many"),
    ],
)
def test_what_cannot_be_founded_is_said_beside_its_field(client, founder, field, typed):
    page = client.post(link(), SKETCH | {field: typed, "step": "check"})
    assert page.status_code == 422 and page.context["form"].errors[field]


def test_going_back_keeps_what_was_typed(client, founder):
    page = client.post(link(), SKETCH | {"step": "change"})
    assert page.status_code == 200 and b"    North: 400" in page.content


def test_the_command_prints_a_link_and_the_link_before_stops_working(client, capsys):
    call_command("begin_network", at="http://127.0.0.1:8000/")
    first = capsys.readouterr().out.split()[-1]
    call_command("begin_network", at="")
    second = capsys.readouterr().out.split()[-1]
    assert first.startswith("http://127.0.0.1:8000/begin/")
    assert client.get(first.removeprefix("http://127.0.0.1:8000")).status_code == 409
    assert client.get(second).status_code == 200


def test_an_instance_with_a_network_gives_no_link(republic):
    with pytest.raises(CommandError):
        call_command("begin_network")
