# SPDX-License-Identifier: AGPL-3.0-or-later
"""A shared-out pot made ready to be shown: what is funded, what is not and why, and what is left."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assemblies.pictures import options as bars
from assemblies.pictures import pots, ribbons
from assemblies.voting.showing_rows import Answer
from assemblies.wording import facts, sums
from governance import amounts
from governance.papers import Option

UNPAID = gettext_noop("Those who want it could not pay for it from their equal shares of the pot.")


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
    for row in rows[: len(funded)]:
        row["won"] = True
    for row in rows[len(funded) :]:
        row["tied"] = row["key"] in tied
        row["why"] = _why(answer, row, pot - spent, asked)
    projects = _projects(answer, rows)
    got = [project for project in projects if project["won"]]
    for number, project in enumerate(got, 1):
        project |= {"number": number, "hue": ribbons.hue(number - 1)}
    out = [project for project in projects if not project["won"]]
    drawn = pots.filled(
        [(project["key"], project["exact"] * project["got"]) for project in got],
        pot,
        _labels(got),
        mirrored=answer.mirrored,
    )
    return {
        "part": "voting/counts/_pot.html",
        "funded": rows[: len(funded)],
        "unfunded": rows[len(funded) :],
        "lists": [
            _list(_("Funded"), got),
            _list(_("Uncertain, because of a tie"), [project for project in out if project["tied"]]),
            _list(_("Not funded"), [project for project in out if not project["tied"]]),
        ],
        "bar": mark_safe(drawn),  # nosec B308 B703
        "is_open": bool(tied),
        "spent": _money(answer, spent),
        "pot": _money(answer, pot),
        "left": _money(answer, pot - spent),
        "has_left": pot > spent,
        "abstained": answer.abstained,
    }


def _projects(answer: Answer, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a project, where it first stands among the rows of its pieces: with the votes of the piece that most
    chose, how many pieces are funded, and why the next one is not if anyone chose that."""
    named = {piece: option for option in answer.paper.options for piece in option.pieces()}
    pieces: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        pieces.setdefault(named[row["key"]].id if row["key"] in named else row["key"], []).append(row)
    return [_project(found, named.get(found[0]["key"])) for found in pieces.values()]


def _project(pieces: Sequence[dict[str, Any]], option: Option | None) -> dict[str, Any]:
    most = max(pieces, key=lambda row: row["n"] or 0)
    got = [row for row in pieces if row["won"]]
    left = next((row for row in pieces if not row["won"] and (row["n"] or not got)), None)
    several = option is not None and option.most > 1
    return most | {
        "name": option.name if option else most["name"],
        "won": bool(got),
        "tied": any(row["tied"] for row in pieces),
        "cls": "won" if got else "other",
        "got": len(got),
        "came": _came(len(got), len(pieces)) if several and got else "",
        "each": several,
        "why": _more(left["why"], is_partly=bool(got)) if left else "",
        "votes": _votes(most["n"]),
    }


def _more(why: str, *, is_partly: bool) -> str:
    if is_partly and why == _(UNPAID):
        return _("Those who want more of it could not pay for that from their equal shares of the pot.")
    return why


def _came(got: int, most: int) -> str:
    return _("%(n)s of %(all)s funded") % {"n": facts.number(str(got)), "all": facts.number(str(most))}


def _votes(n: Fraction | None) -> str:
    if n is None:
        return ""
    return ngettext("%(n)s vote", "%(n)s votes", int(n) if n.denominator == 1 else 3) % {"n": sums.shown(n)}


def _list(title: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One of the two lists: what of it stands on the page at once, and what is a press away."""
    shown = bars.first([row["tied"] for row in rows])
    return {"title": title, "rows": rows[:shown], "others": rows[shown:]}


def _uncertain(answer: Answer) -> frozenset[str]:
    """What may or may not be funded, as the law names it; where there were too many ways to be followed, that is
    whatever anyone chose."""
    if answer.tally["outcome"] != "tied":
        return frozenset()
    named = [each["facts"]["options"] for each in answer.tally["said"] if each["code"] == "shared_tied"]
    return frozenset(named[0] if named else [project for project, n in answer.counts.items() if n])


def _row(answer: Answer, project: str, cost: Fraction, lengths: dict[str, float]) -> dict[str, Any]:
    return answer.row(project) | {
        "number": None,
        "hue": "",
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
        return _(UNPAID)
    if asked.get("variant") == "threshold" and (row["n"] or 0) < asked["minimum"]:
        told = {"n": facts.number(str(asked["minimum"]))}
        return _("It has fewer votes than the %(n)s that were needed.") % told
    if row["exact"] > left:
        return _("%(left)s left is not enough.") % {"left": _money(answer, left)}
    if asked.get("variant") == "stop":
        return _("One before it did not fit, and nothing after that is funded.")
    return ""
