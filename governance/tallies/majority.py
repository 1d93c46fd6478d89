# SPDX-License-Identifier: AGPL-3.0-or-later
"""Majority: yes or no, with a quorum and a threshold of votes cast or of all seats."""

from collections.abc import Mapping
from typing import Any

from governance import amounts, documents
from governance.tallies import questions
from governance.tallies.outcomes import Check, Number, Outcome, Result
from governance.tallies.questions import ABSTAIN, BadCount, Question
from governance.tallies.sentences import Said, said

Counts = Mapping[str, Number]


def count(payload: object) -> Outcome:
    """Count votes for the first of two options against the second. Raises Refusal with a pointer.

    Equally many on both sides, or nobody on either, is a rejection and never a tie. Source: law.md, tally.
    """
    asked = documents.record(payload, "", ("method", "options", "votes"), questions.COMMON)
    question = questions.read(asked)
    check_options(question)
    counts = tallied(question)
    check_seats(question, counts)
    missed = quorum_missed(question, counts)
    if missed:
        return missed
    result, checks, sentence = judged(question, counts)
    return outcome(question, counts, result, (*quorum(question, counts), *checks), (sentence,))


def check_options(question: Question) -> None:
    """Pass exactly two options, and choices that are one of them or abstain."""
    if len(question.options) != 2:
        raise BadCount("A majority has two options: for it, and against it.", at="/options")
    for vote in question.votes:
        if vote.choice != ABSTAIN and vote.choice not in question.options:
            facts = dict(zip(("yes", "no"), question.options, strict=True)) | {"abstain": ABSTAIN}
            sentence = 'A vote is "{yes}", "{no}" or "{abstain}".'
            raise BadCount(sentence, code="no_such_choice", at=vote.at + "/choice", **facts)


def check_seats(question: Question, counts: Counts) -> None:
    """Refuse more votes than may be cast: then one of the two numbers is wrong."""
    if question.seats is not None and sum(counts.values()) > question.seats:
        sentence = "More votes were cast than there are seats that may vote."
        raise BadCount(sentence, code="more_votes_than_seats", at="/seats")


def tallied(question: Question) -> dict[str, Number]:
    """The sum of weight times count for each option and for abstentions."""
    counts: dict[str, Number] = dict.fromkeys((*question.options, ABSTAIN), 0)
    for vote in question.votes:
        counts[vote.choice] += vote.amount
    return counts


def quorum(question: Question, counts: Counts) -> tuple[Check, ...]:
    """The check of the quorum, or none where the rule has none. It is met at or above its share."""
    if question.quorum is None or question.seats is None:
        return ()
    affirmative = question.quorum.affirmative
    value = counts[question.options[0]] if affirmative else sum(counts.values())
    bound = question.quorum.share * question.seats
    return (Check("quorum", value >= bound, value, bound),)


def quorum_missed(question: Question, counts: Counts) -> Outcome | None:
    """The outcome where the quorum is missed: nothing else is then looked at."""
    for check in quorum(question, counts):
        if not check.holds and question.quorum and question.seats is not None:
            sentence = said(
                "no_quorum_affirmative" if question.quorum.affirmative else "no_quorum",
                value=amounts.written(check.value),
                bound=amounts.written(check.bound),
                share=str(question.quorum.share),
                seats=amounts.written(question.seats),
                yes=question.options[0],
            )
            return outcome(question, counts, "no_quorum", (check,), (sentence,))
    return None


def judged(question: Question, counts: Counts) -> tuple[Result, tuple[Check, ...], Said]:
    """Adopted or rejected by the threshold alone, with its check and its sentence."""
    yes, no = (counts[option] for option in question.options)
    base = question.seats if question.threshold.of_seats and question.seats is not None else yes + no
    bound = question.threshold.share * base
    holds = yes > bound if question.threshold.strict else yes >= bound
    checks = [Check("threshold", holds, yes, bound)]
    if yes == no:
        if holds:
            checks.append(Check("not_equal", False, yes, no))
        return "rejected", tuple(checks), _equal(question, yes)
    result: Result = "adopted" if holds else "rejected"
    return result, tuple(checks), _sentence(question, result, counts, bound)


def outcome(
    question: Question,
    counts: Counts,
    result: Result,
    checks: tuple[Check, ...],
    sentences: tuple[Said, ...],
    more: Mapping[str, Any] | None = None,
) -> Outcome:
    """The outcome of a question with two options; the order is by votes, the adopted option first."""
    yes, no = question.options
    order: tuple[tuple[str, ...], ...] = ((yes, no),)
    if counts[yes] != counts[no]:
        first = yes if result == "adopted" or counts[yes] > counts[no] else no
        order = ((first,), (no if first == yes else yes,))
    winners = (yes,) if result == "adopted" else ()
    return Outcome(result, winners, order, counts, checks, sentences, more=more or {})


def _equal(question: Question, each: Number) -> Said:
    yes, no = question.options
    return said("equal" if each else "nobody", yes=yes, no=no, value=amounts.written(each))


def _sentence(question: Question, result: Result, counts: Counts, bound: Number) -> Said:
    yes, no = question.options
    how = "over" if question.threshold.strict else "at"
    base = "seats" if question.threshold.of_seats else "cast"
    return said(
        f"{result}_{how}_{base}",
        yes=yes,
        no=no,
        value=amounts.written(counts[yes]),
        against=amounts.written(counts[no]),
        share=str(question.threshold.share),
        bound=amounts.written(bound),
        seats="" if question.seats is None else amounts.written(question.seats),
    )
