# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the account library meets this house: who may sign up and what it says when someone does."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from assemblies.people import queries


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are open to anyone; a seat is what an invitation gives."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the name together with the account, so that no account is ever without one.

        With an address that has an account already a second one is made: whoever signs up is told nothing by it.
        """
        user.name = form.cleaned_data.get("name", "")
        user.language = getattr(request, "LANGUAGE_CODE", "")
        user.second = queries.has_account(form.cleaned_data["email"])
        try:
            with transaction.atomic():
                return super().save_user(request, user, form, commit)
        except IntegrityError:  # of two who sign up at once, one is the first
            user.second = True
            return super().save_user(request, user, form, commit)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Ask whoever has the address to confirm it, or tell them that they have an account already."""
        address = emailconfirmation.email_address
        if address.user.second:
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened themselves; "Successfully signed in" helps nobody."""
