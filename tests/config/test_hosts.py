# SPDX-License-Identifier: AGPL-3.0-or-later
"""A founded network answers at its own public host, behind TLS too, and at no stranger's name."""

import pytest
from django.conf import settings as given
from django.test import Client

from assemblies.people.models import Letter
from assemblies.registry import operations as registry
from config import hosts

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, republic):
    """A house that knows no name but the loopback's, with a network founded as valley.example."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    hosts._found.clear()
    type(republic.network).objects.update(host="valley.example")
    yield republic
    hosts._found.clear()


@pytest.fixture
def behind_tls(settings, house):
    """As docs/operating.md says: NESTED_HTTPS=1, and the proxy passes Host and X-Forwarded-Proto on."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return house


def ask(host, path="/", **more):
    return Client(raise_request_exception=False).get(
        path, headers={"Host": host}, SERVER_NAME="10.0.0.7", **more
    )


@pytest.mark.parametrize(
    "host", ["valley.example", "VALLEY.example:8443", "127.0.0.1:8000", "localhost", "[::1]:8000"]
)
def test_its_own_names_are_answered(house, host):
    assert ask(host).status_code == 200


def test_the_address_that_a_connection_was_made_to_is_a_name_too(house):
    assert ask("10.0.0.7:8000").status_code == 200
    assert ask("10.0.0.8:8000").status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "valley.example.evil.example", "xvalley.example", ""])
def test_no_other_name_is(house, host):
    assert ask(host).status_code == 400


def test_a_host_is_known_a_second_after_the_founding(house):
    type(house.network).objects.update(host="other.example")
    assert ask("valley.example").status_code == 400
    type(house.network).objects.update(host="valley.example")
    hosts._found = {host: at - hosts.AGAIN for host, at in hosts._found.items()}
    assert ask("valley.example").status_code == 200


def test_strangers_names_cost_one_look_a_second(house, django_assert_max_num_queries):
    hosts.learn("evil.example", "")
    with django_assert_max_num_queries(0):
        for n in range(50):
            hosts.learn(f"evil{n}.example", "")
    assert given.ALLOWED_HOSTS == ["127.0.0.1", "localhost", "[::1]"]


def test_http_is_led_to_https_at_the_same_host(behind_tls):
    answer = ask("valley.example", "/how/", HTTP_X_FORWARDED_PROTO="http")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://valley.example/how/")


def test_forms_links_and_letters_are_right_behind_tls(behind_tls):
    tls = {"HTTP_HOST": "valley.example", "HTTP_X_FORWARDED_PROTO": "https", "SERVER_NAME": "10.0.0.7"}
    registry.take_seat(person=behind_tls.ana, assembly=behind_tls.linden, office="facilitator")
    visitor = Client(enforce_csrf_checks=True, **tls)
    visitor.force_login(behind_tls.ana)
    road = f"/a/{behind_tls.linden.public_id}/invite/"
    visitor.get(road)
    token = visitor.cookies["csrftoken"].value
    here = {"HTTP_ORIGIN": "https://valley.example", "HTTP_REFERER": f"https://valley.example{road}"}
    made = visitor.post(road, {"number": "1", "csrfmiddlewaretoken": token}, **here)
    assert made.status_code == 200 and b"https://valley.example/join/" in made.content
    elsewhere = {"HTTP_ORIGIN": "https://evil.example"}
    assert visitor.post(road, {"number": "1", "csrfmiddlewaretoken": token}, **elsewhere).status_code == 403


def test_a_letter_leads_to_the_public_host(behind_tls, settings):
    settings.EMAIL_BACKEND = "assemblies.people.letters.KeepLetters"
    tls = {"HTTP_HOST": "valley.example", "HTTP_X_FORWARDED_PROTO": "https", "SERVER_NAME": "10.0.0.7"}
    Client(**tls).post("/account/password/reset/", {"email": "ana@valley.invalid"})
    assert "https://valley.example/account/password/reset/key/" in Letter.objects.get().body
