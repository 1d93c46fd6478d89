# SPDX-License-Identifier: AGPL-3.0-or-later
"""Double majority: the people, and the assemblies they live in, must both be for it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from governance import amounts, documents
from governance.tallies import majority, questions, quorums
from governance.tallies.outcomes import Check, Number, Outcome, Result, plain
from governance.tallies.questions import ABSTAIN, BadCount, Question, Vote
from governance.tallies.sentences import Said, said

Counts = Mapping[str, Number]


def count(payload: object) -> Outcome:
    """Count the people, then the assemblies with more yes than no by their weights. Raises Refusal.

    An assembly that ties or did not vote is not for it, and its weight stays in the total.
    Source: law.md, tally.
    """
    optional = ("counts", *questions.COMMON)
    asked = documents.record(payload, "", ("method", "options", "assembly_weights"), optional)
    read = questions.Weights().read
    weights = {id: read(text, at) for id, text, at in _members(asked, "assembly_weights")}
    question = _question(asked)
    majority.check_options(question)
    by_assembly = _by_assembly(question, weights)
    counts = _together(question, by_assembly)
    quorums.check_seats(question, sum(counts.values()))
    people, checks, sentence = majority.judged(question, counts)
    parts = _parts(question, by_assembly, weights)
    more = {"people": _people(people, counts), "assemblies": parts}
    missed = majority.quorum_missed(question, counts)
    if missed:
        return majority.outcome(question, counts, missed.result, missed.checks, missed.said, more)
    second, sentences = _both(question, weights, by_assembly, people, sentence, counts)
    result: Result = "adopted" if people == "adopted" and second.holds else "rejected"
    checks = (*majority.quorum(question, counts), *checks, second)
    return majority.outcome(question, counts, result, checks, sentences, more)


def _question(asked: Mapping[str, Any]) -> Question:
    if ("votes" in asked) == ("counts" in asked):
        raise BadCount('A double majority is counted from "votes" or from "counts", not both.')
    question = questions.read(asked)
    if "counts" not in asked:
        return question
    votes = tuple(_counted(asked, question))
    return replace(question, votes=votes)


def _counted(asked: Mapping[str, Any], question: Question) -> Iterator[Vote]:
    for assembly, row, at in _members(asked, "counts"):
        _known(assembly, asked["assembly_weights"], at)
        for choice, _, here in documents.members(row, at):
            if choice != ABSTAIN and choice not in question.options:
                sentence = 'There is no choice "{choice}" here.'
                raise BadCount(sentence, code="no_such_choice", at=here, choice=choice)
            yield Vote(choice, questions.number(row[choice], here), assembly, at)


def _members(asked: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any, str]]:
    return documents.members(asked[name], "/" + name)


def _by_assembly(question: Question, weights: Mapping[str, Number]) -> dict[str, dict[str, Number]]:
    found: dict[str, dict[str, Number]] = {
        id: dict.fromkeys((*question.options, ABSTAIN), 0) for id in weights
    }
    for vote in question.votes:
        if vote.assembly is None:
            sentence = "In a double majority every vote names the assembly its voter lives in."
            raise BadCount(sentence, code="missing_member", at=vote.at)
        _known(vote.assembly, weights, vote.at)
        majority.check_choice(question, vote)
        found[vote.assembly][vote.choice] += vote.amount
    return found


def _together(question: Question, by_assembly: Mapping[str, Counts]) -> dict[str, Number]:
    return {name: sum(row[name] for row in by_assembly.values()) for name in (*question.options, ABSTAIN)}


def _known(assembly: str, weights: Mapping[str, object], at: str) -> None:
    if assembly not in weights:
        raise BadCount("The assembly {id} has no weight here.", code="unknown", at=at, id=assembly)


def _both(
    question: Question,
    weights: Mapping[str, Number],
    by_assembly: Mapping[str, Counts],
    people: Result,
    sentence: Said,
    counts: Counts,
) -> tuple[Check, tuple[Said, ...]]:
    yes, no = question.options
    total = sum(weights.values())
    value = sum(weights[id] for id, row in by_assembly.items() if row[yes] > row[no])
    check = Check("assemblies", 2 * value > total, value, Fraction(total, 2))
    facts = {"yes": yes, "no": no, "value": amounts.written(value), "total": amounts.written(total)}
    facts["bound"] = amounts.written(check.bound)
    of = "assemblies" if set(weights.values()) == {1} else "weight"
    if check.holds:
        return check, (sentence, said(f"{of}_for", **facts))
    if people != "adopted":
        return check, (sentence, said(f"{of}_few", **facts))
    shown = {"value": amounts.written(counts[yes]), "against": amounts.written(counts[no])}
    return check, (said(f"{of}_against", **facts), said("people_for", yes=yes, no=no, **shown))


def _people(result: Result, counts: Counts) -> dict[str, Any]:
    return {"for": result == "adopted", "counts": {name: plain(value) for name, value in counts.items()}}


def _parts(
    question: Question, by_assembly: Mapping[str, Counts], weights: Mapping[str, Number]
) -> dict[str, Any]:
    yes, no = question.options
    return {
        id: {
            "for": row[yes] > row[no],
            "weight": amounts.written(weights[id]),
            "counts": {name: plain(value) for name, value in row.items()},
        }
        for id, row in by_assembly.items()
    }
