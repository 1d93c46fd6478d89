# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever runs the instance is told where they come by that letters wait, until each was handed on."""

import pytest

from assemblies.people import operations
from assemblies.people.models import Letter
from assemblies.registry import operations as registry

pytestmark = pytest.mark.django_db
WAIT = "letters wait for you to hand them on"


@pytest.fixture
def letters(republic):
    operations.make_operator(person=republic.olga)
    return [operations.keep_letter(to=f"{n}@valley.invalid", subject=f"Number {n}", body="-") for n in "ab"]


def test_it_is_said_at_their_home_and_where_they_facilitate(client, republic, letters):
    client.force_login(republic.olga)
    for path in ("/", f"/a/{republic.linden.public_id}/console/"):
        page = client.get(path).content.decode()
        assert f"2 {WAIT}" in page and 'href="/operator/letters/"' in page, path


def test_it_stands_first_in_what_comes_next(client, republic, letters):
    registry.take_seat(person=republic.fay, assembly=republic.far, office="facilitator")
    operations.make_operator(person=republic.fay)
    client.force_login(republic.fay)
    page = client.get("/").content.decode()
    first = page[page.index("What comes next") :].split("</li>")[0]
    assert f"2 {WAIT}" in first and page.count(WAIT) == 1


def test_nobody_else_is_told(client, republic, letters):
    registry.take_seat(person=republic.ben, assembly=republic.linden, office="facilitator")
    client.force_login(republic.ben)
    for path in ("/", f"/a/{republic.linden.public_id}/console/"):
        page = client.get(path)
        assert page.status_code == 200 and b"/operator/letters/" not in page.content


def test_a_letter_that_was_handed_on_waits_no_more(client, republic, letters):
    client.force_login(republic.olga)
    page = client.get("/operator/letters/").content.decode()
    given = {"to": letters[0].to, "at": letters[0].at.isoformat()}
    assert given["at"] in page
    assert client.post("/operator/letters/", given).headers["Location"] == "/operator/letters/"
    assert [row.to for row in Letter.objects.all()] == ["b@valley.invalid"]
    assert "1 letter waits for you to hand it on" in client.get("/").content.decode()
    assert client.post("/operator/letters/", given).status_code == 302, "another operator was faster"
    assert client.post("/operator/letters/", {"to": "b@valley.invalid", "at": "soon"}).status_code == 409
    client.post("/operator/letters/", {"to": "b@valley.invalid", "at": letters[1].at.isoformat()})
    assert "/operator/letters/" not in client.get("/").content.decode()


def test_only_who_runs_the_instance_deletes_one(client, republic, letters):
    client.force_login(republic.ana)
    given = {"to": letters[0].to, "at": letters[0].at.isoformat()}
    assert client.post("/operator/letters/", given).status_code == 403
    assert Letter.objects.count() == 2
