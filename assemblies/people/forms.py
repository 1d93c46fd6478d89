# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person is asked when they make an account, and on their own page."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assemblies import wording, writing
from governance.refusals import Refusal


def clean_line(value: str, most: int) -> str:
    """A typed line without invisible characters. Raises ValidationError in the law's words."""
    try:
        return writing.plain(value, at="/name", most=most)
    except Refusal as refusal:
        raise forms.ValidationError(wording.refusal(refusal)) from None


class NameForm(forms.Form):
    """The name that neighbours see."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("Your neighbours see it beside what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 80)


class SignupForm(NameForm):
    """What allauth asks beside the e-mail and the password."""

    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Give the fresh account its name; allauth calls this inside its own saving."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class TokenForm(forms.Form):
    label = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("For example: the script that prints the minutes."),
    )

    def clean_label(self) -> str:
        return clean_line(self.cleaned_data["label"], 80)
