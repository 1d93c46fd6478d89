# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tallies: one count for every way of deciding, each from plain data and without a machine's help."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from governance import documents
from governance.refusals import Refusal
from governance.tallies import (
    choosing,
    consent,
    double_majority,
    equal_shares,
    greedy,
    irv,
    majority,
    ranked_pairs,
    schulze,
    sentences,
    spav,
    stv,
)
from governance.tallies.outcomes import Outcome

METHODS: Mapping[str, Callable[[object], Outcome]] = {
    "majority": majority.count,
    "double-majority": double_majority.count,
    "stv": stv.count,
    "schulze": schulze.count,
    "ranked-pairs": ranked_pairs.count,
    "irv": irv.count,
    "consent": consent.count,
    "plurality": choosing.plurality,
    "approval": choosing.approval,
    "score": choosing.score,
    "dots": choosing.dots,
    "spav": spav.count,
    "budget-greedy": greedy.count,
    "budget-mes": equal_shares.count,
}


class NoSuchMethod(Refusal):
    code: ClassVar[str] = "no_such_method"


def tally(payload: object, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Count as the shell contract has it: outcome, winners, order, counts, checks, ties, because, and `said`,
    its sentences as codes and facts. Sums are integers where whole, else exact text. Raises Refusal.

    `names` are what the sentences call the options; everything else has them as they were given.
    """
    method = documents.mapping(payload, "").get("method")
    if isinstance(method, str) and method in METHODS:
        outcome = METHODS[method](payload)
        return replace(outcome, said=sentences.named(outcome.said, names or {})).as_json()
    raise NoSuchMethod("This must be one of these: {allowed}.", at="/method", allowed=tuple(METHODS))
