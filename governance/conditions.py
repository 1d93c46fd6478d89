# SPDX-License-Identifier: AGPL-3.0-or-later
"""The five conditions of the subsidiarity test, judged for every candidate in numbers; words come later."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from typing import NamedTuple

from governance import covers, remits
from governance.effects import Affected
from governance.nesting import Body, Nesting

Above = tuple[str, ...]  # the ids directly above a body

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
    def beyond(self) -> tuple[int, ...]:
        """Positions of the places too much affected to lie outside."""
        return self.affected.beyond(self.delta)


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

    def joined(self, other: "Reach") -> "Reach":
        """Both together, where they share no place."""
        return Reach(self.people + other.people, self.places + other.places, self.beyond + other.beyond)


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
    """Every candidate's verdict, in candidate order, and the first that passes 1 to 4 and has kept silent.

    That one is the answer: those before it recorded why they cannot, and for all after it a smaller one can.
    """

    question: Question
    verdicts: tuple[Verdict, ...]
    answer: str | None

    @cached_property
    def passing(self) -> tuple[Verdict, ...]:
        """Those that pass conditions 1 to 4, in candidate order."""
        return tuple(verdict for verdict in self.verdicts if all(verdict.holds))

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
    """Judge every body above an affected base place."""
    nesting = question.nesting
    upwards, seen_from, reached = _climb(question)
    rows = {id: remits.find(nesting.bodies[id].remit, question.matter) for id in seen_from}
    keepers = {id for id, row in rows.items() if row is not None and row.exclusive}
    verdicts = []
    for id in sorted(reached, key=nesting.ranks.__getitem__):
        base = seen_from[id]
        above = upwards[nesting.above.get(base, ())] if keepers else {}
        over = [keeper for keeper in (base, *above) if keeper in keepers]
        verdicts.append(_verdict(question, id, reached[id], rows[id], _kept_by(nesting, id, over)))
    answer = next((v.id for v in verdicts if all(v.holds) and v.id not in question.reasons), None)
    return Judgement(question, tuple(verdicts), answer)


def _climb(question: Question) -> tuple[dict[Above, dict[str, None]], dict[str, str], dict[str, Reach]]:
    """All above the affected base places, walked once for places that sit alike; for each of them a place
    that it is over, and its reach, added up from below: a cover holds the places that its body is above."""
    nesting = question.nesting
    upwards: dict[Above, dict[str, None]] = {}
    seen_from: dict[str, str] = {}
    reached = {base: _own_reach(question, base) for base in question.affected.shares}
    alike: dict[Above, list[str]] = {}
    for base in reached:
        alike.setdefault(nesting.above.get(base, ()), []).append(base)
    for directly, bases in alike.items():
        upwards[directly] = {id: None for first in directly for id in nesting.upwards(first)}
        together = reduce(Reach.joined, (reached[base] for base in bases))
        seen_from.update((base, base) for base in bases)
        for id in upwards[directly]:
            seen_from.setdefault(id, bases[0])
            reached[id] = reached.get(id, Reach()).joined(together)
    return upwards, seen_from, reached


def _own_reach(question: Question, base: str) -> Reach:
    share = question.affected.shares[base]
    return Reach(question.affected.people[base], 1, int(share > question.delta))


def _kept_by(nesting: Nesting, id: str, keepers: list[str]) -> str | None:
    """The widest body that keeps the matter from this one, among those above one of its places."""
    cover = nesting.covers[id]
    over = [keeper for keeper in keepers if keeper != id and covers.within(cover, nesting.covers[keeper])]
    if id in keepers:
        over = [k for k in over if nesting.covers[k] != cover or nesting.ranks[k] < nesting.ranks[id]]
    return max(over, key=nesting.ranks.__getitem__, default=None)


def _verdict(
    question: Question, id: str, reach: Reach, row: remits.Matter | None, kept_by: str | None
) -> Verdict:
    body = question.nesting.bodies[id]
    return Verdict(
        id,
        reach,
        row,
        kept_by,
        contains(question, reach.people, everywhere=reach.places == len(question.affected.shares)),
        reach.beyond == len(question.beyond),
        live(body) and all(limit.holds for limit in limits(body, row, question.means)),
    )


def contains(question: Question, inside: int, *, everywhere: bool) -> bool:
    """Condition 2 for a cover with so many affected people inside, in units; `everywhere` says that all
    affected places lie inside, which decides alone where nobody lives in them."""
    total = question.affected.total
    if not total:
        return everywhere
    return inside * question.theta.denominator >= question.theta.numerator * total


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
