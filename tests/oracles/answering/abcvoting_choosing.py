# SPDX-License-Identifier: AGPL-3.0-or-later
"""abcvoting answers: every set of options that can be elected by approval or sequential proportional approval."""

import json
import sys

from abcvoting import abcrules
from abcvoting.preferences import Profile, Voter


def committees(question):
    profile = Profile(num_cand=question["options"])
    for chosen, count in question["votes"]:
        profile.add_voter(Voter(chosen, weight=count))
    rule = {"approval": "av", "spav": "seqpav"}[question["kind"]]
    found = abcrules.compute(rule, profile, question["places"], resolute=False, max_num_of_committees=None)
    return [sorted(committee) for committee in found]


json.dump([committees(one) for one in json.load(sys.stdin)], sys.stdout)
