# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who carries whose vote on a ballot: the lendings in force, as the law follows them, and one person's own chain."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from assemblies.people.models import Person
from assemblies.voting.models import Ballot, Carried
from governance import delegations
from governance.delegations import Lent

# One statement, so that the lendings are exactly the first so many that the counter says. The first row is the counter.
IN_FORCE = """
WITH there AS (
  SELECT s.person_id, CASE WHEN s.since <= %(by)s THEN s.assembly_id
                      ELSE (SELECT h.assembly_id FROM registry_home_at(s.person_id, %(here)s, %(by)s) h) END AS home
    FROM registry_seat s JOIN registry_closure c ON c.descendant_id = s.assembly_id AND c.ancestor_id = %(here)s
    JOIN people_person p ON p.id = s.person_id AND p.is_active
   WHERE s.home AND s.until IS NULL)
SELECT coalesce((SELECT acts FROM voting_lendings WHERE assembly_id = %(here)s), 0), NULL, 0, NULL, '', '', NULL, false
UNION ALL
SELECT d.lender_id, l.public_id, d.carrier_id, c.public_id, d.scope,
       CASE WHEN d.scope = 'proposal' THEN %(proposal)s ELSE d.matter END, there.home,
       EXISTS (SELECT 1 FROM voting_vote v WHERE v.ballot_id = %(ballot)s AND v.voter_id = d.carrier_id)
  FROM voting_delegation d JOIN people_person l ON l.id = d.lender_id
  LEFT JOIN people_person c ON c.id = d.carrier_id LEFT JOIN there ON there.person_id = d.lender_id
 WHERE d.assembly_id = %(here)s AND d.until IS NULL
   AND (d.scope = 'assembly' OR d.proposal_id = %(row)s
        OR d.scope = 'matter' AND (d.matter = %(matter)s OR starts_with(%(matter)s, d.matter || '/')))
   AND NOT EXISTS (SELECT 1 FROM voting_vote v WHERE v.ballot_id = %(ballot)s AND v.voter_id = d.lender_id)
"""


@dataclass(frozen=True)
class Standing:
    """How votes are lent on a ballot: by the first `acts` lendings of the assembly. `followed` is the law's answer
    over public ids; `rows` are their row ids, `homes` the base place of each lender; `outside` are those without a
    vote here, with whom they lent it to."""

    acts: int
    followed: delegations.Carried
    rows: dict[str, int]
    homes: dict[str, int]
    outside: dict[str, str]


def standing(ballot: Ballot) -> Standing:
    """What holds now, or held at the close where it is read under the ballot's lock. In time of what is lent."""
    proposal = ballot.proposal
    given: dict[str, Any] = {
        "here": ballot.assembly_id,
        "by": ballot.since_when,
        "proposal": proposal.public_id,
        "row": proposal.pk,
        "matter": proposal.matter,
        "ballot": ballot.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, given)
        (acts, *_none), *found = sorted(cursor.fetchall(), key=lambda row: row[1] is not None)
    return _followed(acts, found, proposal.public_id, proposal.matter)


def _followed(acts: int, found: list[tuple[Any, ...]], proposal: str, matter: str) -> Standing:
    rows: dict[str, int] = {}
    homes: dict[str, int] = {}
    direct, lent = set(), []
    for lender, who, carrier, to, scope, about, home, voted in found:
        rows[who] = lender
        if home is not None:
            homes[who] = home
        if to is not None:
            rows[to] = carrier
        if voted:
            direct.add(to)
        lent.append(Lent(who, to, scope, about))
    onward = delegations.on(lent, proposal=proposal, matter=matter)
    outside = {who: to for who, to in onward.items() if to is not None and who not in homes}
    inside = {who: to for who, to in onward.items() if who in homes}
    return Standing(acts, delegations.carry(inside, direct, inside), rows, homes, outside)


PLACES = """
SELECT DISTINCT ON (c.descendant_id) c.descendant_id, k.id, k.public_id
  FROM registry_assembly k JOIN registry_closure c ON c.ancestor_id = k.id
 WHERE k.parent_id = %(here)s
    OR EXISTS (SELECT 1 FROM registry_constituency y WHERE y.overlay_id = %(here)s AND y.constituent_id = k.id)
 ORDER BY c.descendant_id, k.name, k.id
"""


def counted_in(here: int) -> dict[int, tuple[int, str]]:
    """Base place → the child (row id, public id) of an assembly that its people count in."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"here": here})
        return {base: (child, id) for base, child, id in cursor.fetchall()}


def beside(ballot: Ballot) -> dict[str, Any]:
    """What else the count of lent votes rests on: {"outside": lenders who have no vote there any more, "places": where
    the votes that are carried count, in a double majority}. The record names its digest."""
    rows = Carried.objects.filter(ballot=ballot)
    places = rows.exclude(carrier=None).values_list("lender__public_id", "place__public_id")
    return {
        "outside": sorted(rows.filter(outside=True).values_list("lender__public_id", flat=True)),
        "places": dict(places) if ballot.by_place else {},
    }


MOST_HANDS = 100
"""So far a page follows one vote; a count follows every one to its end."""

# Hop by hop, the nearest rule each time, until someone voted, lent nothing on, came by before, or has no vote on this:
# what they lent is not theirs to lend.
CHAIN = """
WITH RECURSIVE hops(n, person, since, seen, voted) AS (
  SELECT 0, %(me)s::bigint, NULL::timestamptz, ARRAY[%(me)s::bigint], false
  UNION ALL
  SELECT h.n + 1, d.carrier_id, d.since, h.seen || d.carrier_id,
         EXISTS (SELECT 1 FROM voting_vote v WHERE v.ballot_id = %(ballot)s AND v.voter_id = d.carrier_id)
    FROM hops h CROSS JOIN LATERAL (
         SELECT d.carrier_id, d.since FROM voting_delegation d
          WHERE d.assembly_id = %(here)s AND d.lender_id = h.person AND d.until IS NULL
            AND (d.scope = 'assembly' OR d.proposal_id = %(row)s
                 OR d.scope = 'matter' AND (d.matter = %(matter)s OR starts_with(%(matter)s, d.matter || '/')))
          ORDER BY d.proposal_id IS NULL, length(d.matter) DESC LIMIT 1) d
   WHERE NOT h.voted AND h.n < %(most)s AND d.carrier_id IS NOT NULL
     AND EXISTS (SELECT 1 FROM people_person l, registry_home_at(l.id, %(here)s, %(by)s)
                  WHERE l.id = h.person AND l.is_active)
     AND NOT h.person = ANY(h.seen[:array_length(h.seen, 1) - 1]))
SELECT h.person, p.name, p.public_id, h.since, h.voted,
       EXISTS (SELECT 1 FROM registry_home_at(h.person, %(here)s, %(by)s)) AND p.is_active
  FROM hops h JOIN people_person p ON p.id = h.person ORDER BY h.n
"""


class Hand(NamedTuple):
    """One person that a vote comes to: lent to them since when, whether they voted, and whether they may on this."""

    pk: int
    name: str
    public_id: str
    since: Any
    voted: bool
    lives_here: bool


@dataclass(frozen=True)
class Chain:
    """Where one person's vote goes on a question, hand by hand, from whom they lent it to. `loop`: it comes by
    somebody twice, and is carried by nobody."""

    hands: tuple[Hand, ...]
    loop: bool = False

    @property
    def carrier(self) -> Hand | None:
        """Who has voted with it, if anybody has."""
        last = self.hands[-1] if self.hands else None
        return last if last and last.voted else None

    @property
    def last(self) -> Hand | None:
        """Where it has come to."""
        return self.hands[-1] if self.hands else None

    @property
    def lent_at(self) -> Any:
        """Since when it has gone this way: the latest of its steps."""
        return max(hand.since for hand in self.hands)


def chain(ballot: Ballot, person: Person) -> Chain:
    """Where a person's vote goes on a ballot that is open; no hands where it is not lent. Raises nothing."""
    proposal = ballot.proposal
    given: dict[str, Any] = {
        "me": person.pk,
        "here": ballot.assembly_id,
        "row": proposal.pk,
        "matter": proposal.matter,
        "ballot": ballot.pk,
        "by": ballot.since_when,
        "most": MOST_HANDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, given)
        _me, *hands = (Hand(*row) for row in cursor.fetchall())
    passed = [person.pk, *(hand.pk for hand in hands)]
    return Chain(tuple(hands), loop=len(set(passed)) < len(passed))


def carried_on(ballot: Ballot) -> dict[str, int]:
    """What became of lent votes on a closed ballot: {"carried", "lost"}, in votes."""
    rows = Carried.objects.filter(ballot=ballot)
    carried = rows.exclude(carrier=None).count()
    return {"carried": carried, "lost": rows.count() - carried}
