# SPDX-License-Identifier: AGPL-3.0-or-later
"""Quorums: whether enough took part for any way of deciding, looked at before anything else."""

from collections.abc import Mapping
from typing import Any

from governance import amounts
from governance.tallies.outcomes import Check, Number, Outcome
from governance.tallies.questions import BadCount, Question
from governance.tallies.sentences import said


def check_seats(question: Question, took_part: Number) -> None:
    """Refuse more votes than may be cast: then one of the two numbers is wrong."""
    if question.seats is not None and took_part > question.seats:
        sentence = "More votes were cast than there are seats that may vote."
        raise BadCount(sentence, code="more_votes_than_seats", at="/seats")


def checks(question: Question, reached: Number) -> tuple[Check, ...]:
    """The check of the quorum, or none where the rule has none. It is met at or above its share.

    `reached` is everyone who took part, or those for the first option where the rule counts only these.
    """
    if question.quorum is None or question.seats is None:
        return ()
    bound = question.quorum.share * question.seats
    return (Check("quorum", reached >= bound, reached, bound),)


def missed(
    question: Question, reached: Number, counts: Mapping[str, Number], more: Mapping[str, Any] | None = None
) -> Outcome | None:
    """The outcome where the quorum is missed: nothing else is then looked at, and nobody is placed."""
    for check in checks(question, reached):
        if not check.holds and question.quorum and question.seats is not None:
            code = "no_quorum_affirmative" if question.quorum.affirmative else "no_quorum"
            sentence = said(
                f"weigh_{code}" if question.weighs else code,
                value=amounts.written(check.value),
                bound=amounts.written(check.bound),
                share=str(question.quorum.share),
                seats=amounts.written(question.seats),
                yes=question.options[0],
            )
            return Outcome("no_quorum", (), (), counts, (check,), (sentence,), more=more or {})
    return None
