# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing up, with an invitation or without, tells nobody who has an account; a letter tells its owner."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from assemblies.people.models import Letter, Person
from assemblies.registry import operations as registry

pytestmark = pytest.mark.django_db
WORDS, OTHERS = "a few words in a row", "quite other words in a row"
FREE, TAKEN = "free@valley.invalid", "taken@valley.invalid"


@pytest.fixture(autouse=True)
def owner(settings, republic):
    """Someone who signed up with the address that is taken, and showed that it is hers."""
    settings.EMAIL_BACKEND = "assemblies.people.letters.KeepLetters"
    Client().post("/account/signup/", {"name": "Owner", "email": TAKEN, "password1": WORDS})
    EmailAddress.objects.update(verified=True)
    Letter.objects.all().delete()
    cache.clear()  # a letter to one address goes out once in three minutes
    return Person.objects.get(email=TAKEN)


def sign_up(email, **more):
    client = Client()
    given = {"name": "New Neighbour", "email": email, "password1": OTHERS} | more
    return client, client.post("/account/signup/", given)


def sign_in(email, password):
    return Client().post("/account/login/", {"login": email, "password": password})


def told(client, answer):
    """All that whoever signed up gets to see, without what is random."""
    pages = [client.get(path).content.decode() for path in ("/me/", "/account/email/", "/me/data.json")]
    plain = "\n".join([str(answer.status_code), answer.headers["Location"], *pages])
    for random in (
        r"<code dir=.ltr.>\w{13}</code>",
        r'value="\w{64}"',
        r'"id": "\w+"',
        r"\d{4}-\d\d-\d\dT[\d:.+]+",
        r"(free|taken)@",
    ):
        plain = re.sub(random, "", plain)
    return plain


@pytest.mark.parametrize("email", [TAKEN, TAKEN.upper()])
def test_the_answer_is_the_same_and_so_is_what_comes_after(email, owner):
    free, taken = sign_up(FREE), sign_up(email)
    assert told(*free) == told(*taken)
    assert sign_in(FREE, OTHERS).status_code == sign_in(email, OTHERS).status_code == 302
    assert sign_in(FREE, "wrong words").status_code == sign_in(email, "wrong words").status_code == 200


def test_the_owner_keeps_everything_and_is_told_by_a_letter(owner):
    sign_up(TAKEN)
    (letter,) = Letter.objects.all()
    assert (
        letter.to == TAKEN and "has one already" in letter.body and "/account/password/reset/" in letter.body
    )
    signed_in = Client()
    signed_in.post("/account/login/", {"login": TAKEN, "password": WORDS})
    assert signed_in.get("/me/data.json").json()["id"] == owner.public_id
    sign_up(FREE)
    assert "/account/confirm-email/" in Letter.objects.get(to=FREE).body


def test_a_second_account_is_never_sent_a_link_that_confirms_the_address(owner):
    client, _answer = sign_up(TAKEN)
    client.post("/account/email/", {"action_send": "", "email": TAKEN})
    client.post("/account/email/", {"action_primary": "", "email": TAKEN})
    assert not [row for row in Letter.objects.all() if "confirm-email" in row.body]
    assert list(Person.objects.filter(email=TAKEN).values_list("second", flat=True).order_by("second")) == [
        False,
        True,
    ]


def test_by_an_invitation_it_is_the_same(republic):
    secrets = registry.invite(assembly=republic.linden, by=republic.olga, number=2)
    seen = []
    for email, secret in zip((FREE, TAKEN), secrets, strict=True):
        road = f"/join/{secret}/"
        client, answer = sign_up(email, next=road)
        assert (answer.status_code, answer.headers["Location"]) == (302, road)
        seen.append(client.post(road).status_code)
    assert seen == [302, 302]


def test_it_takes_no_other_time(owner):
    """CPU and waiting of the same acts, one after the other in turns; the least of several is compared."""
    spent = {FREE: [], TAKEN: []}
    for n in range(5):
        for kind in (FREE, TAKEN):
            begun = time.perf_counter()
            sign_up(f"{n}{FREE}" if kind == FREE else TAKEN)
            spent[kind].append(time.perf_counter() - begun)
    assert min(spent[TAKEN]) < 2 * min(spent[FREE]) and min(spent[FREE]) < 2 * min(spent[TAKEN])
