# SPDX-License-Identifier: AGPL-3.0-or-later
"""A slip leads to the network's public host, wherever it was made; in a trial to the address that can be opened."""

import pytest
from django.test import Client

from tests.republic import Republic

HOME = {"HTTP_HOST": "127.0.0.1:8141"}
INNER = {"HTTP_HOST": "10.0.0.7"}
OUTER = {"HTTP_HOST": "valley.example"}
CASES = [
    ("valley.example", False, HOME, "https://valley.example/join/"),
    ("Valley.Example", False, INNER, "https://valley.example/join/"),
    ("valley.example", False, OUTER | {"HTTP_X_FORWARDED_PROTO": "https"}, "https://valley.example/join/"),
    (
        "valley.example",
        False,
        {"HTTP_HOST": "Valley.example:8000"},
        "http://valley.example:8000/join/",
    ),
    ("trial.invalid", False, HOME, "http://127.0.0.1:8141/join/"),
    ("nested.example", True, HOME, "http://127.0.0.1:8141/join/"),
]


@pytest.fixture(params=CASES)
def founded(request, republic, settings):
    """A facilitator's browser, the assembly, and how the links that are made there have to begin."""
    host, demonstration, came, begins = request.param
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["127.0.0.1", "10.0.0.7", "valley.example"]
    type(republic.network).objects.update(host=host, demonstration=demonstration)
    browser = Client(**came)
    browser.force_login(republic.olga)
    return browser, republic, begins


def test_a_page_of_slips(founded: tuple[Client, Republic, str]) -> None:
    browser, republic, begins = founded
    made = browser.post(f"/a/{republic.linden.public_id}/invite/", {"number": 1})
    ((_row, link),) = made.context["slips"]
    assert link.lower().startswith(begins) and link.encode() in made.content


def test_links_for_programs(founded: tuple[Client, Republic, str]) -> None:
    browser, republic, begins = founded
    road = f"/api/v1/assemblies/{republic.linden.public_id}/invitations"
    made = browser.post(road, {"number": 1}, content_type="application/json")
    (row,) = made.json()["invitations"]
    assert row["link"].lower().startswith(begins) and row["secret"] in row["link"]
