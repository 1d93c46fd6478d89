# SPDX-License-Identifier: AGPL-3.0-or-later
"""A token acts for its person until it is ended or they are suspended, and is told only once."""

import pytest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from assemblies.people import operations
from assemblies.people.models import Token
from assemblies.people.tokens import CHALLENGE, SessionAuthentication, TokenAuthentication
from governance.refusals import Refusal


def asked_with(secret):
    request = Request(APIRequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"}))
    return TokenAuthentication().authenticate(request)


def test_a_token_acts_for_its_person(republic):
    row, secret = operations.make_token(person=republic.ana, label="minutes")
    assert asked_with(secret) == (republic.ana, row)


def test_the_database_keeps_the_digest_and_never_the_secret(republic):
    row, secret = operations.make_token(person=republic.ana, label="minutes")
    assert secret not in str(Token.objects.filter(pk=row.pk).values().get())


def test_an_ended_token_is_refused_and_not_taken_for_a_visitor(republic):
    row, secret = operations.make_token(person=republic.ana, label="minutes")
    operations.end_token(person=republic.ana, public_id=row.public_id)
    with pytest.raises(AuthenticationFailed):
        asked_with(secret)


def test_nobody_ends_the_token_of_another(republic):
    row, secret = operations.make_token(person=republic.ana, label="minutes")
    operations.end_token(person=republic.ben, public_id=row.public_id)
    assert asked_with(secret)


def test_the_token_of_somebody_suspended_is_refused(republic):
    _row, secret = operations.make_token(person=republic.ana, label="minutes")
    republic.ana.is_active = False
    republic.ana.save()
    with pytest.raises(AuthenticationFailed):
        asked_with(secret)


def test_suspending_ends_the_tokens_for_good(republic):
    _row, secret = operations.make_token(person=republic.ana, label="minutes")
    operations.deactivate(person=republic.ana)
    republic.ana.is_active = True
    republic.ana.save()
    with pytest.raises(AuthenticationFailed):
        asked_with(secret)


def test_without_a_token_the_next_door_is_asked(republic):
    assert TokenAuthentication().authenticate(Request(APIRequestFactory().get("/"))) is None


def test_both_doors_say_how_to_come_in():
    request = Request(APIRequestFactory().get("/"))
    assert TokenAuthentication().authenticate_header(request) == CHALLENGE
    assert SessionAuthentication().authenticate_header(request) == CHALLENGE


def test_one_person_has_twenty_tokens_at_most(republic):
    for number in range(operations.MOST_TOKENS):
        operations.make_token(person=republic.ana, label=f"number {number}")
    with pytest.raises(Refusal):
        operations.make_token(person=republic.ana, label="one more")


def test_the_page_shows_a_new_token_once(client, republic):
    client.force_login(republic.ana)
    first = client.post("/me/", {"act": "make-token", "label": "minutes"})
    secret = first.context["secret"]
    assert secret.encode() in first.content and first.headers["Cache-Control"] == "no-store"
    assert secret.encode() not in client.get("/me/").content
    assert asked_with(secret)
