# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transfers: papers lying with options, sorted by whom they name next and moved on at what they are then worth."""

import copy
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import floor

from governance.tallies.outcomes import Number
from governance.tallies.questions import BadCount
from governance.tallies.rankings import Ranking, Rankings

Paper = tuple[Ranking, int, Number]
"""Papers ranked alike: the ranking, the place in it of whom they lie with, and the sum of their weights."""
Worth = Callable[[Number], Number]
"""What a paper of a certain value is worth once it is moved on."""

UNITS = 10**5
"""The parts of a vote to which the Scottish order counts: rule 48(3), five decimal places, any remainder ignored."""

LONGEST = 2**17
"""Binary digits of a fraction; votes of whole weights keep far below it with as many places as are filled exactly."""


@dataclass(frozen=True)
class Parcel:
    """Papers of one value that go to one option, or to nobody; `votes` is that value times all their weights."""

    to: str | None
    value: Number
    papers: Sequence[Paper]
    votes: Number


@dataclass(frozen=True)
class Transfer:
    """All parcels of one option, and how many votes stay with it; with None it leaves and nothing does."""

    option: str
    parcels: Sequence[Parcel]
    kept: Number | None

    @property
    def gains(self) -> dict[str | None, Number]:
        """How many votes go to whom, None being nobody."""
        gains: dict[str | None, Number] = {}
        for parcel in self.parcels:
            gains[parcel.to] = gains.get(parcel.to, 0) + parcel.votes
        return gains


class Piles:
    """The papers that lie with each option. Those of one value lie together, so that exact fractions, which grow
    with every surplus, are reckoned once a value and not once a paper; in bundles as they came, which copies share."""

    def __init__(self, options: Sequence[str], ranked: Rankings) -> None:
        self.counts: dict[str, Number] = dict.fromkeys(options, 0)
        self.exhausted: Number = 0
        self.lost: Number = 0
        first: dict[str, list[Paper]] = {option: [] for option in options}
        for ranking, amount in ranked.strict.items():
            if ranking:
                self.counts[ranking[0]] += amount
                first[ranking[0]].append((ranking, 0, amount))
            else:
                self.exhausted += amount
        self._piles: dict[str, Mapping[Number, tuple[Sequence[Paper], ...]]] = {
            option: {1: (papers,)} if papers else {} for option, papers in first.items()
        }

    def copied(self) -> "Piles":
        """The same piles once more, to try something out with."""
        other = copy.copy(self)
        other.counts, other._piles = dict(self.counts), dict(self._piles)
        return other

    def papers(self, options: Iterable[str]) -> int:
        """How many different papers lie with these."""
        piles = (self._piles.get(option, {}).values() for option in options)
        return sum(len(papers) for pile in piles for bundles in pile for papers in bundles)

    def within_reach(self, options: Collection[str], standing: Container[str]) -> Number:
        """The most votes that one of these may come to have as long as all others stand and none of them is elected:
        those of papers with any of these that name it before any of the others."""
        reach = dict.fromkeys(options, Fraction(0))
        piles = (pile for option in options for pile in self._piles[option].items())
        for value, papers in ((value, papers) for value, bundles in piles for papers in bundles):
            for ranking, at, amount in papers:
                for option in ranking[at:]:
                    if option in reach:
                        reach[option] += value * amount
                    elif option in standing:
                        break
        return max(reach.values())

    def surplus(self, option: str, quota: int, onto: Container[str], *, truncated: bool) -> Transfer:
        """What moves on from an option that has more than the quota. Every paper keeps of its value the share that
        the surplus is of all its votes; `truncated` cuts that off after five decimal places, as rule 48 has it."""
        share = Fraction(self.counts[option] - quota) / self.counts[option]
        if share.denominator.bit_length() > LONGEST:
            sentence = "The weights of these votes make fractions that are too long to be reckoned exactly."
            raise BadCount(sentence, code="fractions_too_long", at="/votes")

        def exact(value: Number) -> Number:
            return value * share

        def cut(value: Number) -> Number:
            return Fraction(floor(value * share * UNITS), UNITS)

        return Transfer(option, self._sorted(option, onto, cut if truncated else exact), quota)

    def exclusion(self, option: str, onto: Container[str]) -> Transfer:
        """What moves on from an option that leaves: all its papers, at the values they came with."""
        return Transfer(option, self._sorted(option, onto, lambda value: value), None)

    def move(self, transfer: Transfer) -> None:
        """Carry a transfer out. What its parcels are worth less than was to be moved is lost by truncation."""
        before = self.counts[transfer.option]
        del self._piles[transfer.option]
        if transfer.kept is None:
            del self.counts[transfer.option]
        else:
            self.counts[transfer.option] = transfer.kept
        self.lost += before - (transfer.kept or 0) - sum(parcel.votes for parcel in transfer.parcels)
        for parcel in transfer.parcels:
            if parcel.to is None:
                self.exhausted += parcel.votes
            else:
                self.counts[parcel.to] += parcel.votes
                pile = self._piles[parcel.to]
                self._piles[parcel.to] = {**pile, parcel.value: (*pile.get(parcel.value, ()), parcel.papers)}

    def _sorted(self, option: str, onto: Container[str], worth: Worth) -> list[Parcel]:
        parcels: list[Parcel] = []
        for value, bundles in self._piles[option].items():
            after = worth(value)
            for to, sorted_papers in _by_next(chain.from_iterable(bundles), onto).items():
                amount = sum(amount for _, _, amount in sorted_papers)
                parcels.append(Parcel(to, after, sorted_papers, after * amount))
        return parcels


def _by_next(papers: Iterable[Paper], onto: Container[str]) -> Mapping[str | None, list[Paper]]:
    """Papers by the next option that they name among those they may move onto, None where they name none."""
    by_next: dict[str | None, list[Paper]] = {}
    for ranking, at, amount in papers:
        to = None
        for place in range(at + 1, len(ranking)):
            if ranking[place] in onto:
                to, at = ranking[place], place
                break
        if to in by_next:
            by_next[to].append((ranking, at, amount))
        else:
            by_next[to] = [(ranking, at, amount)]
    return by_next
