# SPDX-License-Identifier: AGPL-3.0-or-later
"""Explaining: the test's numbers put into conditions and sentences that a neighbour understands."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from typing import Any

from governance import conditions, failing
from governance.amounts import percent, written
from governance.conditions import Judgement, Limit, Question, Verdict
from governance.nesting import Nesting
from governance.sentences import MOST_NAMES, Names, Said, all_of, listed, said


@dataclass(frozen=True)
class Condition:
    """One condition of one candidate: whether it holds, the number looked at and its bound, and why.

    Containment and spill-over count shares of people, means amounts of one means or members; None where there
    is nothing to count.
    """

    name: str
    holds: bool
    value: Fraction | None
    bound: Fraction | None
    said: Said

    @property
    def because(self) -> str:
        """Why, in English."""
        return str(self.said)

    def as_json(self) -> dict[str, Any]:
        """This condition as the shell contract writes it."""
        return {
            "name": self.name,
            "holds": self.holds,
            "value": None if self.value is None else written(self.value),
            "bound": None if self.bound is None else written(self.bound),
            "because": self.because,
            "said": self.said.as_json(),
        }


def conditions_of(judgement: Judgement, verdict: Verdict) -> tuple[Condition, ...]:
    """The five conditions of a candidate, in order."""
    return tuple(explain(judgement, verdict) for explain in EXPLAIN.values())


def _called(judgement: Judgement, id: str) -> str:
    return judgement.question.nesting.bodies[id].called


def _remit(judgement: Judgement, verdict: Verdict) -> Condition:
    body = judgement.question.nesting.bodies[verdict.id]
    facts = {"name": body.called, "matter": judgement.question.matter}
    if verdict.row is None:
        words = said("remit_not_given" if body.remit else "remit_none", **facts)
    elif verdict.kept_by is not None:
        words = said("remit_kept", **facts, keeper=_called(judgement, verdict.kept_by))
    elif body.remit is None:
        words = said("remit_unlimited", **facts)
    else:
        words = said("remit_given", **facts, given=verdict.row.matter)
    return Condition("remit", verdict.holds[0], None, None, words)


def _containment(judgement: Judgement, verdict: Verdict) -> Condition:
    question, name = judgement.question, _called(judgement, verdict.id)
    inside, total, bound = verdict.reach.people, question.affected.total, question.theta
    if not total:
        code = "containment_empty" if verdict.contained else "containment_empty_not"
        value = Fraction(verdict.contained)
    else:
        value = Fraction(inside, total)
        part = "containment_all" if inside == total else "containment_enough"
        code = part if verdict.contained else ("containment_few" if inside else "containment_no_one")
    words = said(code, name=name, value=percent(value, bound), bound=percent(bound))
    return Condition("containment", verdict.contained, value, bound, words)


def _spill_over(judgement: Judgement, verdict: Verdict) -> Condition:
    question, name = judgement.question, _called(judgement, verdict.id)
    worst = question.affected.worst_outside(question.nesting.covers[verdict.id])
    if worst is None:
        return Condition("spill_over", True, Fraction(0), question.delta, said("spill_over_none", name=name))
    share, place = worst
    words = said(
        "spill_over_little" if verdict.clear else "spill_over_much",
        name=name,
        place=_called(judgement, place),
        value=percent(share, question.delta),
        bound=percent(question.delta),
    )
    return Condition("spill_over", verdict.clear, share, question.delta, words)


def _means(judgement: Judgement, verdict: Verdict) -> Condition:
    question, body = judgement.question, judgement.question.nesting.bodies[verdict.id]
    limits = conditions.limits(body, verdict.row, question.means)
    short = next((limit for limit in limits if not limit.holds), None)
    if short is not None:
        facts = {"means": short.means, "value": written(short.asked), "bound": written(short.bound or 0)}
        words = said(f"means_{short.kind}", name=body.called, matter=question.matter, **facts)
        return Condition("means", False, short.asked, short.bound, words)
    if not conditions.live(body):
        members, quorum = Fraction(body.members or 0), Fraction(body.quorum or 0)
        words = said("means_quorum", name=body.called, value=written(members), bound=written(quorum))
        return Condition("means", False, members, quorum, words)
    if not any(question.means.values()):
        return Condition("means", True, Fraction(0), None, said("means_nothing", name=body.called))
    asked = Names(tuple(f"{written(question.means[means])} {means}" for means in sorted(question.means)))
    nearest = min(limits, key=_room)
    words = said("means_within", name=body.called, asked=asked)
    return Condition("means", True, nearest.asked, nearest.bound, words)


def _room(limit: Limit) -> tuple[bool, Fraction]:
    """Orders bounds by how much of each is used up, most first; what is not bound comes last."""
    if limit.bound is None:
        return True, Fraction(0)
    return False, -limit.asked / limit.bound if limit.bound else Fraction(-1)


def _necessity(judgement: Judgement, verdict: Verdict) -> Condition:
    question, name = judgement.question, _called(judgement, verdict.id)
    if verdict.id in question.reasons:
        words = said("necessity_own_reason", name=name, reason=question.reasons[verdict.id])
    elif not judgement.necessary(verdict.id):
        words = said("necessity_silent", name=name, smaller=_called(judgement, judgement.answer or ""))
    elif passed := _passed_over(judgement, verdict.id):
        words = said("necessity_passed_over", name=name, names=listed(passed))
    else:
        words = said("necessity_none_smaller", name=name)
    return Condition("necessity", judgement.necessary(verdict.id), None, None, words)


def _passed_over(judgement: Judgement, id: str) -> tuple[str, ...]:
    sizes = judgement.question.nesting.sizes
    return tuple(_called(judgement, v.id) for v in judgement.passing if sizes[v.id] < sizes[id])


EXPLAIN: Mapping[str, Callable[[Judgement, Verdict], Condition]] = dict(
    zip(conditions.NAMES, (_remit, _containment, _spill_over, _means, _necessity), strict=True)
)


def light(nesting: Nesting, raised_in: str) -> Said:
    """Why something light is decided where it is raised."""
    return said("light", name=nesting.bodies[raised_in].called)


def raised(nesting: Nesting, raised_in: str) -> Said:
    """Why a place is affected that nobody named."""
    return said("raised_affected", name=nesting.bodies[raised_in].called)


def answer(
    judgement: Judgement, named: Collection[str], together: tuple[str, ...] | None
) -> tuple[Said, ...]:
    """The sentences of a placement: who decides and why, or why nobody can, and who may decide jointly."""
    found = judgement.answer
    sentences = _nobody(judgement) if found is None else _somebody(judgement, found, named)
    if together is None:
        return sentences
    names = listed(_called(judgement, id) for id in together)
    if found is None:
        return (*sentences, said("joint_nobody", names=names))
    return (*sentences, said("joint", names=names, name=_called(judgement, found)))


def _somebody(judgement: Judgement, found: str, named: Collection[str]) -> tuple[Said, ...]:
    # Of more places than are listed, those that fill a wider one are told as that one.
    named = named if len(named) <= MOST_NAMES + 1 else judgement.question.affected.fillers
    passed = list(takewhile(lambda verdict: verdict.id != found, judgement.holding))
    question = judgement.question
    inside = question.affected.people.inside(question.nesting.covers[found])
    value = Fraction(inside, question.affected.total or 1)
    code = _answer_code(judgement, found, named)
    if code == "answer_only" and passed:
        code = "answer_whole"
    words = said(
        f"{code}_passed" if passed else code,
        name=_called(judgement, found),
        places=listed(
            (_called(judgement, id) for id in _most_affected(judgement.question, named)), len(named)
        ),
        whole=all_of(len(named)),
        value=percent(value, Fraction(1)),
    )
    return (words, *(_first_failing(judgement, verdict) for verdict in passed[:3]))


def _most_affected(question: Question, named: Collection[str]) -> Sequence[str]:
    """The places named, those first in which most people are affected; of more than are listed, the first few."""
    if len(named) > MOST_NAMES + 1:
        return question.affected.most_filled(MOST_NAMES + 1)
    people = {id: question.affected.people.inside(question.nesting.covers[id]) for id in named}
    return sorted(named, key=lambda id: (-people[id], id))


def _answer_code(judgement: Judgement, found: str, named: Collection[str]) -> str:
    question = judgement.question
    if not question.affected.all_in(question.nesting.covers[found]):
        return "answer_most"
    if len(named) > 1:
        return "answer_all"
    if found not in named:
        return "answer_one"
    return "answer_only" if question.nesting.is_base(found) else "answer_whole"


def _first_failing(judgement: Judgement, verdict: Verdict) -> Said:
    return EXPLAIN[judgement.first_failing(verdict) or ""](judgement, verdict).said


def _nobody(judgement: Judgement) -> tuple[Said, ...]:
    return said("nobody"), *(
        said(
            f"nobody_{condition}",
            names=listed((_called(judgement, id) for id in group.first), group.number),
            matter=judgement.question.matter,
        )
        for condition, group in failing.groups(judgement).items()
    )
