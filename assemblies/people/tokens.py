# SPDX-License-Identifier: AGPL-3.0-or-later
"""How programs say whom they act for: a token in the Authorization header, or the session of a page."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from assemblies.people import queries
from assemblies.people.models import Person, Token

CHALLENGE = 'Bearer realm="nested"'


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …`. A wrong, ended or suspended person's token is refused, never ignored."""

    def authenticate(self, request: Request) -> tuple[Person, Token] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = queries.live_token(secret.strip())
        if token is None:
            raise AuthenticationFailed(_("This token does not exist or has been ended."))
        if not token.person.is_active:
            raise AuthenticationFailed(_("This account is suspended."))
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of a page, with its CSRF check; without one the answer is 401, not 403."""

    def authenticate_header(self, request: Request) -> Any:
        return CHALLENGE
