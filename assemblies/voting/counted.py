# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted, as plain data: the input of `python -m governance tally`, sums only and nobody's vote."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from assemblies.voting import counter, queries
from assemblies.voting.models import Ballot
from governance import answers, ballots, canonical, franchises, tallies
from governance.tallies.questions import ABSTAIN

AT_ONCE = 5_000
"""Rows fetched at a time, so that a count of a million holds no more of them than this."""
LONG = 20_000
"""Votes times options; so many are counted in a fifth of a second."""


def takes_long(ballot: Ballot) -> bool:
    """Whether closing takes so long that nobody should wait for it. Words the database adds up by itself, but those
    of a secret ballot are rewritten as well."""
    if ballot.franchise == franchises.DELEGATES or (_plain(ballot) and ballot.secrecy != ballots.SECRET):
        return False
    return queries.turnout(ballot) * max(1, len(ballot.asks.options)) > LONG


def tally(ballot: Ballot) -> dict[str, Any]:
    """Count a ballot by the law. Returns the shell's `tally` answer."""
    names = ballot.asks.names()
    if takes_long(ballot) and not _plain(ballot):
        with transaction.atomic():  # a cursor lives as long as its transaction
            return counter.tally(queries.question(ballot), names, queries.choices(ballot, AT_ONCE))
    with streamed(ballot) as asked:
        answer: dict[str, Any] = tallies.tally(asked, names)
    return answer


def _plain(ballot: Ballot) -> bool:
    """Whether choices are words, of a question of yes or no."""
    return bool(answers.words_of(ballot.method))


def given(ballot: Ballot) -> dict[str, Any]:
    """The question with how many chose what, by place where places count too. Only for the close and after it."""
    with streamed(ballot) as asked:
        return {name: list(value) if name == "votes" else value for name, value in asked.items()}


def chosen(ballot: Ballot) -> dict[str, Any]:
    """How many chose what, without the question: {"votes": [{"choice", "count"}]}, or {"counts": by place}; the
    latter also where assemblies answer, for what each answers follows from it."""
    if ballot.franchise == franchises.ASSEMBLIES:
        return {"counts": queries.counts_by_place(ballot)}
    asked = queries.question(ballot)
    return {name: value for name, value in given(ballot).items() if name not in asked}


def digest(ballot: Ballot) -> str:
    """The name of the canonical bytes of `chosen`, made row by row: nobody holds a million choices at once."""
    if ballot.by_place:
        return canonical.ni(canonical.encode(chosen(ballot)))
    with transaction.atomic():
        return canonical.ni_of(_pieces(queries.choices(ballot, AT_ONCE), _plain(ballot)))


def _pieces(rows: Iterable[counter.Row], plain: bool) -> Iterator[bytes]:
    before = '{"votes":['
    for text, n in rows:
        choice = (
            f'"{text}"' if plain or text == ABSTAIN else text
        )  # what is no word was canonical when admitted
        yield f'{before}{{"choice":{choice},"count":{n}}}'.encode()
        before = ","
    yield b"]}" if before == "," else b'{"votes":[]}'


@contextmanager
def streamed(ballot: Ballot) -> Iterator[dict[str, Any]]:
    """As `given`, with votes that are read one by one as they are counted."""
    asked = queries.question(ballot)
    if ballot.method == "double-majority":
        yield asked | {"counts": queries.counts_by_place(ballot)}
        return
    if ballot.franchise == franchises.ASSEMBLIES:
        yield asked | {"votes": list(franchises.answers(ballot.voters, queries.counts_by_place(ballot)))}
        return
    if ballot.franchise == franchises.DELEGATES:
        yield asked | {"votes": list(_of_delegates(ballot))}
        return
    with transaction.atomic():  # a cursor lives as long as its transaction
        yield asked | {"votes": counter.votes(queries.choices(ballot, AT_ONCE), _plain(ballot))}


def _of_delegates(ballot: Ballot) -> Iterator[dict[str, Any]]:
    found = [
        (place, row)
        for place, choice, n in queries.choices_by_place(ballot)
        for row in counter.votes([(choice, n)], _plain(ballot))
    ]
    for place, row in sorted(found, key=lambda one: (one[0], canonical.encode(one[1]["choice"]))):
        yield row | {"weight": ballot.voters.weight(place)}
