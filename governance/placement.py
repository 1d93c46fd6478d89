# SPDX-License-Identifier: AGPL-3.0-or-later
"""Placement: the subsidiarity test, which says which assembly decides and why, in numbers and in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, Literal

from governance import amounts, conditions, covers, effects, explaining, failing, joint
from governance.effects import Affected, Effects
from governance.explaining import Condition
from governance.nesting import Nesting
from governance.refusals import Refusal
from governance.sentences import Said

THETA = Fraction(19, 20)
DELTA = Fraction(1, 10)

NEAR = 40  # candidates told in full; of more, so many that were passed over, before the answer, and after it
PASSED, BEFORE, AFTER = 12, 24, 2

Direction = Literal["stays", "escalate", "devolve", "sideways", "nobody"]


class BadQuestion(Refusal):
    code: ClassVar[str] = "bad_question"


@dataclass(frozen=True)
class Candidate:
    """One body that might decide, with its people and its five conditions in order."""

    assembly: str
    people: int
    conditions: tuple[Condition, ...]

    @property
    def fails(self) -> str | None:
        """The first condition that fails; None where all five hold."""
        return next((condition.name for condition in self.conditions if not condition.holds), None)

    def as_json(self) -> dict[str, Any]:
        """This candidate as the shell contract writes it."""
        rows = [condition.as_json() for condition in self.conditions]
        return {"assembly": self.assembly, "people": self.people, "fails": self.fails, "conditions": rows}


@dataclass(frozen=True)
class Placement:
    """The answer: the assembly that decides (None: nobody) and those that may decide jointly instead.

    All else is worked out when first looked at, for naming a whole network makes long lists.
    """

    assembly: str | None
    joint: tuple[str, ...] | None
    asked: Effects
    raised_in: str
    nesting: Nesting = field(repr=False, compare=False)
    judgement: conditions.Judgement | None = field(repr=False, compare=False)

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """What was said: sentences as codes and facts."""
        if self.judgement is None:
            return (explaining.light(self.nesting, self.raised_in),)
        if self.asked.places:
            return explaining.answer(self.judgement, self.asked.places, self.joint)
        sentences = explaining.answer(self.judgement, {self.raised_in: Fraction(1)}, self.joint)
        return (explaining.raised(self.nesting, self.raised_in), *sentences)

    @cached_property
    def affected_base(self) -> Mapping[str, Fraction]:
        """The base places affected, by id, each with the share of its people; none if light."""
        return {} if self.judgement is None else self.judgement.question.affected.shares

    @property
    def because(self) -> str:
        """Why, in English, for a neighbour."""
        return " ".join(str(sentence) for sentence in self.said)

    @cached_property
    def affected_places(self) -> Mapping[str, Fraction]:
        """The same in few words: a wider place stands for all in it where all of it is affected alike."""
        return {} if self.judgement is None else self.judgement.question.affected.filled

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Every candidate in order, with numbers and sentences. None if light."""
        if self.judgement is None:
            return ()
        return tuple(map(self.candidate, self.judgement.candidates.all))

    def candidate(self, id: str) -> Candidate:
        """One candidate, with numbers and sentences. Raises ValueError where there are none: it is light."""
        if self.judgement is None:
            raise ValueError("what is light has no candidates")
        verdict = self.judgement.question.verdict(id)
        return Candidate(id, self.nesting.sizes[id], explaining.conditions_of(self.judgement, verdict))

    @cached_property
    def near(self) -> tuple[Candidate, ...]:
        """The candidates that a reader asks about, in order: all where they are few; of many the first that
        were passed over although they hold enough of the affected, and those next to the answer."""
        if self.judgement is None:
            return ()
        if self.judgement.candidates.number <= NEAR:
            return self.candidates
        candidates, order = self.judgement.candidates, self.nesting.order
        rank = len(order) if self.assembly is None else self.nesting.ranks[self.assembly]
        passed = [v.id for v in self.judgement.holding if self.nesting.ranks[v.id] < rank]
        ids = {*passed[:PASSED], *islice(candidates.before(rank), BEFORE), *order[rank : rank + 1]}
        ids.update(islice(candidates.after(rank), AFTER))
        return tuple(map(self.candidate, sorted(ids, key=self.nesting.ranks.__getitem__)))

    @cached_property
    def failing(self) -> Mapping[str, failing.Group]:
        """How many candidates fail first at each condition, and the first of them. None if light."""
        return {} if self.judgement is None else failing.groups(self.judgement)

    def kept(self) -> dict[str, Any]:
        """The placement as a reader needs it and a proposal keeps it, of much the same size however far it
        reaches: candidates near the answer in full, all others as numbers. The question asked again, of the
        same nesting, gives the same."""
        judgement = self.judgement
        return {
            "assembly": self.assembly,
            "joint": None if self.joint is None else list(self.joint),
            "because": self.because,
            "said": [sentence.as_json() for sentence in self.said],
            "affected": {id: amounts.written(share) for id, share in self.affected_places.items()},
            "candidates": [candidate.as_json() for candidate in self.near],
            "number": 0 if judgement is None else judgement.candidates.number,
            "failing": {name: group.number for name, group in self.failing.items()},
        }

    def as_json(self) -> dict[str, Any]:
        """The placement as plain data, as `python -m governance place` writes it."""
        return {
            "assembly": self.assembly,
            "joint": None if self.joint is None else list(self.joint),
            "candidates": [candidate.as_json() for candidate in self.candidates],
            "because": self.because,
            "said": [sentence.as_json() for sentence in self.said],
            "affected": {id: amounts.written(share) for id, share in self.affected_base.items()},
        }


def place(
    nesting: Nesting,
    asked: Effects,
    raised_in: str,
    theta: Fraction = THETA,
    delta: Fraction = DELTA,
    reasons: Mapping[str, str] | None = None,
) -> Placement:
    """Say which assembly decides. Pure: the same input gives the same answer, in whatever order it comes.

    `theta` and `delta` are shares from 0 to 1, the network's. `reasons` are sentences that passed-over bodies
    recorded themselves, by id. Raises BadQuestion, BadEffects or BadMatter with a pointer to what is wrong.
    Source: "Which assembly decides" in the domain.
    """
    reasons = dict(reasons or {})
    _check(nesting, asked, raised_in, theta, delta, reasons)
    if not asked.places and not asked.heavy:
        return Placement(raised_in, None, asked, raised_in, nesting, None)
    named = asked.places or {raised_in: Fraction(1)}
    reached: Affected = effects.affected(nesting, named)
    means = {name: Fraction(amount) for name, amount in asked.means.items()}
    question = conditions.Question(
        nesting, reached, asked.matter, means, Fraction(theta), Fraction(delta), reasons
    )
    judgement = conditions.judge(question)
    return Placement(judgement.answer, joint.offer(judgement), asked, raised_in, nesting, judgement)


def _check(
    nesting: Nesting,
    asked: Effects,
    raised_in: str,
    theta: Fraction,
    delta: Fraction,
    reasons: Mapping[str, str],
) -> None:
    if raised_in not in nesting.bodies:
        sentence = "{id}, where it is raised, is not known."
        raise BadQuestion(sentence, code="unknown", at="/raised_in", id=raised_in)
    if not nesting.covers[raised_in]:
        sentence = "{id} has no constituents, so nothing is raised there."
        raise BadQuestion(sentence, at="/raised_in", id=raised_in)
    try:
        effects.check(asked, nesting)
    except Refusal as no:
        no.at = "/effects" + no.at
        raise
    for name, share in (("theta", theta), ("delta", delta)):
        if not isinstance(share, int | Fraction) or not 0 <= share <= 1:
            raise BadQuestion("{rule} is a share from 0 to 1.", at=f"/{name}", rule=name)
    _check_reasons(nesting, reasons)


def _check_reasons(nesting: Nesting, reasons: Mapping[str, str]) -> None:
    for id, reason in reasons.items():
        at = "/reasons/" + effects.pointer(id)
        if id not in nesting.bodies:
            sentence = "{id}, which is said to have a reason, is not known."
            raise BadQuestion(sentence, code="unknown", at=at, id=id)
        if not reason.strip():
            raise BadQuestion("The reason of {id} is empty, and silence is no reason.", at=at, id=id)


def direction(nesting: Nesting, current: str, answer: str | None) -> Direction:
    """Which way a hearing before one assembly moves, now that the test has given its answer.

    Up where the answer contains the current one, or shares places with it and comes later in the order of
    candidates (more people); down the other way round; sideways where they share no place.
    """
    if answer is None:
        return "nobody"
    if answer == current:
        return "stays"
    here, there = nesting.covers[current], nesting.covers[answer]
    if covers.apart(here, there):
        return "sideways"
    if here != there and covers.within(here, there):
        return "escalate"
    if here != there and covers.within(there, here):
        return "devolve"
    return "escalate" if nesting.ranks[answer] > nesting.ranks[current] else "devolve"
