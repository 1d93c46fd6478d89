# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of ballots that promises are held to: open words, words that are secret, and orders of options."""

from collections import Counter
from typing import Any

from tests import sizes

WORDS = ("yes", "no", "abstain")
ORDERS = ('[["1"],["2"],["3"]]', '[["3"],["1"],["2"]]', '[["2"]]', "abstain")
CHOICES = {"open": WORDS, "secret": WORDS, "ranked": ORDERS, "ranked secret": ORDERS}
"""What can be chosen on each, as it is kept."""
KINDS = tuple(CHOICES)
HELD_TO = KINDS if sizes.LONG else ("open", "ranked secret")
"""Those that the longer tests are held to: all of them in their long form."""


def secret(kind: str) -> bool:
    """Whether nobody is to see who chose what: the record has no choices, and a key gives no answer back."""
    return kind.endswith("secret")


def counted(kept: dict[str, Any], table: dict[str, str]) -> None:
    """Hold what a closed ballot counted against what its voters had last chosen, by voter."""
    assert kept["closed"] and kept["late"] == 0
    assert kept["chosen"] == Counter(table.values())
    assert kept["took_part"] == len(table)
    if "yes" in kept["counted"]:
        told = {word: n for word, n in kept["counted"].items() if n}
        assert told == Counter(table.values())
