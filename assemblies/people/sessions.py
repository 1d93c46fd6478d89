# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is behind a request: sessions and their people, found by questions that are worked out once a process."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from assemblies.people.models import Person
from assemblies.prepared import Given, Prepared

LIVE = Prepared(
    lambda: Session.objects.filter(session_key=Given("session_key"), expire_date__gt=Given("now"))
)
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

    def get_user(self, user_id: int) -> Person | None:
        person = ONE.first(pk=user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
