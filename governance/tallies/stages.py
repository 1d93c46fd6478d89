# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stages: a count by transferable vote, round by round, until all places are filled or nothing tells equals apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from governance.tallies.outcomes import Number, plain
from governance.tallies.rankings import Ranking
from governance.tallies.transfers import Piles, Transfer

Counts = Mapping[str, Number]
MOST_TRIES = 24
"""Orders of equal surpluses that are tried out to see who is elected by each."""


@dataclass(frozen=True)
class Tie:
    """Options with equally many votes in one round, and those of them whom no earlier round told apart.

    `earlier` is the round that left one of them, counted from 0; None where none did.
    """

    among: Ranking
    left: Ranking
    earlier: int | None = None


@dataclass
class Round:
    """One round: the votes of those not excluded, of nobody, and lost by truncation; and what happened after."""

    counts: Counts
    exhausted: Number
    lost: Number
    elected: Ranking = ()
    filled: Ranking = ()
    """Those of the elected who took the last places without having the quota."""
    passed_on: Ranking = ()
    """Whose surplus moved; more than one where it made no difference whose moved first."""
    excluded: Ranking = ()
    tie: Tie | None = None
    stopped: bool = False
    """Nothing told equals apart, and the count ends here."""
    certain: Ranking = ()
    """Those who are elected all the same where the count stopped."""
    moved: dict[tuple[str, str | None], Number] = field(default_factory=dict)
    gains: Sequence[Mapping[str | None, Number]] = ()
    """What each of several surpluses that moved together gave to whom."""

    def as_json(self, *, truncated: bool) -> dict[str, Any]:
        moved = [{"from": a, "to": b, "amount": plain(n)} for (a, b), n in self.moved.items() if n]
        return {
            "counts": {option: plain(number) for option, number in self.counts.items()},
            "elected": [*self.elected, *self.certain],
            "excluded": list(self.excluded),
            "moved": moved,
            "exhausted": plain(self.exhausted),
            **({"lost": plain(self.lost)} if truncated else {}),
        }


@dataclass
class Stages:
    """A count on its way: who stands and is neither elected nor excluded, who is elected, and the rounds so far."""

    piles: Piles
    quota: int
    places: int
    tie_order: Sequence[str] | None
    truncated: bool
    standing: list[str] = field(default_factory=list)
    elected: list[str] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    tries: list[int] = field(default_factory=lambda: [MOST_TRIES])
    """How many more counts may be tried out; shared by all that are."""

    @property
    def vacancies(self) -> int:
        """How many places are still to be filled."""
        return self.places - len(self.elected)

    def hold(self) -> None:
        """Go from round to round until the count ends."""
        self.standing = list(self.piles.counts)
        self._go_on()

    def _go_on(self) -> None:
        while self._another():
            pass
        if self.rounds[-1].stopped:
            self.rounds[-1].certain = self._certain(self.rounds[-1])

    def _another(self) -> bool:
        now = Round(dict(self.piles.counts), self.piles.exhausted, self.piles.lost)
        self.rounds.append(now)
        self._elect(now, [option for option in self.standing if now.counts[option] >= self.quota])
        if len(self.standing) <= self.vacancies:
            now.filled = tuple(self.by_votes(self.standing))
            self._elect(now, list(now.filled))
        if not self.vacancies or not self.standing:
            return False
        over = [option for option in self.elected if now.counts[option] > self.quota]
        return self._pass_on(now, over) if over else self._exclude(now)

    def _elect(self, now: Round, options: Sequence[str]) -> None:
        elected = tuple(self.by_votes(options))
        now.elected += elected
        self.elected += elected
        self.standing = [option for option in self.standing if option not in elected]

    def by_votes(self, options: Sequence[str]) -> list[str]:
        """Options by their votes in the last round, most first; among equals by the latest that differs."""
        return sorted(options, key=self.votes)

    def votes(self, option: str, until: int | None = None) -> tuple[Number, ...]:
        """An option's votes in the first `until` rounds (all so far), the last round first, negated so that most
        stand first."""
        return tuple(-each.counts[option] for each in reversed(self.rounds[:until]))

    def _pass_on(self, now: Round, over: Sequence[str]) -> bool:
        """Move the largest surplus on; of several equally large, the one that had most votes earlier."""
        first = self._told_apart(now, over, max)
        if len(first) > 1 and self.tie_order is not None:
            first = (min(first, key=self.tie_order.index),)
        transfers = [
            self.piles.surplus(option, self.quota, frozenset(self.standing), truncated=self.truncated)
            for option in first
        ]
        if len(first) > 1 and not self._commute(now, transfers):
            now.stopped = True
            return False
        now.passed_on = first
        now.gains = [transfer.gains for transfer in transfers] if len(first) > 1 else ()
        self._move(now, transfers)
        return True

    def _commute(self, now: Round, transfers: Sequence[Transfer]) -> bool:
        """Whether it makes no difference which of these surpluses moves first.

        It makes none where nobody reaches the quota even by all of them, because until then each paper goes to the
        same option in any order; nor where those who reach it by all of them fill the places, because with any other
        elected in between more would have a quota than there can be.
        """
        reaching = self.reaching(now, transfers)
        return not reaching or len(reaching) == self.vacancies

    def reaching(self, now: Round, transfers: Sequence[Transfer]) -> Ranking:
        """Those standing who reach the quota once all these transfers are made; they will in any order of them."""
        gains = [transfer.gains for transfer in transfers]
        return tuple(
            option
            for option in self.standing
            if now.counts[option] + sum(gain.get(option, 0) for gain in gains) >= self.quota
        )

    def _exclude(self, now: Round) -> bool:
        """Exclude all without votes together, if enough remain; else the one with fewest votes."""
        without = tuple(option for option in self.standing if not now.counts[option])
        if without and len(self.standing) - len(without) >= self.vacancies:
            now.excluded = without
        else:
            last = self._told_apart(now, self.standing, min)
            if len(last) > 1 and self.tie_order is not None:
                last = (max(last, key=self.tie_order.index),)
            if len(last) > 1:
                now.stopped = True
                return False
            now.excluded = last
        self.standing = [option for option in self.standing if option not in now.excluded]
        onto = frozenset(self.standing)
        self._move(now, [self.piles.exclusion(option, onto) for option in now.excluded])
        return True

    def _move(self, now: Round, transfers: Sequence[Transfer]) -> None:
        for transfer in transfers:
            self.piles.move(transfer)
            gains = transfer.gains
            now.moved |= {(transfer.option, to): gains[to] for to in (*self.standing, None) if to in gains}

    def _told_apart(self, now: Round, options: Sequence[str], best: Callable[..., Number]) -> Ranking:
        """Those with most (or fewest) votes now; among equals, those who had in the latest earlier round that differs.

        Surpluses that moved together leave open what the counts were between them: where one of them brought an
        option forward and another one its equal, either could have been behind there, and nothing tells them apart.
        """
        left = among = self._at(len(self.rounds) - 1, options, best)
        for index in range(len(self.rounds) - 2, -1, -1):
            if len(left) == 1 or self._blurred(index, left):
                break
            left = self._at(index, left, best)
            if len(left) == 1:
                now.tie = Tie(among, left, index)
        if len(left) > 1:
            now.tie = Tie(among, left)
        return left

    def _at(self, index: int, options: Sequence[str], best: Callable[..., Number]) -> Ranking:
        counts = self.rounds[index].counts
        extreme = best(counts[option] for option in options)
        return tuple(option for option in options if counts[option] == extreme)

    def _blurred(self, index: int, options: Sequence[str]) -> bool:
        gains = self.rounds[index].gains
        return any(
            any(gain.get(a, 0) > gain.get(b, 0) for gain in gains)
            and any(gain.get(a, 0) < gain.get(b, 0) for gain in gains)
            for a, b in combinations(options, 2)
        )

    def _certain(self, now: Round) -> Ranking:
        """Those standing who will be elected however equals are told apart, where the count stopped."""
        over = [option for option in self.elected if now.counts[option] > self.quota]
        last = now.tie.left if now.tie else ()
        sure = self._beyond_reach(now, over)
        sure |= self._by_any_surplus(now, last) if over else self._staying(now, last)
        return tuple(self.by_votes([option for option in self.standing if option in sure]))

    def _beyond_reach(self, now: Round, over: Sequence[str]) -> set[str]:
        """Whoever has more than an equal part of all votes still to be had, for one place more than there are: as many
        as there are places cannot all come before them."""
        still = sum(now.counts[option] for option in self.standing)
        still += sum(now.counts[option] - self.quota for option in over)
        return {option for option in self.standing if now.counts[option] * (self.vacancies + 1) > still}

    def _staying(self, now: Round, last: Ranking) -> set[str]:
        """Who stays because one of these leaves and no other, or because only they do, having no votes to move."""
        one_leaves = len(self.standing) - self.vacancies == 1
        nothing_moves = not any(now.counts[option] for option in last)
        return set(self.standing).difference(last) if one_leaves or nothing_moves else set()

    def _by_any_surplus(self, now: Round, first: Ranking) -> set[str]:
        """Who is elected whichever of these surpluses moves first: each is tried, as far as tries go; at the least
        those whom all of them together bring to the quota."""
        onto = frozenset(self.standing)
        moving = [self.piles.surplus(one, self.quota, onto, truncated=self.truncated) for one in first]
        sure = set(self.reaching(now, moving))
        found: list[set[str]] = []
        for transfer in moving:
            if not self.tries[0]:
                return sure
            self.tries[0] -= 1
            found.append(self._elected_by(now, transfer))
        return sure | set.intersection(*found)

    def _elected_by(self, now: Round, transfer: Transfer) -> set[str]:
        """Whom the count elects for certain if this surplus moves first."""
        again = replace(
            self,
            piles=self.piles.copied(),
            elected=[*self.elected],
            rounds=[*self.rounds[:-1], replace(now, stopped=False, moved={})],
        )
        again._move(again.rounds[-1], [transfer])
        again._go_on()
        return {*again.elected, *again.rounds[-1].certain}
