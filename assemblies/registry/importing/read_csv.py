# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading CSV: a header, then one place a line; cells are text and nothing in them is ever run."""

import csv
import io
from collections.abc import Iterator

from assemblies.registry.importing.problems import Findings, refuse
from assemblies.registry.importing.reading import MOST_PLACES, Feature

DELIMITERS = ",;\t|"


def features(text: str, name: str) -> list[Feature]:
    """The rows of a CSV file. `where` is the line a row begins in. Raises BadPlaces for all that is wrong."""
    findings, found = Findings(), []
    rows = _rows(text, name)
    _line, header = next(rows, (0, []))
    columns = _columns(header, name)
    for line, cells in rows:
        where = f"{name}, line {line}"
        if len(cells) != len(columns):
            findings.add(
                where, f"There are {len(cells)} cells here and {len(columns)} columns in the header."
            )
            continue
        found.append(Feature(where, dict(zip(columns, cells, strict=True))))
        if len(found) > MOST_PLACES:
            raise refuse(name, f"There are more than {MOST_PLACES} places in this file.")
    findings.check()
    if not found:
        raise refuse(name, "There is a header and no place below it.")
    return found


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise refuse(f"{name}, line {line}", f"This is not CSV: {error}.") from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _delimiter(text: str) -> str:
    """The mark that the first line has most of; a comma where it has none."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def _columns(header: list[str], name: str) -> list[str]:
    columns = [cell.strip() for cell in header]
    if "" in columns:
        raise refuse(f"{name}, line 1", f"Column {columns.index('') + 1} has no name.")
    twice = {column for column in columns if columns.count(column) > 1}
    if twice:
        raise refuse(f"{name}, line 1", f"Two columns are called {min(twice)}.")
    return columns
