# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet that a voter fills in: the paper with its options in the order of this voter, and an answer in words."""

import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.wording import facts
from governance import answers, papers
from governance.papers import Option, Paper
from governance.tallies.questions import ABSTAIN

SHUFFLED_FROM = 2
"""Options there have to be for their order to matter."""

SHORT = 7
"""Options whose places are chosen from menus; of more of them a menu each would outweigh the page."""
SEEN_AT_ONCE = 12
"""Options among which nobody has to search."""


def of(asks: Paper, *, voter: str, chosen: str = "") -> dict[str, Any]:
    """What the paper's template prints. `voter` names who fills it in, and so the order of the options: the same
    at every look, another for the next voter. `chosen` is an answer to fill in, as it is kept.

    {"kind", "method", "question", "rows": [{"id", "name", "means", "costs", "most", "given"}], "places", "top",
    "dots", "pot", "left", "unit", "numbers", "long", "many"}
    """
    given = _given(asks, chosen) if chosen and chosen != ABSTAIN else {}
    rows = [_row(asks, option, given.get(option.id, "")) for option in shuffled(asks.options, voter)]
    if asks.kind == papers.ORDER and given:  # as it was put in order, the rest behind
        rows.sort(key=lambda row: row["given"] or len(rows) + 1)
    return {
        "kind": asks.kind,
        "method": asks.method,
        "question": asks.question,
        "rows": rows,
        "places": asks.places,
        "numbers": range(1, len(rows) + 1),
        "points": range(asks.top + 1),
        "top": asks.top,
        "dots": asks.dots,
        "pot": asks.pot,
        "unit": asks.unit,
        "holds": facts.quantity(asks.unit, asks.pot) if asks.pot else "",
        "equals": asks.kind == papers.ORDER and asks.method not in answers.NO_EQUALS,
        "long": len(rows) > SHORT,
        "many": len(rows) > SEEN_AT_ONCE,
        "given": given,
        "abstains": chosen == ABSTAIN,
    }


def as_typed(sheet: dict[str, Any], sent: QueryDict) -> dict[str, Any]:
    """The same sheet with what a form sent in its fields, taken or not."""
    field = {papers.ORDER: "place", papers.SCORE: "points", papers.DOTS: "points", papers.POT: "n"}
    for row in sheet["rows"]:
        name = field.get(sheet["kind"])
        if name:
            row["given"] = sent.get(f"{name}-{row['id']}", "")[:9]
        elif sheet["kind"] == papers.SEVERAL:
            row["given"] = row["id"] in sent.getlist("option")
    return sheet


def shuffled(options: Sequence[Option], voter: str) -> list[Option]:
    """The options in one voter's order, so that no option stands first for everyone."""

    def draw(option: Option) -> bytes:
        return hashlib.sha256(f"{voter} {option.id} {option.name}".encode()).digest()

    return sorted(options, key=draw) if len(options) >= SHUFFLED_FROM else list(options)


def told(asks: Paper, choice: str) -> list[str]:
    """An answer in words, line by line, for its voter to check and for those who may see it."""
    if choice == ABSTAIN:
        return [_("No opinion")]
    if words := _words(asks.method):
        return [words[choice]]
    names = {option.id: option.name for option in asks.options}
    return list(_lines(asks, answers.kept(asks.method, choice), names))


def _words(method: str) -> dict[str, str]:
    if method == "consent":
        return {"agree": _("I agree"), "stand_aside": _("I stand aside"), "object": _("I object")}
    return {"yes": _("Yes"), "no": _("No")} if answers.words_of(method) else {}


def _lines(asks: Paper, given: Any, names: dict[str, str]) -> Iterator[str]:
    if asks.kind == papers.ONE:
        yield names[given]
    elif asks.kind == papers.SEVERAL:
        yield from (names[id] for id in given)
    elif asks.kind == papers.ORDER:
        for number, rank in enumerate(given, 1):
            yield f"{number}. {facts.listed([facts.apart(names[id]) for id in rank], most=len(rank))}"
    elif asks.kind == papers.POT:
        yield from _bought(asks, given)
    else:
        for id, points in given.items():
            yield f"{facts.apart(names[id])}: {facts.number(str(points))}"


def left_out(asks: Paper, choice: str) -> str:
    """What of the paper an answer leaves empty and what that does, for its voter to check; "" where nothing is."""
    if choice == ABSTAIN or asks.kind == papers.ONE:
        return ""
    given = _given(asks, choice)
    names = [facts.apart(option.name) for option in asks.options if given.get(option.id) in (None, 0, "")]
    if asks.kind == papers.SCORE:  # a 0 that was given is a score
        names = [facts.apart(option.name) for option in asks.options if option.id not in given]
    said = [_unfilled(asks) % {"names": facts.listed(names)}] if names else []
    if asks.kind == papers.DOTS and (unplaced := asks.dots - sum(given.values())):
        words = ngettext("%(n)s of your dots is not placed.", "%(n)s of your dots are not placed.", unplaced)
        said.append(words % {"n": unplaced})
    return " ".join(said)


def _unfilled(asks: Paper) -> str:
    """What was left empty and what that does, the names still to be put in."""
    if asks.kind == papers.SEVERAL:
        return _("You did not mark: %(names)s.")
    if asks.kind == papers.DOTS:
        return _("You gave no dots to: %(names)s.")
    if asks.kind == papers.POT:
        return _("You pay nothing for: %(names)s.")
    if asks.kind == papers.SCORE:
        return _("You gave no score to: %(names)s. What has no score counts as 0.")
    if asks.method in answers.NO_EQUALS:
        return _("You gave no place to: %(names)s. Your vote never moves to what you leave out.")
    return _("You gave no place to: %(names)s. What you leave out counts as last.")


def _bought(asks: Paper, given: Sequence[str]) -> Iterator[str]:
    for option in asks.options:
        number = sum(piece in given for piece in option.pieces())
        price = facts.quantity(asks.unit, str(number * Decimal(option.costs)))
        if number and option.most == 1:
            yield f"{facts.apart(option.name)}: {price}"
        elif number:
            yield f"{number} × {facts.apart(option.name)}: {price}"
    yield _("Left in the pot: %(left)s") % {"left": facts.quantity(asks.unit, str(left(asks, given)))}


def left(asks: Paper, given: Sequence[str]) -> Decimal:
    """What an answer leaves in the pot."""
    prices = {piece: Decimal(option.costs) for option in asks.options for piece in option.pieces()}
    return Decimal(asks.pot) - sum(prices[piece] for piece in given)


def _given(asks: Paper, chosen: str) -> dict[str, Any]:
    """Option → what stands in its field: a mark, a place, points, or how many of it."""
    kept = answers.kept(asks.method, chosen)
    if asks.kind == papers.ONE:
        return {kept: 1}
    if asks.kind == papers.SEVERAL:
        return dict.fromkeys(kept, 1)
    if asks.kind == papers.ORDER:
        return {id: number for number, rank in enumerate(kept, 1) for id in rank}
    if asks.kind == papers.POT:
        return {option.id: sum(piece in kept for piece in option.pieces()) for option in asks.options}
    return dict(kept)


def _row(asks: Paper, option: Option, given: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": option.id, "name": option.name, "means": option.means, "given": given}
    if asks.kind == papers.POT:
        price = facts.quantity(asks.unit, option.costs)
        each = {"price": price, "most": option.most}
        row |= {"costs": option.costs, "most": option.most, "price": price}
        row["each"] = price if option.most == 1 else _("%(price)s each, up to %(most)s") % each
    return row
