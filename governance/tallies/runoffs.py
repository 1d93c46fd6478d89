# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run-offs: votes lying with each option still in, moved on round by round, and every way it may go among equals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from governance.tallies import branches
from governance.tallies.branches import Common, Ranks
from governance.tallies.outcomes import Number
from governance.tallies.rankings import Ranking, Rankings

Counts = Mapping[str, Number]
Moved = Mapping[tuple[str, str | None], Number]
"""How many votes went from one option to another, or to None: they rank nobody who is still in."""
Votes = Sequence[tuple[Ranking, Number]]
STEP = 10
"""What any step takes beside the papers it moves and the options it compares, in papers."""


class Piles:
    """The votes lying with each option still in, and those that count for nobody any more. Votes lie in bundles as
    they came, so that copies share them."""

    def __init__(self, options: Sequence[str], ranked: Rankings) -> None:
        first: dict[str, list[tuple[Ranking, Number]]] = {option: [] for option in options}
        self.sums: dict[str, Number] = dict.fromkeys(options, 0)
        self.exhausted: Number = 0
        for ranking, amount in ranked.strict.items():
            if ranking:
                first[ranking[0]].append((ranking, amount))
                self.sums[ranking[0]] += amount
            else:
                self.exhausted += amount
        self.piles: dict[str, tuple[Votes, ...]] = {option: (votes,) for option, votes in first.items()}

    def counts(self) -> Counts:
        return dict(self.sums)

    def papers(self, options: Sequence[str]) -> int:
        """How many different rankings lie with these."""
        return sum(len(votes) for option in options for votes in self.piles[option])

    def within_reach(self, options: Ranking) -> Number:
        """The most votes that one of these may come to have as long as all others stay in: those that rank it before
        any of them."""
        among, reach = frozenset(options), dict.fromkeys(options, Fraction(0))
        for votes in (votes for option in options for votes in self.piles[option]):
            for ranking, amount in votes:
                for option in ranking:
                    if option in among:
                        reach[option] += amount
                    elif option in self.piles:
                        break
        return max(reach.values())

    def copied(self) -> "Piles":
        """The same piles once more, to try something out with."""
        other = object.__new__(Piles)
        other.sums, other.exhausted, other.piles = dict(self.sums), self.exhausted, dict(self.piles)
        return other

    def exclude(self, options: Ranking) -> Moved:
        """Move the votes of these options on, and say how many went from whom to whom, None where to nobody."""
        leaving = [(option, self.piles.pop(option), self.sums.pop(option)) for option in options]
        # In the order of the question, lest the outcome tell in which order votes were read.
        moved: dict[tuple[str, str | None], Number] = {
            (option, to): 0 for option in options for to in (*self.piles, None)
        }
        for option, pile, _ in leaving:
            bundles: dict[str, list[tuple[Ranking, Number]]] = {}
            for ranking, amount in (vote for votes in pile for vote in votes):
                to = next(filter(self.piles.__contains__, ranking), None)
                moved[option, to] += amount
                if to is None:
                    self.exhausted += amount
                elif to in bundles:
                    bundles[to].append((ranking, amount))
                else:
                    bundles[to] = [(ranking, amount)]
            for to, votes in bundles.items():
                self.piles[to] = (*self.piles[to], votes)
                self.sums[to] += moved[option, to]
        return {move: amount for move, amount in moved.items() if amount}


@dataclass
class RunOff:
    """A run-off at a round. What follows depends on who is still in, which says where each vote lies, and on how
    earlier rounds tell them apart.

    At a `stroke` all leave together who surely leave before the others, in whatever order. What then is open between
    others counts as open, so there are more ways than there are: what all these have in common is certain.
    """

    piles: Piles
    places: Ranks
    stroke: bool = False
    effort: int = 0

    @property
    def state(self) -> tuple[tuple[str, int], ...]:
        return tuple(self.places.items())

    def further(self, common: Common) -> Iterator["RunOff"]:
        """Each way in which one of the last, or all without votes together, may leave."""
        sums = self.piles.sums
        most = max(sums.values())
        if 2 * most > sum(sums.values()) or len(sums) == 1:
            first, *others = branches.best_first(self.places)
            common.won(first)
            if self.stroke:  # it may have ended before all had left, with others behind in another order
                others = [tuple(option for group in others for option in group)]
            common.stand(frozenset(), [first, *others])
        elif not most:
            common.won((), sums)
            common.stand(frozenset(), [tuple(sums)])
        else:
            effort, leaving = self._leaving()
            for options in leaving:
                yield self._without(options, effort, common)

    def _leaving(self) -> tuple[int, list[Ranking]]:
        """Who may leave, and what it took to see that."""
        sums, effort = self.piles.sums, 0
        without = tuple(option for option, number in sums.items() if not number)
        last: list[Ranking] = [(option,) for option, place in self.places.items() if not place]
        if without or len(last) == 1 or not self.stroke:
            return effort, [without] if without else last
        for bound in sorted(set(sums.values()))[1:]:
            behind = tuple(option for option, number in sums.items() if number < bound)
            effort += self.piles.papers(behind)
            if self.piles.within_reach(behind) < bound:
                return effort, [behind]
        return effort, last

    def _without(self, leaving: Ranking, effort: int, common: Common) -> "RunOff":
        effort += STEP + len(self.places) + self.piles.papers(leaving)
        piles = self.piles.copied()
        piles.exclude(leaving)
        common.stand(frozenset(piles.sums), [leaving])
        places: Ranks = {option: self.places[option] for option in piles.sums}
        if len(leaving) > 1:
            places = branches.blurred(places, self.piles.sums, piles.sums)
        return RunOff(piles, branches.ranks(piles.sums, places), self.stroke, effort)


def every_way(piles: Piles, rounds: Sequence[Counts]) -> Common | None:
    """What all ways to tell equals apart from the last of these rounds on have in common; None where there are too
    many to look at, even at a stroke, to see that all elect the same."""
    places, papers = branches.ranks_after(piles.sums, rounds), piles.papers(tuple(piles.sums))
    exactly = branches.follow(RunOff(piles, places), papers)
    if exactly:
        return exactly
    roughly = branches.follow(RunOff(piles, places, stroke=True), papers, part=2)
    return roughly if roughly and roughly.agreed else None
