# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joint decision: the few neighbours that could pass the same text together, instead of going up."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import NamedTuple

from governance import conditions, covers, reaching
from governance.conditions import Judgement, Question, Verdict
from governance.measures import MOST


def offer(judgement: Judgement) -> tuple[str, ...] | None:
    """The assemblies that may decide jointly, by id; None where no joint decision is offered.

    Two to four disjoint candidates of one scale that together meet containment and spill-over, each with the
    remit and with the means for its part, by affected people among those who decide (equal parts where nobody
    is affected). The lowest scale where there are any; of those the fewest, then the fewest people, then ids.
    """
    if not _wider_than_parents(judgement):
        return None
    table = _Table(judgement.question)
    for scale in judgement.question.nesting.measures.rooms:
        for number in range(2, MOST + 1):
            best = _Search(table, scale, number).run()
            if best is not None:
                return best
    return None


def _wider_than_parents(judgement: Judgement) -> bool:
    """Whether the answer has more people than the home parent of every affected place; nobody is widest."""
    if judgement.answer is None:
        return True
    nesting = judgement.question.nesting
    if nesting.measures.widest < nesting.sizes[judgement.answer]:
        return True
    parents = nesting.measures.parents
    widest = max(max(parents[low:high]) for low, high in judgement.question.affected.cover)
    return widest < nesting.sizes[judgement.answer]


@dataclass(frozen=True, slots=True, eq=False)
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


class _Table:
    """Who may sit at the table: candidates with the remit and a live quorum, each looked at once, when asked for."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.seen: dict[str, _Member | None] = {}
        # Where nobody lives there are no shares to go by: all places must lie inside.
        self.musts, self.enough = question.musts, question.enough
        self.many_musts = question.beyond.whole if question.affected.total else question.affected.places.whole
        self._missing: dict[tuple[_Member, ...], int | None] = {}

    def missing(self, chosen: tuple[_Member, ...]) -> int | None:
        """The first place that must lie inside and lies in none of those chosen; None where all do."""
        if chosen not in self._missing:
            self._missing[chosen] = covers.first_outside(self.musts, [member.cover for member in chosen])
        return self._missing[chosen]

    def over(self, position: int, scale: int) -> list[_Member]:
        """Those of one scale whose cover holds a position, in order."""
        nesting = self.question.nesting
        return self._fit(
            id for id in nesting.upwards(nesting.bases[position]) if nesting.bodies[id].scale == scale
        )

    def all(self, scale: int) -> list[_Member]:
        """All of one scale, in order."""
        nesting = self.question.nesting
        return self._fit(reaching.touching_at(nesting, self.question.affected.cover, scale))

    def _fit(self, ids: Iterable[str]) -> list[_Member]:
        members = (self.seen[id] if id in self.seen else self._member(id) for id in ids)
        return sorted((member for member in members if member is not None), key=lambda member: member.order)

    def _member(self, id: str) -> _Member | None:
        question, nesting = self.question, self.question.nesting
        self.seen[id] = None
        if not conditions.live(nesting.bodies[id]) or not question.has_remit(id):
            return None
        verdict = question.verdict(id)
        least = _least(question, verdict)
        if least is not None and least <= question.affected.total:
            reach = verdict.reach
            musts = reach.beyond if question.affected.total else reach.places
            cover, people = nesting.covers[id], nesting.sizes[id]
            self.seen[id] = _Member(verdict, cover, people, reach.people, musts, least)
        return self.seen[id]


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
    """Tries sets of one number of members of one scale, those with fewest people first, and drops what cannot
    be best.

    It stays exact. What keeps it quick: every place too much affected must be held by one of the few, and a
    set is given up as soon as the best that may still join it brings too few affected people or too many people.
    """

    def __init__(self, table: _Table, scale: int, number: int) -> None:
        self.table, self.scale, self.number = table, scale, number
        self.question, self.room = table.question, table.question.nesting.measures.rooms[scale]
        self.most: dict[int, int] = {}
        self.best: tuple[int, tuple[str, ...]] | None = None

    def run(self) -> tuple[str, ...] | None:
        """The ids of the best set; None where no set will do."""
        self._hold_musts(())
        return None if self.best is None else self.best[1]

    def _hold_musts(self, chosen: tuple[_Member, ...]) -> None:
        """Add a member for the first place that must lie inside and does not yet; then whoever is still open."""
        if not self._roomy(chosen):
            return
        missing = self.table.missing(chosen)
        if missing is None:
            self._fill_up(chosen)
        elif len(chosen) < self.number:
            for member in self.table.over(missing, self.scale):
                if _apart(member, chosen):
                    self._hold_musts((*chosen, member))

    def _roomy(self, chosen: tuple[_Member, ...]) -> bool:
        """Whether so many more of the roomiest of this scale could bring enough people and places."""
        left = self.number - len(chosen)
        musts = sum(member.musts for member in chosen) + self.room.places[left]
        if musts < self.table.many_musts:
            return False
        inside = sum(member.inside for member in chosen)
        needed = max(self.table.enough, *(member.least for member in chosen), 0)
        return inside >= needed or inside + self._bring(left) >= needed

    def _bring(self, number: int) -> int:
        if number not in self.most:
            self.most[number] = self.question.affected.most_among(self.room.people[number])
        return self.most[number]

    def _fill_up(self, chosen: tuple[_Member, ...]) -> None:
        if len(chosen) == self.number:
            self._weigh(chosen)
            return
        covers_of_all = [member.cover for member in chosen]
        if covers.first_outside(self.question.affected.cover, covers_of_all) is not None:
            still = _Open.of(member for member in self.table.all(self.scale) if _apart(member, chosen))
            self._fill(chosen, still, 0)

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
        """Whether those still open could bring enough people, at the very best."""
        left = self.number - len(chosen)
        inside = sum(member.inside for member in chosen) + left * still.most_inside[start]
        needed = max((member.least for member in chosen), default=0)
        return left > 0 and inside >= max(needed, self.table.enough)

    def _behind(self, members: tuple[_Member, ...]) -> bool:
        if self.best is None:
            return False
        people = sum(member.people for member in members)
        return people > self.best[0] or (people == self.best[0] and _ids(members) >= self.best[1])

    def _weigh(self, chosen: tuple[_Member, ...]) -> None:
        inside = sum(member.inside for member in chosen)
        if inside < max(self.table.enough, *(member.least for member in chosen)) or self._behind(chosen):
            return
        if inside or all(_pays_alike(self.question, member.verdict, self.number) for member in chosen):
            self.best = sum(member.people for member in chosen), _ids(chosen)


def _apart(member: _Member, chosen: Iterable[_Member]) -> bool:
    return all(covers.apart(member.cover, other.cover) for other in chosen)


def _ids(members: Iterable[_Member]) -> tuple[str, ...]:
    return tuple(sorted(member.verdict.id for member in members))
