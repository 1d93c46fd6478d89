# SPDX-License-Identifier: AGPL-3.0-or-later
"""Choosing: whoever has most of what voters give wins, be it one vote each, approvals, points or dots."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance import amounts, documents
from governance.tallies import marks, placing, questions, quorums
from governance.tallies.marks import Marks
from governance.tallies.outcomes import Check, Number, Outcome
from governance.tallies.placing import Placed
from governance.tallies.questions import ABSTAIN, BadCount, Question
from governance.tallies.sentences import Said, said

NEEDED = ("method", "options", "votes")
RANGE = (0, 5)


def plurality(payload: object) -> Outcome:
    """Count one vote each; the option with most wins. Raises Refusal with a pointer. Source: law.md, tally."""
    question = _question(documents.record(payload, "", NEEDED, questions.COMMON))
    cast = marks.one_each(question)
    counts = {**cast.sums, ABSTAIN: cast.abstained}
    return _outcome(Choosing("plurality", question, cast, cast.voters), counts)


def approval(payload: object) -> Outcome:
    """Count approvals of any number of options; those with most win, as many as there are `places_to_fill`.

    Raises Refusal with a pointer. Source: law.md, tally.
    """
    asked = documents.record(payload, "", NEEDED, (*questions.COMMON, "places_to_fill"))
    question, places = _question(asked), marks.places(asked)
    cast = marks.approvals(question).marks(question.options)
    return _outcome(Choosing("approval", question, cast, cast.voters, places), cast.sums)


def score(payload: object) -> Outcome:
    """Sum points in a `range`, [0, 5] where nothing is said; whom a voter leaves out has 0 of them, be it in the range
    or not. The highest sum wins. Raises Refusal with a pointer. Source: law.md, tally."""
    asked = documents.record(payload, "", NEEDED, (*questions.COMMON, "range"))
    question, (low, high) = _question(asked), _range(asked)
    cast = marks.points(question, low, high)
    return _outcome(Choosing("score", question, cast, cast.voters), cast.sums)


def dots(payload: object) -> Outcome:
    """Sum dots, of which a voter has `dots` in all, or any number where nothing is said. The highest sum wins.

    Raises Refusal with a pointer. Source: law.md, tally.
    """
    asked = documents.record(payload, "", NEEDED, (*questions.COMMON, "dots"))
    question = _question(asked)
    most = documents.whole(asked["dots"], "/dots") if "dots" in asked else None
    cast = marks.dots(question, most)
    return _outcome(Choosing("dots", question, cast, sum(cast.sums.values())), cast.sums)


def _question(asked: Mapping[str, Any]) -> Question:
    question = questions.read(asked, yes_or_no=False)
    marks.check_options(question)
    return question


def _range(asked: Mapping[str, Any]) -> tuple[int, int]:
    bounds = tuple(value for value, _ in documents.rows(asked.get("range", RANGE), "/range"))
    if len(bounds) != 2 or any(type(bound) is not int for bound in bounds) or bounds[0] >= bounds[1]:
        raise BadCount("A range is two whole numbers, the lower one first.", code="bad_range", at="/range")
    return bounds


@dataclass(frozen=True)
class Choosing:
    """What was counted, by which method, for how many places; `total` is what sums are told to be out of."""

    method: str
    question: Question
    cast: Marks
    total: Number
    places: int = 1

    @property
    def placed(self) -> Placed:
        """The options in order, ties resolved by the order for ties where there is one."""
        return placing.by_score(self.cast.sums, self.question.options, self.question.tie_order, self.places)

    @property
    def clear(self) -> Placed:
        """The options in order by what was counted alone."""
        return placing.by_score(self.cast.sums, self.question.options, None, self.places)


def _outcome(choosing: Choosing, counts: Mapping[str, Number]) -> Outcome:
    question, took_part = choosing.question, choosing.cast.took_part
    quorums.check_seats(question, took_part)
    missed = quorums.missed(question, took_part, counts)
    if missed:
        return missed
    placed, clear = choosing.placed, choosing.clear
    checks = (*quorums.checks(question, took_part), *_checks(choosing))
    told = tuple(_told(choosing, placed, clear))
    return Outcome(placed.result, placed.winners, placed.order, counts, checks, told, placed.ties)


def _checks(choosing: Choosing) -> tuple[Check, ...]:
    """Whether the last who wins has more than the first who does not; nothing where there is a place for all."""
    sums = sorted(choosing.cast.sums.values(), reverse=True)
    if len(sums) <= choosing.places:
        return ()
    value, bound = sums[choosing.places - 1 : choosing.places + 1]
    return (Check("more_than_next", value > bound, value, bound),)


def _told(choosing: Choosing, placed: Placed, clear: Placed) -> Iterator[Said]:
    """Who won and with how much, and every tie with what became of it."""
    if len(choosing.question.options) <= choosing.places:
        yield everybody(placed.winners)
        return
    split = _split(clear)
    marked = any(choosing.cast.sums.values())
    if split and len(placed.winners) > 1 and (choosing.total and marked):
        yield from chosen(placed)  # by two reasons, which follow
    if not choosing.total:
        yield said("choosing_nobody")
    elif clear.winners:
        yield _won(choosing, clear.winners)
    if split:
        value = amounts.written(choosing.cast.sums[split[0]])
        total = amounts.written(choosing.total)
        if choosing.total and choosing.method == "approval" and not choosing.cast.sums[split[0]]:
            yield said("approval_none", options=split)
        elif choosing.total:
            yield said(f"{choosing.method}_equal", options=split, value=value, total=total)
        yield resolved(split, tuple(option for option in placed.winners if option in split), alone=not marked)
    ordered = choosing.question.tie_order is not None
    yield from equals([group for group in clear.ties if group != split], ordered=ordered)


def _won(choosing: Choosing, winners: tuple[str, ...]) -> Said:
    """Why these won whom nothing but what was counted told apart from the others."""
    sums = choosing.cast.sums
    value = amounts.written(min(sums[option] for option in winners))
    facts = {"value": value, "total": amounts.written(choosing.total)}
    if len(winners) == 1:
        return said(f"{choosing.method}_won", option=winners[0], **facts)
    against = max(number for option, number in sums.items() if option not in winners)
    return said(f"{choosing.method}_several", options=winners, against=amounts.written(against), **facts)


def _split(clear: Placed) -> tuple[str, ...]:
    """The equals of whom not all can win; none where who wins is certain."""
    won = set(clear.winners)
    return next(group for group in clear.order if not won.issuperset(group)) if clear.uncertain else ()


def everybody(winners: tuple[str, ...]) -> Said:
    """Why all options won."""
    if len(winners) == 1:
        return said("choosing_alone", option=winners[0])
    return said("choosing_all", options=winners)


def chosen(placed: Placed) -> Iterator[Said]:
    """Who was chosen, all of them in one sentence; nothing where that is uncertain."""
    if placed.uncertain:
        return
    if len(placed.winners) == 1:
        yield said("chosen_one", option=placed.winners[0])
    else:
        yield said("chosen", options=placed.winners)


def resolved(equal: tuple[str, ...], winners: tuple[str, ...], *, alone: bool = False) -> Said:
    """What became of equals of whom not all can win: nothing, or whom of them the order for ties names first.
    `alone` where nothing was counted for anyone, so that nothing else says who won."""
    if not winners:
        return said("choosing_tied", options=equal)
    if alone and len(winners) == 1:
        return said("choosing_order_alone", option=winners[0])
    if alone:
        return said("choosing_order_alone_several", options=winners)
    if len(winners) == 1:
        return said("choosing_tie_order", option=winners[0])
    return said("choosing_tie_order_several", options=winners)


def equals(groups: Sequence[tuple[str, ...]], *, ordered: bool) -> Iterator[Said]:
    """What is said of equals for whom it makes no difference to winning."""
    for group in groups:
        yield said("choosing_behind_order" if ordered else "choosing_behind", options=group)
