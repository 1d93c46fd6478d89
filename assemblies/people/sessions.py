# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is behind a request: sessions and their people, found by questions that are worked out once a process."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from assemblies.people.models import Person
from assemblies.prepared import Given, Prepared

LIVE = Prepared(
    lambda: Session.objects.filter(session_key=Given("session_key"), expire_date__gt=Given("now"))
)
MOST_TRIED = 10
"""Accounts of one address that are looked at: more cost time and help nobody."""
ONE = Prepared(lambda: Person.objects.filter(pk=Given("pk")))


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read by `LIVE`."""

    def _get_session_from_db(self) -> Any:
        found = LIVE.first(session_key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Sign-in by e-mail and password; the person of a session is read by `ONE`, and none who is suspended."""

    def _authenticate_by_email(self, email: str, password: str) -> Person | None:
        """Whose password it is, of those who made an account with this address.

        Two are always tried: how long it takes says of no address whether it had an account before.
        """
        found: list[Person] = sorted(filter_users_by_email(email), key=lambda row: (row.second, row.pk))[
            :MOST_TRIED
        ]
        for row in found:
            if self._check_password(row, password):
                return row
        for _missing in range(2 - len(found)):
            self._did_check_password = True
            self._mitigate_timing_attack(password)
        return None

    def get_user(self, user_id: int) -> Person | None:
        person = ONE.first(pk=user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
