# SPDX-License-Identifier: AGPL-3.0-or-later
"""A transferable vote counted as people would: one paper after the other, every tie by lot, no part shared with the law."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Lot = Callable[[str, list[str]], str]
"""Who of these leaves ("last") or passes on first ("surplus"), where nothing else tells."""


@dataclass
class Paper:
    names: str
    weight: Fraction
    value: Fraction = Fraction(1)
    holder: str | None = None

    @property
    def votes(self) -> Fraction:
        return self.weight * self.value


@dataclass
class Table:
    """The table on which the papers lie. `stages` has the counts after each stage and what happened then."""

    options: str
    papers: list[Paper]
    places: int
    lot: Lot
    scottish: bool = False
    elected: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    fixed: dict[str, Fraction] = field(default_factory=dict)
    """Those whose surplus was passed on, and what they keep."""

    def votes_of(self, option: str) -> Fraction:
        if option in self.fixed:
            return self.fixed[option]
        return sum((paper.votes for paper in self.papers if paper.holder == option), Fraction(0))

    def continuing(self) -> list[str]:
        return [one for one in self.options if one not in self.elected and one not in self.excluded]

    def hand_on(self, paper: Paper) -> None:
        """To the next on the paper who continues."""
        start = 0 if paper.holder is None else paper.names.index(paper.holder) + 1
        paper.holder = next((one for one in paper.names[start:] if one in self.continuing()), None)

    def run(self) -> list[str]:
        for paper in self.papers:
            self.hand_on(paper)
        total = sum((paper.votes for paper in self.papers if paper.holder), Fraction(0))
        self.quota = int(total / (self.places + 1)) + 1
        while not self.stage():
            pass
        return self.elected

    def stage(self) -> bool:
        """One stage; whether it was the last."""
        counts = {one: self.votes_of(one) for one in self.options if one not in self.excluded}
        now: dict[str, Any] = {"counts": counts, "elected": [], "excluded": []}
        self.stages.append(now)
        reaching = [one for one in self.continuing() if counts[one] >= self.quota]
        for one in reaching:
            self.elected.append(one)
            now["elected"].append(one)
        if len(self.continuing()) <= self.places - len(self.elected):
            for one in self.continuing():
                self.elected.append(one)
                now["elected"].append(one)
            return True
        if len(self.elected) == self.places:
            return True
        over = [one for one in self.elected if counts[one] > self.quota]
        if over:
            self.pass_on(self.choose("surplus", over))
        else:
            self.leave(now)
        return False

    def leave(self, now: dict[str, Any]) -> None:
        without = [one for one in self.continuing() if now["counts"][one] == 0]
        if without and len(self.continuing()) - len(without) >= self.places - len(self.elected):
            leaving = without
        else:
            leaving = [self.choose("last", self.continuing())]
        self.excluded += leaving
        now["excluded"] = leaving
        for paper in self.papers:
            if paper.holder in leaving:
                self.hand_on(paper)

    def pass_on(self, option: str) -> None:
        votes = self.votes_of(option)
        surplus = votes - self.quota
        for paper in self.papers:
            if paper.holder == option:
                worth = surplus * paper.value / votes
                if self.scottish:
                    worth = Fraction(int(worth * 100000), 100000)
                paper.value = worth
                self.hand_on(paper)
        self.fixed[option] = Fraction(self.quota)

    def choose(self, kind: str, options: Sequence[str]) -> str:
        best: Any = max if kind == "surplus" else min
        left = list(options)
        for stage in reversed(self.stages):
            wanted = best(stage["counts"][one] for one in left)
            left = [one for one in left if stage["counts"][one] == wanted]
        return left[0] if len(left) == 1 else self.lot(kind, left)


def laid(votes: Sequence[tuple[str, str, int]]) -> list[Paper]:
    """One paper for each voter: votes are rankings with weight and count."""
    return [Paper(names, Fraction(weight)) for names, weight, count in votes for _ in range(count)]


def by_order(tie_order: Sequence[str]) -> Lot:
    def lot(kind: str, options: list[str]) -> str:
        return (min if kind == "surplus" else max)(options, key=tie_order.index)

    return lot


def every_way(
    options: str, votes: Sequence[tuple[str, str, int]], places: int, scottish: bool, most: int = 3_000
) -> Iterator[Table]:
    """The count with every lot drawn every way."""
    waiting: list[list[int]] = [[]]
    while waiting:
        drawn = waiting.pop()
        taken: list[int] = []

        def lot(_: str, left: list[str], drawn: list[int] = drawn, taken: list[int] = taken) -> str:
            if len(taken) < len(drawn):
                taken.append(drawn[len(taken)])
            else:
                waiting.extend([*taken, other] for other in range(1, len(left)))
                taken.append(0)
            return left[taken[-1]]

        table = Table(options, laid(votes), places, lot, scottish)
        table.run()
        yield table
        most -= 1
        assert most, "too many ways to try them all"
