# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counts to show and what is seen of them: answers of the law written by hand or counted, and pages taken apart."""

import random
from xml.etree import ElementTree

from django.template.loader import render_to_string

from assemblies.voting import showing
from governance import tallies
from governance.papers import Option, Paper


def paper(method: str, n: int, **more) -> Paper:
    return Paper(method, options=tuple(Option(str(i), f"Option {i}") for i in range(1, n + 1)), **more)


def answer(**given) -> dict:
    empty = {"outcome": "decided", "winners": [], "order": [], "counts": {}, "checks": [], "ties": []}
    return {**empty, "because": "", "said": [], **given}


def of(tally: dict, asked: Paper) -> dict:
    return showing.of(tally, asked.names(), asked)


def page(c: dict) -> ElementTree.Element:
    text = render_to_string(c["part"], {"c": c})
    assert " style=" not in text and "<script" not in text
    return ElementTree.fromstring(f"<div>{text.replace('&nbsp;', ' ')}</div>")


def words(element: ElementTree.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def table(drawn: ElementTree.Element, number: int = 0) -> dict[str, list[str]]:
    """First cell → the others, of each row."""
    found = list(drawn.iter("tbody"))[number]
    return {words(row[0]): [words(cell) for cell in row[1:]] for row in found}


def by_class(drawn: ElementTree.Element, cls: str) -> list[ElementTree.Element]:
    return [e for e in drawn.iter() if cls in (e.get("class") or "").split()]


def rankings(n: int, voters: int, seed: int) -> list[dict]:
    dice = random.Random(seed)
    options = [str(i) for i in range(1, n + 1)]
    return [
        {"choice": [[one] for one in dice.sample(options, dice.randint(0, n))], "count": dice.randint(1, 9)}
        for _ in range(voters)
    ]


def counted(method: str, n: int, voters: int, seed: int, **more) -> tuple[dict, Paper]:
    asked = paper(method, n)
    ids = [option.id for option in asked.options]
    votes = rankings(n, voters, seed)
    return tallies.tally({"method": method, "options": ids, "votes": votes, **more}), asked


STV = {
    "quota": 34,
    "winners": ["1", "2"],
    "order": [["1"], ["2"], ["3"], ["4"]],
    "counts": {"1": 50, "2": 20, "3": 16, "4": 14},
    "rounds": [
        {
            "counts": {"1": 50, "2": 20, "3": 16, "4": 14},
            "elected": ["1"],
            "excluded": [],
            "moved": [
                {"from": "1", "to": "2", "amount": "32/3"},
                {"from": "1", "to": "3", "amount": "8/3"},
                {"from": "1", "to": None, "amount": "8/3"},
            ],
            "exhausted": 0,
        },
        {
            "counts": {"2": "92/3", "3": "56/3", "4": 14},
            "elected": [],
            "excluded": ["4"],
            "moved": [{"from": "4", "to": "2", "amount": 10}, {"from": "4", "to": None, "amount": 4}],
            "exhausted": "8/3",
        },
        {
            "counts": {"2": "122/3", "3": "56/3"},
            "elected": ["2"],
            "excluded": [],
            "moved": [],
            "exhausted": "20/3",
        },
    ],
}


def ribbon(strip: ElementTree.Element) -> list[tuple[str, float]]:
    """The colours of one round's bar, from side to side, and how wide each is, in percent."""
    return [
        (r.get("class").split()[1], float(r.get("width")[:-1]))
        for r in strip.iter("rect")
        if "seg" in r.get("class").split()
    ]


def pot(variant: str = "skip", method: str = "budget-greedy", **more) -> Paper:
    costs = {"Shelves": "9800", "Ramp": "7500", "Wardens": "6000", "Tools": "4200", "Mural": "700"}
    options = tuple(Option(str(i), name, costs=cost) for i, (name, cost) in enumerate(costs.items(), 1))
    return Paper(method, options=options, pot="24000", unit="£", variant=variant, **more)


SHARED = answer(
    winners=["1", "2", "3"],
    funded=["1", "2", "3"],
    spent="23300",
    order=[["1"], ["2"], ["3"], ["4"], ["5"]],
    counts={"1": 1310, "2": 1204, "3": 980, "4": 611, "5": 2},
)
