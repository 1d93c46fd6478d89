# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the account library meets this house: who may sign up and what it says when someone does."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are open to anyone; a seat is what an invitation gives."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the name together with the account, so that no account is ever without one."""
        user.name = form.cleaned_data.get("name", "")
        user.language = getattr(request, "LANGUAGE_CODE", "")
        return super().save_user(request, user, form, commit)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened themselves; "Successfully signed in" helps nobody."""
