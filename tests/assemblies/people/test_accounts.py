# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making an account, being renamed, and leaving for good."""

import pytest

from assemblies.people import operations
from assemblies.people.models import Letter, Person
from assemblies.registry.models import Seat
from governance.refusals import Refusal

pytestmark = pytest.mark.django_db
WORDS = "a few words in a row"


def sign_up(client, **more):
    given = {"name": "New Neighbour", "email": "new@valley.invalid", "password1": WORDS} | more
    return client.post("/account/signup/", given)


def test_an_account_asks_for_a_name_and_keeps_it(client):
    assert sign_up(client).status_code == 302
    made = Person.objects.get()
    assert made.name == "New Neighbour" and made.check_password(WORDS)


def test_an_account_without_a_name_is_not_made(client):
    assert sign_up(client, name=" \u200b ").status_code == 200
    assert not Person.objects.exists()


def test_a_name_cannot_turn_the_writing_around(client):
    sign_up(client, name="New\u202eNeighbour")
    assert Person.objects.get().name == "NewNeighbour"


def test_signing_up_goes_on_where_it_was_asked_from(client):
    answer = sign_up(client, next="/join/some-secret/")
    assert answer.headers["Location"] == "/join/some-secret/"


def test_a_short_password_is_refused(client):
    assert sign_up(client, password1="short").status_code == 200
    assert not Person.objects.exists()


def test_a_letter_that_cannot_be_sent_is_kept(client, settings, republic):
    settings.EMAIL_BACKEND = "assemblies.people.letters.KeepLetters"
    client.post("/account/password/reset/", {"email": "ana@valley.invalid"})
    kept = Letter.objects.get()
    assert kept.to == "ana@valley.invalid" and "/account/password/reset/key/" in kept.body


def test_only_the_operator_reads_kept_letters(client, republic):
    operations.keep_letter(to="ana@valley.invalid", subject="A subject of its own", body="http://x/")
    client.force_login(republic.olga)
    assert client.get("/operator/letters/").status_code == 403
    operations.make_operator(person=republic.olga)
    assert b"A subject of its own" in client.get("/operator/letters/").content


def test_neighbours_see_a_new_name(client, republic):
    client.force_login(republic.ana)
    client.post("/me/", {"act": "rename", "name": "Ana Banana"})
    republic.ana.refresh_from_db()
    assert republic.ana.name == "Ana Banana"
    with pytest.raises(Refusal):
        operations.rename(person=republic.ana, name="x" * 81)


def test_who_leaves_for_good_leaves_no_name_no_address_and_no_seat(client, republic):
    client.force_login(republic.ana)
    operations.make_token(person=republic.ana, label="minutes")
    assert client.post("/me/leave/", {"sure": "yes"}).status_code == 200
    left = Person.objects.get(pk=republic.ana.pk)
    assert "Ana" not in left.name and "ana" not in left.email
    assert not left.is_active and not left.has_usable_password() and not left.tokens.exists()
    assert not Seat.objects.filter(person=left, until=None).exists()
    assert "_auth_user_id" not in client.session


def test_leaving_for_good_asks_first(client, republic):
    client.force_login(republic.ana)
    assert client.get("/me/leave/").status_code == 200
    client.post("/me/leave/")
    republic.ana.refresh_from_db()
    assert republic.ana.is_active


def test_what_is_kept_about_me_is_about_me_alone(client, republic):
    client.force_login(republic.ana)
    told = client.get("/me/data.json").json()
    assert told["email"] == "ana@valley.invalid"
    assert [seat["name"] for seat in told["seats"]] == ["Linden"]
    client.logout()
    assert client.get("/me/data.json").status_code == 302


def test_a_seat_is_left_by_who_holds_it_only(client, republic):
    seat = Seat.objects.get(person=republic.ana)
    road = f"/me/seats/{republic.linden.public_id}/{seat.office}/leave/"
    client.force_login(republic.dov)  # who lives elsewhere
    assert client.post(road).status_code == 404
    client.force_login(republic.ana)
    assert b"Linden" in client.get(road).content
    client.post(road)
    seat.refresh_from_db()
    assert seat.until is not None
