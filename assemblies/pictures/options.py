# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bars by option: how long each is beside the longest, and how many of them are shown at once."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

FIRST = 15
"""So many bars stand on the page at once; the others are a press away."""


def lengths(numbers: Mapping[str, Fraction]) -> dict[str, float]:
    """Each number as a part of the largest, 0 to 1; all 0 where nothing was counted."""
    most = max(numbers.values(), default=Fraction(0))
    return {key: float(n / most) if most > 0 else 0.0 for key, n in numbers.items()}


def shares(numbers: Mapping[str, Fraction]) -> dict[str, float]:
    """Each number as a part of them all, 0 to 1."""
    total = sum(numbers.values(), Fraction(0))
    return {key: float(n / total) if total > 0 else 0.0 for key, n in numbers.items()}


def first(told: Sequence[bool]) -> int:
    """How many of the bars stand on the page at once, all that are told apart (True: chosen, or tied) among them."""
    last = max((at for at, one in enumerate(told, 1) if one), default=0)
    shown = max(FIRST, last)
    return len(told) if len(told) <= shown + 3 else shown  # a fold of three is longer than the three
