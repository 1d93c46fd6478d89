# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may vote on a ballot, what each of them weighs, and the rule that it keeps: by the charter, at one time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from governance import ballots, charters, franchises, ways
from governance.scales import Place


def _seats_by_place(here: Assembly, seated: Mapping[int | None, int] | None = None) -> dict[str, int]:
    """Public id of each place inside an assembly → how many home seats it has, or of those `seated` in time; nothing
    where none is inside."""
    by_child: Mapping[int, int] = {} if here.place == Place.BASE else registry.people_by_child(here)
    if seated is not None:
        by_child = {child: seated.get(child, 0) for child in by_child}
    ids = dict(Assembly.objects.filter(pk__in=by_child).values_list("pk", "public_id"))
    return {ids[pk]: n for pk, n in by_child.items()}


@dataclass(frozen=True)
class Electorate:
    """Who may vote on a ballot opened at some time: seated until `by`, so many, and so many of each place inside;
    `quorum` is how many of them have to take part, or to say yes, 0 where that is asked in weight."""

    by: datetime
    seats: int
    by_place: Mapping[str, int]
    voters: franchises.Franchise
    quorum: int


def electorate(here: Assembly, rules: charters.Charter, way: ways.Way, at: datetime) -> Electorate:
    """Who may vote in an assembly by a way of deciding, on a ballot opened at a time."""
    by, by_place = at - timedelta(days=rules.seated_days), _seats_by_place(here)
    seats = registry.people_of_cover(here).filter(since__lte=at).count()
    if rules.seated_days:
        seated = registry.seated_by(here, by)
        seats, by_place = sum(seated.values()), _seats_by_place(here, seated)
    voters = voters_of(way, here, by, by_place)
    if voters.kind == franchises.DELEGATES:
        by_place = registry.delegates_by_child(here, by)
        seats = sum(by_place.values())
    quorum = 0 if voters.weighs else ballots.quorum_of(seats, rules.quorum)
    return Electorate(by, seats, by_place, voters, quorum)


def voters_of(way: ways.Way, here: Assembly, by: datetime, seats: Mapping[str, int]) -> franchises.Franchise:
    """Who votes by a way of deciding, and what each weighs; `seats` are how many people of each place inside may vote."""
    inside = Assembly.objects.filter(public_id__in=seats)
    people = {row.public_id: row.population or seats[row.public_id] for row in inside}
    if way.franchise == franchises.DELEGATES:
        return franchises.of_delegates(way.weights, people, registry.delegates_by_child(here, by))
    if way.franchise == franchises.ASSEMBLIES:
        enough = {row.public_id: _enough(row, seats[row.public_id]) for row in inside}
        return franchises.of_assemblies(way.weights, people, enough)
    return franchises.of_places(way.weights, people)


def _enough(child: Assembly, seats: int) -> int:
    """How many people of a place have to vote for it to have answered: its own charter's quorum of them."""
    return ballots.quorum_of(seats, registry.rules(registry.charter(child)).quorum)


def nobody(voters: franchises.Franchise, days: int) -> str:
    """Why nobody could vote, where whoever does had to be seated for so many days before."""
    if voters.kind == franchises.DELEGATES:
        return _("Nobody sits here as a delegate yet, so nobody could vote.")
    if days:
        words = ngettext(
            "Nobody has had a home seat here for %(days)s day yet, so nobody could vote.",
            "Nobody has had a home seat here for %(days)s days yet, so nobody could vote.",
            days,
        )
        return words % {"days": days}
    return _("Nobody has a home seat here yet, so nobody could vote.")


def rule_of(rules: charters.Charter, way: str, franchise: str = franchises.PEOPLE) -> dict[str, Any]:
    """The quorum, and of a majority the threshold, that a ballot keeps, as the shell's `tally` takes them. Assemblies
    have to be for it with the share of all their weight, as in a double majority."""
    quorum = {"of": "seats", "share": rules.quorum_share, "count": "all"}
    if way not in ("majority", "supermajority", "double-majority"):
        return {"quorum": quorum}
    share, strict = rules.threshold_share, True
    if way == "supermajority" and Fraction(share) < Fraction(ways.SUPERMAJORITY):
        share, strict = ways.SUPERMAJORITY, False
    of = "seats" if franchise == franchises.ASSEMBLIES else rules.threshold_of
    quorum["count"] = rules.quorum_count
    return {"quorum": quorum, "threshold": {"of": of, "share": share, "strict": strict}}
