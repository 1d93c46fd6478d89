# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own tokens, for programs: a token may list and end them, and makes none, so that ending one ends its work."""

from typing import Any, ClassVar

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.people import operations, queries
from assemblies.people.models import Token
from governance.powers import Power


class TokenShape(shapes.Shape):
    """A token by what it is called; its secret was told once, when it was made, and is kept nowhere."""

    id = shapes.identity(source="public_id")
    label = shapes.Text()  # type: ignore[assignment]
    made_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    is_this = serializers.SerializerMethodField(help_text="Whether it is the one that you ask with.")

    def get_is_this(self, row: Token) -> bool:
        return bool(row == self.context.get("token"))


class TokenWanted(shapes.Shape):
    """What a token is called, so that one knows later which to end."""

    label = shapes.Text(max_length=80)  # type: ignore[assignment]


class TokenMade(TokenShape):
    """A new token with its secret."""

    secret = shapes.Text(
        allow_null=True,
        help_text="Goes into `Authorization: Bearer …`. Told this once: null where the same key asks again.",
    )


class WithTokens(programs.Resource):
    """A resource of one's own tokens."""

    power = Power.OWN

    def context(self) -> dict[str, Any]:
        return {**super().context(), "token": self.request.auth}


class Tokens(WithTokens):
    """Your tokens."""

    query = shapes.Listing
    by_session: ClassVar = frozenset({"POST"})

    @programs.reads(shapes.listed(TokenShape))
    def get(self, request: Request) -> Response:
        """Your tokens that have not been ended, the oldest first, without their secrets."""
        return self.page(queries.tokens_of(self.me), ("made_at", "public_id"), TokenShape)

    @programs.writes(TokenWanted, {201: TokenMade}, told_once=("secret",))
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Make a token; only from the session of a page, never by another token. Its secret is told once."""
        row, secret = operations.make_token(person=self.me, label=given["label"])
        row.secret = secret  # type: ignore[attr-defined]  # for this one answer, the row has no such column
        return self.tell(TokenMade, row, 201)


class EndToken(WithTokens):
    """Ending a token."""

    @programs.writes(shapes.Empty, {200: TokenShape})
    def post(self, request: Request, given: dict[str, Any], token_id: str) -> Response:
        """End one of your tokens, the one you ask with too: what it is called stays known, it opens nothing more."""
        operations.end_token(person=self.me, public_id=token_id)
        found = Token.objects.filter(person=self.me, public_id=token_id).first()
        if found is None:
            raise Http404
        return self.tell(TokenShape, found)
