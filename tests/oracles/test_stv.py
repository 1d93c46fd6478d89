# SPDX-License-Identifier: AGPL-3.0-or-later
"""pref_voting and votelib count the same transferable votes as the law does; where they differ, it is said why.

Random profiles are small, so that ties of every kind are frequent. Options are numbered from 1: pref_voting's
Scottish count takes an option 0 that an earlier round told apart for none, and draws lots all the same.
"""

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

from governance import tallies
from tests import oracles

Question = dict[str, Any]
PROFILES = 1_200
OPEN = frozenset({"stv_however_last", "stv_however_surplus"})
TOLD_APART = frozenset({"stv_earlier_last", "stv_earlier_surplus"}) | OPEN


def profiles(kind: str, seed: int, number: int = PROFILES) -> list[Question]:
    """Questions as the answering scripts have them: options 1, 2, 3 …; votes as rankings with their count."""
    dice = random.Random(seed)
    found = []
    for _ in range(number):
        options = dice.randint(2, 6)
        order = range(1, options + 1)
        votes = [
            [dice.sample(order, dice.randint(1, options)), dice.choice([1, 2, 3, 5, 9, 14])]
            for _ in range(dice.randint(1, 8))
        ]
        places = dice.randint(1, min(4, options))
        tie_order = dice.sample(order, options)
        found.append(
            {"kind": kind, "options": options, "votes": votes, "places": places, "tie_order": tie_order}
        )
    return found


def counted(question: Question, **more: Any) -> dict[str, Any]:
    """What the law says, with the elected as numbers."""
    votes = [
        {"choice": [[str(one)] for one in ranking], "count": count} for ranking, count in question["votes"]
    ]
    options = [str(one) for one in range(1, question["options"] + 1)]
    asked = {"method": "stv", "options": options, "votes": votes, "places_to_fill": question["places"]}
    found = tallies.tally({**asked, **more})
    found["elected"] = sorted(map(int, found["winners"]))
    found["codes"] = {one["code"] for one in found["said"]}
    return found


def ordered(question: Question) -> list[str]:
    return [str(one) for one in question["tie_order"]]


def one_surplus_at_a_time(found: dict[str, Any]) -> bool:
    """Whether never two had more than the quota at once."""
    return all(
        sum(Fraction(n) > found["quota"] for n in now["counts"].values()) < 2 for now in found["rounds"]
    )


def test_the_scottish_count_elects_as_pref_voting_does_by_lot() -> None:
    """pref_voting draws a lot where nothing else tells, and is asked to draw each every way. By an order for ties the
    law elects as one of these lots does; without one it decides where every lot elects the same, and elects those
    whom every lot does."""
    questions = profiles("scottish", 1)
    drawn = same = 0
    for question, answer in zip(questions, oracles.ask("pref_voting_stv", questions), strict=True):
        ways = answer["ways"]
        found = counted(question, variant="scottish")
        by_order = counted(question, variant="scottish", tie_order=ordered(question))
        assert by_order["elected"] in ways, question
        assert {*found["elected"]} == set.intersection(*({*way} for way in ways)), question
        assert (found["outcome"] == "decided") == (len(ways) == 1), question
        drawn += len(ways) > 1
        same += len(ways) == 1 and bool(found["codes"] & OPEN)
    assert drawn > PROFILES / 20 and same > PROFILES / 100


def test_the_exact_count_elects_as_pref_voting_does_where_one_surplus_moves_at_a_time() -> None:
    """pref_voting moves all surpluses of those elected at once before it looks who has the quota by them, so papers
    still go to whom earlier ones gave it; the law looks after each. It tells equals apart by number, not by earlier
    rounds. Where neither comes up both elect the same, by `stv_wig` and by `stv_nb` without its compensation."""
    questions = profiles("exact", 2)
    compared = several = elsewhere = 0
    for question, answer in zip(questions, oracles.ask("pref_voting_stv", questions), strict=True):
        assert answer["wig"] == answer["nb"]
        found = counted(question)
        if found["outcome"] == "tied" or found["codes"] & TOLD_APART:
            continue
        if one_surplus_at_a_time(found):
            compared += 1
            assert found["elected"] == answer["wig"], question
        else:
            several += 1
            elsewhere += found["elected"] != answer["wig"]
    assert compared > PROFILES / 3
    assert elsewhere < several / 10


def test_every_count_is_votelibs_where_one_surplus_moves_at_a_time() -> None:
    """votelib's Gregory is the weighted inclusive one, exact. It moves all surpluses of one count together, stops at
    every tie, two without votes included, and knows only those whom somebody ranks. The exhausted votes it takes for
    one who stands: where they are not fewest of all, it excludes one too many, so these counts are not asked."""
    questions = [one for one in profiles("votelib", 3, 4 * PROFILES) if everyone_ranked(one)]
    found = [(question, counted(question)) for question in questions]
    decided = [(one, law) for one, law in found if law["outcome"] == "decided"]
    clear = [(one, law) for one, law in decided if one_surplus_at_a_time(law) and exhausted_are_last(law)]
    asked = [{**one, "rounds": len(law["rounds"]) + one["places"]} for one, law in clear]
    compared = stopped = 0
    for (question, law), answer in zip(clear, oracles.ask("votelib_stv", asked), strict=True):
        if answer is None:
            stopped += 1
            together = any(len(now["excluded"]) > 1 for now in law["rounds"])
            assert together or law["codes"] & TOLD_APART, question
            continue
        compared += 1
        assert sorted(answer["elected"]) == law["elected"], question
        for now, votes in zip(law["rounds"], without_pauses(answer["counts"], law["quota"]), strict=False):
            assert votes.pop("0", 0) == Fraction(now["exhausted"]), question
            assert all(Fraction(now["counts"][option]) == n for option, n in votes.items()), question
    assert compared > PROFILES / 2 and stopped


def everyone_ranked(question: Question) -> bool:
    return bool(len({one for ranking, _ in question["votes"] for one in ranking}) == question["options"])


def without_pauses(counts: list[dict[str, str]], quota: int) -> list[dict[str, Fraction]]:
    """votelib's counts without those after which only somebody with just the quota was gone: the law elects them and
    goes on in the same round."""
    all_of_them = [{option: Fraction(n) for option, n in each.items()} for each in counts]
    kept = all_of_them[:1]
    for before, now in pairwise(all_of_them):
        gone = before.keys() - now.keys()
        if not gone or any(before[option] != quota for option in gone):
            kept.append(now)
    return kept


def exhausted_are_last(found: dict[str, Any]) -> bool:
    """Whether whoever left had more votes than were exhausted by then, or none were."""
    return all(
        Fraction(now["exhausted"]) < min(Fraction(now["counts"][one]) for one in now["excluded"])
        for now in found["rounds"]
        if now["excluded"] and now["exhausted"]
    )
