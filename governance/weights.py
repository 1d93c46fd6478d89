# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weights: how much each assembly counts where assemblies count: all alike, by people, or by the root of that."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from typing import ClassVar

from governance import amounts
from governance.refusals import Refusal

ROOT_UNIT = 10**12
"""A root is taken of so many times the people, so that it is whole. Source: domain.md. It is written in its own unit,
the root of one person, which gives it six decimals."""
EQUAL = "equal"
BY: Mapping[str, Callable[[int], Fraction]] = {
    EQUAL: lambda people: Fraction(1),
    "population": Fraction,
    "square_root": lambda people: Fraction(isqrt(people * ROOT_UNIT), isqrt(ROOT_UNIT)),
}


class NoSuchWeight(Refusal):
    code: ClassVar[str] = "no_such_weight"


def of(by: str, people: Mapping[str, int]) -> dict[str, str]:
    """The weight of each assembly as the shell's `tally` takes `assembly_weights`, from how many people live there.

    Weights of one kind compare with each other only. Raises NoSuchWeight.
    """
    if by not in BY:
        raise NoSuchWeight("This must be one of these: {allowed}.", allowed=tuple(BY))
    return {id: amounts.written(BY[by](number)) for id, number in people.items()}
