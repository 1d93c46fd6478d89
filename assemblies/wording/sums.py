# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sums of votes for reading: exact where that is short, else rounded and marked as such."""

from decimal import Decimal
from fractions import Fraction

from assemblies.wording import facts
from governance import amounts

LONGEST = 9
"""So many characters of an exact number that is not whole are still read at a glance."""


def read(written: int | str) -> Fraction:
    """A sum as a count writes it: a whole number, or exact text such as "5/3" or "2.5"."""
    return Fraction(written)


def is_rounded(n: Fraction) -> bool:
    """Whether `shown` says less than the whole of it."""
    return n.denominator != 1 and len(amounts.written(n)) > LONGEST


def shown(n: Fraction) -> str:
    """A sum in the reader's own way of writing numbers; one too long to read with three decimals and "≈"."""
    if not is_rounded(n):
        return facts.number(amounts.written(n))
    return f"≈ {facts.number(amounts.written(_rounded(n)))}"


def _rounded(n: Fraction) -> Decimal:
    return Decimal(round(n * 1000)).scaleb(-3)
