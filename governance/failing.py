# SPDX-License-Identifier: AGPL-3.0-or-later
"""Failing: how many candidates fail at which condition and which come first, found without a look at each."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from governance import remits
from governance.conditions import Judgement
from governance.sentences import MOST_NAMES

FIRST = MOST_NAMES + 1
MANY_ROLLS = 200  # where so many charters differ, a walk over the candidates is no more work


class Group(NamedTuple):
    """Candidates that fail first at the same condition: how many, and the first of them in candidate order."""

    number: int
    first: tuple[str, ...]


class _Some(NamedTuple):
    number: int
    ids: Iterator[str]


def groups(judgement: Judgement) -> Mapping[str, Group]:
    """By the condition that fails first, in the order of the conditions; nothing for one where nobody does.

    Few candidates hold enough of the affected at all, and these were looked at. All others fail at the remit,
    which the rolls tell of, or else at containment.
    """
    without, given = _by_remit(judgement)
    held = {verdict.id: judgement.first_failing(verdict) for verdict in judgement.holding}
    spilling = sorted(
        (id for id in judgement.containing if id not in held and judgement.question.has_remit(id)),
        key=judgement.question.nesting.ranks.__getitem__,
    )
    looked_at = {id for id, name in held.items() if name != "remit"}.union(spilling)
    found = {
        "remit": _first(without.number, without.ids),
        "containment": _first(given.number - len(looked_at), (id for id in given.ids if id not in looked_at)),
        "spill_over": _first(len(spilling), spilling),
    }
    for name in ("means", "necessity"):
        failing = [id for id, at in held.items() if at == name]
        found[name] = _first(len(failing), failing)
    return {name: group for name, group in found.items() if group.number}


def _first(number: int, ids: Iterable[str]) -> Group:
    return Group(number, tuple(islice(ids, min(FIRST, number))))


def _by_remit(judgement: Judgement) -> tuple[_Some, _Some]:
    """The candidates without the matter in their remit, and those with it."""
    question, candidates = judgement.question, judgement.candidates
    rolls = question.nesting.rolls
    if question.may_be_kept or len(rolls) > MANY_ROLLS:
        able = {True: list[str](), False: list[str]()}
        for id in candidates.all:
            able[question.has_remit(id)].append(id)
        return _Some(len(able[False]), iter(able[False])), _Some(len(able[True]), iter(able[True]))
    given = [roll for roll in rolls if remits.find(roll.remit, question.matter) is not None]
    without = [roll for roll in rolls if remits.find(roll.remit, question.matter) is None]
    return (
        _Some(candidates.number_on(*without), candidates.on(*without)),
        _Some(candidates.number_on(*given), candidates.on(*given)),
    )
