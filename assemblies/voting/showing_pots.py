# SPDX-License-Identifier: AGPL-3.0-or-later
"""A shared-out pot made ready to be shown: what is funded, what is not and why, and what is left."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assemblies.pictures import options as bars
from assemblies.pictures import pots, ribbons
from assemblies.voting.showing_rows import Answer
from assemblies.wording import facts
from governance import amounts


def of(answer: Answer) -> dict[str, Any]:
    """What the template of a pot prints."""
    asked = answer.paper.asked()
    costs = {project: Fraction(cost) for project, cost in asked["costs"].items()}
    pot, funded = Fraction(asked["pot"]), list(answer.tally["funded"])
    spent = Fraction(answer.tally["spent"])
    tied = _uncertain(answer)
    rest = [project for project in answer.order if project in costs and project not in set(funded)]
    lengths = bars.lengths(answer.counts)
    rows = [_row(answer, project, costs[project], lengths) for project in (*funded, *rest)]
    for number, row in enumerate(rows[: len(funded)], 1):
        row |= {"number": number, "cls": ribbons.hue(number - 1), "won": True}
    for row in rows[len(funded) :]:
        row["tied"] = row["key"] in tied
        row["why"] = _why(answer, row, pot - spent, asked)
    drawn = pots.filled(
        [(project, costs[project]) for project in funded],
        pot,
        _labels(rows[: len(funded)]),
        mirrored=answer.mirrored,
    )
    return {
        "part": "voting/counts/_pot.html",
        "funded": rows[: len(funded)],
        "unfunded": rows[len(funded) :],
        "lists": [_list(_("Funded"), rows[: len(funded)]), _list(_("Not funded"), rows[len(funded) :])],
        "bar": mark_safe(drawn),  # nosec B308 B703
        "spent": _money(answer, spent),
        "pot": _money(answer, pot),
        "left": _money(answer, pot - spent),
        "has_left": pot > spent,
        "abstained": answer.abstained,
    }


def _list(title: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One of the two lists: what of it stands on the page at once, and what is a press away."""
    shown = bars.first([row["tied"] for row in rows])
    return {"title": title, "rows": rows[:shown], "others": rows[shown:]}


def _uncertain(answer: Answer) -> frozenset[str]:
    """What may or may not be funded: all that equals left open, if they left anything open."""
    if answer.tally["outcome"] != "tied":
        return frozenset()
    return frozenset(project for group in answer.tally["ties"] for project in group)


def _row(answer: Answer, project: str, cost: Fraction, lengths: dict[str, float]) -> dict[str, Any]:
    return answer.row(project) | {
        "number": None,
        "exact": cost,
        "costs": _money(answer, cost),
        "n": answer.counts.get(project),
        "length": lengths.get(project, 0.0),
        "cls": "other",
        "why": "",
    }


def _labels(rows: Sequence[dict[str, Any]]) -> list[tuple[str, ...]]:
    return [(f"{row['number']} {row['name']}", str(row["number"])) for row in rows]


def _money(answer: Answer, n: Fraction) -> str:
    return facts.quantity(answer.paper.unit, amounts.written(n)).strip()


def _why(answer: Answer, row: dict[str, Any], left: Fraction, asked: dict[str, Any]) -> str:
    """Why it was not funded, where that follows from what is known."""
    if row["tied"] or answer.tally["outcome"] == "no_quorum":
        return ""
    if answer.paper.method == "budget-mes" and not row["n"]:
        return _("Nobody chose it.")
    if answer.paper.method == "budget-mes":
        return _("Those who want it could not pay for it from their equal shares of the pot.")
    if asked.get("variant") == "threshold" and (row["n"] or 0) < asked["minimum"]:
        told = {"n": facts.number(str(asked["minimum"]))}
        return _("It has fewer votes than the %(n)s that were needed.") % told
    if row["exact"] > left:
        return _("%(left)s left is not enough.") % {"left": _money(answer, left)}
    if asked.get("variant") == "stop":
        return _("One before it did not fit, and nothing after that is funded.")
    return ""
