# SPDX-License-Identifier: AGPL-3.0-or-later
"""votelib answers: who is elected, in its order, and of whom it cannot tell who has the last places."""

import json
import sys
from collections import Counter

from votelib.convert import ApprovalToSimpleVotes
from votelib.evaluate.approval import SequentialProportionalApproval
from votelib.evaluate.cardinal import ScoreVoting
from votelib.evaluate.core import Plurality, Tie


def summed(pairs):
    votes = Counter()
    for choice, count in pairs:
        votes[choice] += count
    return dict(votes)


def lists(question):
    return summed((frozenset(chosen), count) for chosen, count in question["votes"])


def one_each(question):
    return Plurality().evaluate(summed(map(tuple, question["votes"])), 1)


def approved(question):
    return Plurality().evaluate(ApprovalToSimpleVotes().convert(lists(question)), question["places"])


def points(question):
    votes = summed(
        (frozenset((int(option), grade) for option, grade in marks.items()), count)
        for marks, count in question["votes"]
    )
    return ScoreVoting(function="sum", unscored_value=0).evaluate(votes, 1)


def in_fair_shares(question):
    """None where it stops at a tie."""
    try:
        return SequentialProportionalApproval().evaluate(lists(question), question["places"])
    except NotImplementedError:
        return None


def answer(question):
    found = KINDS[question["kind"]](question)
    if found is None:
        return None
    tied = [sorted(one) for one in found if isinstance(one, Tie)]
    return {"elected": [one for one in found if not isinstance(one, Tie)], "tied": tied[0] if tied else []}


KINDS = {"plurality": one_each, "approval": approved, "score": points, "dots": points, "spav": in_fair_shares}
json.dump([answer(one) for one in json.load(sys.stdin)], sys.stdout)
