# SPDX-License-Identifier: AGPL-3.0-or-later
"""For how long a decision binds: read, refused where it makes no sense, and when it ends."""

from datetime import date
from typing import Any

import pytest

from governance import terms

TODAY = date(2026, 11, 22)


def test_a_term_is_open_or_so_many_months_or_a_last_day() -> None:
    assert terms.read("") == terms.Term()
    assert terms.read("P6M") == terms.Term(months=6)
    assert terms.read("2027-06-30") == terms.Term(until=date(2027, 6, 30))


@pytest.mark.parametrize(
    "text", ["P0M", "P06M", "P6Y", "P-6M", "P601M", "6", "2027-02-30", "20270630", "2027-W01-1", " ", None, 6]
)
def test_anything_else_is_refused_where_it_stands(text: Any) -> None:
    with pytest.raises(terms.BadTerm) as no:
        terms.read(text)
    assert no.value.at == "/lasts"


@pytest.mark.parametrize(
    ("text", "binding", "code"),
    [
        ("P6M", False, "binds_nobody"),
        ("2027-06-30", False, "binds_nobody"),
        ("2026-11-22", True, "past"),
        ("2026-11-21", True, "past"),
        ("P6M", True, None),
        ("2026-11-23", True, None),
        ("", False, None),
        ("", True, None),
    ],
)
def test_a_term_has_to_make_sense(text: str, binding: bool, code: str | None) -> None:
    if code is None:
        terms.check(text, binding=binding, today=TODAY)
        return
    with pytest.raises(terms.BadTerm) as no:
        terms.check(text, binding=binding, today=TODAY)
    assert no.value.name == code


@pytest.mark.parametrize(
    ("text", "decided", "last"),
    [
        ("P6M", date(2026, 11, 22), date(2027, 5, 22)),
        ("P1M", date(2027, 1, 31), date(2027, 2, 28)),
        ("P1M", date(2028, 1, 31), date(2028, 2, 29)),
        ("P12M", date(2028, 2, 29), date(2029, 2, 28)),
        ("P1M", date(2026, 12, 31), date(2027, 1, 31)),
        ("2027-06-30", date(2026, 11, 22), date(2027, 6, 30)),
        ("", date(2026, 11, 22), None),
    ],
)
def test_months_end_on_the_same_day_of_the_month_or_its_last(
    text: str, decided: date, last: date | None
) -> None:
    assert terms.read(text).ends(decided) == last
