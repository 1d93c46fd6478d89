# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proportional approval one by one: who is elected round by round, and every way in which equals could be told apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

from governance.tallies.outcomes import Number, plain

LOOKED_AT = 3_000_000
ALL_OVER = 8
"""Marks that are looked at, at most, to find out whether equals make a difference, or all marks so many times over if
that is more: some seconds of a machine's time, counted and not timed, so that every machine stops at the same place."""

State = tuple[int, ...]
"""How many of each kind of options are elected."""
Scores = list[Number]
"""What each kind of options has, in units."""


@dataclass(frozen=True)
class Round:
    """What those standing had, and who was then elected; `equals` had most, if more than one had.

    Where nothing told equals apart, `elected` is empty and `together` are those who are elected whoever of them goes
    first, in no order; it is empty too where that makes a difference.
    """

    scores: Mapping[str, Number]
    elected: str | None
    equals: tuple[str, ...] = ()
    together: tuple[str, ...] = ()

    @property
    def most(self) -> Number:
        return max(self.scores.values())

    def as_json(self) -> dict[str, Any]:
        scores = {option: plain(number) for option, number in self.scores.items()}
        found: dict[str, Any] = {"scores": scores, "elected": self.elected}
        found |= {"equals": list(self.equals)} if self.equals else {}
        return found if self.elected else found | {"together": list(self.together)}


class Supporters:
    """Who approves whom: options approved by exactly the same voters are one kind, and only their number matters.

    Scores are in units of 1/`unit`, so that all of them are whole where weights are.
    """

    def __init__(self, options: Sequence[str], lists: Mapping[tuple[str, ...], Number], places: int) -> None:
        sets: dict[frozenset[str], Number] = {}
        for chosen, amount in lists.items():
            if chosen and amount:
                sets[frozenset(chosen)] = sets.get(frozenset(chosen), 0) + amount
        voters: dict[str, list[int]] = {option: [] for option in options}
        for number, chosen_set in enumerate(sets):
            for option in chosen_set:
                voters[option].append(number)
        kinds: dict[tuple[int, ...], list[str]] = {}
        for option in options:
            kinds.setdefault(tuple(voters[option]), []).append(option)
        self.kinds = tuple(tuple(kind) for kind in kinds.values())
        self.voters = tuple(kinds)
        approved: list[list[int]] = [[] for _ in sets]
        for kind, numbers in enumerate(kinds):
            for number in numbers:
                approved[number].append(kind)
        self.ballots = list(zip(map(tuple, approved), sets.values(), strict=True))
        self.unit = lcm(*range(1, places + 2))
        sizes = [sum(len(approved[number]) for number in numbers) for numbers in self.voters]
        self.effort = [len(self.kinds) + size for size in sizes]
        """How many marks `elect` looks at, by kind."""
        self.marks = max(LOOKED_AT, ALL_OVER * sum(map(len, approved)))

    def start(self) -> Scores:
        """What each kind has before anyone is elected."""
        return [self.unit * sum(self.ballots[number][1] for number in numbers) for numbers in self.voters]

    def top(self, state: State, scores: Scores) -> list[int]:
        """The kinds that have most of those of which not all are elected."""
        standing = [kind for kind, options in enumerate(self.kinds) if state[kind] < len(options)]
        most = max(scores[kind] for kind in standing)
        return [kind for kind in standing if scores[kind] == most]

    def elect(self, state: State, scores: Scores, kind: int) -> tuple[State, Scores]:
        """What there is once one more of this kind is elected: its voters' other approvals count for less."""
        then = list(scores)
        for number in self.voters[kind]:
            approved, amount = self.ballots[number]
            before = sum(state[one] for one in approved)
            lost = amount * (self.unit // (before + 1) - self.unit // (before + 2))
            for one in approved:
                then[one] -= lost
        return (*state[:kind], state[kind] + 1, *state[kind + 1 :]), then

    def apart(self, kinds: Iterable[int]) -> bool:
        """Whether nobody approves two of these options, so that electing one takes nothing from another."""
        seen: set[int] = set()
        for kind in kinds:
            if len(self.kinds[kind]) > 1 or not seen.isdisjoint(self.voters[kind]):
                return False
            seen.update(self.voters[kind])
        return True

    def options(self, kinds: Iterable[int]) -> set[str]:
        return {option for kind in kinds for option in self.kinds[kind]}


@dataclass
class Count:
    """An election on its way: the rounds so far, and the elected in groups that nothing told apart.

    Where the order for ties is missing and it makes a difference who of equals goes first, or there are too many ways
    to see whether it does (`unexplored`), the count stops: then `certain` win in every way, and `possible` in some.
    """

    supporters: Supporters
    options: tuple[str, ...]
    places: int
    tie_order: Sequence[str] | None
    state: State = ()
    scores: Scores = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    elected: list[tuple[str, ...]] = field(default_factory=list)
    standing: tuple[str, ...] = ()
    certain: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    stopped: bool = False
    unexplored: bool = False

    def hold(self) -> None:
        """Fill place after place, until all are filled or the count stops."""
        self.state, self.scores = (0,) * len(self.supporters.kinds), self.supporters.start()
        self.standing = self.options
        self.kind = {option: kind for kind, options in enumerate(self.supporters.kinds) for option in options}
        while self.left and not self.stopped:
            self._fill()

    @property
    def left(self) -> int:
        """How many places are still to be filled."""
        return self.places - sum(len(group) for group in self.elected)

    def now(self) -> dict[str, Number]:
        """What each of those standing has."""
        unit = self.supporters.unit
        return {option: Fraction(self.scores[self.kind[option]], unit) for option in self.standing}

    def _fill(self) -> None:
        kinds = self.supporters.top(self.state, self.scores)
        top = self.supporters.options(kinds)
        equals = tuple(option for option in self.standing if option in top)
        if len(equals) == 1 or self.tie_order is not None:
            self._one(equals)
        elif not self.supporters.apart(kinds):
            self._explore(equals)
        elif len(kinds) <= self.left:
            state, scores = self.state, self.scores
            for kind in kinds:
                state, scores = self.supporters.elect(state, scores, kind)
            self._together(equals, state, scores)
        else:
            self._stop(equals, (), equals)

    def _one(self, equals: tuple[str, ...]) -> None:
        option = equals[0] if self.tie_order is None else min(equals, key=self.tie_order.index)
        self.rounds.append(Round(self.now(), option, equals if len(equals) > 1 else ()))
        self._take((option,), *self.supporters.elect(self.state, self.scores, self.kind[option]))

    def _take(self, options: tuple[str, ...], state: State, scores: Scores) -> None:
        self.elected.append(options)
        self.standing = tuple(option for option in self.standing if option not in options)
        self.state, self.scores = state, scores

    def _together(self, equals: tuple[str, ...], state: State, scores: Scores) -> None:
        """Elect those who are in this state and were not, in no order."""
        new = tuple(option for option in self.standing if state[self.kind[option]])
        self.rounds.append(Round(self.now(), None, equals, new))
        self._take(new, state, scores)

    def _explore(self, equals: tuple[str, ...]) -> None:
        """Go every way, place by place, until all ways have elected the same options, or all places are filled."""
        ways: dict[State, Scores] = {self.state: self.scores}
        marks = self.supporters.marks
        for _ in range(self.left):
            further, marks = self._further(ways, marks)
            if further is None:
                self._give_up(equals)
                return
            ways = further
            if len(ways) == 1 and self._whole(*ways):
                ((state, scores),) = ways.items()
                self._together(equals, state, scores)
                return
        self._sort_out(equals, tuple(ways))

    def _further(self, ways: Mapping[State, Scores], marks: int) -> tuple[dict[State, Scores] | None, int]:
        """Every way one place further, and how many marks may still be looked at; None where they do not suffice."""
        found: dict[State, Scores] = {}
        for state, scores in ways.items():
            for kind in self.supporters.top(state, scores):
                if (*state[:kind], state[kind] + 1, *state[kind + 1 :]) in found:
                    continue
                marks -= self.supporters.effort[kind]
                if marks < 0:
                    return None, marks
                then, left = self.supporters.elect(state, scores, kind)
                found[then] = left
        return found, marks

    def _whole(self, state: State) -> bool:
        """Whether all of each kind are elected, or none."""
        return all(n in (0, len(options)) for n, options in zip(state, self.supporters.kinds, strict=True))

    def _sort_out(self, equals: tuple[str, ...], ways: Sequence[State]) -> None:
        """Stop, these being all the ways in which it could end, with who is elected in every one and in some."""
        every = {
            kind
            for kind, options in enumerate(self.supporters.kinds)
            if all(way[kind] == len(options) for way in ways)
        }
        some = {kind for way in ways for kind, number in enumerate(way) if number} - every
        certain = tuple(option for option in self.standing if self.kind[option] in every)
        self._stop(equals, certain, tuple(option for option in self.standing if self.kind[option] in some))

    def _stop(self, equals: tuple[str, ...], certain: tuple[str, ...], possible: tuple[str, ...]) -> None:
        self.rounds.append(Round(self.now(), None, equals))
        self.certain, self.possible, self.stopped = certain, possible, True

    def _give_up(self, equals: tuple[str, ...]) -> None:
        """Too many ways: all who are left win where there is a place for each, else it is not known who does."""
        if len(self.standing) <= self.left:
            self._together(equals, tuple(map(len, self.supporters.kinds)), self.scores)
        else:
            self._stop(equals, (), self.standing)
            self.unexplored = True
