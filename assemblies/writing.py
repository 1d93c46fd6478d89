# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write, made safe to show: Markdown by a maintained parser, cleaned by a maintained sanitiser."""

import re
import unicodedata
from typing import Any

import nh3
from markdown_it import MarkdownIt

from governance.refusals import Refusal

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "hr"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
HEADING = re.compile(r"<h([1-6])>")
BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
INVISIBLE = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x00AD])


def html(source: str) -> str:
    """Render Markdown to HTML that runs nothing, loads nothing and tells no other site where it was read."""
    rendered = _lowered(_markdown.render(source))
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


def plain(value: Any, *, at: str, most: int, least: int = 1, lines: bool = False) -> str:
    """A line (or lines) of text as typed, without control, invisible and direction-changing characters.

    Raises Refusal with the pointer `at` where it is not text, too short or longer than `most` characters.
    """
    if not isinstance(value, str):
        raise Refusal("This has to be text.", code="not_text", at=at)
    kept = unicodedata.normalize("NFC", value).translate(BIDI).translate(INVISIBLE).replace("\r\n", "\n")
    kept = "".join(
        c for c in kept if c in "\n\t" * lines or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
    )
    kept = kept.strip()
    if len(kept) < least:
        raise Refusal(
            "Write something here." if least == 1 else f"Write at least {least} characters.",
            code="too_short",
            at=at,
        )
    if len(kept) > most:
        raise Refusal(f"This is longer than {most} characters.", code="too_long", at=at)
    return kept
