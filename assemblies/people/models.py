# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts: who a person is to this instance. Where they sit is the registry's."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from assemblies import ids


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """One person. The name is what neighbours see; the e-mail is for signing in and is never shown."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    email = models.EmailField()
    second = models.BooleanField(default=False)
    """Made with an address that another account had: only a letter to that address says so (docs/decisions/0019)."""
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    recovered_at = models.DateTimeField(null=True)
    """When a letter last gave this account a new password; such an account votes on no ballot that was open then."""
    look_around = models.CharField(max_length=200, blank=True)
    """In a demonstration: the sentence beside "look around as"; empty for everyone real."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[People] = People()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=Q(second=False), name="one_person_an_address")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the round picture beside a name."""
        return initials(self.name)


def initials(name: str) -> str:
    """Two letters of a name, or one where it is a single word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


class Token(models.Model):
    """A key that lets a program act for one person. Only its digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Suspension(models.Model):
    """That an account was suspended, by whom and why, and how it ended. Rows stay after the account is reinstated."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="suspensions")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lifted_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="suspended_once")
        ]


class KeyedAnswer(models.Model):
    """What was answered to a write that carried an idempotency key: a retry gets the same and does nothing."""

    person = models.ForeignKey(Person, models.CASCADE)
    key = models.CharField(max_length=100)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_answer_a_key")]


class Pace(models.Model):
    """How many requests one person or address has taken of what the present stretch of time allows."""

    key = models.CharField(max_length=80, primary_key=True)
    ends_at = models.DateTimeField()
    taken = models.BigIntegerField()


class Letter(models.Model):
    """Mail that would be sent: without a mail server the operator reads it here."""

    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
