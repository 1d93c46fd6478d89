# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever the law answers, for every way of deciding, is drawn: each option by name, each number of its count."""

import random
from fractions import Fraction

import pytest

from assemblies.voting import showing
from assemblies.wording import sums
from governance import papers, tallies
from governance.papers import Option, Paper
from tests.assemblies.voting.shown import page, words

METHODS = sorted(set(papers.KINDS) - {"supermajority", "double-majority"})
WORDS = {"majority": ("yes", "no"), "consent": ("agree", "stand_aside", "object")}


def asked(method: str, dice: random.Random) -> Paper:
    if method in WORDS:
        return Paper(method)
    n = dice.randint(2, 7)
    costs = [str(dice.randint(1, 9)) if papers.KINDS[method] == papers.POT else "" for _ in range(n)]
    options = tuple(Option(str(i), f"<Option {i}>", costs=cost) for i, cost in enumerate(costs, 1))
    lot = tuple(dice.sample([option.id for option in options], n)) if dice.random() < 0.5 else ()
    more = {"places": dice.randint(1, n - 1)} if method in papers.SEVERAL_PLACES else {}
    if papers.KINDS[method] == papers.POT:
        variant = dice.choice(papers.VARIANTS.get(method, ("",)))
        more = {"pot": str(dice.randint(9, 20)), "unit": "£", "variant": variant}
        more |= {"minimum": dice.randint(1, 9)} if variant == "threshold" else {}
    return Paper(method, options=options, dots=10, lot=lot, **more)


def choice(paper: Paper, dice: random.Random):
    ids = [option.id for option in paper.options]
    if dice.random() < 0.1:
        return "abstain"
    if paper.method in WORDS:
        return dice.choice(WORDS[paper.method])
    some = dice.sample(ids, dice.randint(1, len(ids)))
    if paper.kind == papers.ONE:
        return some[0]
    if paper.kind == papers.ORDER:
        return [[one] for one in some]
    return dict.fromkeys(some, 1) if paper.kind in (papers.SCORE, papers.DOTS) else some


def counted(paper: Paper, dice: random.Random) -> dict:
    weights = ("1", "1/3", "0.5") if dice.random() < 0.3 else ("1",)
    votes = [
        {"choice": choice(paper, dice), "count": dice.randint(1, 3), "weight": dice.choice(weights)}
        for _ in range(dice.choice((0, 1, 5, 15)))
    ]
    seats = (
        {"seats": 1000, "rule": {"quorum": {"of": "seats", "share": "1/50"}}} if dice.random() < 0.3 else {}
    )
    return tallies.tally({"method": paper.method, **paper.asked(), "votes": votes, **seats})


@pytest.mark.parametrize("method", METHODS)
def test_every_answer_is_drawn_with_every_option_and_every_number(method):
    dice = random.Random(method)
    outcomes = set()
    for _ in range(60):
        paper = asked(method, dice)
        tally = counted(paper, dice)
        outcomes.add(tally["outcome"])
        told = words(page(showing.of(tally, paper.names(), paper)))
        for name in paper.names().values():
            assert name in told
        for key, n in tally["counts"].items():
            assert sums.shown(Fraction(n)) in told or (key == "abstain" and not n)
        assert ("chosen" in told) >= (
            bool(tally["winners"]) and "funded" not in tally and bool(paper.options)
        )
    assert len(outcomes) > 1, "more than one way to come out was looked at"
