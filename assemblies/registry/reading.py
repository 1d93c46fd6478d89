# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading what people type line by line: every line that cannot be read is complained of, all of them at once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from django.utils.translation import gettext as _

from assemblies import wording
from governance.refusals import Refusal

Row = TypeVar("Row")
COMMAS = str.maketrans("،，", ",,")


class BadLine(NamedTuple):
    """A complaint: the line's number as an editor counts, from 1 (0: about no line), what it says, what is wrong."""

    number: int
    text: str
    sentence: str


class Unread(Exception):
    """What was typed cannot be taken. `bad` has a complaint for every bad line, in their order."""

    def __init__(self, bad: list[BadLine]) -> None:
        super().__init__(" ".join(one.sentence for one in bad))
        self.bad = sorted(bad, key=lambda one: one.number)


class Good(NamedTuple, Generic[Row]):
    """A line that could be read, and as what."""

    number: int
    text: str
    row: Row


@dataclass
class Read(Generic[Row]):
    """What came of reading: the good lines and the complaints."""

    good: list[Good[Row]]
    bad: list[BadLine]

    def once(self, key: Callable[[Row], Hashable], sentence: str) -> None:
        """Complain of each line whose `key` stands above it already. `sentence` takes %(what)s and %(line)s."""
        first: dict[Hashable, int] = {}
        for number, text, row in self.good:
            what = key(row)
            if what in first:
                self.bad.append(BadLine(number, text, sentence % {"what": what, "line": first[what]}))
            first.setdefault(what, number)

    def rows(self) -> list[Row]:
        """All the rows. Raises Unread where there is a complaint."""
        if self.bad:
            raise Unread(self.bad)
        return [one.row for one in self.good]


def lines(typed: str) -> list[tuple[int, str]]:
    """The lines that are not empty, each with its number; empty ones count."""
    return [(number, line) for number, line in enumerate(typed.splitlines(), 1) if line.strip()]


def each(typed: str, read: Callable[[str, int], Row]) -> Read[Row]:
    """Read every line by itself. `read` takes the line and its number, and raises Refusal."""
    good: list[Good[Row]] = []
    bad: list[BadLine] = []
    for number, line in lines(typed):
        try:
            good.append(Good(number, line.strip(), read(line, number)))
        except Refusal as refusal:
            bad.append(BadLine(number, line.strip(), wording.refusal(refusal)))
    return Read(good, bad)


def between_commas(line: str, most: int, sentence: str) -> list[str]:
    """The parts of a line, stripped; "" for those left out. Raises Refusal with `sentence` where there are more."""
    parts = [part.strip() for part in line.translate(COMMAS).split(",")]
    if len(parts) > most:
        raise Refusal(sentence)
    if not parts[0]:
        raise Refusal(_("The name is missing: write it before the first comma."))
    return parts + [""] * (most - len(parts))
