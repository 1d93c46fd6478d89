# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the registry's pages ask for, read into types."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assemblies import wording
from assemblies.people import queries as people
from assemblies.people.forms import clean_line
from assemblies.people.models import Person
from assemblies.registry import lists, reading, sketching, table, zones
from assemblies.registry.models import Assembly
from governance.powers import GRANTABLE
from governance.refusals import Refusal

Read = TypeVar("Read")


class InviteForm(forms.Form):
    number = forms.IntegerField(
        label=_("How many invitations?"),
        min_value=1,
        max_value=100,
        initial=10,
        help_text=_("From 1 to 100."),
    )


class GrantForm(forms.Form):
    # Not by an address: whoever asks for one would be told who has an account.
    person = forms.CharField(
        label=_("The person's code"),
        max_length=13,
        help_text=_("It stands on their own page, below their name. They need an account here already."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )
    power = forms.ChoiceField(label=_("What may they do?"))
    days = forms.IntegerField(label=_("For how many days?"), min_value=1, max_value=365, initial=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(power.value, _(table.DOES[power])) for power in sorted(GRANTABLE)]
        self.fields["power"].choices = choices  # type: ignore[attr-defined]

    def clean_person(self) -> Person:
        found = people.person_by_code(self.cleaned_data["person"])
        if found is None:
            raise ValidationError(_("Nobody here has this code."))
        return found


class FoundingForm(forms.Form):
    """The first page of the founding: everything but which place is home."""

    name = forms.CharField(
        label=_("What is the whole called?"), max_length=120, help_text=_("For example: North Dales.")
    )
    host = forms.CharField(
        label=_("At which address will people find it?"),
        max_length=200,
        help_text=_(
            "A domain without https, such as nested.example.org. It is written into every record and stays. "
            "For a trial choose a name that ends in .invalid."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Whose time holds?"),
        choices=[("", _("Pick one")), *((zone, zone) for zone in [*zones.names(), "UTC"])],
        help_text=_("Deadlines are shown in this time."),
        widget=forms.Select(attrs={"data-zones": json.dumps(zones.FORMER), "dir": "ltr"}),
    )
    scales = forms.CharField(
        label=_("Kinds of places, from narrow to wide"),
        help_text=_("One a line: the word for one, a comma, the word for many."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=2000,
        strip=False,
    )
    places = forms.CharField(
        label=_("The first places"),
        help_text=_(
            "One a line, the widest first: the first line holds all the others. Spaces before a line put it inside "
            "the line above it; dashes or > do as well. After a colon you may say how many people live there."
        ),
        widget=forms.Textarea(
            attrs={"rows": 8, "dir": "auto", "spellcheck": "false", "class": "steps-count"}
        ),
        max_length=50_000,
        strip=False,
    )
    matters = forms.CharField(
        label=_("What can be decided about"),
        help_text=_(
            "One a line: a name, a comma, a short word for it. With a slash it is part of another. Everyone who "
            "raises something picks one. More can be added later."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
        max_length=20_000,
        strip=False,
    )
    means = forms.CharField(
        label=_("What decisions can use up"),
        help_text=_(
            "One a line: a name, its unit, how many decimal places, and a code. Put your own money here. More can be "
            "added later."
        ),
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto", "spellcheck": "false"}),
        max_length=20_000,
        required=False,
        strip=False,
    )

    @property
    def sketched(self) -> list[sketching.Line]:
        """The places as they stand in their box, good lines and bad ones, to be drawn."""
        typed = str(self["places"].value() or "")[:50_000]
        return sketching.drawn(typed, self.kinds)[: sketching.MOST_PLACES]

    @property
    def kinds(self) -> int:
        """How many kinds of places were typed, good lines and bad ones; the most there can be where none was."""
        return len(reading.lines(str(self["scales"].value() or ""))) or sketching.MOST_SCALES

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 120)

    def clean_matters(self) -> list[dict[str, str]]:
        return _each_or_invalid(lists.matters, self.cleaned_data["matters"])

    def clean_means(self) -> list[dict[str, Any]]:
        return _each_or_invalid(lists.means, self.cleaned_data["means"])

    def clean_host(self) -> str:
        return _or_invalid(sketching.host, self.cleaned_data["host"])

    def clean_scales(self) -> list[dict[str, str]]:
        return _each_or_invalid(sketching.scales, self.cleaned_data["scales"])

    def clean_places(self) -> list[sketching.Line]:
        return _each_or_invalid(sketching.places, self.cleaned_data["places"], self.kinds)


class AddPlaceForm(forms.Form):
    """One place inside another; the kinds to choose from are the narrower scales that exist."""

    name = forms.CharField(label=_("What is it called?"), max_length=120)
    scale = forms.TypedChoiceField(label=_("What kind of place is it?"), coerce=int)
    population = forms.IntegerField(
        label=_("How many people live there, if you know?"),
        min_value=0,
        max_value=20_000_000_000,
        required=False,
    )

    def __init__(self, *args: Any, here: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(number, here.network.scales[number]["name"]) for number in reversed(range(here.scale))]
        self.fields["scale"].choices = kinds  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 120)


class AddMatterForm(forms.Form):
    name = forms.CharField(label=_("What is the matter called?"), max_length=60)
    path = forms.CharField(
        label=_("A short word for it"),
        max_length=80,
        required=False,
        help_text=_(
            "With a slash it is part of another, such as mobility/buses. Left empty, it is made from the name."
        ),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        return _or_invalid(lists.matter, given.get("name", ""), given.get("path", ""))


class AddMeansForm(forms.Form):
    name = forms.CharField(label=_("What can be used up?"), max_length=60)
    unit = forms.CharField(label=_("Its unit"), max_length=30, help_text=_("For example: €, hours, m³."))
    decimal_places = forms.IntegerField(label=_("Decimal places"), min_value=0, max_value=6, initial=0)
    code = forms.CharField(
        label=_("A code for programs"),
        max_length=20,
        required=False,
        help_text=_("Left empty, it is made from the name."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        name, code = given.get("name", ""), given.get("code", "")
        places = str(given.get("decimal_places", 0))
        return _or_invalid(
            lists.one_means, name, given.get("unit", ""), places, code or lists.code_of(name, 1)
        )


def _or_invalid(read: Callable[..., Read], *given: Any) -> Read:
    try:
        return read(*given)
    except Refusal as refusal:
        raise ValidationError(wording.refusal(refusal)) from None


def _each_or_invalid(read: Callable[..., Read], *given: Any) -> Read:
    """Every complaint as an error of its own, which knows its line: {"line", "text", "sentence"}."""
    try:
        return read(*given)
    except reading.Unread as unread:
        raise ValidationError(
            [
                ValidationError("%(sentence)s", params={"line": number, "text": text, "sentence": sentence})
                for number, text, sentence in unread.bad
            ]
        ) from None
