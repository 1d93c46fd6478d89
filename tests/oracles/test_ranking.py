# SPDX-License-Identifier: AGPL-3.0-or-later
"""pref_voting and votelib count the same rankings as the law does; where they differ, it is said why.

Random profiles are small, so that ties of every kind are frequent.
"""

import random
from typing import Any

import pytest

from governance import tallies
from tests import oracles

Question = dict[str, Any]
PROFILES = 1_500


def profiles(kind: str, seed: int, number: int = PROFILES) -> list[Question]:
    """Questions as the answering scripts have them: options 0, 1, 2 …; votes as groups with their count."""
    dice = random.Random(seed)
    found = []
    for _ in range(number):
        options = dice.randint(2, 5)
        votes = [[ranking(dice, options, kind), dice.randint(1, 3)] for _ in range(dice.randint(1, 6))]
        if kind == "ranked_pairs" and dice.random() < 0.2:
            votes = circle(dice, options)
        found.append({"kind": kind, "options": options, "votes": votes, "tie_order": mixed(dice, options)})
    return found


def mixed(dice: random.Random, options: int) -> list[int]:
    return dice.sample(range(options), options)


def circle(dice: random.Random, options: int) -> list[list[Any]]:
    """A ranking and all that begin further on in it: pairs that are equal and contradict each other; and one more."""
    order = [[option] for option in mixed(dice, options)]
    around = [[order[at:] + order[:at], 1] for at in range(options)]
    return [*around, [ranking(dice, options, "ranked_pairs"), dice.randint(1, 2)]][
        : options + dice.randint(0, 1)
    ]


def ranking(dice: random.Random, options: int, kind: str) -> list[list[int]]:
    order = mixed(dice, options)
    if kind == "full":
        return [[option] for option in order]
    order = order[: dice.randint(1, options)]
    if kind == "cut_short":
        return [[option] for option in order]
    groups: list[list[int]] = []
    for option in order:
        if groups and dice.random() < 0.25:
            groups[-1].append(option)
        else:
            groups.append([option])
    return groups


def counted(method: str, question: Question, ordered: bool = False) -> dict[str, Any]:
    """What the law says, with options as numbers."""
    options = [str(option) for option in range(question["options"])]
    votes = [
        {"choice": [[str(option) for option in group] for group in groups], "count": count}
        for groups, count in question["votes"]
    ]
    asked: dict[str, Any] = {"method": method, "options": options, "votes": votes}
    if ordered:
        asked["tie_order"] = [str(option) for option in question["tie_order"]]
    found = tallies.tally(asked)
    found["groups"] = [sorted(map(int, group)) for group in found["order"]]
    found["codes"] = {one["code"] for one in found["said"]}
    return found


def layers(options: int, defeats: list[list[int]]) -> list[list[int]]:
    """Groups of options whom no other that is left defeats, best first."""
    left, groups = set(range(options)), []
    while left:
        groups.append(sorted(o for o in left if not any(b == o and a in left for a, b in defeats)))
        left -= set(groups[-1])
    return groups


def everyone_ranked(question: Question) -> bool:
    """votelib knows only those who are ranked by somebody."""
    named = {option for groups, _ in question["votes"] for group in groups for option in group}
    return len(named) == question["options"]


def support(found: dict[str, Any]) -> dict[tuple[int, int], int]:
    return {(int(a), int(b)): n for a, row in found["pairwise"].items() for b, n in row.items()}


def test_schulze_places_as_pref_voting_does() -> None:
    """Winning votes are its `support` as strength; its own default are margins, which the law does not have."""
    questions = profiles("schulze", 1)
    ties = 0
    for question, answer in zip(questions, oracles.ask("pref_voting_ranking", questions), strict=True):
        found = counted("schulze", question)
        size = range(question["options"])
        assert support(found) == {(a, b): answer["support"][a][b] for a in size for b in size if a != b}
        assert found["groups"][0] == answer["winners"], question
        assert found["groups"] == layers(question["options"], answer["defeats"]), question
        ties += found["outcome"] == "tied"
    assert ties > PROFILES / 10


def test_schulze_elects_as_votelib_does_which_tells_equals_apart_by_whom_they_are_ahead_of() -> None:
    """Where several are equal at the top, votelib keeps those who are ahead of most others; the law keeps all, since
    nobody is ahead of them. It leaves out who is ranked by nobody, and finds nobody where nobody is ahead."""
    questions = [question for question in profiles("schulze", 2) if everyone_ranked(question)]
    fewer = 0
    for question, answer in zip(questions, oracles.ask("votelib_ranking", questions), strict=True):
        found = counted("schulze", question)
        pairs = support(found)
        assert {pair: n for pair, n in pairs.items() if n} == {
            (a, b): n for a, b, n in answer["support"] if n
        }
        if found["outcome"] == "decided":
            assert answer["winners"] == found["groups"][0], question
        else:
            assert set(answer["winners"]) <= set(found["groups"][0]), question
            fewer += len(answer["winners"]) < len(found["groups"][0])
    assert fewer, "the difference of conventions never came up"


def test_ranked_pairs_locks_as_pref_voting_does() -> None:
    """pref_voting locks pairs of equals as well, in both directions as they come; these are left out, or come last.

    With an order for ties it takes all equal pairs one by one in that order, the law only those on a circle: the
    others are locked in any order. Without one it looks at every universe, one for each order of equal pairs, and
    anyone who wins in one wins; where no equal pairs contradict each other, those are whom no locked pair is against.
    Where they do, the law locks none of them.
    """
    questions = profiles("ranked_pairs", 3)
    compared = contradicted = 0
    for question, answer in zip(questions, oracles.ask("pref_voting_ranking", questions), strict=True):
        ordered = counted("ranked-pairs", question, ordered=True)
        place = {option: at for at, option in enumerate(question["tie_order"])}
        groups = layers(question["options"], answer["defeats"])
        by_order = [[option] for group in groups for option in sorted(group, key=place.__getitem__)]
        assert ordered["groups"] == by_order, question
        found = counted("ranked-pairs", question)
        if "ranked_pairs_none" in found["codes"]:
            contradicted += 1
        elif answer["universes"] is not None:
            compared += 1
            assert found["groups"][0] == answer["universes"], question
    assert contradicted > PROFILES / 50 and compared > PROFILES / 2


def test_ranked_pairs_places_as_votelib_does_where_no_two_pairs_are_equal() -> None:
    """votelib sorts by winning votes alone, takes equal ones as they come in its input, and breaks off where its
    pairs leave two options equal: it is asked where neither happens."""
    dice = random.Random(4)
    questions = []
    while len(questions) < PROFILES // 5:
        question = profiles("ranked_pairs", dice.randrange(10**9), 1)[0]
        pairs = support(counted("schulze", question))
        won = [n for (a, b), n in pairs.items() if n > pairs[b, a]]
        if everyone_ranked(question) and len(set(won)) == len(won) == len(pairs) // 2:
            questions.append(question)
    for question, answer in zip(questions, oracles.ask("votelib_ranking", questions), strict=True):
        assert counted("ranked-pairs", question)["groups"] == [[option] for option in answer["order"]], (
            question
        )


def test_the_run_off_elects_as_pref_voting_does() -> None:
    """With an order for ties pref_voting asks it at once, the law only where earlier rounds were equal too: where an
    earlier round told, if only who could leave, the winner is one of those in all universes."""
    questions = profiles("full", 5)
    earlier = by_order = 0
    for question, answer in zip(questions, oracles.ask("pref_voting_ranking", questions), strict=True):
        found = counted("irv", question, ordered=True)
        winners = [int(option) for option in found["winners"]]
        assert set(winners) <= set(answer["universes"]), question
        if {"irv_earlier", "irv_narrowed", "irv_more_equals"} & found["codes"]:
            earlier += 1
        else:
            by_order += "irv_tie_order" in found["codes"]
            assert winners == answer["ordered"], question
        without = counted("irv", question)
        assert without["outcome"] == "tied" or without["winners"] == found["winners"], question
    assert earlier > PROFILES / 100 and by_order > PROFILES / 10


@pytest.mark.parametrize("library", ["pref_voting_ranking", "votelib_ranking"])
def test_the_run_off_of_rankings_cut_short_elects_as_others_do(library: str) -> None:
    """Where two have fewest votes, pref_voting excludes both and votelib stops: neither is asked. votelib stops too
    where two have none, who leave together by the law, and may come to a tie after the law's count has ended: it
    goes on until somebody has half of all votes, those included that count for nobody any more."""
    questions = profiles("cut_short", 6)
    found = [counted("irv", question) for question in questions]
    clear = [
        (question, one)
        for question, one in zip(questions, found, strict=True)
        if one["outcome"] == "decided" and not {"irv_earlier", "irv_however"} & one["codes"]
    ]
    assert len(clear) > PROFILES / 3
    answers = oracles.ask(library, [question for question, _ in clear])
    for (question, one), answer in zip(clear, answers, strict=True):
        if answer["winners"] is None:
            together = any(len(each["excluded"]) > 1 for each in one["rounds"])
            assert together or one["rounds"][-1]["exhausted"], question
        else:
            assert answer["winners"] == [int(option) for option in one["winners"]], question
    assert sum(answer["winners"] is not None for answer in answers) > len(answers) / 2
