# SPDX-License-Identifier: AGPL-3.0-or-later
"""Languages put into words: what was written in another than the reader's page is said to be so."""

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _


def other(written_in: str) -> str:
    """The language of something written, as a page marks it; "" where it is the page's own or is not known."""
    own = get_language() or ""
    return "" if written_in.partition("-")[0] == own.partition("-")[0] else written_in


def note(written_in: str) -> str:
    """The sentence before what is written in another language than the page; "" where there is nothing to say."""
    if not other(written_in):
        return ""
    names = {"theirs": _name(written_in), "ours": _name(get_language() or "")}
    if not all(names.values()):
        return ""
    return _("The text of this ballot was written in %(theirs)s; the page around it is in %(ours)s.") % names


def _name(code: str) -> str:
    """A language as the reader calls it; "" for one that nobody here has a name for."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return ""
