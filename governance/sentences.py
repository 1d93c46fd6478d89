# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences: what the subsidiarity test says, as codes and facts that can be put into any language."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

MOST_NAMES = 6


class Names(NamedTuple):
    """The first of a list of names, and how many more there are."""

    shown: tuple[str, ...]
    more: int = 0

    def __str__(self) -> str:
        names = ", ".join(self.shown)
        return f"{names} and {self.more} more" if self.more else names

    def as_json(self) -> object:
        """The names alone where these are all."""
        return {"shown": list(self.shown), "more": self.more} if self.more else list(self.shown)


Fact = str | Names


class Said(NamedTuple):
    """One sentence: its code in SENTENCES and the facts that fill it: texts, and names.

    Whoever translates looks the code up in a catalogue, and the fact `whole` (see `all_of`) with it.
    """

    code: str
    facts: Mapping[str, Fact]

    def __str__(self) -> str:
        return SENTENCES[self.code].format_map(self.facts)

    def as_json(self) -> dict[str, object]:
        """The code and the facts as plain data, for whoever shows it in another language."""
        facts = {name: fact if isinstance(fact, str) else fact.as_json() for name, fact in self.facts.items()}
        return {"code": self.code, "facts": facts}


def said(code: str, **facts: Fact) -> Said:
    """A sentence of this table with its facts."""
    return Said(code, facts)


def listed(names: Iterable[str], number: int | None = None) -> Names:
    """Names of which there are so many, or as many as are given; of very many the first few, for nobody reads
    on. A single one is never left out."""
    found = tuple(names)
    number = len(found) if number is None else number
    return Names(found) if number <= MOST_NAMES + 1 else Names(found[:MOST_NAMES], number - MOST_NAMES)


def all_of(number: int) -> str:
    """How one says "all" of so many places."""
    few = {2: "both", 3: "all three", 4: "all four", 5: "all five", 6: "all six"}
    return few.get(number, "all of them")


SENTENCES = {
    # 1, remit
    "remit_unlimited": "{name} may decide any matter.",
    "remit_given": "{name} may decide {matter}, because its charter gives it {given}.",
    "remit_not_given": "{name} may not decide {matter}, because its charter does not give it that matter.",
    "remit_none": "{name} may not decide {matter}, because its charter gives it no matters.",
    "remit_kept": "{name} may not decide {matter}, because {keeper} keeps that matter for itself"
    " and all of {name} lies in {keeper}.",
    # 2, containment
    "containment_all": "All the people affected live in {name}.",
    "containment_enough": "{value} of the people affected live in {name}; at least {bound} must.",
    "containment_few": "Only {value} of the people affected live in {name}; at least {bound} must.",
    "containment_no_one": "None of the people affected live in {name}.",
    "containment_empty": "Nobody lives in the places affected, and all of them lie in {name}.",
    "containment_empty_not": "Nobody lives in the places affected, and not all of them lie in {name}.",
    # 3, spill-over
    "spill_over_none": "No place outside {name} is affected.",
    "spill_over_little": "Outside {name} the most affected place is {place}, with {value} of its people;"
    " up to {bound} is little enough.",
    "spill_over_much": "{place} lies outside {name}, and {value} of its people are affected;"
    " more than {bound} is too many.",
    # 4, means
    "means_nothing": "It uses up nothing of which {name} would have to give.",
    "means_within": "What it uses up ({asked}) is within what {name} may use.",
    "means_ceiling": "It uses up {value} {means}, more than the {bound} that one decision on {matter}"
    " may use in {name}.",
    "means_allotment": "It uses up {value} {means}, more than the {bound} that {name} has left.",
    "means_unkept": "It uses up {value} {means}, of which {name} has nothing.",
    "means_quorum": "{name} has {value} members, fewer than its quorum of {bound}.",
    # 5, necessity
    "necessity_none_smaller": "No smaller place can decide it.",
    "necessity_passed_over": "Every smaller place that could decide it has recorded why it cannot ({names}).",
    "necessity_own_reason": '{name} has itself recorded why it cannot achieve the aim: "{reason}"',
    "necessity_silent": "{smaller} is smaller, can decide it and has not recorded why it could not.",
    # the answer
    "light": "Decided in {name}, where it is raised, because it uses up nothing and binds nobody;"
    " it is shared with all.",
    "raised_affected": "No places are named, so all of {name}, where it is raised, counts as affected.",
    "answer_only": "Decided in {name}, because {name} is the only place affected.",
    "answer_whole": "Decided in {name}, because {name} is the place affected"
    " and no smaller place holds all of it.",
    "answer_one": "Decided in {name}, because the place affected ({places}) lies in {name}"
    " and no smaller place holds all of it.",
    "answer_all": "Decided in {name}, because the places affected ({places}) all lie in {name}"
    " and no smaller place holds {whole}.",
    "answer_most": "Decided in {name}, because {value} of the people affected ({places}) live in {name}"
    " and no smaller place holds enough of them.",
    "answer_whole_passed": "Decided in {name}, because {name} is the place affected"
    " and no smaller place that holds all of it can decide.",
    "answer_one_passed": "Decided in {name}, because the place affected ({places}) lies in {name}"
    " and no smaller place that holds all of it can decide.",
    "answer_all_passed": "Decided in {name}, because the places affected ({places}) all lie in {name}"
    " and no smaller place that holds {whole} can decide.",
    "answer_most_passed": "Decided in {name}, because {value} of the people affected ({places}) live in"
    " {name} and no smaller place that holds enough of them can decide.",
    "nobody": "Nobody can decide this as it stands, so it stays a draft.",
    "nobody_remit": "Without the matter {matter} in their remit: {names}.",
    "nobody_containment": "Too few of the people affected live in: {names}.",
    "nobody_spill_over": "Too much affected outside: {names}.",
    "nobody_means": "Without the means or a live quorum for it: {names}.",
    "nobody_necessity": "Recorded themselves why they cannot achieve the aim: {names}.",
    "joint": "These may instead decide it jointly, each passing the same text: {names}."
    " If they decline, {name} decides.",
    "joint_nobody": "These may decide it jointly, each passing the same text: {names}."
    " If they decline, nobody decides.",
}
