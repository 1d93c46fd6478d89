# SPDX-License-Identifier: AGPL-3.0-or-later
"""pabutools answers: greedy by votes, Equal Shares with cost utilities once, with one unit more at a time, and timed."""

import json
import sys
import time
from fractions import Fraction

from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project
from pabutools.fractions import frac
from pabutools.rules import BudgetAllocation, greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.rules.mes.mes_rule import method_of_equal_shares_scheme
from pabutools.tiebreaking import TieBreakingRule

MOST = 5_000


def exact(text):
    value = Fraction(text)
    return frac(value.numerator, value.denominator)


def asked(question):
    projects = {name: Project(name, exact(cost)) for name, cost in question["costs"].items()}
    instance = Instance(projects.values(), budget_limit=exact(question["pot"]))
    ballots = [
        ApprovalBallot(projects[name] for name in chosen)
        for chosen, count in question["votes"]
        for _ in range(count)
    ]
    place = {name: at for at, name in enumerate(question["tie_order"])}
    ties = TieBreakingRule(lambda _instance, _profile, project: place[project.name])
    return instance, ApprovalProfile(ballots, instance=instance), ties


def greedy(instance, profile, ties):
    found = greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat, tie_breaking=ties)
    return [project.name for project in found]


def once(instance, profile, ties):
    return [
        project.name
        for project in method_of_equal_shares(instance, profile, sat_class=Cost_Sat, tie_breaking=ties)
    ]


def add1(instance, profile, ties):
    """Its own completion, which stops too where nothing more fits into the pot."""
    found = method_of_equal_shares(
        instance, profile, sat_class=Cost_Sat, tie_breaking=ties, voter_budget_increment=1
    )
    return [project.name for project in found]


def overspending(instance, profile, ties):
    """Its single runs, one unit more at a time, until one overspends or all that anyone chose is bought; what was
    bought before, and how much was added."""
    sat, before, added = profile.as_sat_profile(sat_class=Cost_Sat), [], 0
    chosen = {project for ballot in profile for project in ballot}
    while True:
        share = frac(instance.budget_limit, len(profile)) + added
        found = method_of_equal_shares_scheme(
            instance, profile, sat, share, BudgetAllocation(), ties, binary_sat=True
        )
        names = [project.name for project in found]
        if not instance.is_feasible(found):
            return [before, added - 1]
        if set(found) == chosen or added > MOST:
            return [names, added]
        before, added = names, added + 1


def timed(instance, profile, ties):
    """What `add1` answers, and how many seconds of the processor it took."""
    begun = time.process_time()
    found = add1(instance, profile, ties)
    return {"funded": found, "seconds": time.process_time() - begun}


KINDS = {"greedy": greedy, "once": once, "add1": add1, "overspending": overspending, "timed": timed}

json.dump(
    [{kind: KINDS[kind](*asked(one)) for kind in one["kinds"]} for one in json.load(sys.stdin)], sys.stdout
)
