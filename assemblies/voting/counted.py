# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted, as plain data: the input of `python -m governance tally`, sums only and nobody's vote."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from assemblies.voting import queries
from assemblies.voting.models import Ballot
from governance import answers
from governance.tallies.questions import ABSTAIN

AT_ONCE = 5_000
"""Rows fetched at a time, so that a count of a million holds no more of them than this."""


def given(ballot: Ballot) -> dict[str, Any]:
    """The question with how many chose what, by place where places count too. Only for the close and after it."""
    with streamed(ballot) as asked:
        return {name: list(value) if name == "votes" else value for name, value in asked.items()}


def chosen(ballot: Ballot) -> dict[str, Any]:
    """How many chose what, without the question: {"votes": [{"choice", "count"}]}, or {"counts": by place}."""
    asked = queries.question(ballot)
    return {name: value for name, value in given(ballot).items() if name not in asked}


@contextmanager
def streamed(ballot: Ballot) -> Iterator[dict[str, Any]]:
    """As `given`, with votes that are read one by one as they are counted."""
    asked = queries.question(ballot)
    if ballot.method == "double-majority":
        yield asked | {"counts": queries.counts_by_place(ballot)}
        return
    plain = bool(answers.words_of(ballot.method))
    with transaction.atomic():  # a cursor lives as long as its transaction
        rows = queries.choices(ballot).iterator(chunk_size=AT_ONCE)
        yield asked | {"votes": ({"choice": _choice(plain, text), "count": n} for text, n in rows)}


def _choice(plain: bool, text: str) -> Any:
    # It was canonical when it was admitted, so nothing is checked again here: `json` alone is six times as fast.
    return text if plain or text == ABSTAIN else json.loads(text)
