# SPDX-License-Identifier: AGPL-3.0-or-later
"""Terms: for how long a decision binds: until it is decided otherwise, for so many months, or until a day."""

import re
from calendar import monthrange
from datetime import date
from typing import ClassVar, NamedTuple

from governance.refusals import Refusal

OPEN = ""
"""Until it is decided otherwise."""
MOST_MONTHS = 600
MONTHS = re.compile(r"P([1-9][0-9]{0,2})M")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadTerm(Refusal):
    code: ClassVar[str] = "bad_term"


class Term(NamedTuple):
    """So many months from the decision, or the last day; neither is until it is decided otherwise."""

    months: int | None = None
    until: date | None = None

    def ends(self, decided: date) -> date | None:
        """The last day on which what was decided on a day binds; None if it binds until decided otherwise."""
        return self.until if self.months is None else _months_after(decided, self.months)


def read(text: object, at: str = "/lasts") -> Term:
    """Read a term, written "", "P6M" (ISO 8601) or "2027-06-30". Raises BadTerm for anything else."""
    if text == OPEN:
        return Term()
    if isinstance(text, str) and (months := MONTHS.fullmatch(text)):
        if int(months[1]) <= MOST_MONTHS:
            return Term(months=int(months[1]))
        raise BadTerm(
            "A decision binds for at most {most} months, or until it is decided otherwise.",
            at=at,
            most=MOST_MONTHS,
        )
    try:
        return Term(until=date.fromisoformat(text if isinstance(text, str) and DAY.fullmatch(text) else ""))
    except ValueError:
        sentence = 'How long it binds is written "P6M" for six months or "2027-06-30" for a last day.'
        raise BadTerm(sentence, at=at) from None


def check(text: object, *, binding: bool, today: date, at: str = "/lasts") -> None:
    """Raises BadTerm for what cannot be read and for what makes no sense: a last day that is not to come, or a
    term where nobody is bound. `today` is the day in the place that is asked."""
    term = read(text, at)
    if text != OPEN and not binding:
        raise BadTerm("It binds nobody, so there is no time for which it binds.", code="binds_nobody", at=at)
    if term.until is not None and term.until <= today:
        sentence = "The last day on which it would bind, {day}, is not to come any more."
        raise BadTerm(sentence, code="past", at=at, day=term.until.isoformat())


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
