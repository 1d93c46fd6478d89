# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies on a facilitator's desk, in as few questions however much it is."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from assemblies import clock, wording
from assemblies.deliberation import queries as deliberation
from assemblies.registry.models import Assembly
from governance import charters, claims

MOST_DISCUSSED = 50
MOST_SECONDING = MOST_BALLOTS = 20
MOST_UNEXPLAINED = 10
MOST_LAPSED = 6


class Discussed(NamedTuple):
    """A proposal under discussion: from when on a ballot can open, concerns without an answer, and what the latest
    check of its place said, empty where there was none."""

    proposal: str
    title: str
    ready_at: datetime
    is_ready: bool
    concerns: int
    placed: str


DISCUSSED = f"""
SELECT p.public_id, p.title, h.stage_at, c.rules, clock_timestamp(),
       (SELECT json_agg(json_build_array(k.made_at, k.until)) FROM proposals_claim k
         WHERE k.proposal_id = p.id AND k.ending = ''),
       ({deliberation.UNANSWERED.format(proposal="p.id")}), t.said, coalesce(t.because, '')
  FROM proposals_hearing h JOIN proposals_proposal p ON p.id = h.proposal_id
  JOIN registry_charter c ON c.id = h.charter_id
  LEFT JOIN LATERAL (SELECT t.answer -> 'said' AS said, t.because FROM proposals_placement t
                      WHERE t.proposal_id = p.id ORDER BY t.at DESC, t.id DESC LIMIT 1) t ON true
 WHERE h.assembly_id = %(here)s AND h.stage = 'deliberation' AND h.ended_at IS NULL
 ORDER BY h.stage_at, h.id LIMIT %(most)s
"""  # nosec B608: what is put in is the other room's own question, not what someone typed


def discussed(here: Assembly) -> tuple[Discussed, ...]:
    """Proposals under discussion, the longest discussed first."""
    found, named = [], wording.Named(here.network)
    for id, title, since, rules, now, claimed, concerns, said, because in _asked(
        DISCUSSED, here=here.pk, most=MOST_DISCUSSED
    ):
        talked_until = since + timedelta(days=_rules(rules).deliberation_days)
        ready_at = claims.ready_at(talked_until, _times(claimed))
        is_ready = ready_at <= now + clock.shift()
        placed = wording.tell(json.loads(said) if said else None, because, named)
        found.append(Discussed(id, title, ready_at, is_ready, concerns, placed))
    return tuple(found)


def _times(claimed: Any) -> Iterator[tuple[datetime, datetime]]:
    """When each claim that waits was made, and until when it does."""
    for made, until in (json.loads(claimed) if isinstance(claimed, str) else claimed) or ():
        yield datetime.fromisoformat(made), datetime.fromisoformat(until)


@lru_cache(256)
def _rules(data: str) -> charters.Charter:
    """A charter from the very text it is kept in."""
    return charters.read(json.loads(data))


class Open(NamedTuple):
    """An open ballot: how many have voted, in all and by place as (name, voted, seats), never how. It may be
    closed by hand once its hour has come, or everyone has voted. `by_hand` counts for whom something was entered
    that waits for a second facilitator."""

    ballot: str
    proposal: str
    title: str
    closes_at: datetime
    seats: int
    quorum: int
    of_yes: bool
    voted: int
    places: tuple[tuple[str, int, int], ...]
    may_close: bool
    by_hand: int

    @property
    def missing(self) -> int:
        return self.seats - self.voted

    @property
    def line(self) -> int:
        """Where on the picture of its turnout enough have taken part; 0 for nowhere."""
        return 0 if self.of_yes else self.quorum


BALLOTS = """
SELECT b.public_id, p.public_id, p.title, b.closes_at, b.seats, b.quorum,
       coalesce(b.rule #>> '{quorum,count}', 'all') = 'affirmative', clock_timestamp(),
       (SELECT count(*) FROM voting_vote v WHERE v.ballot_id = b.id),
       (SELECT json_agg(json_build_array(a.name, coalesce(v.n, 0), (s.value #>> '{}')::int) ORDER BY a.name, a.id)
          FROM jsonb_each(b.seats_by_place) s JOIN registry_assembly a ON a.public_id = s.key
          LEFT JOIN (SELECT place_id, count(*) AS n FROM voting_vote WHERE ballot_id = b.id GROUP BY 1) v
            ON v.place_id = a.id),
       (SELECT count(*) FROM voting_handentry e WHERE e.ballot_id = b.id AND e.state = 'waiting')
  FROM voting_ballot b JOIN proposals_proposal p ON p.id = b.proposal_id
 WHERE b.assembly_id = %(here)s AND b.closed_at IS NULL ORDER BY b.closes_at, b.id LIMIT %(most)s
"""


def open_ballots(here: Assembly) -> tuple[Open, ...]:
    """Open ballots, the first to close first."""
    found = []
    for key, proposal, title, closes_at, seats, quorum, of_yes, now, voted, places, by_hand in _asked(
        BALLOTS, here=here.pk, most=MOST_BALLOTS
    ):
        may_close = voted >= seats or closes_at <= now + clock.shift()
        by_place = json.loads(places) if isinstance(places, str) else places
        rows = tuple(tuple(row) for row in by_place or ())
        found.append(
            Open(key, proposal, title, closes_at, seats, quorum, of_yes, voted, rows, may_close, by_hand)
        )
    return tuple(found)


class Named(NamedTuple):
    """A proposal by name."""

    proposal: str
    title: str


class Lapsed(NamedTuple):
    """A ballot that closed, by the name of its proposal: for how many people what one facilitator had entered by
    hand had no second entry."""

    ballot: str
    title: str
    n: int


WAITING = """
(SELECT 'seconding', p.public_id, p.title, 0 FROM proposals_hearing h JOIN proposals_proposal p ON p.id = h.proposal_id
  WHERE h.assembly_id = %(here)s AND h.stage = 'seconding' AND h.ended_at IS NULL
  ORDER BY h.stage_at, h.id LIMIT %(seconding)s)
UNION ALL
(SELECT 'unexplained', p.public_id, p.title, 0 FROM voting_decision d JOIN proposals_proposal p ON p.id = d.proposal_id
  WHERE d.assembly_id = %(here)s AND d.reasons = '' ORDER BY d.at DESC, d.id DESC LIMIT %(unexplained)s)
UNION ALL
(SELECT 'lapsed', b.public_id, p.title, count(*) FROM voting_handentry e
   JOIN voting_ballot b ON b.id = e.ballot_id JOIN proposals_proposal p ON p.id = b.proposal_id
  WHERE b.assembly_id = %(here)s AND e.state = 'lapsed' GROUP BY b.id, p.title ORDER BY b.closed_at DESC LIMIT %(lapsed)s)
UNION ALL
(SELECT DISTINCT 'facilitators', '', p.name, 0 FROM registry_seat s JOIN people_person p ON p.id = s.person_id
  WHERE s.assembly_id = %(here)s AND s.office = 'facilitator' AND s.until IS NULL ORDER BY p.name)
"""


def waiting(here: Assembly) -> dict[str, tuple[Named | Lapsed, ...]]:
    """What else is told: {"seconding": the longest waiting first, "unexplained": decisions without reasons in
    words, latest first, "lapsed": what was entered by hand and not agreed on, "facilitators": by title, which is
    their name}."""
    found: dict[str, list[Named | Lapsed]] = {
        "seconding": [],
        "unexplained": [],
        "lapsed": [],
        "facilitators": [],
    }
    most = {"seconding": MOST_SECONDING, "unexplained": MOST_UNEXPLAINED, "lapsed": MOST_LAPSED}
    for kind, id, title, n in _asked(WAITING, here=here.pk, **most):
        found[kind].append(Lapsed(id, title, n) if kind == "lapsed" else Named(id, title))
    return {kind: tuple(rows) for kind, rows in found.items()}


def _asked(sql: str, **given: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows: list[Any] = cursor.fetchall()
    return rows
