# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joint decision: the few neighbours that could pass the same text together, instead of going up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import ceil
from typing import NamedTuple

from governance import conditions, covers
from governance.conditions import Judgement, Question, Verdict

MOST = 4  # assemblies that may decide jointly


def offer(judgement: Judgement) -> tuple[str, ...] | None:
    """The assemblies that may decide jointly, by id; None where no joint decision is offered.

    Two to four disjoint candidates of one scale that together meet containment and spill-over, each with the
    remit and with the means for its part, by affected people among those who decide (equal parts where nobody
    is affected). The lowest scale where there are any; of those the fewest, then the fewest people, then ids.
    """
    if not _wider_than_parents(judgement):
        return None
    nesting = judgement.question.nesting
    fit = [verdict for verdict in judgement.verdicts if verdict.holds[0]]
    fit.sort(key=lambda verdict: nesting.bodies[verdict.id].scale)
    for _, of_one_scale in groupby(fit, key=lambda verdict: nesting.bodies[verdict.id].scale):
        members = _members(judgement.question, of_one_scale)
        for number in range(2, min(MOST, len(members)) + 1):
            best = _Search(judgement.question, members, number).run()
            if best is not None:
                return best
    return None


def _wider_than_parents(judgement: Judgement) -> bool:
    """Whether the answer has more people than the home parent of every affected place; nobody is widest."""
    if judgement.answer is None:
        return True
    nesting = judgement.question.nesting
    parents = {nesting.parent(base) for base in judgement.question.affected.shares}
    answer = nesting.sizes[judgement.answer]
    return all(parent is None or nesting.sizes[parent] < answer for parent in parents)


@dataclass(frozen=True, slots=True)
class _Member:
    """A candidate for deciding jointly: its people, the affected among them (in units), how many of the places
    that must lie inside lie in it, and how many affected people those who decide must have together for its
    part to be within its means."""

    verdict: Verdict
    cover: covers.Cover
    people: int
    inside: int
    musts: int
    least: int

    @property
    def order(self) -> tuple[int, str]:
        """Fewest people first, then by id."""
        return self.people, self.verdict.id


def _members(question: Question, verdicts: Iterable[Verdict]) -> list[_Member]:
    nesting, total = question.nesting, question.affected.total
    found = []
    for verdict in verdicts:
        least = _least(question, verdict)
        if least is not None and least <= total and conditions.live(nesting.bodies[verdict.id]):
            cover, people = nesting.covers[verdict.id], nesting.sizes[verdict.id]
            musts = verdict.reach.beyond if total else verdict.reach.places
            found.append(_Member(verdict, cover, people, verdict.reach.people, musts, least))
    return sorted(found, key=lambda member: member.order)


def _least(question: Question, verdict: Verdict) -> int | None:
    """The fewest affected people, in units, that make this one's part small enough; None if no number does."""
    inside, least = verdict.reach.people, 0
    body = question.nesting.bodies[verdict.id]
    for limit in conditions.limits(body, verdict.row, question.means):
        if limit.bound is None or not limit.asked or not inside:
            continue
        if not limit.bound:
            return None
        least = max(least, ceil(limit.asked * inside / limit.bound))
    return least


def _pays_alike(question: Question, verdict: Verdict, number: int) -> bool:
    body = question.nesting.bodies[verdict.id]
    needs = {means: amount / number for means, amount in question.means.items()}
    return all(limit.holds for limit in conditions.limits(body, verdict.row, needs))


class _Open(NamedTuple):
    """Members that may still join, in order, and the most affected people that one from an index on has."""

    members: tuple[_Member, ...]
    most_inside: tuple[int, ...]

    @classmethod
    def of(cls, members: Iterable[_Member]) -> "_Open":
        found = tuple(members)
        backwards = accumulate((member.inside for member in reversed(found)), max, initial=0)
        return cls(found, tuple(backwards)[::-1])


class _Search:
    """Tries sets of one number of members, those with fewest people first, and drops what cannot be best.

    It stays exact. What keeps it quick: every place too much affected must be held by one of the few, and a
    set is given up as soon as the best that may still join it brings too few affected people or too many people.
    """

    def __init__(self, question: Question, members: Sequence[_Member], number: int) -> None:
        affected = question.affected
        self.question, self.members, self.number = question, members, number
        # Where nobody lives there are no shares to go by: all places must lie inside.
        self.musts = question.beyond if affected.total else affected.positions
        self.enough = ceil(question.theta * affected.total)
        self.most_musts = max(member.musts for member in members)
        self.best: tuple[int, tuple[str, ...]] | None = None

    def run(self) -> tuple[str, ...] | None:
        """The ids of the best set; None where no set will do."""
        self._hold_musts(())
        return None if self.best is None else self.best[1]

    def _hold_musts(self, chosen: tuple[_Member, ...]) -> None:
        """Add a member for the first place that must lie inside and does not yet; then whoever is still open."""
        missing = next((at for at in self.musts if not any(covers.holds(m.cover, at) for m in chosen)), None)
        still = _Open.of(member for member in self.members if _apart(member, chosen))
        if missing is None:
            self._fill(chosen, still, 0)
        elif self._promising(chosen, still, 0):
            for member in still.members:
                if covers.holds(member.cover, missing):
                    self._hold_musts((*chosen, member))

    def _fill(self, chosen: tuple[_Member, ...], still: "_Open", start: int) -> None:
        """Add members that are still open, in order, until there are enough of them."""
        left = self.number - len(chosen)
        if not left:
            self._weigh(chosen)
        for index in range(start, len(still.members) - left + 1 if left else start):
            # The next ones are the fewest people and the first ids that may still come: later sets rank behind.
            if self._behind((*chosen, *still.members[index : index + left])):
                return
            if not self._promising(chosen, still, index):
                return
            if _apart(still.members[index], chosen):
                self._fill((*chosen, still.members[index]), still, index + 1)

    def _promising(self, chosen: tuple[_Member, ...], still: "_Open", start: int) -> bool:
        """Whether those still open could bring enough people and places, at the very best."""
        left = self.number - len(chosen)
        inside = sum(member.inside for member in chosen) + left * still.most_inside[start]
        musts = sum(member.musts for member in chosen) + left * self.most_musts
        needed = max((member.least for member in chosen), default=0)
        return left > 0 and musts >= len(self.musts) and inside >= max(needed, self.enough)

    def _behind(self, members: tuple[_Member, ...]) -> bool:
        if self.best is None:
            return False
        people = sum(member.people for member in members)
        return people > self.best[0] or (people == self.best[0] and _ids(members) >= self.best[1])

    def _weigh(self, chosen: tuple[_Member, ...]) -> None:
        inside = sum(member.inside for member in chosen)
        if inside < max(self.enough, *(member.least for member in chosen)) or self._behind(chosen):
            return
        if inside or all(_pays_alike(self.question, member.verdict, self.number) for member in chosen):
            self.best = sum(member.people for member in chosen), _ids(chosen)


def _apart(member: _Member, chosen: Iterable[_Member]) -> bool:
    return all(covers.apart(member.cover, other.cover) for other in chosen)


def _ids(members: Iterable[_Member]) -> tuple[str, ...]:
    return tuple(sorted(member.verdict.id for member in members))
