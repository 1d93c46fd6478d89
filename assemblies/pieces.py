# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pieces of pages that are drawn from a few facts and nothing else, and so need to be drawn only once."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

MOST = 4096
"""So many pieces are kept, the least lately asked for dropped first: a few megabytes."""
PLAIN = (str, int, bool, type(None), datetime, date)


def piece(template: str, /, **facts: Any) -> SafeString:
    """A template drawn from these facts, in the language and time zone of now.

    It sees no request and no context of the page around it: what it shows is its key, so that it is never out of
    date and never another reader's. Facts are text, numbers, times, and tuples of them; TypeError for others.
    """
    return _drawn(template, translation.get_language(), timezone.get_current_timezone_name(), **facts)


@lru_cache(MOST, typed=True)  # typed: text and markup that read alike are two things
def _drawn(template: str, language: str | None, zone: str, /, **facts: Any) -> SafeString:
    for name, fact in facts.items():
        if not (_plain(fact) or isinstance(fact, SafeString)):
            raise TypeError(f"{name} of {template} could change, or be equal and look different.")
    # The template has escaped its facts; only the mark of it was lost with the spaces around.
    return mark_safe(get_template(template).render(facts).strip())  # nosec B308 B703


def _plain(fact: Any) -> bool:
    """Whether what is equal to it looks the same. Rows of tables are equal by number whatever they hold."""
    return all(map(_plain, fact)) if isinstance(fact, tuple) else type(fact) in PLAIN


forget = _drawn.cache_clear
"""Drop all that is kept: for measurements."""
