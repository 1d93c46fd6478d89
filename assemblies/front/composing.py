# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a facilitator starts a ballot from: templates, and the ways of counting that each can be counted by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assemblies.proposals.models import Proposal
from assemblies.registry import queries as registry
from governance import amounts, papers
from governance.ways import Way


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
    plain = way.method != "consent"
    return [one for one in templates() if (plain and one.key == "yes-no") or may & set(one.methods)]


def chosen(way: Way, key: str) -> Template:
    """The template of this key, else the first that the charter allows. Raises MethodNotAllowed for one that the
    charter does not allow."""
    named = next((one for one in templates() if one.key == key), None)
    found = allowed(way)
    if named is not None and named not in found:
        way.choose(named.methods[0])
    return named or found[0]


def method_of(template: Template, way: Way, wanted: str) -> str:
    """The way of deciding: what was wanted, else the first of the template that the charter allows."""
    if template.key == "yes-no" or wanted in template.methods:
        return wanted
    may = {*way.stricter, *way.others, way.method}
    return next((one for one in template.methods if one in may), template.methods[0])


def told(method: str) -> tuple[str, str]:
    """A way of counting as (its name, what it does in a sentence that stands by itself)."""
    return {
        "plurality": (_("Choose one"), _("The option that most people choose wins.")),
        "score": (_("Give points"), _("Everyone’s points are added up, and the highest sum wins.")),
        "dots": (_("Place dots"), _("Everyone’s dots are added up, and the option with the most wins.")),
        "consent": (_("Consent"), _("Can everyone live with it? One objection is heard.")),
        "approval": (_("Most marks"), _("The options that most people mark win.")),
        "spav": (
            _("Fair shares"),
            _("Several win, one after the other: whoever has one already counts for less in the next turn."),
        ),
        "schulze": (
            _("Every pair (Schulze)"),
            _("Options are compared two by two. The one that beats all others wins."),
        ),
        "ranked-pairs": (
            _("Every pair (ranked pairs)"),
            _(
                "Options are compared two by two. The clearest wins count first, and one against them is left out."
            ),
        ),
        "irv": (_("Instant run-off"), _("The last leaves, round by round, until one has more than half.")),
        "stv": (
            _("Several winners"),
            _(
                "Larger and smaller groups of voters each get their part of the places (single transferable vote)."
            ),
        ),
        "budget-mes": (
            _("Equal shares"),
            _("Everyone decides on an equal part of the pot, so smaller groups of voters get something too."),
        ),
        "budget-greedy": (_("Most votes first"), _("The most wanted first, until the pot is used up.")),
        "supermajority": (_("Two thirds of the people"), ""),
        "double-majority": (_("People and places"), ""),
    }.get(method, (_("The people"), ""))


def counted_by(template: Template, way: Way) -> list[dict[str, Any]]:
    """The ways of counting of a template that the charter allows: {"method", "title", "words", "places", "variant"};
    the last two say whether the form asks how many are to win, and of which kind."""
    may = {*way.others, *way.stricter, way.method}
    return [
        {
            "method": one,
            "title": told(one)[0],
            "words": told(one)[1],
            "places": one in papers.SEVERAL_PLACES,
            "variant": one in papers.VARIANTS,
        }
        for one in template.methods
        if one in may and template.key != "yes-no"
    ]


def usual(template: Template, proposal: Proposal) -> Mapping[str, str]:
    """What stands in the fields of a template before anything is typed."""
    asked = {
        "one": _("Which of these should it be?"),
        "several": _("Which of these could you support?"),
        "order": _("In which order would you have these?"),
        "score": _("How good is each of these?"),
        "dots": _("Where do your dots go?"),
        "pot": _("What should the pot pay for?"),
    }
    pot = _pot_of(proposal) if template.key == "pot" else {}
    return {**FIRST, "question": asked.get(template.key, ""), **pot}


FIRST: Mapping[str, str] = {
    "places-approval": "1",
    "places-spav": "2",
    "places-stv": "2",
    "top": "5",
    "dots": "10",
    "pot": "",
    "unit": "£",
    "variant": "",
    "minimum": "1",
    "tie": "",
}


def _pot_of(proposal: Proposal) -> dict[str, str]:
    """A pot holds what the proposal asks for, where that is of one means."""
    known = registry.all_means(proposal.network) if len(proposal.means) == 1 else {}
    return {
        name: value
        for code, amount in proposal.means.items()
        if code in known
        for name, value in (
            ("pot", amounts.written(amounts.amount(amount, "/pot"))),
            ("unit", known[code].unit),
        )
    }
