# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weights: how much each assembly counts where assemblies count: all alike, by people, or by the root of that."""

from collections.abc import Callable, Mapping
from math import isqrt
from typing import ClassVar

from governance.refusals import Refusal

ROOT_UNIT = 10**12
"""A root is taken of so many times the people, so that it is whole and exact to six places. Source: domain.md."""
BY: Mapping[str, Callable[[int], int]] = {
    "equal": lambda people: 1,
    "population": lambda people: people,
    "square_root": lambda people: isqrt(people * ROOT_UNIT),
}


class NoSuchWeight(Refusal):
    code: ClassVar[str] = "no_such_weight"


def of(by: str, people: Mapping[str, int]) -> dict[str, str]:
    """The weight of each assembly as the shell's `tally` takes `assembly_weights`, from how many people live there.

    Weights of one kind compare with each other only: those by root are a million times the root. Raises NoSuchWeight.
    """
    if by not in BY:
        raise NoSuchWeight("This must be one of these: {allowed}.", allowed=tuple(BY))
    return {id: str(BY[by](number)) for id, number in people.items()}
