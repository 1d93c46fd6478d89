# SPDX-License-Identifier: AGPL-3.0-or-later
"""votelib answers: transferable votes of rankings of the options 1, 2, 3 …, count by count, with its Gregory transfer."""

import json
import sys

from votelib.evaluate.core import VotingSystemError
from votelib.evaluate.sequential import TransferableVoteSelector


def counted(question):
    """The votes of each who is neither elected nor excluded in every count, the exhausted under 0; and the elected.

    None where it cannot tell equals apart, or goes round in circles.
    """
    votes = {}
    for vote, count in question["votes"]:
        votes[tuple(vote)] = votes.get(tuple(vote), 0) + count
    selector = TransferableVoteSelector(quota_function="droop", transferer="Gregory")
    places = question["places"]
    try:
        elected = selector.evaluate(votes, places)
        counts = [selector.nth_count(votes, places, number)[0] for number in range(1, question["rounds"] + 1)]
    except (NotImplementedError, VotingSystemError):
        return None
    return {
        "elected": elected,
        "counts": [{str(option or 0): str(n) for option, n in each.items()} for each in counts],
    }


json.dump([counted(one) for one in json.load(sys.stdin)], sys.stdout)
