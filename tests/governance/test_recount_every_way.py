# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 2 for every way of deciding: from the export alone the same outcome comes out, with its reasons, ties included."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from governance import answers, papers
from tests import sizes
from tests.governance.exporting import Town
from tests.governance.test_recount import BY_SHELL, repeated

pytestmark = [pytest.mark.long]
ELECTIONS = sizes.of("WAYS_ELECTIONS", small=20, long=1000)
PLACED = ("approval", "spav", "stv")
METHODS = sorted(set(papers.KINDS) - {"majority", "supermajority", "double-majority"})


def paper(turn: random.Random, method: str) -> papers.Paper:
    """A paper with two to five options and everything that the method may have, a lot in every third."""
    number = turn.randint(2, 5)
    options: list[dict[str, Any]] = [{"name": f"Idea {n}", "means": ""} for n in range(number)]
    given: dict[str, Any] = {"question": "Which?", "options": options}
    given |= {"top": turn.randint(1, 10)} if method == "score" else {}
    if papers.KINDS[method] == papers.POT:
        for option in options:
            option |= {"costs": turn.choice(("10", "25", "33.3", "60")), "most": turn.randint(1, 3)}
        given |= {"pot": turn.choice(("60", "100", "120.5"))}
        if method in papers.VARIANTS:
            given["variant"] = turn.choice(papers.VARIANTS[method])
        given |= {"minimum": 2} if given.get("variant") == "threshold" else {}
    given |= {"dots": turn.randint(1, 9)} if method == "dots" else {}
    given |= {"places": turn.randint(1, number - 1)} if method in PLACED else {}
    given |= {"variant": turn.choice(("", "scottish"))} if method == "stv" else {}
    lot = turn.sample(range(number), number) if method != "consent" and not turn.randrange(3) else ()
    return papers.compose(method, {} if method == "consent" else given, lot=lot)


def choice(turn: random.Random, asks: papers.Paper) -> Any:
    """Something that can be answered on it: few different ones, so that ties come often."""
    ids = [option.id for option in asks.options]
    some = turn.sample(ids, turn.randint(1, len(ids))) if ids else []
    drawn: Mapping[str, Callable[[], Any]] = {
        papers.ONE: lambda: turn.choice(ids or ("agree", "agree", "stand_aside", "object")),
        papers.SEVERAL: lambda: some,
        papers.SCORE: lambda: {id: turn.randint(0, asks.top) for id in some},
        papers.DOTS: lambda: {some[0]: turn.randint(1, asks.dots)},
        papers.ORDER: lambda: [[id] for id in some],
        papers.POT: lambda: [id + (".1" if piece > 1 else "") for id, piece in afforded(asks, some)],
    }
    return "abstain" if not turn.randrange(8) else drawn[asks.kind]()


def afforded(asks: papers.Paper, some: list[str]) -> list[tuple[str, int]]:
    """Of these options the first that the pot pays for together, with how many there may be of each."""
    left, found = float(asks.pot), []
    for option in asks.options:
        if option.id in some and float(option.costs) <= left:
            left -= float(option.costs)
            found.append((option.id, option.most))
    return found


def held(seed: int, method: str) -> Town:
    """One election, a third of whose voters changed their mind."""
    turn = random.Random(f"{seed} {method}")
    asks, seats = paper(turn, method), turn.randint(2, 9)
    rule = {"quorum": {"of": "seats", "share": turn.choice(("1/5", "1/2")), "count": "all"}}
    town = Town(seed, {"method": method, "seats": seats, "rule": rule, **asks.asked()}, asks)
    town.live_before()
    town.place()
    town.open()
    voters = [f"v{n}" for n in range(turn.randint(1 if method.startswith("budget") else 0, seats))]
    for who in [*turn.sample(voters, len(voters) // 3), *voters]:
        town.vote(who, answers.admit(method, asks.asked(), choice(turn, asks)))
    town.decide()
    town.live_after()
    return town


@pytest.mark.parametrize("method", METHODS)
def test_every_election_is_repeated_from_its_export(method: str, tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    tied = 0
    for seed in range(ELECTIONS):
        town = held(seed, method)
        outcomes[town.decision["outcome"]] += 1
        tied += bool(town.decision["ties"])
        names = town.paper.names() if town.paper else {}
        for option in town.decision["winners"] if names else ():
            assert names[option] in town.decision["because"], "who won is told by name"
        repeated(town.export(), tmp_path / "export.zip", town, by_shell=seed % BY_SHELL == 0)
    wanted = {"adopted", "returned"} if method == "consent" else {"decided"}
    assert wanted <= set(outcomes) and "no_quorum" in outcomes
    assert tied or method == "consent"


def test_a_choice_other_than_the_one_sealed_is_found_out(tmp_path: Path) -> None:
    town = held(3, "schulze")
    town.votes[-1]["choice"] = '[["1"],["2"]]' if town.votes[-1]["choice"] != '[["1"],["2"]]' else '[["2"]]'
    with pytest.raises(AssertionError):
        repeated(town.export(), tmp_path / "export.zip", town, by_shell=False)


def test_another_name_of_an_option_is_found_out(tmp_path: Path) -> None:
    town = held(3, "schulze")
    town.text["asks"]["options"][0]["name"] = "Something else"
    with pytest.raises(AssertionError):
        repeated(town.export(), tmp_path / "export.zip", town, by_shell=False)
