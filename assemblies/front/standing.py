# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that a proposal's page tells of it, gathered in very few queries whatever its size."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from assemblies import wording
from assemblies.people.models import Person
from assemblies.proposals import queries as proposals
from assemblies.proposals.models import Proposal
from assemblies.registry.models import Assembly
from governance import charters

MOST_CLAIMS = 200
"""Of a proposal that are looked at: those that wait first, then those that ended last."""
FACTS = """
SELECT (SELECT json_agg(json_build_object(
            'number', h.number, 'stage', h.stage, 'came_by', h.came_by, 'because', h.because, 'at', h.opened_at,
            'stage_at', h.stage_at, 'ended_at', h.ended_at, 'missed', h.missed_quorums,
            'assembly', a.public_id, 'name', a.name, 'scale', a.scale, 'rules', c.rules - 'remit', 'rounds', (
              SELECT json_agg(json_build_object('ballot', b.id,
                       'key', CASE WHEN b.ended_entry IS NOT NULL THEN b.public_id ELSE '' END, 'at', b.closed_at,
                       'outcome', b.tally -> 'outcome')
                              ORDER BY b.closed_at)
                FROM voting_ballot b WHERE b.hearing_id = h.id AND b.closed_at IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM voting_decision d WHERE d.ballot_id = b.id))) ORDER BY h.number)
          FROM proposals_hearing h JOIN registry_assembly a ON a.id = h.assembly_id
          JOIN registry_charter c ON c.id = h.charter_id WHERE h.proposal_id = %(proposal)s),
       (SELECT json_agg(json_build_object('at', t.at, 'occasion', t.occasion, 'because', t.because,
            'said', t.answer -> 'said', 'left', (
              SELECT jsonb_path_query_first(t.answer,
                       '$.candidates[*] ? (@.assembly == $left).conditions[*] ? (@.holds == false).said',
                       jsonb_build_object('left', o.public_id))
                FROM proposals_hearing n
                JOIN proposals_hearing l ON l.proposal_id = n.proposal_id AND l.number = n.number - 1
                JOIN registry_assembly o ON o.id = l.assembly_id
               WHERE n.proposal_id = t.proposal_id AND n.opened_at = t.at AND n.assembly_id = t.assembly_id LIMIT 1),
            'assembly', a.public_id, 'name', a.name, 'scale', a.scale) ORDER BY t.at, t.id)
          FROM proposals_placement t LEFT JOIN registry_assembly a ON a.id = t.assembly_id
         WHERE t.proposal_id = %(proposal)s),
       (SELECT t.answer -> 'affected'
          FROM proposals_placement t WHERE t.proposal_id = %(proposal)s ORDER BY t.at DESC, t.id DESC LIMIT 1),
       (SELECT json_agg(json_build_object('code', m.code, 'name', m.name, 'unit', m.unit,
            'decimal_places', m.decimal_places) ORDER BY m.name)
          FROM registry_means m WHERE m.network_id = %(network)s AND m.code = ANY(%(means)s)),
       (SELECT count(DISTINCT s.person_id) FROM proposals_second s
          JOIN registry_closure k ON k.descendant_id = s.home_id AND k.ancestor_id = %(here)s
         WHERE s.proposal_id = %(proposal)s AND s.person_id <> %(author)s),
       EXISTS (SELECT 1 FROM proposals_second s WHERE s.proposal_id = %(proposal)s AND s.person_id = %(person)s),
       (SELECT json_object_agg(t.kind, t.n) FROM (SELECT kind, count(*) AS n FROM deliberation_contribution
         WHERE proposal_id = %(proposal)s GROUP BY kind) t),
       (SELECT json_object_agg(t.place, t.n) FROM (
          SELECT coalesce(p.public_id, '') AS place, count(*) AS n FROM voting_vote v
            JOIN voting_ballot b ON b.id = v.ballot_id LEFT JOIN registry_assembly p ON p.id = v.place_id
           WHERE b.proposal_id = %(proposal)s AND b.closed_at IS NULL GROUP BY p.public_id) t),
       EXISTS (SELECT 1 FROM voting_vote v JOIN voting_ballot b ON b.id = v.ballot_id
         WHERE b.proposal_id = %(proposal)s AND b.closed_at IS NULL AND v.voter_id = %(person)s),
       (SELECT json_agg(json_build_object('place', c.name, 'kind', c.kind, 'needed', c.needed, 'ending', c.ending,
            'at', c.made_at, 'until', c.until, 'ended_at', c.ended_at, 'behind', coalesce(c.stood, (
              SELECT count(*) FROM proposals_backing k
                JOIN registry_seat s ON s.person_id = k.person_id AND s.home AND s.until IS NULL
                JOIN people_person p ON p.id = s.person_id AND p.is_active
               WHERE k.claim_id = c.id AND s.assembly_id = c.place_id))) ORDER BY c.made_at, c.id)
          FROM (SELECT k.*, a.name FROM proposals_claim k JOIN registry_assembly a ON a.id = k.place_id
                 WHERE k.proposal_id = %(proposal)s ORDER BY k.ended_at IS NOT NULL, k.until DESC LIMIT %(most)s) c),
       EXISTS (SELECT 1 FROM voting_delegation d
         WHERE d.assembly_id = %(here)s AND d.lender_id = %(person)s AND d.until IS NULL)
"""


@dataclass(frozen=True)
class Round:
    """A vote that decided nothing, with its outcome as the law has it: no_quorum, returned or tied."""

    ballot: int
    key: str
    """Its public id, where its result can be read."""
    at: datetime
    outcome: str


@dataclass(frozen=True)
class Stay:
    """One hearing of the journey."""

    number: int
    stage: str
    came_by: str
    because: str
    at: datetime
    stage_at: datetime
    ended_at: datetime | None
    missed: int
    assembly: str
    name: str
    scale: int
    rules: charters.Charter
    rounds: Sequence[Round]


@dataclass(frozen=True)
class Run:
    """One run of the subsidiarity test; `assembly` None where nobody could decide. `brief` is `because` without what
    might be done instead: that is said once, where the page says who decides. `left` is why the place that it
    moved the proposal away from could not: empty where it moved nothing, or keeps that place as a number only."""

    at: datetime
    occasion: str
    because: str
    brief: str
    left: str
    assembly: str | None
    name: str | None
    scale: int | None


@dataclass(frozen=True)
class Said:
    """What a place said of itself: `kind` that it is affected, or that it is not; how many stand `behind` it, and how
    it ended, empty while it waits."""

    place: str
    kind: str
    needed: int
    ending: str
    at: datetime
    until: datetime
    ended_at: datetime | None
    behind: int


@dataclass(frozen=True)
class Facts:
    """What is kept about one proposal. `voted` counts votes on its open ballot by place; choices are not read."""

    stays: Sequence[Stay]
    runs: Sequence[Run]
    affected: Mapping[str, str]
    means: Sequence[Mapping[str, Any]]
    seconds: int
    seconded: bool
    kinds: Mapping[str, int]
    voted: Mapping[str, int]
    has_voted: bool
    claims: Sequence[Said]
    lends: bool
    """Whether this person has lent their vote to anyone in the assembly it is before."""


def facts(of: Proposal, person: Person | None) -> Facts:
    """Read all of it in one query."""
    given: dict[str, Any] = {
        "proposal": of.pk,
        "network": of.network_id,
        "means": list(of.means),
        "here": of.assembly_id,
        "author": of.author_id,
        "person": person.pk if person else None,
        "most": MOST_CLAIMS,
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, given)
        row = [json.loads(cell) if isinstance(cell, str) else cell for cell in cursor.fetchone()]
    _put_into_words(row[0] or (), row[1] or (), wording.Named(of.network, row[3] or ()))
    stays, runs, affected, means, seconds, seconded, kinds, voted, has_voted, said, lends = row
    return Facts(
        stays=[_stay(item) for item in stays or ()],
        runs=[Run(**{**item, "at": _moment(item["at"])}) for item in runs or ()],
        affected=affected or {},
        means=[item | {"amount": of.means[item["code"]]} for item in means or ()],
        seconds=seconds,
        seconded=seconded,
        kinds=kinds or {},
        voted=voted or {},
        has_voted=has_voted,
        claims=[_said(item) for item in said or ()],
        lends=lends,
    )


def _put_into_words(
    stays: Sequence[dict[str, Any]], runs: Sequence[dict[str, Any]], named: wording.Named
) -> None:
    """Say in the reader's language why it came where it is: a hearing keeps what a run of the test said."""
    briefly = {}
    for run in runs:
        said, kept = run.pop("said"), run["because"]
        run["because"] = wording.tell(said, kept, named)
        run["brief"] = briefly[kept] = wording.tell(_without_instead(said), kept, named)
        run["left"] = wording.tell([run["left"]], "", named) if run["left"] else ""
    for stay in stays:
        stay["because"] = briefly.get(stay["because"], stay["because"])


def _without_instead(said: wording.Sentences | None) -> wording.Sentences:
    return [one for one in said or () if one["code"] not in ("joint", "joint_nobody")]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _said(item: Mapping[str, Any]) -> Said:
    times = {name: _moment(item[name]) if item[name] else None for name in ("at", "until", "ended_at")}
    return Said(**{**item, **times})


def _stay(item: Mapping[str, Any]) -> Stay:
    times = {name: _moment(item[name]) if item[name] else None for name in ("at", "stage_at", "ended_at")}
    rounds = [
        Round(row["ballot"], row["key"], _moment(row["at"]), row["outcome"] or "no_quorum")
        for row in item["rounds"] or ()
    ]
    return Stay(**{**item, **times, "rules": charters.read(item["rules"]), "rounds": rounds})


MOST_TOUCHED = 60
"""So many of the places named a page tells one by one."""

AROUND = """
WITH hit AS MATERIALIZED (SELECT id FROM registry_assembly WHERE public_id = ANY(%(affected)s))
SELECT a.id, a.public_id, a.name, a.scale, a.overlay,
       a.parent_id IS NOT DISTINCT FROM %(here)s OR EXISTS (
         SELECT 1 FROM registry_constituency y WHERE y.overlay_id = %(here)s AND y.constituent_id = a.id),
       EXISTS (SELECT 1 FROM registry_closure c WHERE c.ancestor_id = a.id AND c.descendant_id = %(here)s),
       EXISTS (SELECT 1 FROM registry_closure c WHERE c.ancestor_id = a.id AND c.descendant_id IN (TABLE hit))
       OR EXISTS (SELECT 1 FROM registry_closure c WHERE c.descendant_id = a.id AND c.ancestor_id IN (TABLE hit))
       OR a.overlay AND EXISTS (SELECT 1 FROM registry_closure c
         JOIN registry_closure k ON k.descendant_id = c.descendant_id
        WHERE c.ancestor_id = a.id AND k.ancestor_id IN (TABLE hit)),
       CASE WHEN a.id IN (TABLE hit) THEN '{}' ELSE ARRAY(
         SELECT h.name FROM registry_closure c JOIN registry_assembly h ON h.id = c.descendant_id
          WHERE c.ancestor_id = a.id AND c.descendant_id IN (TABLE hit) ORDER BY h.name LIMIT %(within)s) END
  FROM registry_assembly a
 WHERE a.id IN (SELECT ancestor_id FROM registry_closure WHERE descendant_id = %(here)s
                UNION SELECT id FROM registry_assembly WHERE parent_id = %(here)s
                UNION SELECT constituent_id FROM registry_constituency WHERE overlay_id = %(here)s
                UNION SELECT id FROM registry_assembly WHERE public_id = ANY(%(named)s))
 ORDER BY a.name, a.id
"""


@dataclass
class Spot:
    """A place that the page names. `inside` the deciding one as its child or constituent, `wider` around it,
    `lit` where it holds anyone affected, `within` names those where it is not affected as a whole; `ring` and `kind`
    as an assembly has them."""

    pk: int
    public_id: str
    name: str
    scale: int
    overlay: bool
    inside: bool
    wider: bool
    lit: bool
    within: Sequence[str] = ()
    ring: int = 1
    kind: str = ""


@dataclass(frozen=True)
class Around:
    """The places that a proposal's page names: rings and places for its bowls, and those it touches."""

    bowls: Mapping[str, Any]
    touched: Sequence[tuple[Spot, str]]
    children: Mapping[str, Spot]


def around(of: Proposal, affected: Sequence[str]) -> Around:
    """All these places in one query."""
    here = of.assembly
    named = list(of.places)[:MOST_TOUCHED]
    given: dict[str, Any] = {"here": here.pk, "affected": list(affected), "named": named}
    given["within"] = proposals.MOST_WITHIN
    with connection.cursor() as cursor:
        cursor.execute(AROUND, given)
        found = {row[1]: Spot(*row) for row in cursor.fetchall()}
    for spot in found.values():
        known = Assembly(network=of.network, scale=spot.scale)
        spot.ring, spot.kind = known.ring, known.kind
    wider = sorted(
        (s for s in found.values() if s.wider and not s.overlay and s.pk != here.pk), key=lambda s: s.scale
    )
    children = {key: spot for key, spot in found.items() if spot.inside}
    inside = sorted(((spot, spot.lit) for spot in children.values()), key=lambda pair: not pair[1])
    return Around(
        bowls=proposals.spots(
            [found[here.public_id], *wider], inside, {s.pk: s.within for s in children.values()}
        ),
        touched=[(found[key], share) for key, share in of.places.items() if key in found],
        children=children,
    )
