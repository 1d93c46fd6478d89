# SPDX-License-Identifier: AGPL-3.0-or-later
"""A composer's form as it was filled in: read into what the voting room opens, each no at the field that it is about."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assemblies import numerals, writing
from assemblies.front import composing
from assemblies.front.composing import Template
from assemblies.voting.operations import Composed
from governance import papers
from governance.refusals import Refusal
from governance.ways import Way

ROWS, MORE = 3, 3
"""Empty rows for options to begin with, and how many more are given at a time."""
SIGNS = ("£", "$", "€", "¥")


@dataclass
class Filled:
    """A form: what it composes, which of its rows hold an option, and (field, no) for what could not be read."""

    composed: Composed
    rows: list[int] = field(default_factory=list)
    wrong: list[tuple[str, Refusal]] = field(default_factory=list)

    def field_of(self, at: str) -> str:
        """The form's field that the pointer of a refusal is about; "" for none."""
        parts = at.strip("/").split("/")
        if parts[0] == "options":
            if len(parts) < 3:
                return "name-1"
            number = int(parts[1])
            return f"{parts[2]}-{self.rows[number] if number < len(self.rows) else number + 1}"
        if parts[0] == "places":
            return f"places-{self.composed.method}"
        return parts[0] if parts[0] in FIELDS else ""


FIELDS = ("question", "pot", "unit", "top", "dots", "minimum", "method", "yes_means", "no_means", "secrecy")


def read(template: Template, way: Way, sent: QueryDict) -> Filled:
    """The filled form as the voting room takes it, with all that cannot be read of it."""
    method, secrecy = composing.method_of(template, way, sent.get("method", "")), sent.get("secrecy", "")
    if template.key in ("yes-no", "consent"):
        yes, no = sent.get("yes_means", ""), sent.get("no_means", "")
        filled = Filled(Composed(method, yes_means=yes, no_means=no, secrecy=secrecy))
        if not writing.shows(writing.shown(yes)):
            # A summary begins with what is wrong now, so it does not stand in for what a yes does, as it may for
            # a program (`operations.meanings`).
            sentence = _("Write what happens after a yes: voters read it beside their answer.")
            filled.wrong.append(("yes_means", Refusal(sentence, code="too_short", at="/yes_means")))
        return filled
    return _read_options(template, method, secrecy, sent)


def _read_options(template: Template, method: str, secrecy: str, sent: QueryDict) -> Filled:
    wrong: list[tuple[str, Refusal]] = []

    def take(name: str, reading: Callable[[str], Any], otherwise: str = "") -> Any:
        try:
            return reading(sent.get(name, "").strip() or otherwise)
        except Refusal as no:
            wrong.append((name, no))
            return reading("1")

    asks: dict[str, Any] = {"question": sent.get("question", "")}
    if not asks["question"].strip():
        wrong.append(("question", Refusal(_("Write the question that the options answer."), code="missing")))
    asks |= _numbers(method, sent, take)
    rows = list(_rows(template, sent, take))
    asks["options"] = [row for _number, row in rows]
    if len(rows) > 1 and not 1 <= asks.get("places", 1) < len(rows):
        wrong.append((f"places-{method}", _too_many(len(rows))))
    composed = Composed(method, asks, lot=sent.get("tie") == "lot", secrecy=secrecy)
    return Filled(composed, [number for number, _row in rows], wrong)


Take = Callable[..., Any]


def _rows(template: Template, sent: QueryDict, take: Take) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with anything in it, by its number on the form."""
    more = ("costs", "most") if template.key == "pot" else ()
    for number in range(1, rows_in(sent) + 1):
        if not any(sent.get(f"{name}-{number}", "").strip() for name in ("name", "means", *more)):
            continue
        row = {name: sent.get(f"{name}-{number}", "").strip() for name in ("name", "means")}
        if more:
            row["costs"] = take(f"costs-{number}", _amount(sent))
            row["most"] = take(f"most-{number}", _whole, "1")
        yield number, row


def _numbers(method: str, sent: QueryDict, take: Take) -> dict[str, Any]:
    kind = papers.KINDS[method]
    found: dict[str, Any] = {}
    if method in papers.SEVERAL_PLACES:
        found["places"] = take(f"places-{method}", _whole, "1")
    if kind == papers.SCORE:
        found["top"] = take("top", _whole, "5")
    if kind == papers.DOTS:
        found["dots"] = take("dots", _whole, "10")
    if kind == papers.POT:
        found["pot"] = take("pot", _amount(sent)) or "0"
        found["unit"] = sent.get("unit", "").strip()
    if method in papers.VARIANTS:
        found["variant"] = sent.get("variant", "")
    if found.get("variant") == "threshold":
        found["minimum"] = take("minimum", _whole, "1")
    return found


def _too_many(options: int) -> Refusal:
    words = {"n": options, "most": options - 1}
    sentence = _("There are %(n)s options: at least 1 and at most %(most)s of them can win.")
    return Refusal(sentence % words, code="how_many_win")


def _amount(sent: QueryDict) -> Callable[[str], str]:
    """How an amount of the pot is read, "1200.50", however people write it. Two readings are refused where the
    unit has but two decimals, and so is another currency than the pot's."""
    unit = sent.get("unit", "").strip()

    def read(typed: str) -> str:
        other = next((sign for sign in SIGNS if sign in typed and sign != unit), "")
        if other:
            words = {"other": other, "unit": unit}
            sentence = (
                _("You wrote %(other)s here, and the pot is in %(unit)s.")
                if unit
                else _("You wrote %(other)s here. Write it beside the pot, under “Of what”.")
            )
            raise Refusal(sentence % words, code="other_unit")
        return numerals.read(typed, units=[unit] if unit else [], places=2 if unit in SIGNS else 6)

    return read


def _whole(typed: str) -> int:
    """A whole number however people write it. Raises Refusal."""
    try:
        found = numerals.read(typed, places=0)
    except numerals.NotANumber:
        found = ""
    if not found.isascii() or not found.isdigit() or len(found) > 9:
        raise Refusal(_("Write a whole number."), code="not_whole")
    return int(found)


def rows_in(sent: QueryDict) -> int:
    """How many rows for options the form has."""
    number = sent.get("rows", "")
    given = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else ROWS
    wanted = given + (MORE if sent.get("step") == "rows" else 0)
    return max(ROWS, min(wanted, papers.MOST_OPTIONS))


def typed(sent: Mapping[str, str], rows: int, wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """What stands in the rows for options, to be shown again, with what is wrong with each of their fields."""
    names = ("name", "means", "costs", "most")
    return [
        {"n": str(number)}
        | {name: sent.get(f"{name}-{number}", "") for name in names}
        | {"wrong": {name: wrong.get(f"{name}-{number}", "") for name in names}}
        for number in range(1, rows + 1)
    ]


def turned(sent: QueryDict, before: Mapping[str, str]) -> QueryDict:
    """What somebody typed, to be taken along to another template: without what theirs filled in by itself, and without
    how it is counted, which is another matter there."""
    found = sent.copy()
    for name, value in sent.items():
        if name == "method" or before.get(name) == value:
            del found[name]
    return found


ASKING_ONE = frozenset({"yes_means", "no_means"})
"""What is typed where the proposal itself is asked about."""
OF_A_POT = ("pot", "unit", "costs-", "most-")
OF_A_METHOD = {"top": "score", "dots": "dots", "minimum": "budget-greedy"}


def kept(template: Template, sent: QueryDict) -> list[tuple[str, str]]:
    """What was typed for another template and has no field in this one: it goes along, should one turn back."""
    return [(name, value) for name, value in carried(sent) if value and not _has_field(template, name)]


def _has_field(template: Template, name: str) -> bool:
    if name in ("kind", "to", "method", "variant", "secrecy"):
        return True
    if name in OF_A_METHOD or name.startswith("places-"):
        return OF_A_METHOD.get(name, name.removeprefix("places-")) in template.methods
    asks_one = template.key in ("yes-no", "consent")
    if name in ASKING_ONE:
        return asks_one
    return not asks_one and (template.key == "pot" or not name.startswith(OF_A_POT))


def carried(sent: QueryDict) -> list[tuple[str, str]]:
    """What a form holds, to be sent again from the page on which it is checked."""
    mine = ("csrfmiddlewaretoken", "step")
    return [(name, value) for name, values in sent.lists() for value in values[-1:] if name not in mine]


def sketch(template: Template, way: Way, sent: QueryDict, usual: Mapping[str, str]) -> papers.Paper:
    """As much of the paper as its rule needs, from a form that may be filled in by half."""
    method = composing.method_of(template, way, sent.get("method", "")) or way.method
    places = 1
    if method in papers.SEVERAL_PLACES:
        name = f"places-{method}"
        try:
            places = _whole(sent.get(name, "").strip() or usual.get(name, "1"))
        except Refusal:
            places = 1
    counted = "majority" if method == "supermajority" else method
    return papers.Paper(counted, places=max(1, places))


def labels(template: Template, rows: Iterable[int]) -> dict[str, str]:
    """What each field of the form is called where a complaint leads to it."""
    found = {
        "question": _("The question"),
        "pot": _("What the pot holds"),
        "unit": _("Of what"),
        "top": _("The most points for one option"),
        "dots": _("Dots for each voter"),
        "minimum": _("How many votes it needs"),
        "yes_means": _("What happens after a yes"),
        "no_means": _("What happens after a no"),
        "method": _("How it is counted"),
        "secrecy": _("Who may see it"),
    }
    found |= {f"places-{one}": _("How many are to win") for one in papers.SEVERAL_PLACES}
    for n in rows:
        found[f"name-{n}"] = found[f"means-{n}"] = _("Option %(n)s") % {"n": n}
        found[f"costs-{n}"] = _("Price of option %(n)s") % {"n": n}
        found[f"most-{n}"] = _("At most of option %(n)s") % {"n": n}
    return found
