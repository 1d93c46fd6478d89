# SPDX-License-Identifier: AGPL-3.0-or-later
"""Options compared two by two, made ready to be shown: the winner against each other one, and the table of all."""

from collections.abc import Iterator, Sequence
from math import lcm
from typing import Any

from django.utils.translation import gettext as _

from assemblies.pictures import pairs
from assemblies.pictures.pairs import Pair
from assemblies.voting.showing_rows import Answer
from assemblies.wording import facts, sums
from governance.tallies import ranked_pairs
from governance.tallies.pairwise import Pairwise
from governance.tallies.ranked_pairs import Locked

SAID = 20
"""Up to so many options each cell of the table says its sentence; beyond, its row and column say it."""


def of(answer: Answer) -> dict[str, Any]:
    """What the template of pairs prints."""
    told = answer.tally["pairwise"]
    pairwise = {one: {other: sums.read(n) for other, n in row.items()} for one, row in told.items()}
    order = [option for option in answer.order if option in pairwise]
    says = len(order) <= SAID
    found = _locked(answer, pairwise) if answer.paper.method == "ranked-pairs" else None
    aside: frozenset[tuple[str, str]] = _aside(found) if found else frozenset()
    rows = [
        answer.row(one)
        | {
            "number": number,
            "cells": [_cell(answer, pair, aside, says=says) for pair in pairs.of(one, order, pairwise)],
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
        "taken": list(_taken(answer, found, pairwise, says=says)) if found else [],
        "has_aside": bool(aside),
        "abstained": answer.abstained,
    }


def _locked(answer: Answer, pairwise: pairs.Pairwise) -> tuple[tuple[str, ...], Locked]:
    """The options as the law counted them, and what it locked, once more from what was compared."""
    options = tuple(option for option in answer.paper.asked()["options"] if option in pairwise)
    unit = lcm(*{n.denominator for row in pairwise.values() for n in row.values()})
    above = tuple(tuple(int(pairwise[one].get(other, 0) * unit) for other in options) for one in options)
    return options, ranked_pairs.locked(Pairwise(options, above, unit), answer.paper.asked().get("tie_order"))


def _aside(found: tuple[tuple[str, ...], Locked]) -> frozenset[tuple[str, str]]:
    options, locked = found
    return frozenset((options[a], options[b]) for a, b in set(locked.taken) - set(locked.pairs))


def _taken(
    answer: Answer, found: tuple[tuple[str, ...], Locked], pairwise: pairs.Pairwise, *, says: bool
) -> Iterator[dict[str, Any]]:
    """Comparisons in the order in which they were taken: {"said", "numbers", "why": the circle of one set aside};
    of very many options only those set aside."""
    options, locked = found
    kept = frozenset(locked.pairs)

    def over(pair: tuple[int, int]) -> str:
        told = {"one": answer.quoted(options[pair[0]]), "other": answer.quoted(options[pair[1]])}
        return _("%(one)s over %(other)s") % told

    for pair in locked.taken:
        if pair in kept and not says:
            continue
        one, other = options[pair[0]], options[pair[1]]
        told = {"above": sums.shown(pairwise[one][other]), "below": sums.shown(pairwise[other][one])}
        why = ""
        if pair not in kept:
            circle = [over(step) for step in ranked_pairs.circle(locked, pair)]
            why = _("Set aside: it closes a circle with %(pairs)s.") % {"pairs": facts.listed(circle)}
        yield {"said": over(pair), "numbers": _("%(above)s to %(below)s") % told, "why": why}


def _cell(
    answer: Answer, pair: Pair | None, aside: frozenset[tuple[str, str]], *, says: bool
) -> dict[str, Any] | None:
    if pair is None:
        return None
    said = _said(answer, pair) if says else ""
    is_aside = (pair.one, pair.other) in aside
    return {"n": pair.above, "cls": "aside" if is_aside else pair.cls, "said": said, "is_aside": is_aside}


def _said(answer: Answer, pair: Pair) -> str:
    told = {"one": answer.quoted(pair.one), "other": answer.quoted(pair.other)}
    told |= {"above": sums.shown(pair.above), "below": sums.shown(pair.below)}
    return _("%(above)s rank %(one)s above %(other)s, %(below)s below it.") % told


def _duels(answer: Answer, duels: Sequence[Pair]) -> Iterator[dict[str, Any]]:
    for pair in duels:
        told = {"above": sums.shown(pair.above), "below": sums.shown(pair.below)}
        yield {"name": answer.name(pair.other), "pair": pair, "said": _("%(above)s to %(below)s") % told}
