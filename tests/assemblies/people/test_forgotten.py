# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever leaves for good is found nowhere in the database: no address, no name, no session."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from assemblies.people import operations
from assemblies.people.models import Letter, Person

ADDRESS, NAME = "Quilla.Xanthe@valley.invalid", "Quilla Xanthe"


def found(*words):
    """Tables in which a row holds one of the words, sessions read as they are meant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        told = []
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE ANY(%s)', [[f"%{w}%" for w in words]]
            )
            told += [table] if cursor.fetchone()[0] else []
    return told


@pytest.mark.parametrize("road", ["/me/leave/"])
def test_a_dump_holds_neither_address_nor_name_nor_session(db, client, settings, republic, road):
    settings.EMAIL_BACKEND = "assemblies.people.letters.KeepLetters"
    given = {"name": NAME, "email": ADDRESS, "password1": "a few words in a row"}
    assert client.post("/account/signup/", given).status_code == 302
    client.post("/account/password/reset/", {"email": ADDRESS})
    other = type(client)()
    assert (
        other.post("/account/login/", {"login": ADDRESS, "password": given["password1"]}).status_code == 302
    )
    other.get("/me/")
    assert {"people_person", "people_letter", "account_emailaddress"} <= set(found(ADDRESS, NAME))
    person = Person.objects.get(name=NAME)
    operations.keep_letter(to="dov@valley.invalid", subject="Another's", body="stays")
    assert client.post(road, {"sure": "yes"}).status_code == 200
    assert found(ADDRESS, NAME, ADDRESS.split("@")[0]) == []
    theirs = [
        row for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    assert theirs == [] and Letter.objects.get().body == "stays"
    assert other.get("/me/").status_code == 302


def test_others_stay_signed_in(db, client, republic):
    client.force_login(republic.dov)
    operations.forget(person=republic.zoe)
    assert client.get("/me/").status_code == 200
