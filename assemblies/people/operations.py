# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be done to an account: tokens, name, language, leaving."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from assemblies import clock, writing
from assemblies.people import queries
from assemblies.people.models import KeyedAnswer, Letter, Person, Suspension, Token
from assemblies.people.operations_operating import (
    LastOperator,
    NotSo,
    deactivate,
    keep_an_operator,
    lay_down,
    make_operator,
    name_operator,
    reinstate,
    suspend,
)
from governance.refusals import Refusal

__all__ = [
    "LastOperator",
    "NotADemonstration",
    "NotSo",
    "answer_once",
    "deactivate",
    "end_sessions",
    "end_token",
    "forget",
    "forget_old_answers",
    "hand_on_letter",
    "keep_an_operator",
    "keep_letter",
    "lay_down",
    "look_around_as",
    "make_operator",
    "make_token",
    "name_operator",
    "recover",
    "reinstate",
    "rename",
    "set_language",
    "suspend",
]
BACKEND = "assemblies.people.sessions.Backend"
MOST_TOKENS = 20


class NotADemonstration(Refusal):
    code: ClassVar[str] = "not_a_demonstration"


def make_token(*, person: Person, label: str) -> tuple[Token, str]:
    """Make a token for a program to act for a person. Returns its row and its secret, which is told only now."""
    label = writing.plain(label, at="/label", most=80)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        if queries.tokens_of(person).count() >= MOST_TOKENS:
            raise Refusal(
                _("You have as many tokens as one person may have. End one first."), code="too_many_tokens"
            )
        secret = secrets.token_urlsafe(32)
        row = Token.objects.create(
            person=person, digest=queries.digest_of(secret), label=label, made_at=clock.now()
        )
    return row, secret


def end_token(*, person: Person, public_id: str) -> None:
    """End one of a person's own tokens. Ending one that has ended, or was never theirs, changes nothing."""
    Token.objects.filter(person=person, public_id=public_id, ended_at=None).update(ended_at=clock.now())


def recover(*, person: Person) -> None:
    """Note that a letter gave an account a new password: its programs are signed out, and open ballots closed to it."""
    at = clock.now()
    Token.objects.filter(person=person, ended_at=None).update(ended_at=at)
    Person.objects.filter(pk=person.pk).update(recovered_at=at)


def rename(*, person: Person, name: str) -> None:
    """Change the name that neighbours see. Raises Refusal where it is empty or too long."""
    person.name = writing.plain(name, at="/name", most=80)
    person.save(update_fields=["name"])


def set_language(*, person: Person, language: str) -> None:
    """Choose the language of every page for a person, "" for what their browser asks.

    Raises Refusal for one this instance does not speak.
    """
    if language and language not in dict(settings.LANGUAGES):
        raise Refusal(_("This language is not spoken here yet."), code="unknown_language", at="/language")
    person.language = language
    person.save(update_fields=["language"])


def look_around_as(*, request: HttpRequest, public_id: str) -> Person:
    """Sign a visitor in as one of a demonstration's made-up people. Raises NotADemonstration off the loopback."""
    if not settings.LISTENS_ON_LOOPBACK:
        raise NotADemonstration(_("Nobody can be looked around as here."))
    person = queries.look_arounds().filter(public_id=public_id).first()
    if person is None:
        raise NotADemonstration(_("Nobody can be looked around as here."))
    login(request, person, backend=BACKEND)
    return person


def forget(*, person: Person) -> None:
    """Take name, address and password from an account for good. What it said and voted stays, without a name.

    Its seats are the registry's and have to be left first. Raises LastOperator for the only one who runs it.
    """
    with transaction.atomic():
        keep_an_operator(person)
        deactivate(person=person)
        _forget_addresses(person)
        end_sessions(person)
        person.name = _("Someone who left")
        person.email = f"{person.public_id}@left.invalid"
        person.language = ""
        person.look_around = ""
        person.is_operator = False
        person.set_unusable_password()
        person.save()
        Token.objects.filter(person=person).delete()
        Suspension.objects.filter(person=person).delete()
        KeyedAnswer.objects.filter(person=person).delete()


def stand_in(*, name: str) -> Person:
    """An account that is nobody's and stays so: it stands where somebody stood who is not to be named any more."""
    person = Person(name=name, is_active=False)
    person.email = f"{person.public_id}@left.invalid"
    person.set_unusable_password()
    person.save()
    return person


def _forget_addresses(person: Person) -> None:
    """Delete every address of an account, and the letters kept for them: each holds the address, some the name."""
    rows = EmailAddress.objects.filter(user=person)
    for address in {person.email, *rows.values_list("email", flat=True)}:
        Letter.objects.filter(to__iexact=address).delete()
    rows.delete()


def end_sessions(person: Person) -> None:
    """Delete every session in which somebody is signed in as this person. A session names nobody but inside."""
    theirs = [
        row.session_key
        for row in Session.objects.iterator(chunk_size=500)
        if row.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()


def keep_letter(*, to: str, subject: str, body: str) -> Letter:
    """Keep a letter that nobody could send."""
    return Letter.objects.create(to=to[:320], subject=subject[:300], body=body)


def hand_on_letter(*, to: str, at: datetime) -> None:
    """Delete a kept letter that was handed on; one that is there no more is no error: another operator was faster."""
    Letter.objects.filter(to=to, at=at).delete()


def answer_once(
    *, person: Person, key: str, request_digest: str, act: Callable[[], tuple[int, Any]]
) -> tuple[int, Any, bool] | None:
    """Do a keyed act and keep its answer (status, body) in one transaction, or give the answer kept before.

    Returns status, body and whether it was kept before; None where the key came with another request. Retries
    that run at once wait for each other, so that the act is done once.
    """
    lock = int.from_bytes(hashlib.sha256(f"{person.pk} {key}".encode()).digest()[:8], signed=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        kept = KeyedAnswer.objects.filter(person=person, key=key).first()
        if kept is not None:
            return (kept.status, kept.body, True) if kept.request_digest == request_digest else None
        status, body = act()
        KeyedAnswer.objects.create(
            person=person, key=key, request_digest=request_digest, status=status, body=body
        )
    return status, body, False


ANSWERS_KEPT_DAYS = 7


def forget_old_answers() -> int:
    """Forget the answers kept for idempotency keys after a week. Returns how many were forgotten."""
    before = clock.now() - timedelta(days=ANSWERS_KEPT_DAYS)
    return KeyedAnswer.objects.filter(at__lt=before).delete()[0]
