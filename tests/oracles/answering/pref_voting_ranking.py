# SPDX-License-Identifier: AGPL-3.0-or-later
"""pref_voting answers: Schulze, ranked pairs and instant run-off of rankings of the options 0, 1, 2 …"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from pref_voting.iterative_methods import (
    instant_runoff_for_truncated_linear_orders,
    instant_runoff_put,
    instant_runoff_tb,
)
from pref_voting.margin_based_methods import (
    beat_path,
    beat_path_defeat,
    ranked_pairs_defeat_tb,
    ranked_pairs_with_test,
)
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies


def with_ties(question):
    """The rankings with those who are not ranked last and equal."""
    ranks = [
        {option: at for at, group in enumerate(vote) for option in group} for vote, _ in question["votes"]
    ]
    counts = [count for _, count in question["votes"]]
    profile = ProfileWithTies(ranks, rcounts=counts, candidates=list(range(question["options"])))
    profile.use_extended_strict_preference()
    return profile


def schulze(question):
    profile = with_ties(question)
    size = range(question["options"])
    return {
        "support": [[int(profile.support(a, b)) if a != b else 0 for b in size] for a in size],
        "winners": beat_path(profile, strength_function=profile.support),
        "defeats": [
            list(edge) for edge in beat_path_defeat(profile, strength_function=profile.support).edges()
        ],
    }


def ranked_pairs(question):
    """What is locked one by one in the order for ties, and who wins in any universe, None where there are too many.

    The strength is winning votes, then fewest against; pairs of equals, which pref_voting locks as well, come last
    for the winners of all universes, and are left out of what is locked.
    """
    profile = with_ties(question)
    voters = sum(count for _, count in question["votes"]) + 1

    def strength(a, b):
        won, lost = int(profile.support(a, b)), int(profile.support(b, a))
        return won * voters - lost if won > lost else -1

    universes = ranked_pairs_with_test(profile, strength_function=strength)
    profile.is_tied = lambda a, b: False
    locked = ranked_pairs_defeat_tb(profile, tie_breaker=question["tie_order"], strength_function=strength)
    return {"defeats": [list(edge) for edge in locked.edges()], "universes": universes}


def full(question):
    """Instant run-off of rankings of every option: by an order for ties, and in all universes."""
    rankings = [[option for (option,) in vote] for vote, _ in question["votes"]]
    profile = Profile(rankings, rcounts=[count for _, count in question["votes"]])
    leaves_first = list(reversed(question["tie_order"]))
    return {
        "ordered": instant_runoff_tb(profile, tie_breaker=leaves_first),
        "universes": instant_runoff_put(profile),
    }


def cut_short(question):
    """Instant run-off of rankings of some options; all with fewest votes leave together."""
    return {"winners": instant_runoff_for_truncated_linear_orders(with_ties(question))}


KINDS = {"schulze": schulze, "ranked_pairs": ranked_pairs, "full": full, "cut_short": cut_short}


def plain(answer):
    return {
        name: value if value is None else json.loads(json.dumps(value, default=int))
        for name, value in answer.items()
    }


json.dump([plain(KINDS[one["kind"]](one)) for one in json.load(sys.stdin)], sys.stdout)
