# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joint decision: the few neighbours that could pass the same text together, instead of going up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

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
            search = _Search(judgement.question, members, _musts(judgement.question), number)
            search.extend([], 0)
            if search.best is not None:
                return search.best[1]
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
    """A candidate for deciding jointly: its people, the affected among them (in units) and how many of the
    places that must lie inside lie in it."""

    verdict: Verdict
    cover: covers.Cover
    people: int
    inside: int
    musts: int


def _musts(question: Question) -> tuple[int, ...]:
    """Positions that no joint decision may leave out: too much affected, or, where nobody lives, all."""
    return question.beyond if question.affected.total else question.affected.positions


def _members(question: Question, verdicts: Iterable[Verdict]) -> list[_Member]:
    nesting, total = question.nesting, question.affected.total
    found = []
    for verdict in verdicts:
        inside = verdict.reach.people
        musts = verdict.reach.beyond if total else verdict.reach.places
        member = _Member(verdict, nesting.covers[verdict.id], nesting.sizes[verdict.id], inside, musts)
        # Together they hold at most all affected people: no part is smaller than this one.
        if _can_pay(question, member, Fraction(inside, total) if total else Fraction(1, MOST)):
            found.append(member)
    return sorted(found, key=lambda member: (member.people, member.verdict.id))


def _can_pay(question: Question, member: _Member, part: Fraction) -> bool:
    body = question.nesting.bodies[member.verdict.id]
    needs = {means: amount * part for means, amount in question.means.items()}
    bounds = conditions.limits(body, member.verdict.row, needs)
    return conditions.live(body) and all(limit.holds for limit in bounds)


@dataclass
class _Search:
    """Tries sets of one number of members, those with fewest people first, and drops what cannot be best."""

    question: Question
    members: Sequence[_Member]
    musts: Sequence[int]
    number: int
    best: tuple[int, tuple[str, ...]] | None = None

    def __post_init__(self) -> None:
        self._most_inside = max(member.inside for member in self.members)
        self._most_musts = max(member.musts for member in self.members)

    def extend(self, chosen: list[_Member], start: int) -> None:
        if len(chosen) == self.number:
            self._weigh(chosen)
            return
        if not self._promising(chosen):
            return
        missing = next((at for at in self.musts if not _held(chosen, at)), None)
        for index in range(start if missing is None else 0, len(self.members)):
            member = self.members[index]
            if self._too_many_people(chosen, member):
                break
            fits = missing is None or covers.holds(member.cover, missing)
            if fits and all(covers.apart(member.cover, other.cover) for other in chosen):
                self.extend([*chosen, member], index + 1 if missing is None else 0)

    def _promising(self, chosen: Sequence[_Member]) -> bool:
        """Whether the places still open could bring enough people and places, at the very best."""
        left = self.number - len(chosen)
        inside = sum(member.inside for member in chosen) + left * self._most_inside
        musts = sum(member.musts for member in chosen) + left * self._most_musts
        return musts >= len(self.musts) and conditions.contains(self.question, inside, everywhere=True)

    def _too_many_people(self, chosen: Sequence[_Member], member: _Member) -> bool:
        people = sum(other.people for other in chosen) + member.people
        return self.best is not None and people > self.best[0]

    def _weigh(self, chosen: Sequence[_Member]) -> None:
        ids = tuple(sorted(member.verdict.id for member in chosen))
        rank = (sum(member.people for member in chosen), ids)
        if self.best is not None and rank >= self.best:
            return
        inside = sum(member.inside for member in chosen)
        together = all(_held(chosen, at) for at in self.musts)
        if together and conditions.contains(self.question, inside, everywhere=True):
            parts = [Fraction(m.inside, inside) if inside else Fraction(1, self.number) for m in chosen]
            if all(_can_pay(self.question, m, part) for m, part in zip(chosen, parts, strict=True)):
                self.best = rank


def _held(chosen: Sequence[_Member], position: int) -> bool:
    return any(covers.holds(member.cover, position) for member in chosen)
