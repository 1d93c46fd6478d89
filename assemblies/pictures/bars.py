# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bars: decorative SVG that the browser stretches. The number is always real text beside it."""

from collections.abc import Sequence
from html import escape

from assemblies.pictures.bowls import number


def bar(value: float, cls: str, mark: float | None = None) -> str:
    """A bar of 0 to 1, with the rule's line at `mark`."""
    line = "" if mark is None else tick(mark, 22)
    width = number(max(0.0, min(value, 1.0)) * 400)
    return (
        '<svg class="bar" viewBox="0 0 400 22" preserveAspectRatio="none" aria-hidden="true" direction="ltr">'
        '<rect class="track" y="4" width="400" height="14" rx="5"/>'
        f'<rect class="b {escape(cls)}" y="4" width="{width}" height="14" rx="5"/>{line}</svg>'
    )


def tick(mark: float, height: int) -> str:
    """The rule's line at `mark` of 0 to 1, across a bar so many units high."""
    return f'<path class="tick" vector-effect="non-scaling-stroke" d="M{number(mark * 400)} 0V{number(height)}"/>'


def meter(value: int, most: int, line: int, colour: int) -> str:
    """How far `value` is on its way to `most`, with a line at `line` where there is one."""
    return bar(value / most if most else 0, f"m{colour}", line / most if line and most else None)


CLASS = {"yes": "yes", "no": "no", "abstain": "abs"}


def stacked(parts: Sequence[tuple[str, int]], mark: float | None = None) -> str:
    """One bar cut into its parts, (name, number) each, in order, with the rule's line at `mark` of 0 to 1."""
    total, x = sum(n for _, n in parts) or 1, 0.0
    drawn = []
    for index, (name, n) in enumerate(parts):
        width = n / total * 400
        gap = 2 if index < len(parts) - 1 and width > 2 else 0
        drawn.append(
            f'<rect class="b {escape(CLASS.get(name, name))}" x="{number(x)}" width="{number(width - gap)}" height="40"/>'
        )
        x += width
    return (
        '<svg class="bar bar-l" viewBox="0 0 400 40" preserveAspectRatio="none" aria-hidden="true" direction="ltr">'
        + "".join(drawn)
        + ("" if mark is None else tick(mark, 40))
        + "</svg>"
    )
