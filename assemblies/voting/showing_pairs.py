# SPDX-License-Identifier: AGPL-3.0-or-later
"""Options compared two by two, made ready to be shown: the winner against each other one, and the table of all."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assemblies.pictures import pairs
from assemblies.pictures.pairs import Pair
from assemblies.voting.showing_rows import Answer
from assemblies.wording import sums

SAID = 20
"""Up to so many options each cell of the table says its sentence; beyond, its row and column say it."""


def of(answer: Answer) -> dict[str, Any]:
    """What the template of pairs prints."""
    told = answer.tally["pairwise"]
    pairwise = {one: {other: sums.read(n) for other, n in row.items()} for one, row in told.items()}
    order = [option for option in answer.order if option in pairwise]
    says = len(order) <= SAID
    rows = [
        answer.row(one)
        | {
            "number": number,
            "cells": [_cell(answer, pair, says=says) for pair in pairs.of(one, order, pairwise)],
        }
        for number, one in enumerate(order, 1)
    ]
    winner = next((option for option in order if option in answer.winners), None)
    duels = [pair for pair in pairs.of(winner, order, pairwise) if pair] if winner else []
    return {
        "part": "voting/counts/_pairs.html",
        "rows": rows,
        "winner": answer.name(winner) if winner else "",
        "duels": list(_duels(answer, duels)),
        "abstained": answer.abstained,
    }


def _cell(answer: Answer, pair: Pair | None, *, says: bool) -> dict[str, Any] | None:
    if pair is None:
        return None
    said = _said(answer, pair) if says else ""
    return {"n": pair.above, "cls": pair.cls, "said": said}


def _said(answer: Answer, pair: Pair) -> str:
    told = {"one": answer.quoted(pair.one), "other": answer.quoted(pair.other)}
    told |= {"above": sums.shown(pair.above), "below": sums.shown(pair.below)}
    return _("%(above)s rank %(one)s above %(other)s, %(below)s below it.") % told


def _duels(answer: Answer, duels: Sequence[Pair]) -> Iterator[dict[str, Any]]:
    for pair in duels:
        told = {"above": sums.shown(pair.above), "below": sums.shown(pair.below)}
        yield {"name": answer.name(pair.other), "pair": pair, "said": _("%(above)s to %(below)s") % told}
