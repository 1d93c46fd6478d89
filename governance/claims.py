# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims: people of a place say that they are affected too, or are not; how many uphold it, and what follows."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import ClassVar

from governance import covers, effects
from governance.charters import Charter
from governance.nesting import Nesting
from governance.refusals import Refusal


class Kind(StrEnum):
    """What a claim says of the place it is made for."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not_affected"


class Ending(StrEnum):
    """How a claim ends. The first two change the effects."""

    ACCEPTED = "accepted"  # by the author
    UPHELD = "upheld"  # by number
    LAPSED = "lapsed"  # too few in time
    WITHDRAWN = "withdrawn"  # by whoever made it
    OVERTAKEN = "overtaken"  # the proposal left the stages in which claims are heard


HEEDED = frozenset({Ending.ACCEPTED, Ending.UPHELD})


class BadClaim(Refusal):
    """A claim that says nothing new, or that nobody could follow."""

    code: ClassVar[str] = "bad_claim"


class Contradicted(Refusal):
    """Effects go against a claim that was accepted or upheld."""

    code: ClassVar[str] = "claim_stands"


def needed(people: int, rules: Charter) -> int:
    """How many of the people at home in a place have to stand behind its claim, whoever made it included.

    `rules` are those of the network. Source: domain.md, "Going up, going down".
    """
    share = ceil(people * Fraction(rules.claim_share))
    return min(rules.claim_most, max(rules.claim_least, share))


def holds_up(made_at: datetime, talked_until: datetime) -> bool:
    """Whether a claim that waits holds up a ballot: it was made while the proposal was talked about at the least. Those
    made later do not, or whoever wants no ballot could keep it from opening for good."""
    return made_at < talked_until


def ready_at(talked_until: datetime, waiting: Iterable[tuple[datetime, datetime]]) -> datetime:
    """From when a ballot can open: once it was talked about for long enough, and what was claimed in that time is
    settled. `waiting` are the claims that wait, each (made at, until)."""
    return max([talked_until, *(until for made, until in waiting if holds_up(made, talked_until))])


def check(kind: Kind, place: str, affected: effects.Affected) -> None:
    """Refuse a claim that says what the effects say already, or that nobody at all is affected. Raises BadClaim."""
    touched = share_of(affected, place)
    if kind is Kind.AFFECTED and touched:
        raise BadClaim("This place is among those affected already.", code="already_affected", at="/kind")
    if kind is Kind.NOT_AFFECTED and not touched:
        raise BadClaim("This place is not among those affected.", code="not_affected", at="/kind")
    if kind is Kind.NOT_AFFECTED and covers.count(affected.cover) == 1:
        sentence = (
            "This is the only place affected. Whoever thinks that it is not says so in the conversation."
        )
        raise BadClaim(sentence, code="the_only_place", at="/kind")


def share_of(affected: effects.Affected, place: str) -> Fraction:
    """The share of a base place's own people that is affected; 0 where none is."""
    at = affected.nesting.positions[place]
    first = bisect_right(affected.pieces, at, key=lambda piece: piece[0]) - 1
    low, high, rate = affected.pieces[first] if first >= 0 else (0, 0, 0)
    return Fraction(rate, affected.unit) if low <= at < high else Fraction(0)


def changed(
    nesting: Nesting, places: Mapping[str, Fraction], place: str, share: Fraction
) -> dict[str, Fraction]:
    """Places named as affected as they are once a base place has a share of its own people affected; 0 for none.

    A place without any is taken out of every wider one that is named: what is around it then stands for that.
    """
    if share:
        return {**places, place: share}
    left = {id: part for id, part in places.items() if id != place}
    at = nesting.positions[place]
    if not any(covers.holds(nesting.covers[id], at) for id in left):
        return left
    reached = effects.affected(nesting, left)
    around = (
        piece
        for low, high, rate in reached.pieces
        for piece in ((low, min(high, at), rate), (max(low, at + 1), high, rate))
        if piece[0] < piece[1]
    )
    return dict(replace(reached, pieces=tuple(around)).filled)


def contradicted(kind: Kind, place: str, share: Fraction, affected: effects.Affected) -> bool:
    """Whether effects go against a claim that was heeded: they touch less of the place than it said, or any of a
    place that is not touched. What is no base place any more is spoken for by those inside it."""
    if place not in affected.nesting.positions:
        return False
    found = share_of(affected, place)
    return found < share if kind is Kind.AFFECTED else found > 0
