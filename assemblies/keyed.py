# SPDX-License-Identifier: AGPL-3.0-or-later
"""Idempotency keys: a write that is sent again with the same key does nothing and is answered the same."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import exceptions, renderers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import shapes
from assemblies.people import operations
from assemblies.people.models import Person
from governance import canonical

HEADER = "Idempotency-Key"
FORM = "[!-~]{1,100}"


class KeyReused(exceptions.APIException):
    """The key came with another request before."""

    status_code = 422
    default_code = "key_reused"


def once(
    request: Request, person: Person, act: Callable[[], Response], told_once: Sequence[str] = ()
) -> Response:
    """Answer a write: by doing it, or, where its key has done it already, with what was answered then.

    Members named in `told_once` are told by the act alone, and kept nowhere. A refused act leaves no answer
    behind, for it did nothing. Raises KeyReused, Unfit.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not re.fullmatch(FORM, key):
        raise shapes.Unfit({HEADER: [_("A key is 1 to 100 visible ASCII characters.")]}, root="header:")
    told: dict[str, Any] = {}
    acting = _acting(act, told_once, told)
    kept = operations.answer_once(person=person, key=key, request_digest=digest_of(request), act=acting)
    if kept is None:
        raise KeyReused(_("This key came with another request before. Take a fresh key for each act."))
    status, body, again = kept
    opened = _opened(body)
    response = Response({**opened["body"], **told}, status=status, headers=opened["headers"])
    if again:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def digest_of(request: Request) -> str:
    """What makes two requests the same: method, address and content, however the content is spelled."""
    said = f"{request.method} {request.get_full_path()}\n".encode() + canonical.encode(request.data)
    return hashlib.sha256(said).hexdigest()


def _acting(
    act: Callable[[], Response], told_once: Sequence[str], told: dict[str, Any]
) -> Callable[[], tuple[int, Any]]:
    """The act as it is kept. What is told once is put into `told` and left out of what is kept."""

    def acting() -> tuple[int, Any]:
        response = act()
        body = json.loads(renderers.JSONRenderer().render(response.data))
        told.update({name: body[name] for name in told_once})
        body |= dict.fromkeys(told_once)
        headers = {name: response.headers[name] for name in ("Location",) if name in response.headers}
        return response.status_code, _closed({"body": body, "headers": headers})

    return acting


# An answer can hold what is told only once (an invitation's link), so the database alone does not open it.
def _box() -> Fernet:
    secret = hashlib.sha256(b"kept answers " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))


def _closed(answer: Any) -> dict[str, str]:
    return {"sealed": _box().encrypt(json.dumps(answer).encode()).decode()}


class KeptElsewhere(exceptions.APIException):
    """The instance's secret has changed since, so the kept answer can no longer be read."""

    status_code = 409
    default_code = "answer_unreadable"


def _opened(body: Any) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_box().decrypt(body["sealed"].encode()))
    except InvalidToken:
        raise KeptElsewhere(
            _("This was done before; what was answered then can no longer be read.")
        ) from None
    return found
