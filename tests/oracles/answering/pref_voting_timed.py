# SPDX-License-Identifier: AGPL-3.0-or-later
"""pref_voting timed: seconds of the processor from lists of orders, one option a rank, to who wins, by method."""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

from pref_voting.iterative_methods import instant_runoff
from pref_voting.margin_based_methods import beat_path, ranked_pairs
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_wig

PLACES = 4


def transferable(orders):
    ranks = [{option: at for at, option in enumerate(order)} for order in orders]
    return stv_wig(ProfileWithTies(ranks), num_seats=PLACES, quota_rule="droop")


METHODS = {
    "schulze": lambda orders: beat_path(Profile(orders)),
    "ranked-pairs": lambda orders: ranked_pairs(Profile(orders)),
    "irv": lambda orders: instant_runoff(Profile(orders)),
    "stv": transferable,
}


def seconds(method, orders):
    begun = time.process_time()
    METHODS[method](orders)
    return time.process_time() - begun


asked = json.load(sys.stdin)
orders = [tuple(option - 1 for option in vote) for vote in asked["votes"]]
for method in METHODS:  # what it compiles on first use is not counted
    seconds(method, orders[:50])
json.dump({m: [seconds(m, orders) for _ in range(asked["rounds"])] for m in METHODS}, sys.stdout)
