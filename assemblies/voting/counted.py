# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted, as plain data: the input of `python -m governance tally`, sums only and nobody's vote."""

from typing import Any

from assemblies.voting import queries
from assemblies.voting.models import Ballot


def given(ballot: Ballot) -> dict[str, Any]:
    """The question with how many chose what, by place where places count too. Only for the close and after it."""
    asked = queries.question(ballot)
    if ballot.method == "double-majority":
        return asked | {"counts": queries.counts_by_place(ballot)}
    found = queries.counts(ballot)
    return asked | {"votes": [{"choice": choice, "count": n} for choice, n in found.items() if n]}
