# SPDX-License-Identifier: AGPL-3.0-or-later
"""Amounts and shares: exact numbers as the law reads and writes them, never a float."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar

from governance.refusals import Refusal

LONGEST = 1_000  # characters: exact arithmetic on longer numbers only keeps a reader waiting
PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
RATIO = re.compile(r"([0-9]+)/([0-9]+)")


class BadNumber(Refusal):
    code: ClassVar[str] = "bad_number"


def check_length(text: object, at: str) -> None:
    """Pass what is not text, or no longer than `LONGEST`. Raises BadNumber."""
    if isinstance(text, str) and len(text) > LONGEST:
        raise BadNumber("A number has at most {most} characters.", code="too_long", at=at, most=LONGEST)


def share(text: object, at: str = "", *, above_zero: bool = False) -> Fraction:
    """Read a share from 0 to 1, written "2/3" or "0.95". Raises BadNumber with the pointer given."""
    bounds = "over 0 and at most 1" if above_zero else "from 0 to 1"
    check_length(text, at)
    value = _ratio(text)
    if value is None or not 0 <= value <= 1 or (above_zero and not value):
        raise BadNumber('A share is {bounds}, written as text such as "2/3" or "0.95".', at=at, bounds=bounds)
    return value


def amount(text: object, at: str = "") -> Decimal:
    """Read an exact amount of a means, 0 or more, written "18400" or "0.25". Raises BadNumber."""
    check_length(text, at)
    if not isinstance(text, str) or not PLAIN.fullmatch(text):
        raise BadNumber('An amount is 0 or more, written as text such as "18400" or "0.25".', at=at)
    return Decimal(text)


def _ratio(text: object) -> Fraction | None:
    if not isinstance(text, str):
        return None
    if PLAIN.fullmatch(text):
        return Fraction(Decimal(text))
    parts = RATIO.fullmatch(text)
    if parts is None or not int(parts[2]):
        return None
    return Fraction(int(parts[1]), int(parts[2]))


def written(value: Fraction | Decimal | int) -> str:
    """An exact number as text: a decimal where it ends within twelve places, else "a/b"."""
    value = Fraction(value)
    scaled, rest = divmod(abs(value.numerator) * 10**12, value.denominator)
    if rest:
        return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
    return f"{'-' if value < 0 else ''}{_decimal(scaled, 12)}"


@lru_cache(maxsize=4096)  # a long list of candidates says the same few shares again and again
def percent(value: Fraction, beside: Fraction | None = None) -> str:
    """A share for reading, "31 %", cut off, with places enough to tell it from the number beside it."""
    for places in (0, 1, 2, 4, 6):
        unit = 10**places
        shown, rest = divmod(value.numerator * 100 * unit, value.denominator)
        apart = (
            beside is None or value == beside or shown * beside.denominator != beside.numerator * 100 * unit
        )
        if not rest or (places and apart and (shown or not value)):
            return f"{_decimal(shown, places)} %"
    return written(value)


def _decimal(number: int, places: int) -> str:
    """A whole number of units of so many decimal places, without zeros at its end."""
    whole, rest = divmod(number, 10**places)
    return _digits(whole) + (f".{rest:0{places}d}".rstrip("0") if rest else "")


def _digits(number: int) -> str:
    # str() of an int refuses more than 4,300 digits; by way of Decimal any size is written.
    return str(number) if abs(number) < 10**18 else format(Decimal(number), "f")
