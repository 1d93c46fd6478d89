# SPDX-License-Identifier: AGPL-3.0-or-later
"""pref_voting answers: transferable votes of rankings of the options 1, 2, 3 …, by the Scottish order and by WIG."""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_nb, stv_scottish, stv_wig

MOST = 400


class Lots:
    """Draws lots as it was told to, and notes where it drew more, so that each can be drawn every way."""

    def __init__(self, drawn, waiting):
        self.drawn, self.waiting, self.taken = drawn, waiting, []

    def choice(self, options):
        if len(self.taken) < len(self.drawn):
            self.taken.append(self.drawn[len(self.taken)])
        else:
            self.waiting.extend([*self.taken, other] for other in range(1, len(options)))
            self.taken.append(0)
        return options[self.taken[-1]]


def profile(question):
    ranks = [{option: at for at, option in enumerate(vote)} for vote, _ in question["votes"]]
    counts = [count for _, count in question["votes"]]
    return ProfileWithTies(ranks, rcounts=counts, candidates=list(range(1, question["options"] + 1)))


def scottish(question):
    """Who is elected, every lot drawn every way; None where there are too many ways."""
    found, waiting = set(), [[]]
    for _ in range(MOST):
        lots = Lots(waiting.pop(), waiting)
        found.add(tuple(stv_scottish(profile(question), num_seats=question["places"], rng=lots)))
        if not waiting:
            return {"ways": sorted(found)}
    return {"ways": None}


def exact(question):
    """Weighted inclusive Gregory with the quota in whole votes, and Newland-Britton's rule without its compensation."""
    places = {"num_seats": question["places"], "quota_rule": "droop"}
    return {
        "wig": stv_wig(profile(question), **places),
        "nb": stv_nb(profile(question), drain_all=True, **places),
    }


KINDS = {"scottish": scottish, "exact": exact}

json.dump([KINDS[one["kind"]](one) for one in json.load(sys.stdin)], sys.stdout, default=int)
