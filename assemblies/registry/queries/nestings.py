# SPDX-License-Identifier: AGPL-3.0-or-later
"""The nesting as the law sees it: built once a version of the network, kept by this process."""

import gc
import json
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from assemblies.registry.models import Allotment, Assembly, Constituency, Network
from governance import amounts, nesting, remits

Mark = tuple[int, str]


@dataclass(frozen=True)
class Built:
    """A nesting, what it was built from, and the mark of the network that it belongs to."""

    mark: Mark
    whole: nesting.Nesting
    assemblies: Sequence[nesting.Assembly]
    overlays: Sequence[nesting.Overlay]
    remits: Mapping[str, Any]

    @property
    def version(self) -> int:
        return self.mark[0]


_built: dict[int, Built] = {}
_building = threading.Lock()


def the_nesting(of: Network) -> nesting.Nesting:
    """The network's nesting for the law, built once a version and kept by this process."""
    return built(of).whole


def built(of: Network) -> Built:
    """The nesting with what it was built from. It is of one moment: whatever changes it moves the network's mark in the
    same transaction, so what was read between two looks at the same mark belongs together."""
    mark = _mark(of)
    kept = _built.get(of.pk)
    if kept is not None and kept.mark == mark:
        return kept
    with _building:  # those who wait find it made
        while (kept := _built.get(of.pk)) is None or kept.mark != (mark := _mark(of)):
            _built[of.pk] = _build(of, mark)
    return kept


def _build(of: Network, mark: Mark) -> Built:
    raw = _raw_remits(of)
    assemblies, overlays, names = _input(of, raw)
    by_id = {names[pk]: data for pk, data in raw.items() if pk in names}
    made = Built(mark, nesting.Nesting.build(assemblies, overlays), assemblies, overlays, by_id)
    if len(assemblies) >= LARGE:
        settle()
    return made


LARGE = 5_000
"""From so many assemblies on looking through them for garbage would hold up whoever asks just then."""


def settle() -> None:
    """Look through all there is for garbage once, and from then on through what comes: a nesting stays for long."""
    gc.collect()
    gc.freeze()


MARK = "SELECT version, xmin::text FROM registry_network WHERE id = %s"


def _mark(of: Network) -> Mark:
    """The network's version, and who wrote it: a version that is undone may be given once more to something else."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, [of.pk])
        version, writer = cursor.fetchone()
    return version, writer


def nesting_input(of: Network) -> tuple[list[nesting.Assembly], list[nesting.Overlay]]:
    """Every assembly and overlay of a network as the law's own types, ids public."""
    assemblies, overlays, _ = _input(of, _raw_remits(of))
    return assemblies, overlays


def _input(
    of: Network, raw: Mapping[int, Any]
) -> tuple[list[nesting.Assembly], list[nesting.Overlay], dict[int, str]]:
    rows = list(Assembly.objects.filter(network=of).defer("boundary", "lede"))
    names = {row.pk: row.public_id for row in rows}
    kept_remits, left, live = _remits(raw), _left(of), _live(of)
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
    return assemblies, overlays, names


def nesting_data(of: Built) -> dict[str, Any]:
    """A nesting as plain data, as an export's `network.json` keeps it.

    Each body has its name, which `verify` takes and the shell's `place` does not: it is given all but that.
    """
    sizes = of.whole.sizes

    def row(item: nesting.Assembly | nesting.Overlay) -> dict[str, Any]:
        data: dict[str, Any] = {"id": item.id, "name": item.name, "scale": item.scale}
        data["founded"] = item.founded.isoformat() if item.founded else None
        optional = {"population": item.population, "members": item.members, "quorum": item.quorum}
        data |= {key: value for key, value in optional.items() if value is not None}
        remit = of.remits.get(item.id)
        if remit is not None:
            data["remit"] = remit
        if item.allotments is not None:
            data["allotments"] = {code: format(amount, "f") for code, amount in item.allotments.items()}
        return data

    return {
        "assemblies": [row(a) | {"parent": a.parent, "population": sizes[a.id]} for a in of.assemblies],
        "overlays": [row(o) | {"constituents": list(o.constituents)} for o in of.overlays],
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


def _remits(raw: Mapping[int, Any]) -> Mapping[int, Any]:
    return {pk: None if data is None else _remit(data) for pk, data in raw.items()}


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
