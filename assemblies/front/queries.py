# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages that draw on several rooms show: an assembly in its surroundings, and what needs a person now."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from assemblies import clock, wording
from assemblies.people.models import Person
from assemblies.registry.models import Assembly
from assemblies.voting.models import Ballot

MOST_INSIDE = 60
"""How many places a map shows inside one: more are listed on the page of places."""
MOST_BESIDE = 16
MOST_TILES = 12
LATELY = 5


def about_now() -> datetime:
    """The time for showing how long something still is; acts read the database's clock instead."""
    return timezone.now() + clock.shift()


@dataclass
class Near:
    """A place as it stands around another: "here", "above", "beside", "inside", or "overlay"."""

    pk: int
    public_id: str
    name: str
    scale: int
    place: str
    parent: int | None
    population: int | None
    role: str
    people: int
    open: int
    """How many ballots it holds open itself; `inside` are those of the places in it (see running)."""
    inside: int = 0

    @property
    def running(self) -> int:
        return self.open + self.inside

    @property
    def size(self) -> int:
        """How large to draw it: by population where it is known, else by how many sit there."""
        return max(self.population or self.people, 1)


SURROUNDINGS = """
WITH RECURSIVE up(id, parent_id, step) AS (
  SELECT id, parent_id, 0 FROM registry_assembly WHERE id = %(here)s
  UNION ALL
  SELECT a.id, a.parent_id, up.step + 1 FROM registry_assembly a JOIN up ON a.id = up.parent_id
), near(id, role, step) AS (
  SELECT id, CASE step WHEN 0 THEN 'here' ELSE 'above' END, step FROM up
  UNION ALL
  (SELECT id, 'inside', 0 FROM registry_assembly WHERE parent_id = %(here)s ORDER BY name, id LIMIT %(inside)s)
  UNION ALL
  (SELECT c.constituent_id, 'inside', 0 FROM registry_constituency c JOIN registry_assembly a ON a.id = c.constituent_id
    WHERE c.overlay_id = %(here)s ORDER BY a.name, a.id LIMIT %(inside)s)
  UNION ALL
  (SELECT a.id, 'beside', 0 FROM registry_assembly a JOIN registry_assembly h ON a.parent_id = h.parent_id
    WHERE h.id = %(here)s AND a.id <> h.id ORDER BY a.name, a.id LIMIT %(beside)s)
  UNION ALL
  SELECT c.ancestor_id, 'overlay', 0 FROM registry_closure c JOIN registry_assembly a ON a.id = c.ancestor_id
   WHERE c.descendant_id = %(here)s AND a.overlay AND a.id <> %(here)s
)
SELECT a.id, a.public_id, a.name, a.scale, a.place, a.parent_id, a.population, n.role,
       CASE WHEN n.role = 'overlay' OR n.step > 1 THEN 0 ELSE (
         SELECT count(*) FROM registry_closure c JOIN registry_seat s ON s.assembly_id = c.descendant_id
          WHERE c.ancestor_id = a.id AND s.home AND s.until IS NULL) END,
       (SELECT count(*) FROM voting_ballot b WHERE b.assembly_id = a.id AND b.closed_at IS NULL)
  FROM near n JOIN registry_assembly a ON a.id = n.id
 ORDER BY n.step, a.name, a.id
"""


def surroundings(here: Assembly) -> list[Near]:
    """An assembly, what contains it (near to wide), lies in it, lies beside it, and its overlays, in one query."""
    given = {"here": here.pk, "inside": MOST_INSIDE, "beside": MOST_BESIDE}
    return [Near(*row) for row in _asked(SURROUNDINGS, given)]


WHOLE = """
SELECT a.id, a.public_id, a.name, a.scale, a.place, a.parent_id, a.population, 'inside',
       (SELECT count(*) FROM registry_closure c JOIN registry_seat s ON s.assembly_id = c.descendant_id
         WHERE c.ancestor_id = a.id AND s.home AND s.until IS NULL),
       (SELECT count(*) FROM voting_ballot b WHERE b.assembly_id = a.id AND b.closed_at IS NULL)
  FROM registry_assembly a JOIN registry_assembly up ON up.id = a.parent_id
 WHERE up.id = %(top)s OR up.parent_id = %(top)s
 ORDER BY a.scale DESC, a.population DESC NULLS LAST, a.id LIMIT %(most)s
"""


def inside_twice(top: Assembly) -> list[Near]:
    """The largest places one and two steps inside the widest one."""
    return [Near(*row) for row in _asked(WHOLE, {"top": top.pk, "most": MOST_INSIDE})]


ABOUT = """
SELECT (SELECT c.rules FROM registry_charter c WHERE c.assembly_id = %(here)s ORDER BY c.version DESC LIMIT 1),
       (SELECT array_agg(DISTINCT p.name ORDER BY p.name) FROM registry_seat s JOIN people_person p ON p.id = s.person_id
         WHERE s.assembly_id = %(here)s AND s.office = 'facilitator' AND s.until IS NULL),
       (SELECT count(*) FROM voting_decision d WHERE d.assembly_id = %(here)s AND d.at >= %(year)s),
       (SELECT count(*) FROM registry_assembly a WHERE a.parent_id = %(here)s)
"""


def about(here: Assembly) -> tuple[Any, list[str], int, int]:
    """The rules in force as data, who facilitates, how many decisions this year, how many places inside."""
    year = about_now() - timedelta(days=365)
    ((rules, facilitators, decided, inside),) = _asked(ABOUT, {"here": here.pk, "year": year})
    return json.loads(rules), list(facilitators or ()), decided, inside


@dataclass
class Tile:
    """An open ballot as a tile shows it: how many have voted and whether this person has, never how."""

    proposal: str
    title: str
    assembly: str
    name: str
    scale: int
    zone: str
    here: bool
    closes_at: datetime
    seats: int
    quorum: int
    weighs: bool
    of_yes: bool
    voted: int
    mine: bool
    may: bool

    @property
    def line(self) -> int:
        """Where on the picture of its turnout enough have taken part; 0 for nowhere."""
        return 0 if self.of_yes else self.quorum


TILES = """
SELECT p.public_id, p.title, a.public_id, a.name, a.scale, a.own_time_zone, b.assembly_id = %(here)s,
       b.closes_at, b.seats, b.quorum, b.franchise <> 'people' AND coalesce(b.paper -> 'franchise' ? 'weights', FALSE),
       coalesce(b.rule #>> '{quorum,count}', 'all') = 'affirmative',
       (SELECT count(*) FROM voting_vote v WHERE v.ballot_id = b.id),
       EXISTS (SELECT 1 FROM voting_vote v WHERE v.ballot_id = b.id AND v.voter_id = %(person)s) AS mine, m.may
  FROM voting_ballot b
  JOIN proposals_proposal p ON p.id = b.proposal_id
  JOIN registry_assembly a ON a.id = b.assembly_id
  CROSS JOIN LATERAL (
       SELECT CASE WHEN b.franchise = 'delegates' THEN EXISTS (
                SELECT 1 FROM registry_seat d
                 WHERE d.person_id = %(person)s AND d.assembly_id = b.assembly_id AND d.office = 'delegate'
                   AND d.until IS NULL AND d.since <= coalesce(b.seated_by, b.opened_at))
              ELSE EXISTS (SELECT 1 FROM registry_home_at(%(person)s, b.assembly_id,
                             coalesce(b.seated_by, b.opened_at))) END AS may) m
 WHERE b.closed_at IS NULL AND (m.may AND %(elsewhere)s OR b.assembly_id = %(here)s OR %(everywhere)s)
 ORDER BY mine, m.may DESC, b.closes_at LIMIT %(most)s
"""


def tiles(
    here: Assembly | None, person: Person | None, *, elsewhere: bool = True, everywhere: bool = False
) -> list[Tile]:
    """Open ballots of an assembly and those a person may vote in; those that still wait for them come first.

    Without `elsewhere` only the assembly's own. `everywhere`: of the whole network, for a visitor; the next to close
    come first.
    """
    given: dict[str, Any] = {"here": here and here.pk, "person": person and person.pk}
    given |= {"elsewhere": elsewhere, "everywhere": everywhere, "most": LATELY if everywhere else MOST_TILES}
    return [Tile(*row) for row in _asked(TILES, given)]


@dataclass
class Move:
    """A proposal that left an assembly for another (`away`), or came to it from one."""

    proposal: str
    title: str
    away: bool
    other: str
    other_scale: int
    because: str
    at: datetime


MOVES = """
SELECT p.public_id, p.title, h.ended_at IS NOT NULL, a.name, a.scale,
       CASE WHEN h.ended_at IS NULL THEN h.because ELSE o.because END,
       CASE WHEN h.ended_at IS NULL THEN h.opened_at ELSE h.ended_at END,
       (SELECT t.answer -> 'said' FROM proposals_placement t WHERE t.proposal_id = p.id
           AND t.because = CASE WHEN h.ended_at IS NULL THEN h.because ELSE o.because END ORDER BY t.id LIMIT 1)
  FROM proposals_hearing h
  JOIN proposals_proposal p ON p.id = h.proposal_id
  JOIN proposals_hearing o ON o.proposal_id = h.proposal_id
   AND o.number = h.number + CASE WHEN h.ended_at IS NULL THEN -1 ELSE 1 END
  JOIN registry_assembly a ON a.id = o.assembly_id
 WHERE h.assembly_id = %(here)s
   AND (h.stage IN ('escalated', 'devolved', 'referred')
        OR h.number > 1 AND h.ended_at IS NULL AND h.stage <> 'ballot')
 ORDER BY h.stage_at DESC LIMIT %(most)s
"""


def on_the_move(here: Assembly) -> list[Move]:
    """Proposals that left this assembly for another, and those it talks about that came from one, latest first.

    What is under vote has arrived, and has a tile of its own. Why is told in one sentence; the proposal's own
    page says the rest.
    """
    moves = []
    for *row, said in _asked(MOVES, {"here": here.pk, "most": LATELY}):
        move = Move(*row)
        kept = json.loads(said) if isinstance(said, str) else said
        move.because = wording.tell(kept[:1] if kept else None, move.because, wording.Named(here.network))
        moves.append(move)
    return sorted(moves, key=lambda move: move.at, reverse=True)


@dataclass
class Decided:
    """A decision as a line shows it; `tally` is the law's answer."""

    proposal: str
    title: str
    outcome: str
    tally: Any
    assembly: str
    here: bool
    recorded: bool


DECIDED = """
WITH found AS (
  SELECT d.id, d.at FROM registry_closure c CROSS JOIN LATERAL (
         SELECT d.id, d.at FROM voting_decision d WHERE d.assembly_id = c.ancestor_id ORDER BY d.at DESC LIMIT %(most)s) d
   WHERE c.descendant_id = %(here)s AND (%(around)s OR c.ancestor_id = %(here)s)
   UNION
  SELECT d.id, d.at FROM proposals_hearing h JOIN voting_decision d ON d.proposal_id = h.proposal_id
   WHERE h.assembly_id = %(here)s AND h.stage IN ('escalated', 'devolved', 'referred')
)
"""
LATEST = """
WITH found AS (SELECT id, at FROM voting_decision ORDER BY at DESC, id DESC LIMIT %(most)s)
"""
TOLD = """
SELECT p.public_id, p.title, d.outcome, d.tally, a.name, d.assembly_id = %(here)s, d.entry_id IS NOT NULL
  FROM (SELECT id FROM found ORDER BY at DESC, id DESC LIMIT %(most)s) f
  JOIN voting_decision d ON d.id = f.id
  JOIN proposals_proposal p ON p.id = d.proposal_id
  JOIN registry_assembly a ON a.id = d.assembly_id
 ORDER BY d.at DESC, d.id DESC
"""


def decided_lately(here: Assembly, *, around: bool = False) -> list[Decided]:
    """Decisions made here, or elsewhere on what passed through here, or in all that contains it; latest first."""
    return _decided(DECIDED, {"here": here.pk, "around": around, "most": LATELY})


def decided_everywhere() -> list[Decided]:
    """The latest decisions of the whole network, for a visitor."""
    return _decided(LATEST, {"here": None, "most": LATELY})


def _decided(found: str, given: dict[str, Any]) -> list[Decided]:
    rows = _asked(found + TOLD, given)
    return [
        Decided(id, title, outcome, json.loads(tally), *where) for id, title, outcome, tally, *where in rows
    ]


def _asked(sql: str, given: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows: list[Any] = cursor.fetchall()
    return rows


def open_ballots() -> int:
    """How many ballots are open in the whole network."""
    return Ballot.objects.filter(closed_at=None).count()


def top() -> Assembly | None:
    """The widest assembly of the network."""
    rows = Assembly.objects.filter(parent=None, overlay=False).select_related("network")
    return rows.order_by("-scale", "pk").first()
