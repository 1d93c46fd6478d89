# SPDX-License-Identifier: AGPL-3.0-or-later
"""The account of whoever asks, for programs."""

from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.people import operations
from governance.powers import Power


class Someone(shapes.Shape):
    """A person as neighbours see them."""

    id = shapes.identity(source="public_id")
    name = shapes.Text()


class Account(shapes.Shape):
    """Your own account."""

    id = shapes.identity(source="public_id")
    name = shapes.Text()
    email = shapes.Text()
    language = shapes.Text(allow_blank=True, help_text="Empty: as your browser asks.")
    joined_at = serializers.DateTimeField()
    is_operator = shapes.Flag()


class AccountChange(shapes.Shape):
    """What you can change of your account."""

    name = shapes.Text(max_length=80, required=False)
    language = shapes.OneOf(
        ["", *(code for code, _name in settings.LANGUAGES)],
        required=False,
        allow_blank=True,
        help_text="Empty: as your browser asks.",
    )


class Me(programs.Resource):
    """Your own account."""

    power = Power.OWN

    @programs.reads(Account)
    def get(self, request: Request) -> Response:
        """Your own account."""
        return self.tell(Account, self.me)

    @programs.writes(AccountChange, {200: Account}, partial=True)
    def patch(self, request: Request, given: dict[str, Any]) -> Response:
        """Change the name that neighbours see, or your language."""
        if "name" in given:
            operations.rename(person=self.me, name=given["name"])
        if "language" in given:
            operations.set_language(person=self.me, language=given["language"])
        return self.tell(Account, self.me)
