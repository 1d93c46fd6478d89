# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wording: what the law said, as codes and facts, put into the reader's language at the door."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assemblies.wording import counts, facts, offices, placements, refusals
from assemblies.wording.facts import Named, number, quantity, share, term
from assemblies.wording.offices import who_could
from governance.papers import Paper
from governance.powers import Power
from governance.refusals import Refusal
from governance.scales import Place

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


def outcome(tally: Mapping[str, Any], paper: Paper | None = None) -> str:
    """Why a count came out as it did, from the law's answer as it is kept; its own English where that is new.

    `paper` is what was asked, where it is at hand: amounts have its unit then."""
    return " ".join(one.text for one in counts.sentences(tally, paper))


def refusal(no: Refusal, unit: str = "") -> str:
    """What a refusal says, in the language of the reader; an amount in its unit. The house's own are in it already."""
    if no.template not in refusals.SENTENCES:
        return no.sentence
    given = {name: _refused(fact) for name, fact in no.facts.items()}
    if "excess" in given:
        given["excess"] = facts.apart(facts.quantity(unit, no.facts["excess"]).strip())
    if "who" in given:
        given["who"] = offices.who_could(Power(no.facts["power"]), Place(no.facts["place"]))
    return _(no.template).format_map(given) if given else _(no.template)


def _refused(fact: Any) -> str:
    if isinstance(fact, tuple | list):
        return facts.listed([facts.apart(str(one)) for one in fact])
    return _(fact) if fact in refusals.PHRASES else facts.apart(str(fact))
