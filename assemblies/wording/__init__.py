# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wording: what the law said, as codes and facts, put into the reader's language at the door."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any

from django.utils.translation import gettext as _

from assemblies.wording import facts, offices, outcomes, placements, refusals
from assemblies.wording.facts import Named, number, quantity, share, term
from assemblies.wording.offices import who_could
from governance.powers import Power
from governance.refusals import Refusal
from governance.scales import Place
from governance.tallies import sentences as counted

__all__ = ("Named", "number", "outcome", "quantity", "refusal", "say", "share", "tell", "term", "who_could")

Sentences = Sequence[Mapping[str, Any]]
NO_NAMES = Named(None)


def tell(sentences: Sentences | None, otherwise: str, named: Named = NO_NAMES) -> str:
    """Sentences of a placement as `Said.as_json` writes them, one after the other; `otherwise` where one is not
    known here. `named` is how its network calls matters and means."""
    if not sentences or any(one["code"] not in placements.SENTENCES for one in sentences):
        return otherwise
    return " ".join(say(one, named) for one in sentences)


def say(said: Mapping[str, Any], named: Named = NO_NAMES) -> str:
    """One sentence, `{"code", "facts"}`, in the language of the reader. KeyError where the code is unknown."""
    sentence = placements.SENTENCES[said["code"]]
    return _(sentence).format_map(facts.placed(said["facts"], named))


def outcome(tally: Mapping[str, Any]) -> str:
    """Why a count came out as it did, from the law's answer as it is kept; its own English where that is new."""
    return " ".join(outcome_sentences(tally))


def outcome_sentences(tally: Mapping[str, Any]) -> list[str]:
    """The sentences of `outcome`, one by one: what came out first, then what was tied and how it was resolved."""
    known = [counted.worded(one["code"], one["facts"]) for one in tally.get("said") or ()]
    if not known or any(key not in outcomes.SENTENCES for key, _facts in known):
        return [str(tally.get("because", ""))]
    if [key for key, _facts in known] == ["assemblies_against", "people_for"]:
        return [_people_but_not_places(known[0][1], known[1][1])]
    return [_counted(key, given) for key, given in known]


def _people_but_not_places(places: Mapping[str, Any], people: Mapping[str, Any]) -> str:
    yes, cast = Fraction(people["value"]), Fraction(people["cast"])
    numbers = {name: facts.number(places[name]) for name in ("value", "total", "needed")}
    percent = facts.share(f"{floor(100 * yes / cast + Fraction(1, 2))} %")
    return _(outcomes.PEOPLE_BUT_NOT_PLACES).format_map(numbers | {"share": percent})


def _counted(key: str, given: Mapping[str, Any]) -> str:
    return _(outcomes.SENTENCES[key]).format_map({name: _fact(name, fact) for name, fact in given.items()})


def _fact(name: str, fact: str | Sequence[str]) -> str:
    if not isinstance(fact, str):
        return facts.listed([f"“{facts.apart(one)}”" for one in fact])
    if name in ("yes", "no"):
        return {"yes": _("yes"), "no": _("no")}.get(fact, fact)
    return facts.apart(fact) if name in counted.OPTIONS else facts.number(fact)


def refusal(no: Refusal) -> str:
    """What a refusal says, in the language of the reader. The house's own are in it already."""
    if no.template not in refusals.SENTENCES:
        return no.sentence
    given = {name: _refused(fact) for name, fact in no.facts.items()}
    if "who" in given:
        given["who"] = offices.who_could(Power(no.facts["power"]), Place(no.facts["place"]))
    return _(no.template).format_map(given) if given else _(no.template)


def _refused(fact: Any) -> str:
    if isinstance(fact, tuple | list):
        return facts.listed([facts.apart(str(one)) for one in fact])
    return _(fact) if fact in refusals.PHRASES else facts.apart(str(fact))
