# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes that were erased: named in an export, and believed only where the record says so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from governance import verify
from tests.governance import exporting
from tests.governance.exporting import CLOSES, Town, refused, voted


def erased(town: Town, *indices: int) -> None:
    """As an export lists votes whose bodies are gone; that they were erased is another matter."""
    for index in indices:
        town.votes[index] = {"number": town.votes[index]["number"], "erased": True}


def erased_on_record(town: Town, *indices: int, ballot: str = "b1") -> None:
    erased(town, *indices)
    facts = {"proposal": "p1", "ballot": ballot, "acts": [town.votes[index]["number"] for index in indices]}
    town.say(town.public, "VotesErased", CLOSES + timedelta(2), facts, {"reason": "By order of a court."})


@pytest.mark.parametrize("tally", [exporting.majority, exporting.double])
def test_an_erased_vote_is_named_and_what_remains_is_checked(tally: Callable[[], dict[str, Any]]) -> None:
    town = voted(tally=tally())
    erased_on_record(town, 1, 3)
    lines = list(verify.checks(town.export()))
    assert any("All 7 votes" in line and "5 open their seals" in line for line in lines)
    assert any(line.startswith("Erased, as the public record says: 2 of them.") for line in lines)
    assert lines[-1].startswith("Not checked: that the count gives the result recorded")
    town.votes[2]["choice"] = "no" if town.votes[2]["choice"] != "no" else "yes"
    assert "choice differs" in refused(town.export())


@pytest.mark.parametrize("tally", [exporting.majority, exporting.double])
def test_nobody_but_the_record_erases_a_vote(tally: Callable[[], dict[str, Any]]) -> None:
    """Else whoever hands on an export could switch its recount off."""
    town = voted(tally=tally())
    erased(town, 1)
    number = town.votes[1]["number"]
    assert f"Vote {number} is listed as erased" in refused(town.export())
    erased(town, *range(len(town.votes)))
    assert "is listed as erased" in refused(town.export())


def test_what_was_erased_on_another_ballot_or_of_another_vote_says_nothing_of_this_one() -> None:
    town = voted()
    erased_on_record(town, 1, ballot="b2")
    assert "is listed as erased" in refused(town.export())
    town = voted()
    erased_on_record(town, 1)
    erased(town, 2)
    assert f"Vote {town.votes[2]['number']} is listed as erased" in refused(town.export())


@pytest.mark.parametrize("acts", [None, 3, "3", {"3": 1}])
def test_a_record_that_erases_nothing_that_can_be_read_is_refused(acts: Any) -> None:
    town = voted()
    erased(town, 1)
    town.say(town.public, "VotesErased", CLOSES, {"proposal": "p1", "ballot": "b1", "acts": acts})
    refused(town.export())


def test_where_votes_are_erased_another_decision_than_the_recorded_is_still_found() -> None:
    town = voted()
    erased_on_record(town, 1)
    other = {**town.decision, "outcome": "rejected" if town.decision["outcome"] == "adopted" else "adopted"}
    assert "not the one recorded" in refused(town.export(decision=other))
    town.votes.pop(1)
    assert "in order" in refused(town.export())


@pytest.mark.parametrize("value", [False, 1, "yes"])
def test_a_vote_is_erased_or_it_is_not(value: Any) -> None:
    town = voted()
    town.votes[1] = {"number": town.votes[1]["number"], "erased": value}
    refused(town.export())
