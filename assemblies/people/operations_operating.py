# SPDX-License-Identifier: AGPL-3.0-or-later
"""What whoever runs the instance does to accounts: hand the running on, suspend with a reason, reinstate."""

from typing import ClassVar

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock, writing
from assemblies.people.models import Person, Suspension, Token
from governance.powers import NoPower
from governance.refusals import Refusal


class LastOperator(Refusal):
    code: ClassVar[str] = "last_operator"


class NotSo(Refusal):
    code: ClassVar[str] = "not_so"


def make_operator(*, person: Person) -> None:
    """Let a person run this instance; it gives no say in anything that is decided on it."""
    person.is_operator = True
    person.save(update_fields=["is_operator"])


def name_operator(*, by: Person, to: Person) -> None:
    """Let one more person run this instance. Raises NoPower, and NotSo for who is suspended or runs it already."""
    with transaction.atomic():
        _operators(by)
        row = Person.objects.select_for_update().get(pk=to.pk)
        if not row.is_active or row.is_operator:
            raise NotSo(_("This account is suspended, or its owner runs the instance already."))
        make_operator(person=row)


def lay_down(*, person: Person) -> None:
    """Stop running this instance. Raises LastOperator where nobody else does."""
    with transaction.atomic():
        keep_an_operator(person)
        person.is_operator = False
        person.save(update_fields=["is_operator"])


def keep_an_operator(person: Person) -> None:
    """Refuse what would leave the instance without anyone who runs it. Call it in the transaction of the act."""
    running = list(Person.objects.select_for_update().filter(is_operator=True, is_active=True).order_by("pk"))
    if [row.pk for row in running] == [person.pk]:
        raise LastOperator(
            _("You are the only one who runs this instance. Name somebody else on the operator's page first.")
        )


def suspend(*, by: Person, person: Person, reason: str) -> Suspension:
    """Suspend an account, with a reason that is kept and told to its owner. Its tokens end; its seats and votes stay.

    Raises NoPower, NotSo, and LastOperator where it is that of the only operator.
    """
    reason = writing.plain(reason, at="/reason", most=300, least=5)
    with transaction.atomic():
        _operators(by)
        keep_an_operator(person)
        row = Person.objects.select_for_update().get(pk=person.pk)
        if not row.is_active:
            raise NotSo(_("This account is suspended already, or its owner has left."))
        kept = Suspension.objects.create(person=row, by=by, reason=reason, at=clock.now())
        deactivate(person=row)
    _tell(row, _("Your account is suspended"), reason)
    return kept


def reinstate(*, by: Person, person: Person, reason: str) -> Suspension:
    """Give a suspended account back to its owner, with a reason. Raises NoPower, and NotSo where it is not suspended."""
    reason = writing.plain(reason, at="/reason", most=300, least=5)
    with transaction.atomic():
        _operators(by)
        row = Person.objects.select_for_update().get(pk=person.pk)
        kept = Suspension.objects.filter(person=row, lifted_at=None).first()
        if row.is_active or kept is None:
            raise NotSo(_("This account is not suspended."))
        kept.lifted_at, kept.lifted_by, kept.lifted_because = clock.now(), by, reason
        kept.save()
        row.is_active = True
        row.save(update_fields=["is_active"])
    _tell(row, _("Your account is yours again"), reason)
    return kept


def deactivate(*, person: Person) -> None:
    """Close an account: it can read what anyone can, and its tokens act no more."""
    with transaction.atomic():
        person.is_active = False
        person.save(update_fields=["is_active"])
        Token.objects.filter(person=person, ended_at=None).update(ended_at=clock.now())


def _operators(by: Person) -> None:
    """Hold everyone who runs the instance, and refuse who does not: the door asked before the lock."""
    held = Person.objects.select_for_update().filter(is_operator=True, is_active=True).order_by("pk")
    if by.pk not in {row.pk for row in held}:
        raise NoPower(_("Only whoever runs this instance may do this."))


def _tell(person: Person, subject: str, reason: str) -> None:
    send_mail(
        subject,
        _("The reason given: %(reason)s") % {"reason": reason},
        None,
        [person.email],
        fail_silently=True,
    )
