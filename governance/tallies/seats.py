# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats: places filled round by round by transferable vote, and every way in which equals could be told apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from governance.tallies import branches
from governance.tallies.branches import Common
from governance.tallies.questions import BadCount
from governance.tallies.rankings import Ranking
from governance.tallies.stages import Round, Stages, Turn

STEP = 40
"""What any step takes beside the papers it moves and the options it compares, in papers."""


@dataclass
class Count:
    """A count from its first round to its last.

    `tie_order` tells equals apart. Without it every way is followed from the first round in which nothing does,
    `open`, counted from 0; if all of them elect the same, the `options` as they were given are taken for the order for
    ties from there on; else, or with `common` unknown because there are too many ways, the count stops.
    """

    stages: Stages
    options: Ranking
    tie_order: Sequence[str] | None
    rounds: list[Round] = field(default_factory=list)
    open: int | None = None
    common: Common | None = None
    certain: frozenset[str] = frozenset()
    """Who is elected in every way from there on, as far as that is known."""

    @property
    def agreed(self) -> bool:
        return self.common is not None and self.common.agreed

    @property
    def stopped(self) -> bool:
        return self.open is not None and not self.agreed

    def hold(self) -> None:
        """Go from round to round until the count ends."""
        while self._another():
            pass

    def _another(self) -> bool:
        """One round more; whether there will be another."""
        self.rounds.append(now := self.stages.begin())
        if self.stages.ended:
            return False
        turn = self.stages.turn(now)
        if turn.open and self.tie_order is None and self.open is None:
            self._follow(turn)
        if not self.stopped:
            order = self.options if self.tie_order is None else self.tie_order
            self.stages.take(now, turn, turn.first(order))
        return not self.stopped

    def _follow(self, turn: Turn) -> None:
        now, stages = self.rounds[-1], self.stages
        self.open = len(self.rounds) - 1
        self.common = every_way(stages, now)
        roughly = self.common or every_way(stages, now, stroke=True)
        if roughly and roughly.agreed:
            self.common = roughly
        self.certain = ((roughly and roughly.certain) or frozenset()).difference(stages.elected)
        if self.common is None:
            self.certain |= surely(stages, now, turn)
        if not self.agreed:
            now.turn = turn
            now.certain = tuple(one for group in stages.placed() for one in group if one in self.certain)


def every_way(stages: Stages, now: Round, *, stroke: bool = False) -> Common | None:
    """What all ways on from this round have in common; None where there are too many to look at."""
    papers = stages.piles.papers(stages.piles.counts)
    try:
        return branches.follow(Course(stages, now, {}, stroke), papers, part=2 if stroke else 1)
    except BadCount:  # a way whose fractions grow too long is one too many
        return None


@dataclass
class Course:
    """A count at one of its rounds. What follows depends on where each paper lies and what it is worth, and on how
    earlier rounds tell options apart.

    Where papers lie depends on what was elected when, and since the last election on whose surplus was passed on and
    who left, in whatever order: as long as the same stand, papers skip the same. The times between elections are
    numbered in `times` by what led to them.

    At a `stroke` all leave together who surely leave before the others and before anyone is elected, in whatever order.
    What then is open between others counts as open, so there are more ways than there are: what all these have in
    common is certain.
    """

    stages: Stages
    now: Round
    times: dict[object, int]
    stroke: bool = False
    time: int = 0
    passed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    effort: int = 0

    @property
    def state(self) -> tuple[object, ...]:
        return (self.time, self.passed, self.gone, tuple(self.stages.ranks.items()))

    def further(self, common: Common) -> Iterator["Course"]:
        """Each way in which one of the equals whose turn it is may pass on or leave."""
        stages, now = self.stages, self.now
        turn = None if stages.ended else stages.turn(now)
        if turn is None or (turn.kind == "last" and not now.counts[turn.left[0]]):
            self._end(common)
            return
        behind, looked = self._behind(turn) if self.stroke else ((), 0)
        together = behind or (turn.left if turn.kind == "without" else ())
        for options in [together] if together else [(one,) for one in turn.left]:
            yield self._after(turn, options, looked, common)

    def _behind(self, turn: Turn) -> tuple[Ranking, int]:
        """Those who surely leave before all others and before anyone is elected, if it is open who leaves first; and
        what it took to see that."""
        stages, counts, looked = self.stages, self.now.counts, 0
        if turn.kind != "last" or not turn.open:
            return (), looked
        standing = frozenset(stages.standing)
        for bound in sorted({counts[option] for option in standing})[1:]:
            behind = tuple(option for option in stages.standing if counts[option] < bound)
            if len(standing) - len(behind) < stages.vacancies:
                break
            looked += 2 * stages.piles.papers(behind)
            if stages.piles.within_reach(behind, standing) < bound and self._nobody_elected(turn, behind):
                return behind, looked
        return (), looked

    def _nobody_elected(self, turn: Turn, leaving: Ranking) -> bool:
        """Whether none of the others has the quota by all votes of these."""
        stages = self.stages.copied()
        stages.take(Round({}, 0, 0), turn, leaving)
        return all(stages.piles.counts[option] < stages.quota for option in stages.standing)

    def _end(self, common: Common) -> None:
        """Tell how it ends: all places are filled; or only options without votes leave from here on, which moves
        nothing, so that those standing win by their places as far as there is room."""
        groups, won = self.stages.placed(), [*self.stages.elected]
        possible: Ranking = ()
        common.stand(frozenset(won), groups)
        for group in groups:
            if len(won) + len(group) > self.stages.places:
                possible = group if len(won) < self.stages.places else ()
                break
            won += group
        common.won(won, possible)

    def _after(self, turn: Turn, options: Ranking, looked: int, common: Common) -> "Course":
        stages, before = self.stages.copied(), frozenset(self.stages.elected)
        effort = looked + STEP + 2 * len(stages.piles.counts) + stages.piles.papers(options)
        stages.take(Round({}, 0, 0), turn, options)
        if turn.kind != "surplus":
            common.stand(frozenset(stages.piles.counts), [options])
            if len(options) > 1:
                stages.ranks = branches.blurred(stages.ranks, self.now.counts, stages.piles.counts)
        now = stages.begin()
        common.stand(before, now.elected)
        passed = self.passed.union(options) if turn.kind == "surplus" else self.passed
        gone = self.gone if turn.kind == "surplus" else self.gone.union(options)
        if not now.elected:
            return Course(stages, now, self.times, self.stroke, self.time, passed, gone, effort)
        time = self.times.setdefault((self.time, passed, gone), len(self.times) + 1)
        return Course(stages, now, self.times, self.stroke, time, effort=effort)


def surely(stages: Stages, now: Round, turn: Turn) -> set[str]:
    """Some of those standing who will be elected however equals are told apart, seen at a glance."""
    found = _beyond_reach(stages, now)
    if turn.kind == "surplus":
        return found.union(_reaching(stages, now, turn.left))
    one_leaves = len(stages.standing) - stages.vacancies == 1
    return found.union(set(stages.standing).difference(turn.left) if one_leaves else ())


def _beyond_reach(stages: Stages, now: Round) -> set[str]:
    """Whoever has more than an equal part of all votes still to be had, for one place more than there are: as many as
    there are places cannot all come before them."""
    still = sum(now.counts[option] for option in stages.standing)
    still += sum(now.counts[option] - stages.quota for option in stages.over(now))
    return {option for option in stages.standing if now.counts[option] * (stages.vacancies + 1) > still}


def _reaching(stages: Stages, now: Round, over: Ranking) -> set[str]:
    """Those standing who reach the quota once all these surpluses have moved; they will in any order of them."""
    gains = [stages.surplus(option).gains for option in over]
    return {
        option
        for option in stages.standing
        if now.counts[option] + sum(gain.get(option, 0) for gain in gains) >= stages.quota
    }
