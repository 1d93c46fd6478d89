# SPDX-License-Identifier: AGPL-3.0-or-later
"""Branches: every way in which equals of a count in rounds could be told apart, and what all of them have in common."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Protocol

from governance.tallies.outcomes import Number

LOOKED_AT = 800_000
ALL_OVER = 4
"""The effort that is taken, at most, to find out whether equals make a difference, in papers moved, or all papers so
many times over if that is more: a second of a machine's time or less, counted and not timed, so that every machine
stops at the same place."""

Ranks = Mapping[str, int]
"""Options → their places by votes now, among equals by the latest earlier round that differs; who has fewest has 0."""


class Branch(Protocol):
    """A count on its way, standing at a round."""

    @property
    def effort(self) -> int:
        """What it took to come here, in papers moved."""

    @property
    def state(self) -> Hashable:
        """What all that follows depends on: the same state is followed once."""

    def further(self, common: "Common") -> Iterable["Branch"]:
        """Where it may go from here, one for each way to tell equals apart; none where it has ended. What is then
        certain of this way is told to `common`."""


@dataclass
class Common:
    """What all ways have in common: who wins in every one, and which options stand before all others."""

    certain: frozenset[str] | None = None
    possible: frozenset[str] = frozenset()
    firsts: dict[int, frozenset[str] | None] = field(default_factory=dict)
    """Size → the options that have the first so many places in every way; None where not the same do."""

    @property
    def agreed(self) -> bool:
        return self.certain == self.possible

    def won(self, certain: Iterable[str], possible: Iterable[str] = ()) -> None:
        """One way ends, and these win in it; of the possible, some do."""
        sure = frozenset(certain)
        self.certain = sure if self.certain is None else self.certain & sure
        self.possible |= sure.union(possible)

    def stand(self, ahead: frozenset[str], groups: Iterable[Sequence[str]]) -> None:
        """In one way these groups stand one after the other behind those ahead, each in no order."""
        for group in groups:
            self.firsts |= dict.fromkeys(range(len(ahead) + 1, len(ahead) + len(group)))
            ahead = ahead.union(group)
            if self.firsts.setdefault(len(ahead), ahead) != ahead:
                self.firsts[len(ahead)] = None

    def order(self, options: Sequence[str], ahead: Iterable[str] = ()) -> list[tuple[str, ...]]:
        """These options, who all stand behind those ahead, in groups, the best first, as far as all ways agree."""
        before = frozenset(ahead)
        groups: list[tuple[str, ...]] = []
        for size in range(len(before) + 1, len(before) + len(options) + 1):
            first = self.firsts.get(size)
            if first is not None:
                groups.append(tuple(one for one in options if one in first and one not in before))
                before = first
        rest = tuple(one for one in options if one not in before)
        return [*groups, rest] if rest else groups


def follow(start: Branch, papers: int, *, part: int = 1) -> Common | None:
    """Follow every way from here; None where more would have to be looked at than may be, or than that part of it.

    The effort of all steps is added up before any may be left out, so it is the same in whatever order they are taken.
    """
    common, seen, left = Common(), {start.state}, [start]
    most = max(LOOKED_AT, ALL_OVER * papers) // part
    while left:
        for branch in left.pop().further(common):
            most -= branch.effort
            if most < 0:
                return None
            if branch.state not in seen:
                seen.add(branch.state)
                left.append(branch)
    return common


def ranks(counts: Mapping[str, Number], before: Ranks) -> Ranks:
    """The places of these options by their votes now, among equals by the places they had."""
    votes = _comparable(counts)
    found: dict[str, int] = {}
    place, last = -1, None
    for option in sorted(sorted(counts, key=before.__getitem__), key=votes.__getitem__):
        key = (votes[option], before[option])
        place += key != last
        found[option], last = place, key
    return {option: found[option] for option in counts}


def _comparable(counts: Mapping[str, Number]) -> Mapping[str, Any]:
    """The same numbers; fractions, which take long to compare, each behind what it nearly is."""
    if all(isinstance(number, int) for number in counts.values()):
        return counts
    return {option: (_nearly(number), number) for option, number in counts.items()}


def _nearly(number: Number) -> float:
    try:
        return float(number)
    except OverflowError:
        return inf


def ranks_after(options: Iterable[str], rounds: Iterable[Mapping[str, Number]]) -> Ranks:
    """The places of these options by all rounds so far."""
    found: Ranks = dict.fromkeys(options, 0)
    for counts in rounds:
        found = ranks({option: counts[option] for option in found}, found)
    return found


def blurred(before: Ranks, had: Mapping[str, Number], now: Mapping[str, Number]) -> Ranks:
    """The places that options had before several others left in one round or another, in whatever order; equals of now
    of whom any was given votes have none, because it depends on that order who of them was behind in between."""
    given = {now[option] for option in before if now[option] != had[option]}
    return {option: -1 if now[option] in given else place for option, place in before.items()}


def best_first(places: Ranks) -> list[tuple[str, ...]]:
    """Options by their places, most votes first, those in one group whom no round tells apart."""
    groups: dict[int, list[str]] = {}
    for option, place in places.items():
        groups.setdefault(place, []).append(option)
    return [tuple(groups[place]) for place in sorted(groups, reverse=True)]
