# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planning an import: rows beside what the network has become places to found, amend and leave alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assemblies.registry.importing import lineage, peopling
from assemblies.registry.importing.columns import Row
from assemblies.registry.importing.places import Known, Place, Wishes
from assemblies.registry.importing.problems import BadPlaces, Findings, Problem


@dataclass
class Plan:
    """What would be done: places wide to narrow, and what people should know of it before."""

    scales: Sequence[str]
    places: list[Place]
    notes: list[Problem]
    nested_by: Counter[str]
    untouched: Counter[int]
    """Scale number → places of the network that the files do not name."""

    def made(self) -> list[Place]:
        return [place for place in self.places if place.known is None]

    def amended(self) -> list[Place]:
        return [place for place in self.places if place.renamed or place.repeopled]


def plan(rows: Sequence[Row], scales: Sequence[str], known: Sequence[Known], wishes: Wishes) -> Plan:
    """Say what importing these rows would do. Raises BadPlaces with everything that stands against it."""
    findings = Findings()
    _unique(rows, findings)
    findings.check()
    placing = lineage.Placing(rows, scales, known, wishes)
    places = placing.places()
    _populate(places, known, wishes)
    named = {place.known.key for place in places if place.known}
    untouched = Counter(place.scale for place in known if not place.overlay and place.key not in named)
    crossed = "The boundary crosses itself and is made valid."
    mended = [Problem(place.row.where, crossed) for place in places if place.row.mended]
    return Plan(scales, places, placing.notes + mended, placing.nested_by, untouched)


def _unique(rows: Sequence[Row], findings: Findings) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        other = first.setdefault(row.code, row)
        if other is row:
            continue
        reason = f"The code {row.code} stands at {other.where} already"
        if other.scale != row.scale:
            reason += (
                ", and a code is one in the network: tell scales apart by a pattern, as --code SCALE=A{ID}"
            )
        findings.add(row.where, f"{reason}.")


def _populate(places: Sequence[Place], known: Sequence[Known], wishes: Wishes) -> None:
    """File first, then the network's own number, then the option for the scale, then the fallback."""
    for place in places:
        asked = wishes.people.get(place.scale)
        if place.row.population is not None:
            place.population, place.people_from = place.row.population, "file"
        elif place.known and place.known.population is not None:
            place.population, place.people_from = place.known.population, "network"
        elif asked is not None:
            place.population, place.people_from = asked, "option"
    if wishes.fallback != "none":
        _fall_back(places, known, wishes)


def _fall_back(places: Sequence[Place], known: Sequence[Known], wishes: Wishes) -> None:
    settled = {k.key for k in known if k.population is not None} | {k.parent for k in known}
    # Whoever made a place that the files do not name says how many live there; it takes nobody's part.
    parents: dict[str, str | None] = {k.key: k.parent for k in known if not k.overlay and k.key in settled}
    people: dict[str, int | None] = {k.key: k.population for k in known if not k.overlay}
    parents |= {place.key: place.parent for place in places}
    people |= {place.key: place.population for place in places}
    findings = Findings()
    weights = _weights(places, parents, people, wishes, findings)
    given = peopling.share_out(parents, people, weights, findings)
    where = {place.key: place.row.where for place in places} | {k.key: k.name for k in known}
    if findings.problems:
        raise BadPlaces([Problem(where.get(p.where, p.where), p.reason) for p in findings.problems])
    for place in places:
        if place.key in given:
            place.population, place.people_from = given[place.key], "fallback"


def _weights(
    places: Sequence[Place],
    parents: Mapping[str, str | None],
    people: Mapping[str, int | None],
    wishes: Wishes,
    findings: Findings,
) -> dict[str, Fraction]:
    weights = dict.fromkeys(parents, Fraction(1))
    if wishes.fallback != "area":
        return weights
    inside = set(parents.values())
    bare = [place for place in places if place.population is None and place.key not in inside]
    drawn_keys = {place.key for place in bare if place.row.boundary is not None}
    for key in parents:
        if people[key] is None and key not in inside and key not in drawn_keys:
            findings.add(key, "There is no boundary in these files to share people out by area.")
    drawn = [place for place in bare if place.row.boundary is not None]
    found = peopling.areas([p.row.boundary for p in drawn if p.row.boundary is not None], plane=wishes.plane)
    return weights | {place.key: area for place, area in zip(drawn, found, strict=True)}
