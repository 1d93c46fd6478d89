# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ribbons: a bar cut into parts that stretches with the page while the letters in it keep their size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

HUES = 8
"""So many colours there are before they come round again; the number in a part says whose it is."""
NARROW = 300
"""The least width, in pixels, that a ribbon is drawn with: what is written in a part has to fit it there."""
LETTER = 7.6
"""About the width of a letter of 13 pixels, in pixels."""
SPARE = 8
WIDE = 1.7
"""So many times wider it is at least where a page has room."""


@dataclass(frozen=True)
class Part:
    """A part of a ribbon: whose it is, from where to where of 0 to 1, its colour's class, and what may be written in
    it, the first that fits."""

    key: str | None
    start: float
    end: float
    cls: str
    labels: tuple[str, ...] = ()

    @property
    def width(self) -> float:
        return self.end - self.start

    def mirrored(self) -> "Part":
        """The same seen from the other side."""
        return Part(self.key, 1 - self.end, 1 - self.start, self.cls, self.labels)


def hue(index: int) -> str:
    """The class of the colour of the option with this index, from 0."""
    return f"k{index % HUES + 1}"


def cut(parts: Iterable[tuple[str | None, Fraction, str, tuple[str, ...]]], whole: Fraction) -> list[Part]:
    """Parts one behind the other, (key, number, class, labels) each, in a ribbon that stands for `whole`."""
    found, at = [], Fraction(0)
    for key, n, cls, labels in parts:
        found.append(Part(key, float(at / whole), float((at + n) / whole), cls, labels))
        at += n
    return found


def share(x: float) -> str:
    """0 to 1 as an attribute: a percentage with three decimals at most."""
    return f"{100 * x:.3f}".rstrip("0").rstrip(".") + "%"


def way(mirrored: bool) -> str:
    """The direction in which what is written in a ribbon reads."""
    return "rtl" if mirrored else "ltr"


def drawn(parts: Sequence[Part], height: int) -> str:
    """The parts as rectangles of this height, with what fits written in them."""
    return "".join(
        f'<rect class="seg {escape(part.cls)}" x="{share(part.start)}" width="{share(part.width)}" height="{height}"/>'
        for part in parts
        if part.width > 0
    ) + "".join(_written(part, height) for part in parts)


def _written(part: Part, height: int) -> str:
    """What fits in a part: one text where the page is narrow, another one where there is room for more."""
    narrow, wide = _fitting(part, NARROW), _fitting(part, NARROW * WIDE)
    if narrow == wide:
        return _text(part, narrow, height, "")
    return _text(part, narrow, height, " if-narrow") + _text(part, wide, height, " if-wide")


def _fitting(part: Part, width: float) -> str:
    room = part.width * width
    return next((one for one in part.labels if len(one) * LETTER + _spare(one) <= room), "")


def _spare(label: str) -> int:
    return 4 if label.isdecimal() else SPARE


def _text(part: Part, label: str, height: int, when: str) -> str:
    if not label:
        return ""
    x, y = share(part.start + part.width / 2), height / 2 + 4.5
    return f'<text class="seg-t on-{escape(part.cls)}{when}" x="{x}" y="{y:g}">{escape(label)}</text>'


def tick(at: float, height: int, cls: str = "") -> str:
    """A line across a ribbon at 0 to 1, a little higher than it."""
    x = share(at)
    return f'<line class="rule {escape(cls)}" x1="{x}" x2="{x}" y1="-5" y2="{height + 5}"/>'
