# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages that draw on several rooms show: an assembly in its surroundings, and what needs a person now."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assemblies import clock
from assemblies.people.models import Person
from assemblies.proposals.models import Hearing, Proposal
from assemblies.registry.models import Assembly, Seat
from assemblies.voting.models import Ballot, Decision, Vote
from governance.lifecycle import Stage

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
    with connection.cursor() as cursor:
        cursor.execute(SURROUNDINGS, {"here": here.pk, "inside": MOST_INSIDE, "beside": MOST_BESIDE})
        return [Near(*row) for row in cursor.fetchall()]


WHOLE = """
SELECT a.id, a.public_id, a.name, a.scale, a.place, a.parent_id, a.population, 'inside',
       (SELECT count(*) FROM registry_closure c JOIN registry_seat s ON s.assembly_id = c.descendant_id
         WHERE c.ancestor_id = a.id AND s.home AND s.until IS NULL),
       (SELECT count(*) FROM voting_ballot b JOIN registry_closure d ON d.descendant_id = b.assembly_id
         WHERE d.ancestor_id = a.id AND b.closed_at IS NULL)
  FROM registry_assembly a JOIN registry_assembly up ON up.id = a.parent_id
 WHERE up.id = %(top)s OR up.parent_id = %(top)s
 ORDER BY a.scale DESC, a.population DESC NULLS LAST, a.id LIMIT %(most)s
"""


def inside_twice(top: Assembly) -> list[Near]:
    """The largest places one and two steps inside the widest one; `open` counts all ballots in their cover."""
    with connection.cursor() as cursor:
        cursor.execute(WHOLE, {"top": top.pk, "most": MOST_INSIDE})
        return [Near(*row) for row in cursor.fetchall()]


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
    with connection.cursor() as cursor:
        cursor.execute(ABOUT, {"here": here.pk, "year": year})
        rules, facilitators, decided, inside = cursor.fetchone()
    return json.loads(rules), list(facilitators or ()), decided, inside


def tiles(here: Assembly | None, person: Person | None) -> QuerySet[Ballot]:
    """Open ballots of an assembly and those a person may vote in, with `voted` (how many) and `mine` (whether).

    Those that still wait for the person come first. How anybody chose is not read.
    """
    cast = Vote.objects.filter(ballot=OuterRef("pk"))
    home = Seat.objects.filter(person=person, home=True, until=None)
    may = home.filter(assembly__contained_in__ancestor=OuterRef("assembly"), since__lte=OuterRef("opened_at"))
    number = cast.order_by().values("ballot").annotate(n=Count("pk")).values("n")
    rows = Ballot.objects.filter(closed_at=None).annotate(
        voted=Coalesce(Subquery(number), 0), mine=Exists(cast.filter(voter=person)), may=Exists(may)
    )
    wanted = Q(may=True) if here is None else Q(may=True) | Q(assembly=here)
    rows = rows.filter(wanted).select_related("proposal", "assembly")
    return rows.order_by("mine", "-may", "closes_at")[:MOST_TILES]


def on_the_move(here: Assembly) -> QuerySet[Hearing]:
    """Hearings that left this assembly for another, and those that came to it from one, latest first."""
    moved = ("escalated", "devolved", "referred")
    return (
        Hearing.objects.filter(assembly=here)
        .filter(Q(stage__in=moved) | Q(ended_at=None, number__gt=1))
        .annotate(came_from=beside("assembly__name", -1), from_scale=beside("assembly__scale", -1))
        .annotate(went_to=beside("assembly__name", 1), to_scale=beside("assembly__scale", 1))
        .annotate(to_because=beside("because", 1))
        .select_related("proposal")
        .order_by("-stage_at")[:LATELY]
    )


def beside(name: str, step: int) -> Subquery:
    """One value of the hearing so many steps on in the same proposal's journey."""
    other = Hearing.objects.filter(proposal=OuterRef("proposal"), number=OuterRef("number") + step)
    return Subquery(other.values(name)[:1])


def decided_lately(here: Assembly) -> QuerySet[Decision]:
    """Decisions made here, or elsewhere on what passed through here, latest first."""
    through = Hearing.objects.filter(proposal=OuterRef("proposal"), assembly=here)
    return (
        Decision.objects.filter(Q(assembly=here) | Exists(through))
        .select_related("proposal", "assembly", "ballot")
        .order_by("-at")[:LATELY]
    )


def decided_around(home: Assembly) -> QuerySet[Decision]:
    """Decisions of a home and of everything that contains it, latest first."""
    return (
        Decision.objects.filter(assembly__contains__descendant=home)
        .select_related("proposal", "assembly", "ballot")
        .order_by("-at")[:LATELY]
    )


def waiting_for_seconds(home: Assembly, person: Person) -> QuerySet[Proposal]:
    """Proposals before the assemblies above a home that still need seconds, not one's own nor seconded already."""
    return (
        Proposal.objects.filter(stage=Stage.SECONDING, assembly__contains__descendant=home)
        .exclude(author=person)
        .exclude(seconds__person=person)
        .select_related("assembly")
        .order_by("moved_at")[:LATELY]
    )


def talked_about(home: Assembly) -> QuerySet[Proposal]:
    """Proposals under deliberation in the assemblies above a home, the latest moved first."""
    return (
        Proposal.objects.filter(stage=Stage.DELIBERATION, assembly__contains__descendant=home)
        .select_related("assembly")
        .order_by(F("moved_at").desc())[:LATELY]
    )


def open_ballots() -> int:
    """How many ballots are open in the whole network."""
    return Ballot.objects.filter(closed_at=None).count()


def top() -> Assembly | None:
    """The widest assembly of the network."""
    rows = Assembly.objects.filter(parent=None, overlay=False).select_related("network")
    return rows.order_by("-scale", "pk").first()
