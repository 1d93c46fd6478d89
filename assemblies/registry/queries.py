# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the registry knows: assemblies, who contains whom, where a person stands, which rules hold."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from assemblies import clock
from assemblies.people.models import Person
from assemblies.registry.models import (
    Allotment,
    Assembly,
    Charter,
    Constituency,
    Grant,
    Invitation,
    Means,
    Network,
    Seat,
)
from governance import amounts, charters, nesting, remits
from governance.powers import NOBODY, Office, Power, Standing
from governance.scales import Place

OFFICE = {
    "member": Office.MEMBER,
    "delegate": Office.DELEGATE,
    "facilitator": Office.FACILITATOR,
    "auditor": Office.AUDITOR,
    "observer": Office.OBSERVER,
}


def network() -> Network | None:
    """The network this instance keeps; None before it is founded."""
    return Network.objects.order_by("pk").first()


def assembly(public_id: str) -> Assembly:
    """One assembly by its public id. Raises Http404."""
    found = (
        Assembly.objects.select_related("network", "parent", "public_record", "acts_record")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def assembly_by_row(pk: int) -> Assembly:
    """One assembly by its row, for what already knows it."""
    return Assembly.objects.select_related("network", "public_record", "acts_record").get(pk=pk)


STANDING = """
SELECT s.office, s.home, s.assembly_id = %(here)s,
       EXISTS (SELECT 1 FROM registry_closure c WHERE c.ancestor_id = %(here)s AND c.descendant_id = s.assembly_id)
  FROM registry_seat s WHERE s.person_id = %(person)s AND s.until IS NULL
"""


def standing(person: Person | None, here: Assembly | None, *, author: bool = False) -> Standing:
    """Look up the only facts about a person that the law asks for, in two queries."""
    if person is None:
        return Standing(Place(here.place) if here else Place.TOP)
    offices = Office.PERSON | (Office.OPERATOR if person.is_operator else NOBODY)
    offices |= Office.AUTHOR if author else NOBODY
    if here is None:
        return Standing(Place.TOP, offices, active=person.is_active)
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"here": here.pk, "person": person.pk})
        for office, home, is_here, inside in cursor.fetchall():
            if is_here:
                offices |= OFFICE[office]
            elif home and inside:
                offices |= Office.PEOPLE
    return Standing(Place(here.place), offices, granted(person, here), person.is_active)


def granted(person: Person, here: Assembly) -> frozenset[Power]:
    """The exceptions in force for one person in one assembly."""
    rows = Grant.objects.filter(user=person, content_object=here).filter(
        Q(until=None) | Q(until__gt=clock.now())
    )
    return frozenset(Power(name) for name in rows.values_list("permission__codename", flat=True))


def charter(here: Assembly) -> Charter:
    """The charter in force in an assembly."""
    return Charter.objects.filter(assembly=here).latest("version")


def rules(row: Charter) -> charters.Charter:
    """A kept charter as the law reads it."""
    return charters.read(row.rules)


def zone(here: Assembly) -> ZoneInfo:
    """The time zone of an assembly: its own, else its network's."""
    return ZoneInfo(here.own_time_zone or here.network.time_zone)


def home_seat(person: Person | None, of: Network | None) -> Seat | None:
    """The one home seat a person has in a network."""
    if person is None or of is None:
        return None
    return (
        Seat.objects.filter(person=person, network=of, home=True, until=None)
        .select_related("assembly__network", "assembly__parent")
        .first()
    )


def seats_of(person: Person) -> QuerySet[Seat]:
    """Every seat a person holds now."""
    return (
        Seat.objects.filter(person=person, until=None)
        .select_related("assembly__network")
        .order_by("-home", "since")
    )


def containers(here: Assembly) -> list[Assembly]:
    """An assembly and all that contain it through home nestings, near to wide: the rings of the bowls."""
    chain = {a.pk: a for a in Assembly.objects.filter(contains__descendant=here, overlay=False)}
    path: list[Assembly] = []
    step: int | None = here.pk
    while step is not None and step in chain:
        path.append(chain[step])
        step = chain[step].parent_id
    return path or [here]


def overlays_of(here: Assembly) -> QuerySet[Assembly]:
    """The overlays that contain an assembly, itself excluded."""
    return (
        Assembly.objects.filter(contains__descendant=here, overlay=True)
        .exclude(pk=here.pk)
        .order_by("scale", "name")
    )


def children(here: Assembly) -> QuerySet[Assembly]:
    """Children by home nesting, or an overlay's constituents."""
    rows = (
        Assembly.objects.filter(sits_in__overlay=here)
        if here.overlay
        else Assembly.objects.filter(parent=here)
    )
    return rows.order_by("name")


def people_of_cover(here: Assembly) -> QuerySet[Seat]:
    """The home seats in an assembly's whole cover: each person once, for a home seat is one a network."""
    return Seat.objects.filter(home=True, until=None, assembly__contained_in__ancestor=here)


def people_by_child(here: Assembly) -> dict[int, int]:
    """Child (or constituent) row id → how many people live in its cover, those with nobody included."""
    counted = {child.pk: 0 for child in children(here)}
    rows = (
        people_of_cover(here)
        .filter(assembly__contained_in__ancestor__in=counted)
        .annotate(child=F("assembly__contained_in__ancestor"))
        .values_list("child")
        .annotate(n=Count("pk", distinct=True))
    )
    return counted | {child: n for child, n in rows if child in counted}


def child_containing(here: Assembly, base_id: int) -> int | None:
    """Which child of an assembly a base place lies in: where a vote counts in a double majority.

    A place in two constituents of an overlay counts in the first by name, so that nobody counts twice.
    """
    found = children(here).filter(contains__descendant=base_id).values_list("pk", flat=True).first()
    return found


def facilitators(here: Assembly) -> QuerySet[Seat]:
    return Seat.objects.filter(assembly=here, office="facilitator", until=None).select_related("person")


def all_means(of: Network) -> dict[str, Means]:
    return {row.code: row for row in Means.objects.filter(network=of).order_by("name")}


def allotments(here: Assembly) -> QuerySet[Allotment]:
    return Allotment.objects.filter(assembly=here).select_related("means").order_by("means__name")


def invitation(digest: str) -> Invitation | None:
    return Invitation.objects.filter(digest=digest).select_related("assembly__network").first()


# ------------------------------------------------------------------ the nesting as the law sees it

_built: dict[int, tuple[int, nesting.Nesting]] = {}


def the_nesting(of: Network) -> nesting.Nesting:
    """The network's nesting for the law, built once a version and kept by this process."""
    version = Network.objects.values_list("version", flat=True).get(pk=of.pk)
    kept = _built.get(of.pk)
    if kept is None or kept[0] != version:
        kept = (version, nesting.Nesting.build(*nesting_input(of)))
        _built[of.pk] = kept
    return kept[1]


def nesting_input(of: Network) -> tuple[list[nesting.Assembly], list[nesting.Overlay]]:
    """Every assembly and overlay of a network as the law's own types, ids public."""
    rows = list(Assembly.objects.filter(network=of).defer("boundary", "lede"))
    names = {row.pk: row.public_id for row in rows}
    kept_remits, left, live = _remits(of), _left(of), _live(of)
    sits: dict[int, list[str]] = defaultdict(list)
    edges = Constituency.objects.filter(overlay__network=of)
    for overlay, constituent in edges.values_list("overlay_id", "constituent_id"):
        sits[overlay].append(names[constituent])
    assemblies, overlays = [], []
    for row in rows:
        common: dict[str, Any] = {
            "id": row.public_id,
            "name": row.name,
            "scale": row.scale,
            "population": row.population,
            "members": live.get(row.pk, 0),
            "quorum": 1,
            "founded": row.founded_at.date(),
            "remit": kept_remits.get(row.pk),
            "allotments": left.get(row.pk),
        }
        if row.overlay:
            overlays.append(nesting.Overlay(constituents=tuple(sorted(sits[row.pk])), **common))
        else:
            assemblies.append(nesting.Assembly(parent=names.get(row.parent_id or 0), **common))
    return assemblies, overlays


def nesting_data(of: Network) -> dict[str, Any]:
    """The same nesting as the plain data that the shell's `place` takes."""
    assemblies, overlays = nesting_input(of)
    raw, sizes = _raw_remits(of), the_nesting(of).sizes
    ids_ = dict(Assembly.objects.filter(network=of).values_list("public_id", "pk"))

    def row(item: nesting.Assembly | nesting.Overlay) -> dict[str, Any]:
        data: dict[str, Any] = {"id": item.id, "name": item.name, "scale": item.scale}
        data["founded"] = item.founded.isoformat() if item.founded else None
        optional = {"population": item.population, "members": item.members, "quorum": item.quorum}
        data |= {key: value for key, value in optional.items() if value is not None}
        remit = raw.get(ids_[item.id])
        if remit is not None:
            data["remit"] = remit
        if item.allotments is not None:
            data["allotments"] = {code: format(amount, "f") for code, amount in item.allotments.items()}
        return data

    return {
        "assemblies": [row(a) | {"parent": a.parent, "population": sizes[a.id]} for a in assemblies],
        "overlays": [row(o) | {"constituents": list(o.constituents)} for o in overlays],
    }


LATEST_REMITS = """
SELECT DISTINCT ON (c.assembly_id) c.assembly_id, c.rules -> 'remit'
  FROM registry_charter c JOIN registry_assembly a ON a.id = c.assembly_id
 WHERE a.network_id = %s ORDER BY c.assembly_id, c.version DESC
"""


def _raw_remits(of: Network) -> dict[int, Any]:
    with connection.cursor() as cursor:
        cursor.execute(LATEST_REMITS, [of.pk])
        return {pk: json.loads(data) if isinstance(data, str) else data for pk, data in cursor.fetchall()}


def _remits(of: Network) -> Mapping[int, Any]:
    return {pk: None if data is None else _remit(data) for pk, data in _raw_remits(of).items()}


def _remit(rows: Sequence[Mapping[str, Any]]) -> remits.Remit:
    return remits.without_repeats(
        remits.Matter(
            remits.path(row["matter"]),
            {code: amounts.amount(text) for code, text in row.get("ceilings", {}).items()},
            bool(row.get("exclusive", False)),
        )
        for row in rows
    )


def _left(of: Network) -> Mapping[int, Mapping[str, Decimal]]:
    left: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in Allotment.objects.filter(assembly__network=of).select_related("means"):
        left[row.assembly_id][row.means.code] = row.amount - row.drawn
    return left


LIVING = """
SELECT c.ancestor_id, count(*)
  FROM registry_seat s JOIN registry_closure c ON c.descendant_id = s.assembly_id
 WHERE s.network_id = %s AND s.home AND s.until IS NULL GROUP BY c.ancestor_id
"""


def _live(of: Network) -> Mapping[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(LIVING, [of.pk])
        return dict(cursor.fetchall())


def theta_delta(of: Network) -> tuple[Fraction, Fraction]:
    """The network's shares for containment and spill-over, from its top assembly's charter."""
    top = Assembly.objects.filter(network=of, parent=None, overlay=False).order_by("-scale", "pk").first()
    held = rules(charter(top)) if top else charters.Charter()
    return Fraction(held.theta), Fraction(held.delta)


def names(public_ids: Sequence[str]) -> dict[str, Assembly]:
    """Assemblies by public id, for pages that show a placement."""
    return {
        a.public_id: a for a in Assembly.objects.filter(public_id__in=public_ids).select_related("network")
    }
