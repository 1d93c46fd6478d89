# SPDX-License-Identifier: AGPL-3.0-or-later
"""The five conditions of the subsidiarity test, judged for every candidate in numbers; words come later."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import NamedTuple

from governance import covers, reaching, remits
from governance.candidates import Candidates
from governance.effects import Affected
from governance.nesting import Body, Nesting

NAMES = ("remit", "containment", "spill_over", "means", "necessity")


@dataclass(frozen=True, eq=False, repr=False)
class Question:
    """All that the test looks at: `theta` is the least share of the affected people that must live inside,
    `delta` the largest share of a place outside, `reasons` what passed-over bodies recorded themselves."""

    nesting: Nesting
    affected: Affected
    matter: str
    means: Mapping[str, Fraction]
    theta: Fraction
    delta: Fraction
    reasons: Mapping[str, str]

    @cached_property
    def beyond(self) -> covers.Spread:
        """The places too much affected to lie outside."""
        pieces = [(low, high, 1) for low, high in self._too_much]
        return covers.Spread.of(pieces, self.affected.places.sums)

    @cached_property
    def musts(self) -> covers.Cover:
        """The places that must lie inside: those too much affected, and all where nobody lives in any."""
        return self._too_much if self.affected.total else self.affected.cover

    @cached_property
    def _too_much(self) -> covers.Cover:
        return self.affected.beyond(self.delta)

    @cached_property
    def enough(self) -> int:
        """The fewest affected people, in units, that meet containment."""
        return ceil(self.theta * self.affected.total)

    def may_contain(self) -> set[str]:
        """All that meet containment, and maybe more."""
        if not self.affected.total:
            return reaching.holding(self.nesting, self.affected.cover)
        return reaching.containing(self.nesting, self.affected, self.enough)

    def may_hold(self) -> set[str]:
        """All that meet containment and spill-over, and maybe more."""
        return reaching.holding(self.nesting, self.musts) if self.musts else self.may_contain()

    def reach(self, id: str) -> "Reach":
        """What of the affected lies inside a body."""
        cover, affected = self.nesting.covers[id], self.affected
        return Reach(affected.people.inside(cover), affected.places.inside(cover), self.beyond.inside(cover))

    def contains(self, reach: "Reach") -> bool:
        """Condition 2; where nobody lives in the places affected, all of them must lie inside."""
        if not self.affected.total:
            return reach.places == self.affected.places.whole
        return reach.people >= self.enough

    def clear(self, reach: "Reach") -> bool:
        """Condition 3."""
        return reach.beyond == self.beyond.whole

    def verdict(self, id: str) -> "Verdict":
        """How one candidate stands under conditions 1 to 4."""
        body, reach = self.nesting.bodies[id], self.reach(id)
        row = remits.find(body.remit, self.matter)
        able = live(body) and all(limit.holds for limit in limits(body, row, self.means))
        return Verdict(id, reach, row, self.kept_by(id), self.contains(reach), self.clear(reach), able)

    def has_remit(self, id: str) -> bool:
        """Condition 1."""
        row = remits.find(self.nesting.bodies[id].remit, self.matter)
        return row is not None and self.kept_by(id) is None

    @cached_property
    def may_be_kept(self) -> bool:
        """Whether anyone in the nesting keeps the matter for itself."""
        words = self.matter.split("/")
        kept = self.nesting.kept
        return bool(kept) and any("/".join(words[:end]) in kept for end in range(1, len(words) + 1))

    def _keeps(self, id: str) -> bool:
        row = remits.find(self.nesting.bodies[id].remit, self.matter)
        return row is not None and row.exclusive

    def kept_by(self, id: str) -> str | None:
        """The widest body that keeps the matter from this one: whoever covers it is above any of its places."""
        if not self.may_be_kept:
            return None
        nesting, cover = self.nesting, self.nesting.covers[id]
        above = nesting.upwards(nesting.bases[cover[0][0]])
        over = [
            keeper for keeper in above if self._keeps(keeper) and covers.within(cover, nesting.covers[keeper])
        ]
        if self._keeps(id):  # of two over the same places the narrower keeps it, and nobody from themselves
            over = [k for k in over if nesting.covers[k] != cover or nesting.ranks[k] < nesting.ranks[id]]
        return max(over, key=nesting.ranks.__getitem__, default=None)


class Limit(NamedTuple):
    """One bound on one means: what is asked for, the most there may be, and which of the two bounds it is."""

    means: str
    asked: Fraction
    bound: Fraction | None
    kind: str  # "ceiling", "allotment"; "unkept" where other allotments are kept; "free" where nothing binds

    @property
    def holds(self) -> bool:
        return self.bound is None or self.asked <= self.bound


class Reach(NamedTuple):
    """What of the affected lies inside a cover: people (in units), places, and places too much affected to
    lie outside."""

    people: int = 0
    places: int = 0
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one candidate stands under conditions 1 to 4. `kept_by` is who keeps the matter for itself."""

    id: str
    reach: "Reach"
    row: remits.Matter | None
    kept_by: str | None
    contained: bool
    clear: bool
    able: bool

    @property
    def holds(self) -> tuple[bool, bool, bool, bool]:
        """Conditions 1 to 4, in their order."""
        return self.row is not None and self.kept_by is None, self.contained, self.clear, self.able


@dataclass(frozen=True, eq=False, repr=False)
class Judgement:
    """Those that meet containment and spill-over, in candidate order, and the first of the candidates that
    passes 1 to 4 and has kept silent.

    That one is the answer: those before it recorded why they cannot, and for all after it a smaller one can.
    """

    question: Question
    holding: tuple[Verdict, ...]
    answer: str | None

    @cached_property
    def passing(self) -> tuple[Verdict, ...]:
        """Those that pass conditions 1 to 4, in candidate order."""
        return tuple(verdict for verdict in self.holding if all(verdict.holds))

    @cached_property
    def candidates(self) -> Candidates:
        """Everything that might decide."""
        return Candidates(self.question.nesting, self.question.affected.cover)

    @cached_property
    def containing(self) -> frozenset[str]:
        """Those that meet containment."""
        question = self.question
        return frozenset(id for id in question.may_contain() if question.contains(question.reach(id)))

    def necessary(self, id: str) -> bool:
        """Condition 5 for one candidate."""
        sizes = self.question.nesting.sizes
        smaller_can = self.answer is not None and sizes[self.answer] < sizes[id]
        return id not in self.question.reasons and not smaller_can

    def first_failing(self, verdict: Verdict) -> str | None:
        """The name of the first condition that fails for a candidate; None if all five hold."""
        holds = (*verdict.holds, self.necessary(verdict.id))
        return next((name for name, held in zip(NAMES, holds, strict=True) if not held), None)


def judge(question: Question) -> Judgement:
    """Find who decides, looking only at those that can meet containment and spill-over."""
    ranks = question.nesting.ranks
    verdicts = map(question.verdict, sorted(question.may_hold(), key=ranks.__getitem__))
    holding = tuple(verdict for verdict in verdicts if verdict.contained and verdict.clear)
    answer = next((v.id for v in holding if all(v.holds) and v.id not in question.reasons), None)
    return Judgement(question, holding, answer)


def live(body: Body) -> bool:
    """Whether a body has a live quorum; it does where members or quorum are not known."""
    return body.members is None or body.quorum is None or body.members >= body.quorum


def limits(body: Body, row: remits.Matter | None, needs: Mapping[str, Fraction]) -> list[Limit]:
    """Every bound on what is asked of a body, means by id, ceiling before allotment."""
    found = []
    for means in sorted(needs):
        asked = needs[means]
        ceiling = row.ceilings.get(means) if row is not None else None
        if ceiling is not None:
            found.append(Limit(means, asked, Fraction(ceiling), "ceiling"))
        if body.allotments is not None:
            kind = "allotment" if means in body.allotments else "unkept"
            found.append(Limit(means, asked, Fraction(body.allotments.get(means, 0)), kind))
        elif ceiling is None:
            found.append(Limit(means, asked, None, "free"))
    return found
