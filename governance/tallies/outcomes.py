# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outcomes: what a count answers, the same shape for every method."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from governance import amounts
from governance.tallies.sentences import Said

Result = Literal["adopted", "rejected", "no_quorum", "returned", "decided", "tied"]
Number = int | Fraction


@dataclass(frozen=True)
class Check:
    """One condition on the way to the outcome: the number reached and the number it is held against."""

    name: str
    holds: bool
    value: Number
    bound: Number

    def as_json(self) -> dict[str, Any]:
        """This check as the shell contract writes it: both numbers exact, as text."""
        value, bound = amounts.written(self.value), amounts.written(self.bound)
        return {"name": self.name, "holds": self.holds, "value": value, "bound": bound}


@dataclass(frozen=True)
class Outcome:
    """The outcome with its reasons; `more` is what one method adds for itself."""

    result: Result
    winners: tuple[str, ...]
    order: tuple[tuple[str, ...], ...]
    counts: Mapping[str, Number]
    checks: tuple[Check, ...]
    said: tuple[Said, ...]
    ties: tuple[tuple[str, ...], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def because(self) -> str:
        """Why, in English, for a neighbour."""
        return " ".join(str(sentence) for sentence in self.said)

    def as_json(self) -> dict[str, Any]:
        """The outcome as plain data, as `python -m governance tally` writes it."""
        return {
            "outcome": self.result,
            "winners": list(self.winners),
            "order": [list(group) for group in self.order],
            "counts": {option: plain(number) for option, number in self.counts.items()},
            "checks": [check.as_json() for check in self.checks],
            "ties": [list(group) for group in self.ties],
            "because": self.because,
            "said": [sentence.as_json() for sentence in self.said],
            **self.more,
        }


def plain(number: Number) -> int | str:
    """A sum of weights as data: an integer where it is whole, else exact text such as "5/3"."""
    return int(number) if Fraction(number).denominator == 1 else amounts.written(number)
