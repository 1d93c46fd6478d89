# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a facilitator composes: templates to start from, and a filled form read into what the voting room opens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assemblies import numerals
from assemblies.voting.operations import Composed
from governance import papers
from governance.refusals import Refusal
from governance.ways import Way

ROWS, MORE = 3, 3
"""Empty rows for options to begin with, and how many more are given at a time."""


@dataclass(frozen=True)
class Template:
    """A way to start: what it asks of voters, and the ways of counting that it can be counted by."""

    key: str
    title: str
    words: str
    methods: tuple[str, ...]


def templates() -> list[Template]:
    """All of them, the plainest first, in the reader's language."""
    return [
        Template("yes-no", _("Yes or no"), _("Should we do this?"), ("majority", "double-majority")),
        Template(
            "consent", _("Consent"), _("Can everyone live with it? One objection is heard."), ("consent",)
        ),
        Template("one", _("Choose one"), _("Everyone marks one option."), ("plurality",)),
        Template(
            "several",
            _("Mark all you like"),
            _("Everyone marks what they could support."),
            ("approval", "spav"),
        ),
        Template(
            "order",
            _("Put in order"),
            _("First, second, third. Best where options are many and feelings mixed."),
            ("schulze", "irv", "ranked-pairs", "stv"),
        ),
        Template("score", _("Give points"), _("How good is each option, from 0 up?"), ("score",)),
        Template("dots", _("Place dots"), _("Everyone spreads the same number of dots."), ("dots",)),
        Template(
            "pot",
            _("Share out a pot"),
            _("What should the money pay for?"),
            ("budget-mes", "budget-greedy"),
        ),
    ]


def allowed(way: Way) -> list[Template]:
    """The templates that the charter allows on a matter."""
    may = {way.method, *way.stricter, *way.others}
    return [one for one in templates() if one.key == "yes-no" or may & set(one.methods)]


def chosen(way: Way, key: str) -> Template:
    """The template of this key, else the first that the charter allows."""
    found = allowed(way)
    return next((one for one in found if one.key == key), found[0])


def method_of(template: Template, way: Way, wanted: str) -> str:
    """The way of deciding: what was wanted, else the first of the template that the charter allows."""
    if template.key == "yes-no" or wanted in template.methods:
        return wanted
    may = {*way.stricter, *way.others, way.method}
    return next((one for one in template.methods if one in may), template.methods[0])


def counted_by(template: Template, way: Way) -> list[dict[str, str]]:
    """The ways of counting to choose between: {"method", "title", "words"}; empty where there is only one."""
    told = {
        "approval": (_("Most marks"), _("The options that most people mark win.")),
        "spav": (_("Fair shares"), _("Several win, so that smaller circles get some of them too.")),
        "schulze": (_("Every pair (Schulze)"), _("The option that beats all others wins.")),
        "ranked-pairs": (
            _("Every pair (ranked pairs)"),
            _("As above; circles are opened at the weakest win."),
        ),
        "irv": (_("Instant run-off"), _("The last leaves, round by round, until one has more than half.")),
        "stv": (
            _("Several winners"),
            _("Seats for larger and smaller circles alike (single transferable vote)."),
        ),
        "budget-mes": (_("Equal shares"), _("Everyone decides on an equal part of the pot.")),
        "budget-greedy": (_("Most votes first"), _("The most wanted first, until the pot is used up.")),
    }
    may = {*way.others, *way.stricter, way.method}
    found = [one for one in template.methods if one in may and one in told]
    if len(found) < 2:
        return []
    return [{"method": one, "title": told[one][0], "words": told[one][1]} for one in found]


def read(template: Template, way: Way, sent: QueryDict) -> Composed:
    """The filled form as the voting room takes it. Raises Refusal for numbers that are none."""
    method, secrecy = method_of(template, way, sent.get("method", "")), sent.get("secrecy", "")
    if papers.KINDS.get(method, papers.ONE) == papers.ONE and method != "plurality":
        yes, no = sent.get("yes_means", ""), sent.get("no_means", "")
        return Composed(method, yes_means=yes, no_means=no, secrecy=secrecy)
    asks = {
        "question": sent.get("question", ""),
        "options": [one for one in _rows(template, sent) if any(str(value) for value in one.values())],
        **_numbers(method, sent),
    }
    return Composed(method, asks, lot=sent.get("tie") == "lot", secrecy=secrecy)


def _rows(template: Template, sent: QueryDict) -> Iterator[dict[str, Any]]:
    for number in range(1, rows_in(sent) + 1):
        row = {name: sent.get(f"{name}-{number}", "").strip() for name in ("name", "means")}
        if template.key == "pot":
            costs, most = sent.get(f"costs-{number}", ""), sent.get(f"most-{number}", "").strip()
            if not row["name"] and not costs.strip():
                continue
            row["costs"] = numerals.read(costs, units=UNITS, at=f"/options/{number - 1}/costs")
            yield row | {"most": _whole(most or "1", f"/options/{number - 1}/most")}
        elif row["name"] or row["means"]:
            yield row


UNITS = ("£", "$", "€", "¥")


def rows_in(sent: QueryDict) -> int:
    """How many rows for options the form has."""
    number = sent.get("rows", "")
    given = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else ROWS
    wanted = given + (MORE if sent.get("step") == "rows" else 0)
    return max(ROWS, min(wanted, papers.MOST_OPTIONS))


def _numbers(method: str, sent: QueryDict) -> dict[str, Any]:
    kind = papers.KINDS[method]
    found: dict[str, Any] = {}
    places = _whole(sent.get("places", "").strip() or "1", "/places")
    if method in papers.SEVERAL_PLACES:
        found["places"] = places
    elif places > 1:
        sentence = _("This way of counting has one winner. Choose the one with several winners, or write 1.")
        raise Refusal(sentence, code="one_winner", at="/places")
    if kind == papers.SCORE:
        found["top"] = _whole(sent.get("top", "").strip() or "5", "/top")
    if kind == papers.DOTS:
        found["dots"] = _whole(sent.get("dots", "").strip() or "10", "/dots")
    if kind == papers.POT:
        found["pot"] = numerals.read(sent.get("pot", ""), units=UNITS, at="/pot") or "0"
        found["unit"] = sent.get("unit", "").strip()
    if method in papers.VARIANTS:
        found["variant"] = sent.get("variant", "")
    if found.get("variant") == "threshold":
        found["minimum"] = _whole(sent.get("minimum", "").strip() or "1", "/minimum")
    return found


def _whole(typed: str, at: str) -> int:
    latin = numerals.latin(typed)
    if not latin.isascii() or not latin.isdigit() or len(latin) > 9:
        raise Refusal(_("Write a whole number."), code="not_whole", at=at)
    return int(latin)


def typed(sent: Mapping[str, str], rows: int) -> list[dict[str, str]]:
    """What stands in the rows for options, to be shown again."""
    names = ("name", "means", "costs", "most")
    return [
        {"n": str(number), **{name: sent.get(f"{name}-{number}", "") for name in names}}
        for number in range(1, rows + 1)
    ]
