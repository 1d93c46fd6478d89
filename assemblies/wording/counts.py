# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counts told: the law's sentences on an outcome in the reader's language, and where on a page each of them stands."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assemblies.wording import facts, outcomes
from governance.papers import Paper
from governance.tallies import sentences as law

HEADS = frozenset(
    {"chosen", "chosen_one", "shared_funded", "shared_funded_one", "irv_at_once", "irv_won", "irv_last"}
    | {"plurality_won", "approval_won", "approval_several", "score_won", "dots_won"}
    | {"ranked_beats_all", "schulze_won", "ranked_pairs_unbeaten", "ranked_pairs_won"}
)
"""Sentences that say alone what came out; whatever follows them says how."""
WON = frozenset({"stv_reached_one", "stv_reached", "stv_filled_one", "stv_filled"})
LEFT = frozenset(
    {"irv_earlier", "irv_narrowed", "irv_tie_order", "irv_listed"}
    | {"stv_earlier_last", "stv_order_last", "stv_listed_last"}
)
HOWEVER = frozenset({"irv_however", "stv_however_last", "stv_however_surplus"})
"""From the round of such a sentence on one way among several is shown, in all of which the same win."""
BESIDE = WON | LEFT | HOWEVER | {"stv_earlier_surplus", "stv_order_surplus", "stv_listed_surplus"}
"""What happened in one round, and stands beside it where that round is drawn."""
MONEY = frozenset({"pot", "spent", "added"})
SPENT = frozenset({"mes_added", "mes_not_added"})
"""Sentences whose `value` is an amount too."""
LONG = 320
"""Characters beyond which the sentences of an outcome are no head of a page any more."""


class Told(NamedTuple):
    """One sentence by its code, with the round that it is about, or 0."""

    code: str
    round: int
    text: str


def sentences(tally: Mapping[str, Any], paper: Paper | None = None) -> list[Told]:
    """Every sentence of an outcome; one of the law's own English, kept apart, where a code is not known here."""
    known = [(one["code"], *law.worded(one["code"], one["facts"])) for one in tally.get("said") or ()]
    if not known or any(key not in outcomes.SENTENCES for _code, key, _facts in known):
        return [Told("", 0, facts.apart(str(tally.get("because", ""))))]
    if [code for code, _key, _facts in known] == ["assemblies_against", "people_for"]:
        return [Told("", 0, _people_but_not_places(known[0][2], known[1][2]))]
    return [
        Told(code, int(str(given.get("round", 0))), _one(key, given, tally, paper))
        for code, key, given in known
    ]


def parted(told: Sequence[Told], drawn: Sequence[int] = ()) -> tuple[str, list[str]]:
    """What stands at the head of a page, and the sentences that stand below; not what stands beside a drawn round."""
    left = [one for one in told if one.code not in BESIDE or one.round not in drawn]
    texts = [one.text for one in left]
    most = next((n for n in range(len(left), 1, -1) if sum(map(len, texts[:n])) <= LONG), 1)
    most = 1 if left and left[0].code in HEADS else most
    return " ".join(texts[:most]), texts[most:]


def _one(key: str, given: Mapping[str, Any], tally: Mapping[str, Any], paper: Paper | None) -> str:
    if paper and paper.pot and key.startswith("shared_funded"):
        return _funded(tally["funded"], given, paper)
    sentence = _(outcomes.SENTENCES[key])
    for name in ("option", "other"):
        sentence = sentence.replace(
            f"“{{{name}}}”", f"{{{name}}}"
        )  # the marks stand with the name: facts.quoted
    amounts = MONEY | {"value"} if key in SPENT else MONEY
    unit = paper.unit if paper else ""
    return sentence.format_map(
        {name: _money(fact, unit) if name in amounts else _fact(name, fact) for name, fact in given.items()}
    )


def _funded(pieces: Sequence[str], given: Mapping[str, Any], paper: Paper) -> str:
    """What the pot pays for, project by project, with how many pieces where there may be several."""
    got = [(option, len(set(option.pieces()) & set(pieces))) for option in paper.options]
    first = {option.id: min(map(pieces.index, set(option.pieces()) & set(pieces))) for option, n in got if n}
    names = [
        facts.apart(option.name if option.most == 1 else f"{facts.number(str(n))} × {option.name}")
        for option, n in sorted((each for each in got if each[1]), key=lambda each: first[each[0].id])
    ]
    told = {name: _money(given[name], paper.unit) for name in ("spent", "pot")}
    return _("%(spent)s of %(pot)s goes to %(what)s.") % {**told, "what": facts.listed(names)}


def _money(exact: str, unit: str) -> str:
    return facts.apart(facts.quantity(unit, exact).strip())


def _people_but_not_places(places: Mapping[str, Any], people: Mapping[str, Any]) -> str:
    yes, cast = Fraction(people["value"]), Fraction(people["cast"])
    numbers = {name: facts.number(places[name]) for name in ("value", "total", "needed")}
    percent = facts.share(f"{floor(100 * yes / cast + Fraction(1, 2))} %")
    return _(outcomes.PEOPLE_BUT_NOT_PLACES).format_map(numbers | {"share": percent})


def _fact(name: str, fact: str | Sequence[str]) -> str:
    if not isinstance(fact, str):
        return facts.listed([facts.quoted(one) for one in fact])
    if name in ("yes", "no"):
        return {"yes": _("yes"), "no": _("no")}.get(fact, fact)
    return facts.quoted(fact) if name in law.OPTIONS else facts.number(fact)
