# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lent votes as pages show them: one's own, hand by hand, and who would carry how many in an assembly."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.registry.models import Assembly, Seat
from assemblies.voting import carrying, queries, sheets
from assemblies.voting.models import Ballot, Carried, Delegation, Lendings, Vote
from governance import delegations

LARGEST = 6
"""So many trees a page draws, the heaviest; a table below names more."""
DEEP, BROAD = 3, 8
"""So far and so wide each is drawn; what is beyond is told as a number."""
LISTED = 100
DRAWN = 8
WAITING = 20
KEPT = 600
"""Seconds for which an overview is kept at most."""


def mine(here: Assembly, person: Person) -> QuerySet[Delegation]:
    """What a person has lent, or kept from being carried, in an assembly: for themselves. `votes` says of each whether
    who carries it votes there."""
    rows = Delegation.objects.filter(assembly=here, lender=person, until=None)
    return (
        rows.select_related("carrier", "proposal")
        .annotate(votes=_votes(here, "carrier"))
        .order_by("scope", "matter", "pk")
    )


def _votes(here: Assembly, who: str) -> Exists:
    """Whether the lender or carrier of a lending votes in an assembly."""
    homes = Seat.objects.filter(home=True, until=None, assembly__contained_in__ancestor=here)
    return Exists(homes.filter(person=OuterRef(who), person__is_active=True))


def to_me(here: Assembly, person: Person) -> QuerySet[Delegation]:
    """Who has lent their vote to a person in an assembly, and votes there."""
    rows = Delegation.objects.filter(_votes(here, "lender"), assembly=here, carrier=person, until=None)
    return rows.select_related("lender", "proposal").order_by("lender__name", "pk")


def may_carry(here: Assembly, person: Person, named: str) -> list[Person]:
    """People who vote in an assembly and can carry a vote, by a part of their name; the first twenty."""
    homes = Seat.objects.filter(home=True, until=None, assembly__contained_in__ancestor=here)
    found = Person.objects.filter(
        pk__in=homes.values("person"), is_active=True, name__icontains=named.strip()
    )
    return list(found.exclude(pk=person.pk).order_by("name", "pk")[:20])


@dataclass(frozen=True)
class Tree:
    """One person with the votes that would go with theirs: `weight` is all of them, their own included. `beyond` are
    the people below that are not drawn."""

    id: str
    name: str
    weight: int
    lenders: tuple["Tree", ...] = ()
    beyond: int = 0


@dataclass(frozen=True)
class Overview:
    """Who would carry how many votes in an assembly, for all that it decides, if only those voted who lent to nobody.
    `loops` are the names round each, from the first; `gone` counts votes that come to somebody who does not vote there
    any more."""

    lent: int
    trees: tuple[Tree, ...]
    heaviest: tuple[tuple[str, int], ...]
    loops: tuple[tuple[str, ...], ...]
    in_loops: int
    gone: int


def overview(here: Assembly) -> Overview:
    """The lendings for all that an assembly decides, as trees and loops. Kept until somebody lends or takes back, and
    for ten minutes at most: who moves away meanwhile is among them for so long."""
    acts = Lendings.objects.filter(assembly=here).values_list("acts", flat=True).first() or 0
    return _overview(here.pk, acts, int(clock.now().timestamp() / KEPT))


# Whoever lent a vote that is theirs no more is left out; who carries need not vote there any more.
LENT = """
WITH there AS MATERIALIZED (
  SELECT s.person_id FROM registry_seat s
    JOIN registry_closure c ON c.descendant_id = s.assembly_id AND c.ancestor_id = %(here)s
    JOIN people_person p ON p.id = s.person_id AND p.is_active
   WHERE s.home AND s.until IS NULL)
SELECT l.public_id, l.name, c.public_id, c.name, d.carrier_id IN (SELECT person_id FROM there)
  FROM voting_delegation d JOIN people_person l ON l.id = d.lender_id JOIN people_person c ON c.id = d.carrier_id
 WHERE d.assembly_id = %(here)s AND d.scope = 'assembly' AND d.until IS NULL
   AND d.lender_id IN (SELECT person_id FROM there)
"""


@lru_cache(64)
def _overview(here: int, acts: int, turn: int) -> Overview:
    with connection.cursor() as cursor:
        cursor.execute(LENT, {"here": here})
        rows = cursor.fetchall()
    lent, names = {row[0]: row[2] for row in rows}, {row[0]: row[1] for row in rows}
    names |= {row[2]: row[3] for row in rows}
    away = {row[2] for row in rows if not row[4]}
    ends = {to for to in lent.values() if to not in lent}
    found = delegations.carry([*lent, *ends], ends, lent)
    carried = {id: weight for id, weight in found.weights.items() if id not in away}
    heaviest = sorted(carried.items(), key=lambda pair: (-pair[1], names[pair[0]], pair[0]))
    below: dict[str, list[str]] = defaultdict(list)
    for lender, to in lent.items():
        below[to].append(lender)
    weights = _weights(lent, found)
    return Overview(
        lent=len(lent),
        trees=tuple(_tree(id, below, weights, names, DEEP) for id, _ in heaviest[:LARGEST]),
        heaviest=tuple((names[id], weight) for id, weight in heaviest[:LISTED]),
        loops=tuple(tuple(names[id] for id in loop) for loop in found.loops[:LISTED]),
        in_loops=len(found.lost),
        gone=sum(weight - 1 for id, weight in found.weights.items() if id in away),
    )


forget = _overview.cache_clear
"""Drop what is kept: for measurements."""


def _weights(lent: Mapping[str, str], found: delegations.Carried) -> dict[str, int]:
    """How many votes come to each person who is carried or carries, their own included: leaves first."""
    weights = dict.fromkeys([*found.carriers, *found.direct], 1)
    waiting: dict[str, int] = defaultdict(int)
    for lender in found.carriers:
        waiting[lent[lender]] += 1
    ready = [id for id in found.carriers if not waiting[id]]
    while ready:
        lender = ready.pop()
        to = lent[lender]
        weights[to] += weights[lender]
        waiting[to] -= 1
        if not waiting[to] and to in found.carriers:
            ready.append(to)
    return weights


def _tree(
    id: str, below: Mapping[str, list[str]], weights: Mapping[str, int], names: Mapping[str, str], deep: int
) -> Tree:
    lenders = sorted(below.get(id, ()), key=lambda each: (-weights[each], names[each], each))
    drawn = lenders[:BROAD] if deep else []
    trees = tuple(_tree(each, below, weights, names, deep - 1) for each in drawn)
    return Tree(id, names[id], weights[id], trees, weights[id] - 1 - sum(tree.weight for tree in trees))


def told(ballot: Ballot, person: Person | None) -> dict[str, Any] | None:
    """What a page says of one's own vote while a ballot is open: {"chain", "carrier", "answer", "at"}; None where it is
    cast, lent to nobody, or never carried.

    What the carrier chose is told to whom they carry, where the vote was lent before they cast it: else anyone could
    lend theirs for a moment to see.
    """
    if person is None or not ballot.carries or ballot.closed_at is not None:
        return None
    chain = carrying.chain(ballot, person)
    if not chain.hands or queries.vote_of(ballot, person):
        return None
    carrier = chain.carrier
    vote = Vote.objects.filter(ballot=ballot, voter=carrier.pk).first() if carrier else None
    seen = vote is not None and chain.lent_at <= vote.cast_at
    return {
        "chain": chain,
        "carrier": carrier,
        "answer": sheets.told(ballot.asks, vote.choice) if vote and seen else (),
        "at": vote.cast_at if vote else None,
    }


def waiting(person: Person) -> dict[str, str]:
    """Proposal's public id → who carries a person's vote on it, by name, "" where nobody has voted with it yet; of
    the open ballots on which they have not voted, in assemblies where they lent it."""
    here = Delegation.objects.filter(lender=person, until=None).exclude(carrier=None).values("assembly")
    found = queries.open_ballots_for(person).filter(assembly__in=here).exclude(votes__voter=person)[:WAITING]
    chains = ((ballot, carrying.chain(ballot, person)) for ballot in found if ballot.carries)
    return {
        ballot.proposal.public_id: chain.carrier.name if chain.carrier else ""
        for ballot, chain in chains
        if chain.hands
    }


def afterwards(ballot: Ballot, person: Person | None) -> dict[str, Any] | None:
    """What a result says of lent votes: {"carried", "lost", "carriers", "bars", "mine"}; None where none were.

    `carriers` are (name, votes carried beside their own), the most first, for who may read them; `bars` the first of
    them with their length as a part of 1; `mine` are the names through whose hands the reader's own vote went.
    """
    if not ballot.carries:
        return None
    rows = Carried.objects.filter(ballot=ballot, outside=False)
    carried, all_of_them = rows.exclude(carrier=None).count(), rows.count()
    if not all_of_them:
        return None
    by_carrier = rows.exclude(carrier=None).values_list("carrier__name").annotate(n=Count("pk"))
    heaviest = list(by_carrier.order_by("-n", "carrier__name", "carrier")[:LISTED])
    return {
        "carried": carried,
        "lost": all_of_them - carried,
        "carriers": heaviest,
        "bars": [(name, n, n / heaviest[0][1]) for name, n in heaviest[:DRAWN]],
        "mine": list(_hands(ballot, person)) if person else [],
    }


def _hands(ballot: Ballot, person: Person) -> Iterator[str]:
    """The names through whose hands a person's vote went, who carried it last; or where it was lost."""
    at, seen = person.pk, {person.pk}
    while row := Carried.objects.filter(ballot=ballot, lender=at, outside=False).select_related("to").first():
        yield row.to.name
        at = row.to_id
        if at in seen or len(seen) > carrying.MOST_HANDS:
            return
        seen.add(at)


def weights_on(ballot: Ballot, voters: Sequence[int]) -> dict[int, int]:
    """Voter's row id → how many votes they carried beside their own, of these voters on a closed ballot."""
    rows = Carried.objects.filter(ballot=ballot, carrier__in=voters).values_list("carrier")
    return dict(rows.annotate(n=Count("pk")).order_by())


def what(row: Delegation) -> str:
    """What a vote is lent for, in words."""
    if row.proposal:
        return _("for the proposal “%(title)s”") % {"title": row.proposal.title}
    if row.matter:
        names = {each["path"]: each["name"] for each in row.assembly.network.matters}
        return _("for the matter “%(matter)s”") % {"matter": names.get(row.matter, row.matter)}
    return _("for all that is decided here")
