# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schulze: the option that is ahead of every other along the strongest chains of comparisons, by winning votes."""

from dataclasses import dataclass

from governance import amounts
from governance.tallies import pairwise, placing, quorums
from governance.tallies.outcomes import Check, Number, Outcome
from governance.tallies.pairwise import Pairwise
from governance.tallies.placing import Placed
from governance.tallies.sentences import Said, said

Paths = list[list[int]]


def count(payload: object) -> Outcome:
    """Count rankings by Schulze's method. Raises Refusal with a pointer.

    A chain of comparisons, each won, is as strong as the fewest votes with which one of them was won. An option is
    ahead of another if its strongest chain to it is stronger than the one back. Being ahead runs in no circle, but
    two options may be equal to a third and not to each other: the order puts first those whom nobody is ahead of,
    then those whom nobody else is ahead of, and so on. Source: law.md, tally; Schulze 2011, section 2.
    """
    question, took_part, compared = pairwise.read(payload)
    more = {"pairwise": compared.as_json()}
    missed = quorums.missed(question, took_part, {}, more)
    if missed:
        return missed
    paths = strongest(compared)
    groups = pairwise.layers(question.options, pairwise.beaten(paths))
    placed = placing.of_groups(groups, question.tie_order)
    ahead = Ahead.of(compared, paths, placed)
    checks = (*pairwise.checks(question, took_part, compared, placed), *ahead.checks())
    told = pairwise.told(question, compared, placed, ahead.won(), "schulze_equal")
    return Outcome(placed.result, placed.winners, placed.order, {}, checks, told, placed.ties, more)


def strongest(compared: Pairwise) -> Paths:
    """The strength of the strongest chain from each option to each other one, 0 where there is none.

    After Floyd and Warshall: chains through one option more at a time.
    """
    paths = [
        [won if won > lost else 0 for won, lost in zip(row, column, strict=True)]
        for row, column in zip(compared.above, zip(*compared.above, strict=True), strict=True)
    ]
    for by, onward in enumerate(paths):
        for at, row in enumerate(paths):
            limit = row[by]
            if limit and at != by:
                paths[at] = [
                    here if here >= limit or here >= there else min(limit, there)
                    for here, there in zip(row, onward, strict=True)
                ]
    for at, row in enumerate(paths):
        row[at] = 0
    return paths


@dataclass(frozen=True)
class Ahead:
    """The option placed first, the one closest to it, and the strengths of the chains there and back."""

    option: str
    other: str
    there: Number
    back: Number

    @classmethod
    def of(cls, compared: Pairwise, paths: Paths, placed: Placed) -> "Ahead":
        i = compared.options.index(placed.order[0][0])
        j = pairwise.closest(paths, i)
        there, back = (compared.number(parts) for parts in (paths[i][j], paths[j][i]))
        return cls(compared.options[i], compared.options[j], there, back)

    def checks(self) -> tuple[Check, ...]:
        """Whether it is ahead, unless it is the only option."""
        if self.option == self.other:
            return ()
        return (Check("path", self.there > self.back, self.there, self.back),)

    def won(self) -> Said:
        """That it won for being ahead."""
        numbers = {"value": amounts.written(self.there), "against": amounts.written(self.back)}
        return said("schulze_won", option=self.option, other=self.other, **numbers)
