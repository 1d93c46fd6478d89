# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether names fit where a drawing has room for them: how wide they are at most, and where their lines break."""

import unicodedata
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

HEIGHT = 1.15
"""From one line to the next, as a part of a letter's size."""
CAP, FOOT = 0.7, 0.15
"""How far letters rise above the line they stand on, and hang below it, as parts of their size."""
NARROW, BROAD = frozenset("iIjlftr.,:;'|!()[] -·’"), frozenset("mwMW@%&—…œæŒÆ")
"""Letters well below and well above the mean."""


class Fitted(NamedTuple):
    """A text that fits: its lines, the size of its letters, and where the first line stands."""

    texts: tuple[str, ...]
    size: float
    first: float

    @property
    def last(self) -> float:
        """Where the last line stands."""
        return self.first + (len(self.texts) - 1) * self.size * HEIGHT


def wide(text: str, size: float) -> float:
    """How wide a bold text is in our font and the usual ones, rather a little too much than too little."""
    return sum(map(_letter, text)) * size


def _letter(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if letter in BROAD:
        return 0.9
    if letter in NARROW:
        return 0.36
    if "\u0600" <= letter < "\u0900":
        return 0.55  # Arabic letters are joined: their mean is well below a Latin letter's
    if letter > "\u024f":
        return 0.7
    return 0.7 if letter.isupper() else 0.6


def broken(name: str, widths: Sequence[float], size: float) -> tuple[str, ...] | None:
    """A name broken at its spaces into lines of at most these widths; None where it is longer."""
    words, found = name.split(), []
    for width in widths:
        line: list[str] = []
        while words and wide(" ".join([*line, words[0]]), size) <= width:
            line.append(words.pop(0))
        if not line:
            break
        found.append(" ".join(line))
    return tuple(found) if found and not words else None


def chord(radius: float, above: float, below: float) -> float:
    """How wide a circle is between two heights, counted from its middle."""
    far = max(abs(above), abs(below))
    return 2 * sqrt(radius * radius - far * far) if far < radius else 0.0


def in_circle(
    name: str, radius: float, sizes: Iterable[float], most: int, middle: float = 0.0
) -> Fitted | None:
    """A name about the height `middle` of a circle, as large as it fits there on so many lines at most."""
    for size in sizes:
        for number in range(1, most + 1):
            first = middle - (number - 1) / 2 * size * HEIGHT + size * 0.35
            texts = broken(name, _widths(radius, first, number, size), size)
            if texts is not None and len(texts) == number:
                return Fitted(texts, size, first)
    return None


def in_crown(
    name: str, radius: float, top: float, ways: Iterable[tuple[float, int]], spare: float = 0.0
) -> Fitted | None:
    """A name below the top of a circle, its letters beginning so far down; `ways` are sizes with numbers of lines,
    the best first. Where its first line stands is counted from the top. So much `spare` may lie beyond the rim.
    """
    for size, number in ways:
        first = top + size * CAP
        widths = [width + spare for width in _widths(radius, first - radius, number, size)]
        texts = broken(name, widths, size)
        if texts is not None:
            return Fitted(texts, size, first)
    return None


def _widths(radius: float, first: float, number: int, size: float) -> list[float]:
    stands = [first + line * size * HEIGHT for line in range(number)]
    return [chord(radius - 1, y - size * CAP, y + size * FOOT) for y in stands]
