# SPDX-License-Identifier: AGPL-3.0-or-later
"""pref_voting answers: who has most votes, approvals, points or dots of the options 0, 1, 2 …"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from pref_voting.grade_methods import approval, cumulative_voting, score_voting
from pref_voting.grade_profiles import GradeProfile
from pref_voting.profiles import Profile
from pref_voting.scoring_methods import plurality


def one_each(question):
    """One vote each is a ranking with that option first."""
    options = range(question["options"])
    rankings = [[chosen, *(o for o in options if o != chosen)] for chosen, _ in question["votes"]]
    return plurality(Profile(rankings, rcounts=[count for _, count in question["votes"]]))


def graded(question, grades):
    maps = [{int(option): grade for option, grade in marks.items()} for marks, _ in question["votes"]]
    counts = [count for _, count in question["votes"]]
    return GradeProfile(maps, grades, gcounts=counts, candidates=list(range(question["options"])))


def approved(question):
    return approval(graded(question, [0, 1]))


def points(question):
    """Its `ungraded_score` is for those whom nobody gave points; it leaves them out unless one is given."""
    low, high = question["range"]
    return score_voting(graded(question, list(range(low, high + 1))), ungraded_score=0)


def dots(question):
    """Its cumulative voting has every voter place all of them; where somebody does not, dots are points."""
    profile = graded(question, list(range(question["dots"] + 1)))
    if all(sum(marks.values()) == question["dots"] for marks, _ in question["votes"]):
        return cumulative_voting(profile, max_total_grades=question["dots"])
    return score_voting(profile, ungraded_score=0)


KINDS = {"plurality": one_each, "approval": approved, "score": points, "dots": dots}
json.dump([list(map(int, KINDS[one["kind"]](one))) for one in json.load(sys.stdin)], sys.stdout)
