# SPDX-License-Identifier: AGPL-3.0-or-later
"""An answer of the law with its names: who stands where, who is chosen, who is tied."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any

from django.utils.translation import get_language_bidi

from assemblies.wording import facts, sums
from governance.papers import Paper
from governance.tallies.questions import ABSTAIN


@dataclass(frozen=True)
class Answer:
    """The law's answer as it is kept, what people call the options, and what was asked."""

    tally: Mapping[str, Any]
    names: Mapping[str, str]
    paper: Paper

    @cached_property
    def counts(self) -> dict[str, Fraction]:
        """Option → what was counted for it, without those of no opinion."""
        return {key: sums.read(n) for key, n in self.tally["counts"].items() if key != ABSTAIN}

    @property
    def abstained(self) -> Fraction:
        """Those who took part and had no opinion."""
        return sums.read(self.tally["counts"].get(ABSTAIN, 0))

    @cached_property
    def order(self) -> list[str]:
        """Every option once, the best first; those that the law did not place by their counts, then as asked."""
        placed = [option for group in self.tally["order"] for option in group]
        known = dict.fromkeys([*placed, *self.names, *self.counts])
        rest = [option for option in known if option not in set(placed)]
        return [*placed, *sorted(rest, key=lambda option: -self.counts.get(option, 0))]

    @cached_property
    def winners(self) -> frozenset[str]:
        return frozenset(self.tally["winners"])

    @cached_property
    def tied(self) -> frozenset[str]:
        """Those of whom it is uncertain who wins; nobody where it is certain."""
        if self.tally["outcome"] != "tied":
            return frozenset()
        groups = (frozenset(group) - self.winners for group in self.tally["order"])
        return next((group for group in groups if group), frozenset())

    @property
    def mirrored(self) -> bool:
        """Whether pictures begin on the right, as the text does."""
        return get_language_bidi()

    def name(self, option: str) -> str:
        return self.names.get(option, option)

    def quoted(self, option: str) -> str:
        """A name inside a sentence."""
        return facts.quoted(self.name(option))

    def row(self, option: str) -> dict[str, Any]:
        """What every picture says of an option: {"key", "name", "won", "tied", "cls": the class of its bar}."""
        won, tied = option in self.winners, option in self.tied
        cls = "won" if won else "tied" if tied else "other"
        return {"key": option, "name": self.name(option), "won": won, "tied": tied, "cls": cls}


def percent(part: float | Fraction) -> str:
    """A share in whole percent, rounded half up, for reading."""
    return facts.share(f"{floor(100 * Fraction(part) + Fraction(1, 2))} %")
