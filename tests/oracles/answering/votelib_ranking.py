# SPDX-License-Identifier: AGPL-3.0-or-later
"""votelib answers: Schulze, ranked pairs and instant run-off of rankings of the options 0, 1, 2 …"""

import json
import sys

from votelib.convert import RankedToCondorcetVotes
from votelib.evaluate.condorcet import RankedPairs, Schulze
from votelib.evaluate.core import Tie, VotingSystemError
from votelib.evaluate.sequential import TransferableVoteSelector


def ranked(question):
    votes = {}
    for groups, count in question["votes"]:
        vote = tuple(group[0] if len(group) == 1 else frozenset(group) for group in groups)
        votes[vote] = votes.get(vote, 0) + count
    return votes


def winners(elected):
    return sorted({one for each in elected for one in (each if isinstance(each, Tie) else [each])})


def schulze(question):
    pairs = RankedToCondorcetVotes().convert(ranked(question))
    return {
        "support": [[a, b, count] for (a, b), count in pairs.items()],
        "winners": winners(Schulze().evaluate(pairs)),
    }


def ranked_pairs(question):
    """The whole ranking, or None where votelib finds that its pairs make none."""
    pairs = RankedToCondorcetVotes().convert(ranked(question))
    try:
        return {"order": RankedPairs().evaluate(pairs, question["options"])}
    except (VotingSystemError, StopIteration):
        return {"order": None}


def runoff(question):
    """Who wins, or None where votelib cannot exclude one of several with equally few votes, none included."""
    try:
        return {
            "winners": winners(TransferableVoteSelector(quota_function="droop").evaluate(ranked(question)))
        }
    except NotImplementedError:
        return {"winners": None}


KINDS = {"schulze": schulze, "ranked_pairs": ranked_pairs, "cut_short": runoff}

json.dump([KINDS[one["kind"]](one) for one in json.load(sys.stdin)], sys.stdout)
