# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences: why a count came out as it did, as codes and facts that can be put into any language."""

from collections.abc import Mapping
from typing import NamedTuple


class Said(NamedTuple):
    """One sentence: its code in SENTENCES and the texts that fill it."""

    code: str
    facts: Mapping[str, str]

    def __str__(self) -> str:
        return SENTENCES[self.code].format_map(self.facts)

    def as_json(self) -> dict[str, object]:
        """The code and the facts as plain data, for whoever shows it in another language."""
        return {"code": self.code, "facts": dict(self.facts)}


def said(code: str, **facts: str) -> Said:
    """A sentence of this table with its facts."""
    return Said(code, facts)


SENTENCES = {
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
