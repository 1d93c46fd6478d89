# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences: why a count came out as it did, as codes and facts that can be put into any language."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from governance.tallies.told import choosing, ranking, sharing, transferring

Fact = str | tuple[str, ...]


OPTIONS = frozenset({"yes", "no", "option", "other", "options", "others"})
"""Facts that are options: one, or a tuple of them. Whoever shows a sentence may put their names in their place."""


class Said(NamedTuple):
    """One sentence: its code in SENTENCES and what fills it; a fact is a text, or a tuple of options."""

    code: str
    facts: Mapping[str, Fact]

    def __str__(self) -> str:
        key, facts = worded(self.code, self.facts)
        told = {name: fact if isinstance(fact, str) else listed(fact) for name, fact in facts.items()}
        return (SENTENCES[key] if key else _curled(EXACT[self.code])).format_map(told)

    def as_json(self) -> dict[str, object]:
        """The code and the facts as plain data, for whoever shows it in another language."""
        plain = {name: fact if isinstance(fact, str) else list(fact) for name, fact in self.facts.items()}
        return {"code": self.code, "facts": plain}

    def exact(self) -> str:
        """The sentence with its exact shares and bounds, as counts were told before they were in whole numbers."""
        return EXACT[self.code].format_map(self.facts) if self.code in EXACT else str(self)


def listed(options: Sequence[str]) -> str:
    """Options one after the other: “a”, “b” and “c”."""
    quoted = [f"“{option}”" for option in options]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def named(said: Iterable[Said], names: Mapping[str, str]) -> tuple[Said, ...]:
    """The same sentences with names in the place of options; an option without a name stays."""

    def put(name: str, fact: Fact) -> Fact:
        if name not in OPTIONS:
            return fact
        return names.get(fact, fact) if isinstance(fact, str) else tuple(names.get(one, one) for one in fact)

    return tuple(Said(one.code, {name: put(name, fact) for name, fact in one.facts.items()}) for one in said)


def _curled(sentence: str) -> str:
    """An exact sentence with the quotation marks of the others, which may stand beside it."""
    return sentence.replace('"{yes}"', "“{yes}”").replace('"{no}"', "“{no}”")


def said(code: str, **facts: Fact) -> Said:
    """A sentence of this table with its facts."""
    return Said(code, facts)


def worded(code: str, facts: Mapping[str, Fact]) -> tuple[str, dict[str, Fact]]:
    """The key in SENTENCES and all that fills it: the kept facts and, of yes and no, `needed` and `cast` in whole
    numbers.

    Sums of weights that are not whole have no such number: then the key is "", and `exact` says it.
    """
    if code not in EXACT:
        return code, dict(facts)
    texts = {name: fact for name, fact in facts.items() if isinstance(fact, str)}
    if any(len(texts.get(name, "")) > LONGEST for name in NUMBERS):
        return "", dict(facts)
    numbers = {name: Fraction(texts[name]) for name in NUMBERS if texts.get(name)}
    bound = numbers.pop("bound", Fraction(0))
    if any(number.denominator > 1 for number in numbers.values()):
        return "", dict(facts)
    strict = code in MORE_THAN
    more = {"needed": str(floor(bound) + 1 if strict else ceil(bound))}
    more["cast"] = str(sum(numbers.get(name, 0) for name in ("value", "against")))
    of_share = f"{code}_{OF_SHARE.get(texts.get('share', ''), '')}"
    key = of_share if of_share in SENTENCES else code
    return key, {**facts, **more}


OF_SHARE = {"1/2": "half", "1": "all", "0": "none"}
"""Shares of which some sentences have words of their own: more than all can never be, and all have at least none."""
LONGEST = 1_000
NUMBERS = ("value", "against", "total", "seats", "bound")
MORE_THAN = frozenset(
    {"adopted_over_cast", "rejected_over_cast", "adopted_over_seats", "rejected_over_seats"}
    | {"assemblies_for", "assemblies_against", "assemblies_few"}
)
"""Where the bound itself is not enough."""

YES_OR_NO = {
    "no_quorum": "No quorum, because {value} took part and at least {needed} of {seats} had to.",
    "no_quorum_affirmative": "No quorum, because {value} voted “{yes}” and at least {needed} of {seats} had to.",
    "nobody": "Rejected, because nobody voted “{yes}” or “{no}”.",
    "equal": "Rejected, because equally many voted “{yes}” and “{no}” ({value} each).",
    "adopted_over_cast": "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
    " at least {needed} of these {cast} were needed.",
    "adopted_over_cast_half": "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
    " more than half were needed: at least {needed} of these {cast}.",
    "adopted_at_cast": "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
    " at least {needed} of these {cast} were needed.",
    "adopted_over_seats": "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
    " at least {needed} of all {seats} who may vote were needed.",
    "adopted_over_seats_half": "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
    " more than half of all who may vote were needed: at least {needed} of {seats}.",
    "adopted_at_seats": "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
    " at least {needed} of all {seats} who may vote were needed.",
    "rejected_over_cast": "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
    " at least {needed} of these {cast} were needed.",
    "rejected_over_cast_half": "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
    " more than half were needed: at least {needed} of these {cast}.",
    "rejected_at_cast": "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
    " at least {needed} of these {cast} were needed.",
    "rejected_over_seats": "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
    " at least {needed} of all {seats} who may vote were needed.",
    "rejected_over_seats_half": "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
    " more than half of all who may vote were needed: at least {needed} of {seats}.",
    "rejected_at_seats": "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
    " at least {needed} of all {seats} who may vote were needed.",
    "adopted_at_cast_none": "Adopted, because {value} voted “{yes}” and {against} “{no}”,"
    " and the rule asks for no vote “{yes}” at all.",
    "adopted_at_seats_none": "Adopted, because {value} voted “{yes}” and {against} “{no}”,"
    " and the rule asks for no vote “{yes}” at all.",
    "rejected_over_cast_all": "Rejected, because {value} voted “{yes}” and {against} “{no}”,"
    " and the rule asks for more than all of these, which can never be reached.",
    "rejected_over_seats_all": "Rejected, because {value} voted “{yes}” and {against} “{no}”,"
    " and the rule asks for more than all {seats} who may vote, which can never be reached.",
    "weigh_no_quorum": "No quorum, because the votes cast weigh {value} of {seats};"
    " at least {bound} was needed.",
    "weigh_no_quorum_affirmative": "No quorum, because the votes “{yes}” weigh {value} of {seats};"
    " at least {bound} was needed.",
    "weigh_equal": "Rejected, because the votes “{yes}” and “{no}” weigh the same ({value} each).",
    "weigh_adopted_over": "Adopted, because the votes “{yes}” weigh {value} and those “{no}” {against};"
    " more than {bound} was needed.",
    "weigh_adopted_at": "Adopted, because the votes “{yes}” weigh {value} and those “{no}” {against};"
    " at least {bound} was needed.",
    "weigh_rejected_over": "Rejected, because the votes “{yes}” weigh {value} and those “{no}” {against};"
    " more than {bound} was needed.",
    "weigh_rejected_at": "Rejected, because the votes “{yes}” weigh {value} and those “{no}” {against};"
    " at least {bound} was needed.",
    "assemblies_for": "Of the places “{yes}” won {value} of {total}; at least {needed} were needed.",
    "assemblies_against": "Rejected, because of the places “{yes}” won only {value} of {total};"
    " at least {needed} were needed.",
    "assemblies_few": "Of the places “{yes}” won only {value} of {total}; at least {needed} were needed.",
    "weight_for": "The places that “{yes}” won weigh {value} of {total}; more than {bound} was needed.",
    "weight_against": "Rejected, because the places that “{yes}” won weigh only {value} of {total};"
    " more than {bound} was needed.",
    "weight_few": "The places that “{yes}” won weigh only {value} of {total}; more than {bound} was needed.",
    "people_for": "Of the people {value} voted “{yes}” and {against} “{no}”, which was enough.",
}

SENTENCES: Mapping[str, str] = {
    **YES_OR_NO,
    **choosing.SENTENCES,
    **ranking.SENTENCES,
    **transferring.SENTENCES,
    **sharing.SENTENCES,
}
"""Every sentence of every way of deciding."""

EXACT = {
    "no_quorum": "No quorum, because {value} took part and at least {bound} ({share} of {seats}) had to.",
    "no_quorum_affirmative": 'No quorum, because {value} voted "{yes}" and at least {bound}'
    " ({share} of {seats}) had to.",
    "nobody": 'Rejected, because nobody voted "{yes}" or "{no}".',
    "equal": 'Rejected, because equally many voted "{yes}" and "{no}" ({value} each).',
    "adopted_over_cast": 'Adopted, because {value} voted "{yes}" and {against} "{no}";'
    " more than {share} of these votes ({bound}) were needed.",
    "adopted_at_cast": 'Adopted, because {value} voted "{yes}" and {against} "{no}";'
    " at least {share} of these votes ({bound}) were needed.",
    "adopted_over_seats": 'Adopted, because {value} voted "{yes}" and {against} "{no}";'
    " more than {share} of all {seats} who may vote ({bound}) were needed.",
    "adopted_at_seats": 'Adopted, because {value} voted "{yes}" and {against} "{no}";'
    " at least {share} of all {seats} who may vote ({bound}) were needed.",
    "rejected_over_cast": 'Rejected, because {value} voted "{yes}" and {against} "{no}";'
    " more than {share} of these votes ({bound}) were needed.",
    "rejected_at_cast": 'Rejected, because {value} voted "{yes}" and {against} "{no}";'
    " at least {share} of these votes ({bound}) were needed.",
    "rejected_over_seats": 'Rejected, because {value} voted "{yes}" and {against} "{no}";'
    " more than {share} of all {seats} who may vote ({bound}) were needed.",
    "rejected_at_seats": 'Rejected, because {value} voted "{yes}" and {against} "{no}";'
    " at least {share} of all {seats} who may vote ({bound}) were needed.",
    "assemblies_for": 'Assemblies with more "{yes}" than "{no}" hold {value} of {total};'
    " more than {bound} were needed.",
    "assemblies_against": 'Rejected, because assemblies with more "{yes}" than "{no}" hold only {value}'
    " of {total}; more than {bound} were needed.",
    "assemblies_few": 'Assemblies with more "{yes}" than "{no}" hold only {value} of {total};'
    " more than {bound} were needed.",
    "people_for": 'Of the people {value} voted "{yes}" and {against} "{no}", which was enough.',
}
