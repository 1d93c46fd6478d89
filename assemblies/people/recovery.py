# SPDX-License-Identifier: AGPL-3.0-or-later
"""Getting back into an account by a letter, and what such an account may not do for a while."""

from allauth.account.forms import ResetPasswordKeyForm
from django.db import transaction

from assemblies.people import operations


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is not typed
    """The account library's form behind the link of the letter; a letter can be read by others than its owner."""

    def save(self) -> None:
        with transaction.atomic():
            super().save()
            operations.recover(person=self.user)
