# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of accounts: who is who, which tokens live, which letters were kept."""

import hashlib

from allauth.account.models import EmailAddress
from django.db.models import F, Q, QuerySet
from django.http import Http404

from assemblies.people.models import Letter, Person, Suspension, Token


def digest_of(secret: str) -> str:
    """How a token is kept: by digest, so that the database opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def person(public_id: str) -> Person:
    """One person by public id. Raises Http404."""
    found = Person.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def person_by_email(email: str) -> Person | None:
    """Who signs in with an e-mail address, whatever its case; None where nobody active does. For the terminal only."""
    return Person.objects.filter(email__iexact=email.strip(), is_active=True).order_by("second", "pk").first()


def person_by_code(code: str) -> Person | None:
    """Whose code (public id) it is, as somebody typed it; None where nobody active has it."""
    return Person.objects.filter(public_id=code.strip().lower(), is_active=True).first()


def live_token(secret: str) -> Token | None:
    """The token with this secret that has not been ended, with its person."""
    return Token.objects.select_related("person").filter(digest=digest_of(secret), ended_at=None).first()


def tokens_of(who: Person) -> QuerySet[Token]:
    """A person's living tokens, oldest first."""
    return Token.objects.filter(person=who, ended_at=None).order_by("made_at", "pk")


def look_arounds() -> QuerySet[Person]:
    """The made-up people of a demonstration that visitors may look around as."""
    return Person.objects.filter(is_active=True).exclude(look_around="").order_by("pk")


def letters() -> QuerySet[Letter]:
    """Kept letters, latest first."""
    return Letter.objects.order_by("-at", "-pk")


def letters_for(person: Person) -> int:
    """How many kept letters wait for somebody to hand them on; none for who does not run the instance."""
    return Letter.objects.count() if person.is_operator else 0


def operators() -> QuerySet[Person]:
    """Everyone who runs the instance and can."""
    return Person.objects.filter(is_operator=True, is_active=True).order_by("joined_at", "pk")


def suspensions() -> QuerySet[Suspension]:
    """Every suspension there was, those in force first, the latest first."""
    rows = Suspension.objects.select_related("person", "by", "lifted_by")
    return rows.order_by(F("lifted_at").desc(nulls_first=True), "-at")


def accounts(words: str) -> QuerySet[Person]:
    """Accounts that can be found by part of a name or by a whole address: for whoever runs the instance."""
    return Person.objects.filter(Q(name__icontains=words) | Q(email__iexact=words)).order_by("name", "pk")


def has_account(email: str) -> bool:
    """Whether an account signs in with an address, as its first or a further one, whatever its case."""
    further = EmailAddress.objects.filter(email__iexact=email)
    return Person.objects.filter(email__iexact=email).exists() or further.exists()
