# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests of the single transferable vote ask of it, from rankings written as words."""

from typing import Any

from governance import tallies
from governance.tallies.told import transferring


def ask(options: str, votes: dict[str, Any], places: int = 1, **more: Any) -> dict[str, Any]:
    """A question from rankings such as "abc" (a first) with how many ranked so."""
    rows = [
        {"choice": text if text == "abstain" else [[one] for one in text], "count": count}
        for text, count in votes.items()
    ]
    return {"method": "stv", "options": list(options), "votes": rows, "places_to_fill": places, **more}


def count(options: str, votes: dict[str, Any], places: int = 1, **more: Any) -> dict[str, Any]:
    found = tallies.tally(ask(options, votes, places, **more))
    assert found["because"] and all(said["code"] in CODES for said in found["said"])
    return found


CODES = {*transferring.SENTENCES, "chosen", "chosen_one", "no_quorum"}


def moves(found: dict[str, Any]) -> list[list[tuple[str, str | None, Any]]]:
    """What moved in each round: from whom, to whom, how much."""
    return [[(m["from"], m["to"], m["amount"]) for m in each["moved"]] for each in found["rounds"]]


FOOD = {"o": 4, "po": 2, "cs": 8, "ch": 4, "s": 1, "h": 1}
"""Oranges, pears, chocolate, strawberries, hamburgers: twenty guests choose three foods, as encyclopedias have it."""
