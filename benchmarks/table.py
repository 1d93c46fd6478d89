# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures as they are printed: what, the median, its unit, and beside what."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    what: str
    value: float
    unit: str
    runs: Sequence[float]
    beside: str = ""
    ratio: float | None = None


def row(what: str, runs: Sequence[float], unit: str, beside: str = "", yardstick: float | None = None) -> Row:
    """A row of the median of some runs, and its ratio to a yardstick of the same run."""
    value = statistics.median(runs)
    return Row(what, value, unit, runs, beside, value / yardstick if yardstick else None)


def print_table(rows: Sequence[Row]) -> None:
    print(f"\n{'what':58} {'median':>10} {'unit':8} {'min':>9} {'max':>9}  beside")
    for each in rows:
        against = f"{each.ratio:.2f} of {each.beside}" if each.ratio is not None else each.beside
        print(
            f"{each.what:58} {each.value:10.2f} {each.unit:8} {min(each.runs):9.2f} {max(each.runs):9.2f}  {against}"
        )
