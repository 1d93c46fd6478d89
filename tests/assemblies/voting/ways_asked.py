# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ballot of every way of deciding: what a facilitator composes for it, and answers that can be given to it."""

from typing import Any

OPTIONS = [
    {"name": "Fruit trees", "means": "Twelve trees along the wall."},
    {"name": "Shared oven", "means": "Built by those who bake."},
    {"name": "Play stream", "means": ""},
]
PRICED = [
    {"name": "Storage bays", "means": "For bicycles.", "costs": "2450", "most": 4},
    {"name": "Ramps", "means": "", "costs": "3750.50", "most": 2},
    {"name": "A warden", "means": "In the evenings.", "costs": "6000", "most": 1},
]
QUESTION = "Which idea should the green get first?"
OF_OPTIONS: dict[str, Any] = {"question": QUESTION, "options": OPTIONS}
OF_A_POT: dict[str, Any] = {
    "question": "What should the pot pay for?",
    "options": PRICED,
    "pot": "12000",
    "unit": "£",
}

ASKS: dict[str, dict[str, Any]] = {
    "majority": {},
    "consent": {},
    "plurality": OF_OPTIONS,
    "approval": OF_OPTIONS | {"places": 2},
    "spav": OF_OPTIONS | {"places": 2},
    "score": OF_OPTIONS | {"top": 5},
    "dots": OF_OPTIONS | {"dots": 6},
    "schulze": OF_OPTIONS,
    "ranked-pairs": OF_OPTIONS,
    "irv": OF_OPTIONS,
    "stv": OF_OPTIONS | {"places": 2},
    "budget-mes": OF_A_POT,
    "budget-greedy": OF_A_POT | {"variant": "skip"},
}
RANKED = ([["1"], ["2"], ["3"]], [["2"], ["1"]], [["1"], ["3"]])
BOUGHT = (["1.1", "1.2", "3"], ["1.1", "2.1"], ["1.1", "3"])
ANSWERS: dict[str, tuple[Any, Any, Any]] = {
    "majority": ("yes", "no", "yes"),
    "consent": ("agree", "stand_aside", "agree"),
    "plurality": ("1", "2", "1"),
    "approval": (["1", "2"], ["2"], ["1", "2", "3"]),
    "spav": (["1", "2"], ["2"], ["1", "2", "3"]),
    "score": ({"1": 5, "2": 0}, {"2": 3}, {"1": 4, "3": 1}),
    "dots": ({"1": 6}, {"2": 3, "3": 3}, {"1": 4, "2": 1}),
    "schulze": ([["1"], ["2", "3"]], [["2"], ["1"]], [["1"], ["3"]]),
    "ranked-pairs": ([["1"], ["2", "3"]], [["2"], ["1"]], [["1"], ["3"]]),
    "irv": RANKED,
    "stv": RANKED,
    "budget-mes": BOUGHT,
    "budget-greedy": BOUGHT,
}
"""Answers of three voters, by method; no tie decides them."""
