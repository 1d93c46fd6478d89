# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form with which a draw is announced: features as lines that people can type."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assemblies.sortition.models import DELEGATE, PANEL
from governance.sortition import MOST_PLACES

LINE = re.compile(r"\s*(?P<name>.+?)\s*[:：]\s*(?P<least>\d{1,3})\s*(?:[-–—]|to|إلى)\s*(?P<most>\d{1,3})\s*")
BLANKS = 3
"""So many features of people's own a form has room for."""


def lines(text: str) -> list[dict[str, Any]]:
    """Categories from lines such as "Women: 4-6". Raises ValidationError with the line that is none."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        read = LINE.fullmatch(line)
        if read is None:
            sentence = _(
                "“%(line)s” is no line of this kind: a name, a colon, and the least and the most, as in 4–6."
            )
            raise forms.ValidationError(sentence % {"line": line.strip()[:60]})
        found.append({"name": read["name"], "min": int(read["least"]), "max": int(read["most"])})
    return found


class AnnounceForm(forms.Form):
    """What a draw is for, how many, until when, and the features that people state of themselves."""

    title = forms.CharField(label=gettext_lazy("What is it for?"), max_length=120)
    places = forms.IntegerField(
        label=gettext_lazy("How many are drawn?"), min_value=1, max_value=MOST_PLACES, initial=12
    )
    office = forms.ChoiceField(
        label=gettext_lazy("Who is drawn becomes"),
        required=False,
        choices=[
            (PANEL, gettext_lazy("a member of this panel")),
            (DELEGATE, gettext_lazy("a delegate who sits here")),
        ],
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days to step forward"), min_value=1, max_value=90, initial=14
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name in ("title", "places", "office", "days"):
            self.fields[name].widget.attrs["class"] = "in"
        for n in range(BLANKS):
            self.fields[f"feature{n}"] = forms.CharField(
                label=_("Feature"), required=False, max_length=60,
                widget=forms.TextInput(attrs={"class": "in", "dir": "auto"}),
            )  # fmt: skip
            self.fields[f"lines{n}"] = forms.CharField(
                label=_("Its categories, one a line"), required=False, max_length=3000,
                help_text=_("A name, a colon, and the least and the most, as in: under 35: 3–5"),
                widget=forms.Textarea(attrs={"class": "in", "rows": 4, "dir": "auto"}),
            )  # fmt: skip

    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each feature, as they stand beside each other."""
        return [(self[f"feature{n}"], self[f"lines{n}"]) for n in range(BLANKS)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        features = []
        for n in range(BLANKS):
            name, text = given.get(f"feature{n}", ""), given.get(f"lines{n}", "")
            if not name and not text.strip():
                continue
            try:
                features.append({"feature": name, "categories": lines(text)})
            except forms.ValidationError as error:
                self.add_error(f"lines{n}", error)
        return given | {"features": features}
