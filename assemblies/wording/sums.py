# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sums of votes for reading: exact where that is short, else rounded and marked as such."""

from fractions import Fraction

from assemblies.wording import facts
from governance import amounts

LONGEST = 9
"""So many characters of a number with decimals are still read at a glance."""


def read(written: int | str) -> Fraction:
    """A sum as a count writes it: a whole number, or exact text such as "5/3" or "2.5"."""
    return Fraction(written)


def is_rounded(n: Fraction) -> bool:
    """Whether `shown` says less than the whole of it: of fractions without an end, and of long ones."""
    exact = amounts.written(n)
    return n.denominator != 1 and ("/" in exact or len(exact) > LONGEST)


def shown(n: Fraction) -> str:
    """A sum in the reader's own way of writing numbers; what `is_rounded` with three decimals at most and "≈"."""
    if not is_rounded(n):
        return facts.number(amounts.written(n))
    return f"≈ {facts.number(amounts.written(Fraction(round(n * 1000), 1000)))}"
