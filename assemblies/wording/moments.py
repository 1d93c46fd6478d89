# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far off a moment is, in words: one way of saying it for pages, letters and the pages' script."""

import json
from datetime import datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTES, HOURS = 90, 72
"""Told in minutes below so many of them, in hours below so many, and in days from then on; the script counts alike."""
KINDS = (1, 2, 0, 3, 5, 11, 100)
"""A number of each kind that a language may count differently, of those that CLDR knows."""
register = template.Library()


def relative(at: datetime, now: datetime) -> str:
    """How far off a moment is: "in 45 hours", "3 days ago", "now"."""
    away = (at - now).total_seconds() / 60
    minutes = abs(away)
    if minutes < MINUTES:
        return said("minute", _rounded(minutes), away < 0)
    if minutes < HOURS * 60:
        return said("hour", _rounded(minutes / 60), away < 0)
    # What is ahead is told in whole days: nobody should think that they have longer than they do.
    return said("day", _rounded(minutes / 1440) if away < 0 else int(minutes / 1440), away < 0)


def _rounded(number: float) -> int:
    # As the script rounds: a half goes up, never to the even one.
    return int(number + 0.5)


def said(unit: str, n: int, past: bool) -> str:
    """So many minutes, hours or days, ahead or ago: "in 2 days"."""
    if n == 0:
        return _("now")
    return _counted(unit, n, past) % {"n": n}


def _counted(unit: str, n: int, past: bool) -> str:
    ways = {
        ("minute", False): ngettext("in %(n)s minute", "in %(n)s minutes", n),
        ("hour", False): ngettext("in %(n)s hour", "in %(n)s hours", n),
        ("day", False): ngettext("in %(n)s day", "in %(n)s days", n),
        ("minute", True): ngettext("%(n)s minute ago", "%(n)s minutes ago", n),
        ("hour", True): ngettext("%(n)s hour ago", "%(n)s hours ago", n),
        ("day", True): ngettext("%(n)s day ago", "%(n)s days ago", n),
    }
    return ways[unit, past]


def days(n: int) -> str:
    """So many days inside a sentence, after a word such as "within": "14 days"."""
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def hours(n: int) -> str:
    """So many hours inside a sentence, in whole days where they are: "5 days", "36 hours"."""
    return days(n // 24) if n % 24 == 0 else ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}


@register.simple_tag
def moments() -> str:
    """The same words for the script, which says them anew every minute; it picks the form by a number of its kind.

    JSON: {"now": words, "past" or "future": {unit: [[number, words with "{n}"], ...]}}.
    """
    found = {
        when: {unit: _forms(unit, past) for unit in ("minute", "hour", "day")}
        for when, past in (("past", True), ("future", False))
    }
    return json.dumps({"now": _("now"), **found}, ensure_ascii=False, separators=(",", ":"))


def _forms(unit: str, past: bool) -> list[tuple[int, str]]:
    forms: dict[str, int] = {}
    for kind in KINDS:
        forms.setdefault(_counted(unit, kind, past) % {"n": "{n}"}, kind)
    return [(kind, words) for words, kind in forms.items()]
