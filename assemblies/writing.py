# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write, made safe to show: Markdown by a maintained parser, cleaned by a maintained sanitiser."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from governance.refusals import Refusal

ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'’”»)\]}…،؛؟]", re.IGNORECASE)
"""A web address in running text; the marks that end a sentence or a bracket are none of it."""


def _addresses(state: StateCore) -> None:
    """Make links of web addresses in running text, but those in links already; code keeps them as they are."""
    for block in state.tokens:
        inside = 0
        found: list[Token] = []
        for token in block.children or ():
            inside += (token.type == "link_open") - (token.type == "link_close")
            found += _linked(token) if token.type == "text" and not inside else [token]
        if block.children:
            block.children = found


def _linked(text: Token) -> Iterator[Token]:
    at = 0
    for address in ADDRESS.finditer(text.content):
        yield _words(text.content[at : address.start()])
        yield Token("link_open", "a", 1, attrs={"href": normalizeLink(address[0])})
        yield _words(address[0])
        yield Token("link_close", "a", -1)
        at = address.end()
    yield _words(text.content[at:])


def _words(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _parser(**options: bool) -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "linkify": False, **options}).enable("table")
    made.core.ruler.push("addresses", _addresses)
    return made.disable("image")


_markdown = {False: _parser(), True: _parser(breaks=True)}
TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "hr"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
HEADING = re.compile(r"<h([1-6])>")
KEPT_FORMATS = "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2"
"""Joiners are part of how Persian, Hindi and pictures are written; Arabic and Syriac number signs are seen."""
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
BLANK = frozenset("\u115f\u1160\u2800")
"""Letters and signs by their category that show nothing at all."""


def html(source: str, *, breaks: bool = False) -> str:
    """Render Markdown to HTML that runs nothing, loads nothing and tells no other site where it was read.

    With `breaks` every line typed is a line shown, as in a letter.
    """
    rendered = shown(
        _lowered(_markdown[breaks].render(source)), lines=True
    )  # an entity may have brought some back
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow ugc",
    )


def _lowered(rendered: str) -> str:
    """Headings as they stand below the second headings that a page has of its own: from h3 on, none left out."""
    levels = sorted(set(HEADING.findall(rendered)))
    lower = {level: min(place, 5) for place, level in enumerate(levels, 3)}
    return re.sub(r"<(/?)h([1-6])>", lambda found: f"<{found[1]}h{lower[found[2]]}>", rendered)


def shown(typed: str, *, lines: bool = False) -> str:
    """Text without white space around it and without what shows nothing: controls, tags, turns of direction."""
    whole = "".join(
        c
        for c in typed
        if c in KEPT_FORMATS or (lines and c in "\n\t") or unicodedata.category(c) not in UNSEEN
    )
    return whole.strip()


def shows(text: str) -> bool:
    """Whether anything of a text can be seen: white space, marks on nothing and blank letters cannot."""
    return any(
        c not in BLANK and unicodedata.category(c)[0] not in "CMZ"
        for c in unicodedata.normalize("NFKC", text)
    )


def plain(value: Any, *, at: str, most: int, least: int = 1, lines: bool = False) -> str:
    """A line (or lines) of text as typed, without control, invisible and direction-changing characters.

    Raises Refusal with the pointer `at` where it is not text, too short or longer than `most` characters.
    """
    if not isinstance(value, str):
        raise Refusal(_("This has to be text."), code="not_text", at=at)
    kept = unicodedata.normalize("NFC", shown(value.replace("\r\n", "\n"), lines=lines))
    if len(kept) < least or (least and not shows(kept)):
        raise Refusal(
            ngettext("Write something here.", "Write at least %(n)s characters.", least) % {"n": least},
            code="too_short",
            at=at,
        )
    if len(kept) > most:
        sentence = ngettext(
            "This is longer than %(n)s character.", "This is longer than %(n)s characters.", most
        )
        raise Refusal(sentence % {"n": most}, code="too_long", at=at)
    return kept
