# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs: two options side by side, one bar that says by how much the one was ranked above the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assemblies.pictures.bars import tick
from assemblies.pictures.bowls import number

Pairwise = Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True)
class Pair:
    """How many rank `one` above `other`, and how many below; the class says who is ahead: won, lost, or even."""

    one: str
    other: str
    above: Fraction
    below: Fraction

    @property
    def cls(self) -> str:
        return "won" if self.above > self.below else "lost" if self.above < self.below else "even"


def of(one: str, order: Sequence[str], pairwise: Pairwise) -> list[Pair | None]:
    """One option against each of `order`, None against itself."""
    return [
        None
        if other == one
        else Pair(one, other, pairwise[one].get(other, Fraction(0)), pairwise[other].get(one, Fraction(0)))
        for other in order
    ]


def duel(pair: Pair) -> str:
    """A bar cut where the two meet, with a line in its middle. Decorative: the numbers stand beside it."""
    total = pair.above + pair.below
    at = float(pair.above / total) * 400 if total else 200.0
    return (
        '<svg class="bar" viewBox="0 0 400 22" preserveAspectRatio="none" aria-hidden="true" direction="ltr">'
        f'<rect class="b {pair.cls}" y="4" width="{number(at)}" height="14"/>'
        f'<rect class="b against" x="{number(at)}" y="4" width="{number(400 - at)}" height="14"/>'
        f"{tick(0.5, 22)}</svg>"
    )
