# SPDX-License-Identifier: AGPL-3.0-or-later
"""Majority: yes or no, with a quorum and a threshold of votes cast or of all seats."""

from collections.abc import Mapping
from typing import Any

from governance import amounts, documents
from governance.tallies import questions, quorums
from governance.tallies.outcomes import Check, Number, Outcome, Result
from governance.tallies.questions import ABSTAIN, BadCount, Question, Vote
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
    quorums.check_seats(question, sum(counts.values()))
    missed = quorum_missed(question, counts)
    if missed:
        return missed
    result, checks, sentence = judged(question, counts)
    return outcome(question, counts, result, (*quorum(question, counts), *checks), (sentence,))


def check_options(question: Question) -> None:
    """Pass exactly two options."""
    if len(question.options) != 2:
        raise BadCount("A majority has two options: for it, and against it.", at="/options")


def check_choice(question: Question, vote: Vote) -> None:
    """Pass a choice that is one of the two options or abstain."""
    if not isinstance(vote.choice, str) or (vote.choice != ABSTAIN and vote.choice not in question.options):
        facts = dict(zip(("yes", "no"), question.options, strict=True)) | {"abstain": ABSTAIN}
        sentence = 'A vote is "{yes}", "{no}" or "{abstain}".'
        raise BadCount(sentence, code="no_such_choice", at=vote.at + "/choice", **facts)


def tallied(question: Question) -> dict[str, Number]:
    """The sum of weight times count for each option and for abstentions."""
    counts: dict[str, Number] = dict.fromkeys((*question.options, ABSTAIN), 0)
    for vote in question.votes:
        check_choice(question, vote)
        counts[vote.choice] += vote.amount
    return counts


def quorum(question: Question, counts: Counts) -> tuple[Check, ...]:
    """The check of the quorum, of all who took part or of those for it."""
    return quorums.checks(question, _reached(question, counts))


def quorum_missed(question: Question, counts: Counts) -> Outcome | None:
    """The outcome where the quorum is missed, its two options in their order."""
    missed = quorums.missed(question, _reached(question, counts), counts)
    return missed and outcome(question, counts, "no_quorum", missed.checks, missed.said)


def _reached(question: Question, counts: Counts) -> Number:
    affirmative = question.quorum is not None and question.quorum.affirmative
    return counts[question.options[0]] if affirmative else sum(counts.values())


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
    code = "weigh_equal" if question.weighs else "equal"
    return said(code if each else "nobody", yes=yes, no=no, value=amounts.written(each))


def _sentence(question: Question, result: Result, counts: Counts, bound: Number) -> Said:
    yes, no = question.options
    how = "over" if question.threshold.strict else "at"
    base = "seats" if question.threshold.of_seats else "cast"
    return said(
        f"weigh_{result}_{how}" if question.weighs else f"{result}_{how}_{base}",
        yes=yes,
        no=no,
        value=amounts.written(counts[yes]),
        against=amounts.written(counts[no]),
        share=str(question.threshold.share),
        bound=amounts.written(bound),
        seats="" if question.seats is None else amounts.written(question.seats),
    )
