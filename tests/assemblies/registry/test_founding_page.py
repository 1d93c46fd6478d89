# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding a network from the one-time link: once, by whoever signs in, with a key that nobody keeps."""

import hashlib

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from assemblies.people.models import Person
from assemblies.registry import forms, operations
from assemblies.registry.models import Assembly, Network, Seat
from assemblies.registry.pages.founding import first_sketch

pytestmark = pytest.mark.django_db
SKETCH = {
    "name": "Two Sides",
    "host": "Trial.Invalid",
    "time_zone": "Europe/Paris",
    "scales": "side, sides\ntown, towns",
    "places": "Our town\n    North: 400\n    South: 1,500\n",
    "matters": "Getting about, mobility\nBuses, mobility/buses\nFeasts",
    "means": "Money, €, 2, EUR\nساعات العمل، ساعة",
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


def founded(client, at):
    return client.post(at, SKETCH | {"step": "found", "home": "2"}, follow=True)


def test_founding_makes_the_places_seats_the_founder_and_shows_the_key(client, founder):
    page = founded(client, link())
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


def test_a_founded_network_has_matters_and_means_to_raise_something_with(client, founder):
    founded(client, link())
    network = Network.objects.get()
    assert network.matters == [
        {"path": "mobility", "name": "Getting about"},
        {"path": "mobility/buses", "name": "Buses"},
        {"path": "feasts", "name": "Feasts"},
    ]
    means = [(row.code, row.name, row.unit, row.decimal_places) for row in network.means.order_by("pk")]
    assert means == [("EUR", "Money", "€", 2), ("means-2", "ساعات العمل", "ساعة", 0)]
    page = client.get("/raise/").content.decode()
    assert '<option value="mobility/buses"' in page and 'name="means-EUR"' in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_form_proposes_lists_that_it_takes_itself(client, founder, language):
    client.cookies["nested_language"] = client.cookies["django_language"] = language
    with translation.override(language):
        initial = first_sketch()
    form = forms.FoundingForm(SKETCH | {name: initial[name] for name in ("matters", "means")})
    assert form.is_valid(), form.errors
    assert len(form.cleaned_data["matters"]) > 10 and len(form.cleaned_data["means"]) > 3
    proposed = client.get(link(), headers={"Accept-Language": language}).context["form"].initial
    assert proposed["matters"] == initial["matters"]


def test_the_key_is_shown_until_the_founder_has_it_and_then_never_again(client, founder):
    at = link()
    key = founded(client, at).context["key"]
    client.post("/language/", {"language": "ar", "next": at})
    again = client.get(at)
    assert again.status_code == 200 and again.context["key"] == key
    assert client.get(at, {"file": ""}).content.decode() == key
    assert client.post(at, {}).status_code == 422
    assert client.get(at).context["key"] == key
    assert client.post(at, {"have": "yes"}).headers["Location"] == "/"
    assert client.get(at).status_code == 409 and client.get(at, {"file": ""}).status_code == 409


def test_neither_the_database_nor_another_browser_opens_the_key(client, founder):
    at = link()
    body = founded(client, at).context["key"].splitlines()[1]
    stored = client.session.session_key, dict(client.session)
    assert body not in str(stored) and all(body not in str(s.get_decoded()) for s in Session.objects.all())
    assert client.get("/begin/guess/").status_code == 409
    assert Client().get(at).status_code == 409


def test_the_key_stands_in_lines_of_one_length(client, founder):
    lines = founded(client, link()).context["key"].strip().splitlines()[1:-1]
    assert len(lines) > 1 and len({len(line) for line in lines}) == 1


def test_a_link_that_has_done_its_work_promises_no_other(client, founder):
    at = link()
    founded(client, at)
    said = Client().get(at).content.decode()
    assert "is founded" in said and "Start the program again" not in said


def test_the_link_works_once(client, founder):
    at = link()
    founded(client, at)
    client.post(at, {"have": "yes"})
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
        ("places", "Town\n  Side\n  side"),
        ("matters", "Buses, mobility//buses"),
        ("matters", "Buses, a\nTrains, a"),
        ("means", "Money, €, two"),
        ("means", "Money"),
        ("means", "Money, €, 2, M\nWater, m³, 0, m"),
        ("time_zone", ""),
        ("time_zone", "Factory"),
    ],
)
def test_what_cannot_be_founded_is_said_beside_its_field(client, founder, field, typed):
    page = client.post(link(), SKETCH | {field: typed, "step": "check"})
    assert page.status_code == 422 and page.context["form"].errors[field]


def test_two_places_of_one_name_may_lie_in_different_places(client, founder):
    scales = "corner, corners\nside, sides\ntown, towns"
    places = "Town\n  North\n    Corner\n  South\n    Corner"
    page = client.post(link(), SKETCH | {"scales": scales, "places": places, "step": "check"})
    assert page.status_code == 200


def test_time_zones_are_places_and_none_is_chosen_beforehand(client, founder):
    form = client.get(link()).context["form"]
    zones = [zone for zone, _label in form.fields["time_zone"].choices]
    assert {"Europe/Paris", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "UTC"} <= set(zones)
    assert not {"Factory", "localtime", "posixrules", "Asia/Calcutta", "US/Eastern", "GMT0"} & set(zones)
    assert zones[0] == "" and not form["time_zone"].value()


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


def test_behind_a_proxy_that_ends_tls_the_link_leads_to_the_public_name(capsys, settings, monkeypatch):
    monkeypatch.setenv("NESTED_URL", "http://127.0.0.1:8000")
    for host, https, start in (
        ("valley.example", True, "https://valley.example/begin/"),
        ("valley.example", False, "http://127.0.0.1:8000/begin/"),
        ("", True, "http://127.0.0.1:8000/begin/"),
    ):
        settings.PUBLIC_HOST, settings.SECURE_SSL_REDIRECT = host, https
        call_command("begin_network")
        assert capsys.readouterr().out.split()[-1].startswith(start)


def test_an_instance_with_a_network_gives_no_link(republic):
    with pytest.raises(CommandError):
        call_command("begin_network")
