# SPDX-License-Identifier: AGPL-3.0-or-later
"""Placing: options put in order by what was counted for them, and who of them is certain to win."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from governance.tallies.outcomes import Number, Result


@dataclass(frozen=True)
class Placed:
    """Options best first, in groups that nothing told apart; the groups that were equal; who is certain to win;
    and whether it is uncertain who else does."""

    order: tuple[tuple[str, ...], ...]
    ties: tuple[tuple[str, ...], ...]
    winners: tuple[str, ...]
    uncertain: bool

    @property
    def result(self) -> Result:
        return "tied" if self.uncertain else "decided"


def by_score(
    scores: Mapping[str, Number], options: Sequence[str], tie_order: Sequence[str] | None, places: int = 1
) -> Placed:
    """Place options by their scores, the highest first; among equals as in `of_groups`."""
    ranked = sorted(options, key=lambda option: -scores[option])
    groups = [tuple(group) for _, group in groupby(ranked, key=lambda option: scores[option])]
    return of_groups(groups, tie_order, places)


def of_groups(groups: Iterable[Sequence[str]], tie_order: Sequence[str] | None, places: int = 1) -> Placed:
    """Place groups of equals, best first. `tie_order` puts equals in order, where there is one; without it, who
    wins is uncertain where a group has more options than places are left, and it is reported as tied either way."""
    kept = [tuple(group) for group in groups]
    ties = tuple(group for group in kept if len(group) > 1)
    if tie_order is not None:
        rank = {option: at for at, option in enumerate(tie_order)}
        order = tuple((option,) for group in kept for option in sorted(group, key=rank.__getitem__))
        return Placed(order, ties, tuple(option for (option,) in order[:places]), False)
    winners: list[str] = []
    for group in kept:
        left = places - len(winners)
        if left <= 0:
            break
        if len(group) > left:
            return Placed(tuple(kept), ties, tuple(winners), True)
        winners += group
    return Placed(tuple(kept), ties, tuple(winners), False)
