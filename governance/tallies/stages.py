# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stages: a count by transferable vote at one of its rounds, who is elected there and whose turn it is to give votes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from governance.tallies import branches
from governance.tallies.branches import Ranks
from governance.tallies.outcomes import Number, plain
from governance.tallies.rankings import Groups, Ranking
from governance.tallies.transfers import Piles, Transfer

Counts = Mapping[str, Number]


@dataclass(frozen=True)
class Turn:
    """Whose surplus moves on ("surplus"), or who is excluded ("last": one of them; "without" votes: all together).

    `among` have equally many votes in this round; no earlier round tells those `left` of them apart.
    """

    kind: Literal["surplus", "last", "without"]
    among: Ranking
    left: Ranking

    @property
    def open(self) -> bool:
        """Whether only an order for ties tells who it is."""
        return self.kind != "without" and len(self.left) > 1

    def first(self, order: Sequence[str]) -> Ranking:
        """Who it is by this order for ties: its first passes on, its last leaves."""
        if not self.open:
            return self.left
        return ((min if self.kind == "surplus" else max)(self.left, key=order.index),)


@dataclass
class Round:
    """One round: the votes of those not excluded, of nobody, and lost by truncation; and what happened after."""

    counts: Counts
    exhausted: Number
    lost: Number
    elected: Groups = ()
    """In the order in which they were; in one group those whom no round up to this one tells apart."""
    filled: Ranking = ()
    """Those of the elected who took the last places without having the quota."""
    turn: Turn | None = None
    taken: Ranking = ()
    """Whose surplus moved, or who left."""
    certain: Ranking = ()
    """Those who are elected all the same where the count stopped."""
    moved: dict[tuple[str, str | None], Number] = field(default_factory=dict)

    @property
    def winning(self) -> Ranking:
        return tuple(option for group in self.elected for option in group)

    @property
    def excluded(self) -> Ranking:
        return self.taken if self.turn and self.turn.kind != "surplus" else ()

    def as_json(self, *, truncated: bool) -> dict[str, Any]:
        moved = [{"from": a, "to": b, "amount": plain(n)} for (a, b), n in self.moved.items() if n]
        return {
            "counts": {option: plain(number) for option, number in self.counts.items()},
            "elected": [*self.winning, *self.certain],
            "excluded": list(self.excluded),
            "moved": moved,
            "exhausted": plain(self.exhausted),
            **({"lost": plain(self.lost)} if truncated else {}),
        }


@dataclass
class Stages:
    """A count on its way: who stands and is neither elected nor excluded, who is elected, and how all rounds so far
    place those who stand or have a surplus."""

    piles: Piles
    quota: int
    places: int
    truncated: bool
    standing: Ranking
    ranks: Ranks
    elected: Ranking = ()

    @classmethod
    def of(cls, piles: Piles, quota: int, places: int, *, truncated: bool) -> "Stages":
        """The count before its first round."""
        everybody = tuple(piles.counts)
        return cls(piles, quota, places, truncated, everybody, dict.fromkeys(everybody, 0))

    def copied(self) -> "Stages":
        """The same once more, to try something out with."""
        return replace(self, piles=self.piles.copied())

    @property
    def vacancies(self) -> int:
        """How many places are still to be filled."""
        return self.places - len(self.elected)

    @property
    def ended(self) -> bool:
        return not self.vacancies or not self.standing

    def placed(self) -> list[Ranking]:
        """Those standing by all rounds so far, who has most first, those in one group whom nothing tells apart."""
        return branches.best_first({option: self.ranks[option] for option in self.standing})

    def begin(self) -> Round:
        """The next round, with who is elected in it."""
        counts = dict(self.piles.counts)
        now = Round(counts, self.piles.exhausted, self.piles.lost)
        self.ranks = branches.ranks({option: counts[option] for option in self.ranks}, self.ranks)
        self._elect(now, [option for option in self.standing if counts[option] >= self.quota])
        if len(self.standing) <= self.vacancies:
            now.filled = tuple(option for group in self.placed() for option in group)
            self._elect(now, now.filled)
        mattering = {*self.standing, *self.over(now)}
        self.ranks = {option: rank for option, rank in self.ranks.items() if option in mattering}
        return now

    def _elect(self, now: Round, options: Sequence[str]) -> None:
        groups = branches.best_first({option: self.ranks[option] for option in options})
        now.elected += tuple(groups)
        self.elected += tuple(option for group in groups for option in group)
        self.standing = tuple(option for option in self.standing if option not in options)

    def over(self, now: Round) -> list[str]:
        """The elected who have more than the quota."""
        return [option for option in self.elected if now.counts[option] > self.quota]

    def turn(self, now: Round) -> Turn:
        """Whose turn it is after this round: the largest surplus; without any, all without votes, if enough remain;
        else whoever has fewest. Among equals, who had most (to leave: fewest) in the latest earlier round."""
        over = self.over(now)
        without = tuple(option for option in self.standing if not now.counts[option])
        if over:
            return self._turn(now, "surplus", over, max(self.ranks[option] for option in over))
        if without and len(self.standing) - len(without) >= self.vacancies:
            return Turn("without", without, without)
        return self._turn(now, "last", self.standing, min(self.ranks[option] for option in self.standing))

    def _turn(self, now: Round, kind: Literal["surplus", "last"], options: Sequence[str], rank: int) -> Turn:
        left = tuple(option for option in options if self.ranks[option] == rank)
        votes = now.counts[left[0]]
        return Turn(kind, tuple(option for option in options if now.counts[option] == votes), left)

    def take(self, now: Round, turn: Turn, options: Ranking) -> None:
        """Pass the surplus of this option on, or exclude these."""
        now.turn, now.taken = turn, options
        if turn.kind == "surplus":
            self._move(now, [self.surplus(option) for option in options])
            return
        self.standing = tuple(option for option in self.standing if option not in options)
        self.ranks = {option: rank for option, rank in self.ranks.items() if option not in options}
        onto = frozenset(self.standing)
        self._move(now, [self.piles.exclusion(option, onto) for option in options])

    def surplus(self, option: str) -> Transfer:
        """What an elected option with more than the quota passes on."""
        return self.piles.surplus(option, self.quota, frozenset(self.standing), truncated=self.truncated)

    def _move(self, now: Round, transfers: Sequence[Transfer]) -> None:
        for transfer in transfers:
            self.piles.move(transfer)
            gains = transfer.gains
            now.moved |= {(transfer.option, to): gains[to] for to in (*self.standing, None) if to in gains}
