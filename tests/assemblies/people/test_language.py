# SPDX-License-Identifier: AGPL-3.0-or-later
"""The profile decides the language, then the cookie, then the browser; no URL does."""

import pytest

from assemblies.people import operations
from governance.refusals import Refusal

pytestmark = pytest.mark.django_db


def language_of(client, **headers):
    return client.get("/how/", headers=headers).headers["Content-Language"]


def test_the_browser_is_asked_first_and_its_weights_hold(client):
    assert language_of(client, accept_language="xx, en;q=0.4, ar-EG;q=0.9") == "ar"
    assert language_of(client, accept_language="xx") == "en"
    assert language_of(client, accept_language="ar;q=nonsense") == "ar"


def test_a_cookie_outweighs_the_browser(client):
    answer = client.post("/language/", {"language": "ar", "next": "/how/"})
    assert answer.headers["Location"] == "/how/"
    assert language_of(client, accept_language="en") == "ar"


def test_the_profile_outweighs_the_cookie(client, republic):
    client.force_login(republic.ana)
    client.post("/language/", {"language": "ar"})
    client.cookies["django_language"] = "en"
    assert language_of(client, accept_language="en") == "ar"


def test_a_page_in_arabic_reads_from_the_right(client):
    assert b'<html lang="ar" dir="rtl">' in client.get("/how/", headers={"accept-language": "ar"}).content


def test_the_form_sends_nobody_elsewhere(client):
    answer = client.post("/language/", {"language": "ar", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_a_language_nobody_speaks_here_changes_nothing(client, republic):
    client.force_login(republic.ana)
    client.post("/language/", {"language": "tlh"})
    republic.ana.refresh_from_db()
    assert republic.ana.language == ""
    with pytest.raises(Refusal):
        operations.set_language(person=republic.ana, language="tlh")
