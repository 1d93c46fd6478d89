# SPDX-License-Identifier: AGPL-3.0-or-later
"""Budgets: a pot, what each project costs, and what voters chose of them, read from plain data and checked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from governance import amounts, documents
from governance.tallies import placing, questions, quorums
from governance.tallies.outcomes import Check, Number
from governance.tallies.questions import ABSTAIN, BadCount, Question, Vote
from governance.tallies.sentences import Said, said

MOST = 1_000
"""Projects that a pot can be asked to pay for."""

Chosen = tuple[int, ...]
"""Projects by their place in the question, in its order."""


@dataclass(frozen=True)
class Budget:
    """What is asked: each project's cost and the pot, in one currency, exact."""

    question: Question
    costs: Mapping[str, Fraction]
    pot: Fraction
    asked: Mapping[str, Any]


@dataclass(frozen=True)
class Ballots:
    """What was chosen: each set of projects with the sum of weight times count of those who chose it (nobody
    included), each project's score, and the sum of those who abstained."""

    sets: Mapping[Chosen, Number]
    scores: Mapping[str, Number]
    abstained: Number

    @property
    def voters(self) -> Number:
        """Everyone who voted and did not abstain, those who chose nothing included."""
        return sum(self.sets.values())

    @property
    def took_part(self) -> Number:
        return self.voters + self.abstained

    def counts(self) -> dict[str, Number]:
        return {**self.scores, ABSTAIN: self.abstained}


def read(
    payload: object, needed: tuple[str, ...], optional: tuple[str, ...], *, points: bool
) -> tuple[Budget, Ballots]:
    """Read the question and every vote, once. Raises Refusal with a pointer.

    With `points` a project's score is their sum; without, how many chose it: any number above 0 says so.

    Costs and pot are amounts of 0 or more, as text or as whole numbers; every project has a cost, and nothing else
    does. A project may cost more than the pot: it cannot be funded, and is counted like any other.
    """
    needed = ("method", "options", "votes", "costs", "pot", *needed)
    asked = documents.record(payload, "", needed, (*questions.COMMON, *optional))
    question = questions.read(asked, yes_or_no=False)
    _check_options(question)
    budget = Budget(question, _costs(asked["costs"], question), amount(asked["pot"], "/pot"), asked)
    ballots = _ballots(question, points)
    quorums.check_seats(question, ballots.took_part)
    return budget, ballots


def amount(value: object, at: str) -> Fraction:
    """An amount: a whole number of 0 or more, or text as `amounts.amount` reads it."""
    return Fraction(amounts.amount(value, at) if isinstance(value, str) else documents.whole(value, at))


def minimum(budget: Budget, wanted: bool) -> Number:
    """The least score, where the variant has one; 0 where not."""
    if wanted != ("minimum" in budget.asked):
        sentence = 'A "minimum" belongs to the variant "threshold", and only to that.'
        raise BadCount(sentence, code="minimum", at="/minimum")
    return questions.number(budget.asked["minimum"], "/minimum") if wanted else 0


def within_pot(budget: Budget, spent: Fraction) -> Check:
    """The check that what is funded costs no more than there is."""
    return Check("within_pot", spent <= budget.pot, spent, budget.pot)


NOTHING = {"funded": [], "spent": "0"}
"""What a count adds to its outcome where nothing is funded."""


def more(budget: Budget, funded: Sequence[str]) -> dict[str, Any]:
    """What a count adds to its outcome: what is funded, and what that costs in all."""
    spent = sum((budget.costs[option] for option in funded), Fraction(0))
    return {"funded": list(funded), "spent": amounts.written(spent)}


def order(budget: Budget, ballots: Ballots, funded: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """What is funded, as it was funded, then the others by their scores, the highest first."""
    groups = [group for group in funded if group]
    placed = {option for group in groups for option in group}
    others = [option for option in budget.question.options if option not in placed]
    behind = placing.by_score(ballots.scores, others, None).order
    return placing.of_groups([*groups, *behind], budget.question.tie_order).order


def dearer(budget: Budget, ballots: Ballots) -> Iterator[Said]:
    """That some cost more than the whole pot, where anyone chose them."""
    options = budget.question.options
    found = tuple(one for one in options if budget.costs[one] > budget.pot and ballots.scores[one])
    if found:
        yield _of_one_or_more("shared_dearer", found, pot=amounts.written(budget.pot))


def funded(budget: Budget, options: tuple[str, ...]) -> Said:
    """That these are funded, and what for."""
    spent, pot = more(budget, options)["spent"], amounts.written(budget.pot)
    return _of_one_or_more("shared_funded", options, spent=spent, pot=pot)


def _of_one_or_more(code: str, options: tuple[str, ...], **facts: str) -> Said:
    if len(options) == 1:
        return said(code + "_one", option=options[0], **facts)
    return said(code, options=options, **facts)


def one_of(value: object, allowed: tuple[str, ...], at: str) -> str:
    """Text that is one of these."""
    if not isinstance(value, str) or value not in allowed:
        raise BadCount("This must be one of these: {allowed}.", at=at, allowed=allowed)
    return value


def _check_options(question: Question) -> None:
    if not question.options:
        raise BadCount("There is no project to fund.", code="no_options", at="/options")
    if len(question.options) > MOST:
        sentence = "A pot can be shared out among at most {most} projects."
        raise BadCount(sentence, code="too_many_options", at="/options", most=MOST)


def _costs(value: object, question: Question) -> dict[str, Fraction]:
    costs = {option: amount(cost, at) for option, cost, at in documents.members(value, "/costs")}
    for option in question.options:
        if option not in costs:
            sentence = 'What "{option}" costs is missing.'
            raise BadCount(sentence, code="missing_cost", at="/costs", option=option)
    for option in costs.keys() - set(question.options):
        raise _unknown(option, "/costs" + documents.pointer(option))
    return costs


def _ballots(question: Question, summed: bool) -> Ballots:
    place = {option: index for index, option in enumerate(question.options)}
    sets: dict[Chosen, Number] = {}
    scores: dict[str, Number] = dict.fromkeys(question.options, 0)
    abstained: Number = 0
    for vote in question.votes:
        if vote.choice == ABSTAIN:
            abstained += vote.amount
            continue
        points = _points(vote, place)
        for option, value in points.items():
            scores[option] += vote.amount * (value if summed else bool(value))
        chosen = tuple(sorted(place[option] for option, value in points.items() if value))
        sets[chosen] = sets.get(chosen, 0) + vote.amount
    return Ballots(sets, scores, abstained)


def _points(vote: Vote, place: Mapping[str, int]) -> dict[str, int]:
    """Project → points; each one of a list has one."""
    at = vote.at + "/choice"
    if isinstance(vote.choice, dict):
        named = documents.members(vote.choice, at)
        return {_known(option, place, where): documents.whole(value, where) for option, value, where in named}
    if not isinstance(vote.choice, list | tuple):
        sentence = 'A vote is a list of projects, an object from project to points, or "{abstain}".'
        raise BadCount(sentence, code="no_such_choice", at=at, abstain=ABSTAIN)
    points: dict[str, int] = {}
    for item, where in documents.rows(vote.choice, at):
        option = _known(documents.text(item, where), place, where)
        if option in points:
            raise BadCount(
                'The project "{option}" is chosen twice.', code="repeated", at=where, option=option
            )
        points[option] = 1
    return points


def _known(option: str, place: Mapping[str, int], at: str) -> str:
    if option not in place:
        raise _unknown(option, at)
    return option


def _unknown(option: str, at: str) -> BadCount:
    sentence = 'There is no project "{option}" here.'
    return BadCount(sentence, code="no_such_choice", at=at, option=option)
