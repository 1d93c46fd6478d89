# SPDX-License-Identifier: AGPL-3.0-or-later
"""Consent: adopted if anyone agrees and nobody objects; an objection sends it back to be talked about."""

from collections.abc import Iterator, Mapping

from governance import amounts, documents
from governance.tallies import questions, quorums
from governance.tallies.outcomes import Check, Number, Outcome, Result
from governance.tallies.questions import ABSTAIN, BadCount, Question
from governance.tallies.sentences import Said, said

AGREE, ASIDE, OBJECT = "agree", "stand_aside", "object"
WORDS = (AGREE, ASIDE, OBJECT, ABSTAIN)


def count(payload: object) -> Outcome:
    """Count consent to the first of two options. Raises Refusal with a pointer.

    The options are those of a majority, for it and against it; the choices are words of consent. Whoever stands aside
    or abstains takes part and hinders nothing. An objection of no weight is none. Source: law.md, tally.
    """
    asked = documents.record(payload, "", ("method", "options", "votes"), questions.COMMON)
    question = questions.read(asked, yes_or_no=False)
    if len(question.options) != 2:
        raise BadCount("Consent has two options: for it, and against it.", at="/options")
    counts = tallied(question)
    took_part = sum(counts.values())
    quorums.check_seats(question, took_part)
    missed = quorums.missed(question, took_part, counts)
    if missed:
        return missed
    result = judged(counts)
    yes, no = question.options
    order = ((yes,), (no,)) if result == "adopted" else ((yes, no),)
    checks = (*quorums.checks(question, took_part), *_checks(counts))
    return Outcome(result, (yes,) if result == "adopted" else (), order, counts, checks, tuple(_told(counts)))


def tallied(question: Question) -> dict[str, Number]:
    """The sum of weight times count for each word."""
    counts: dict[str, Number] = dict.fromkeys(WORDS, 0)
    for vote in question.votes:
        if not isinstance(vote.choice, str) or vote.choice not in counts:
            facts = {"agree": AGREE, "aside": ASIDE, "object": OBJECT, "abstain": ABSTAIN}
            sentence = 'A vote is "{agree}", "{aside}", "{object}" or "{abstain}".'
            raise BadCount(sentence, code="no_such_choice", at=vote.at + "/choice", **facts)
        counts[vote.choice] += vote.amount
    return counts


def judged(counts: Mapping[str, Number]) -> Result:
    """Returned if anyone objects, else adopted if anyone agrees, else rejected."""
    if counts[OBJECT]:
        return "returned"
    return "adopted" if counts[AGREE] else "rejected"


def _checks(counts: Mapping[str, Number]) -> Iterator[Check]:
    """Whether nobody objects and, looked at only then, whether anyone agrees."""
    yield Check("no_objection", not counts[OBJECT], counts[OBJECT], 0)
    if not counts[OBJECT]:
        yield Check("anyone_agrees", counts[AGREE] > 0, counts[AGREE], 0)


def _told(counts: Mapping[str, Number]) -> Iterator[Said]:
    agree, aside, objections = (amounts.written(counts[word]) for word in (AGREE, ASIDE, OBJECT))
    stood, more = ("_aside", {"aside": aside}) if counts[ASIDE] else ("", {})
    if counts[OBJECT]:
        yield said(f"consent_objected{stood}", value=objections, agree=agree, **more)
    elif counts[AGREE]:
        yield said(f"consent_agreed{stood}", value=agree, **more)
    else:
        yield said("consent_nobody")
        if counts[ASIDE]:
            yield said("consent_aside", value=aside)
