# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures in templates.

{% icon "check" %}                          an icon of the sprite (second argument: more classes, "flip")
{% mini assembly.ring %}                    the mark of a scale, 1 near to 5 wide
{% meter voted seats quorum 2 %}            a bar on its way to seats, with a line at quorum (0: none)
{% bar 0.71 "yes" 0.5 %}                    a bar of 0 to 1 with the rule's line
{% stacked parts %}                         one bar in parts: (name, number, ...) rows; yes, no, abstain
{% bowls rings decides spots "b1" title desc "day" %}   nested bowls (pictures.bowls.Ring and Spot)
{% line days quorum "l1" title %}            a line over time: rows with `day` and `voted`, dashed where the rule lies
{% round 5 %}                               a loop of so many people, as a ring
{% packmap root "m1" title desc %}          map of places (pictures.packing.Node)
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from assemblies.pictures import bars, lines, packing, rounds
from assemblies.pictures import bowls as drawing

register = template.Library()
# A drawing is markup of our own, of numbers and of texts that are escaped where they enter it. So each is marked
# safe below, and bandit is told that this was looked at (nosec).
MOST = 512
"""So many drawings are kept of each kind. Everything a drawing shows is its key."""


@register.simple_tag
@cache
def icon(name: str, cls: str = "") -> SafeString:
    return format_html(
        '<svg class="i {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        cls,
        static("icons.svg"),
        name,
    )


@register.simple_tag
@cache
def mini(colour: int) -> SafeString:
    return mark_safe(drawing.mini(int(colour)))  # nosec B308 B703


@register.simple_tag(name="round")
@cache
def loop(size: int) -> SafeString:
    return mark_safe(rounds.ring(int(size)))  # nosec B308 B703


@register.simple_tag
def meter(value: int, most: int, line: int, colour: int) -> SafeString:
    return mark_safe(bars.meter(value, most, line or 0, colour))  # nosec B308 B703


@register.simple_tag
def bar(value: float, cls: str, mark: float | None = None) -> SafeString:
    return mark_safe(bars.bar(value, cls, mark))  # nosec B308 B703


@register.simple_tag
def stacked(parts: Sequence[tuple[Any, ...]], mark: float | None = None) -> SafeString:
    return mark_safe(bars.stacked([(row[0], row[1]) for row in parts], mark))  # nosec B308 B703


@register.simple_tag
def bowls(
    rings: Sequence[drawing.Ring],
    decides: int | None,
    spots: Sequence[drawing.Spot],
    ident: str,
    title: str,
    desc: str,
    theme: str = "night",
) -> SafeString:
    return mark_safe(_bowls(tuple(rings), decides, tuple(spots), ident, title, desc, theme))  # nosec B308 B703


@lru_cache(MOST)
def _bowls(
    rings: tuple[drawing.Ring, ...],
    decides: int | None,
    spots: tuple[drawing.Spot, ...],
    ident: str,
    title: str,
    desc: str,
    theme: str,
) -> str:
    return drawing.bowls(rings, decides, spots, ident=ident, title=title, desc=desc, theme=theme)


@register.simple_tag
def packmap(root: packing.Node, ident: str, title: str, desc: str) -> SafeString:
    return mark_safe(_packmap(packing.given(root), ident, title, desc))  # nosec B308 B703


@lru_cache(MOST)
def _packmap(given: packing.Given, ident: str, title: str, desc: str) -> str:
    return packing.packmap(packing.node(given), ident=ident, title=title, desc=desc)


@register.simple_tag
def line(
    days: Sequence[Mapping[str, Any]],
    rule: float,
    ident: str,
    title: str,
    opened: date | None = None,
    ruled: str = "",
) -> SafeString:
    """Days as points at their ends; from nothing on the day it opened, where that is known."""
    ends = [
        lines.Point(row["day"].toordinal() + 1, date_format(row["day"], "j M"), row["voted"]) for row in days
    ]
    start = [lines.Point(opened.toordinal(), date_format(opened, "j M"), 0)] if opened else []
    drawn = lines.line([*start, *ends], rule or None, ident=ident, title=title, ruled=ruled)
    return mark_safe(drawn)  # nosec B308 B703
