# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why files of places are refused: every reason with its row, gathered before anything is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from governance.refusals import Refusal

SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One reason for refusing. `where` names the file and its line (CSV) or feature (GeoJSON), from 1."""

    where: str
    reason: str

    def __str__(self) -> str:
        line = f"{self.where}: {self.reason}" if self.where else self.reason
        return "".join(
            c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line
        )  # no escapes on terminals


class BadPlaces(Refusal):
    """Files that are refused whole. `problems` are all of them, in the order they were found."""

    code: ClassVar[str] = "bad_places"

    def __init__(self, problems: Sequence[Problem]) -> None:
        lines = [str(problem) for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            lines.append(f"… and {len(problems) - SHOWN} more.")
        super().__init__("\n".join(lines))
        self.problems = list(problems)


def refuse(where: str, reason: str) -> BadPlaces:
    """A refusal for one reason, to be raised."""
    return BadPlaces([Problem(where, reason)])


class Findings:
    """Reasons gathered while reading on, so that one run shows all that is wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, where: str, reason: str) -> None:
        self.problems.append(Problem(where, reason))

    def check(self) -> None:
        """Raise BadPlaces where anything was found."""
        if self.problems:
            raise BadPlaces(self.problems)
