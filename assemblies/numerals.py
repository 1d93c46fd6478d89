# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers as people type them: digits of any script, separators, the unit around them. Doors for programs stay strict."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from django.utils import formats
from django.utils.translation import gettext as _

from assemblies import writing
from assemblies.wording import number
from governance.refusals import Refusal

MARKS = ".,٫"
"""What may stand before the decimals; the last is Arabic and means nothing else."""
APART = " '.,٬"
"""What may stand between thousands, one kind in one number."""
SAME = str.maketrans({"،": ",", "，": ",", "．": ".", "’": "'", "٪": "%", "％": "%"})


class NotANumber(Refusal):
    code: ClassVar[str] = "bad_number"


def latin(text: str) -> str:
    """Text with every digit as 0 to 9, whatever its script, one space for any white space, and signs as here."""
    told = "".join(str(unicodedata.decimal(c, c)) for c in writing.shown(text))
    return " ".join(told.translate(SAME).split())


def read(text: str, *, units: Iterable[str] = (), at: str = "", places: int = 6) -> str:
    """A number, 0 or more, as the law reads it, "1200.50"; empty where nothing was typed. `units` may stand in
    front or behind. Two readings ("1.200") are told apart by the reader's language, unless that has more decimals
    than `places`. Raises NotANumber with the pointer `at`."""
    typed = latin(text)
    if not typed:
        return ""
    bare = _bare(typed, units)
    found = {mark: value for mark in MARKS if (value := _reading(bare, mark))}
    if not found:
        raise NotANumber(_("Write a number, such as 1200 or 0.5."), at=at)
    value = found.get(formats.get_format("DECIMAL_SEPARATOR")) or next(iter(found.values()))
    others = {Decimal(one) for one in found.values()} - {Decimal(value)}
    if others and len(value.partition(".")[2]) > places:
        large, small = (
            number(str(one.normalize())) for one in sorted({*others, Decimal(value)}, reverse=True)
        )
        sentence = _("“%(typed)s” could be %(large)s or %(small)s. Write it as one of these.")
        raise NotANumber(sentence % {"typed": bare, "large": large, "small": small}, at=at)
    return value


def _bare(typed: str, units: Iterable[str]) -> str:
    """What stands between units. One with a digit at an end is left in place: it could be part of the number."""
    known = [" ".join(unit.split()) for unit in units]
    safe = [re.escape(one) for one in known if one and not any(c.isdecimal() for c in (one[0], one[-1]))]
    around = f"(?:{'|'.join(safe) or '(?!)'})?"
    found = re.fullmatch(rf"{around} ?(.*?) ?{around}", typed, re.IGNORECASE)
    return found[1] if found else typed


def _reading(typed: str, mark: str) -> str:
    """The number, if this mark stands before its decimals; else empty."""
    apart = "".join(re.escape(sign) for sign in APART if sign != mark)
    whole = rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?P<apart>[{apart}])[0-9]{{3}}(?:(?P=apart)[0-9]{{3}})*)"
    found = re.fullmatch(rf"{whole}(?:{re.escape(mark)}(?P<rest>[0-9]+))?", typed)
    if not found:
        return ""
    digits = re.sub("[^0-9]", "", found["whole"])
    return f"{digits}.{found['rest']}" if found["rest"] else digits
