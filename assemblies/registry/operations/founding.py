# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding networks and assemblies: charters, records with their genesis, places in the nesting."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.record import keys
from assemblies.record import operations as record
from assemblies.registry.models import Assembly, Charter, Constituency, Means, Network, Seat
from assemblies.registry.operations import nestings
from assemblies.registry.operations.nestings import BadNesting
from governance import canonical, charters, events, genesis
from governance.scales import Place, place_of


def found_network(
    *,
    name: str,
    host: str,
    scales: Sequence[Mapping[str, str]],
    recovery_public: bytes,
    time_zone: str = "UTC",
    matters: Sequence[Mapping[str, str]] = (),
    means: Sequence[Mapping[str, Any]] = (),
    demonstration: bool = False,
) -> Network:
    """Found a network. `recovery_public` is the public half of a key kept offline; only its digest enters.

    `scales` are {"name", "plural"} narrow to wide; `means` are {"code", "name", "unit", "decimal_places"}.
    """
    if not scales:
        raise BadNesting(_("A network needs at least one scale."), at="/scales")
    with transaction.atomic():
        made = Network.objects.create(
            name=name,
            host=host,
            scales=[dict(s) for s in scales],
            matters=[dict(m) for m in matters],
            time_zone=time_zone,
            demonstration=demonstration,
            recovery_digest=canonical.digest(recovery_public),
        )
        Means.objects.bulk_create([Means(network=made, **row) for row in means])
    return made


@dataclass
class Founding:
    """What is needed to found one assembly. `parent` is an assembly, or the `ref` of a row founded before it."""

    name: str
    scale: int
    ref: str = ""
    parent: Assembly | str | None = None
    population: int | None = None
    code: str | None = None
    boundary: Any = None
    lede: str = ""
    time_zone: str = ""
    founded_at: datetime | None = None
    overlay: bool = False
    constituents: Sequence[Assembly | str] = ()
    charter: charters.Charter | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Rules that differ from the defaults of its place in the nesting."""


def found_assembly(*, network: Network, founding: Founding) -> Assembly:
    """Found one assembly: its charter, its two records with the genesis as entry 0, its place in the nesting."""
    return found_many(network=network, foundings=[founding])[0]


def found_many(*, network: Network, foundings: Sequence[Founding]) -> list[Assembly]:
    """Found assemblies in bulk, parents before children. All are founded, or none."""
    with transaction.atomic():
        nestings.hold(network.pk)
        now = clock.now()
        pairs = record.begin_records(host=network.host, names=[f.name for f in foundings])
        by_ref: dict[str, Assembly] = {}
        made: list[Assembly] = []
        begun: list[tuple[record.Pair, str, bytes]] = []
        placed = _places(foundings)
        for founding, pair, place in zip(foundings, pairs, placed, strict=True):
            _check(network, founding)
            rules = _charter_of(founding, place)
            opening = _genesis(network, founding, pair, rules)
            row = Assembly(
                ni=canonical.ni(opening),
                network=network,
                name=founding.name,
                lede=founding.lede,
                code=founding.code,
                scale=founding.scale,
                overlay=founding.overlay,
                population=founding.population,
                boundary=founding.boundary,
                founded_at=founding.founded_at or now,
                own_time_zone=founding.time_zone,
                public_record=pair.public,
                acts_record=pair.acts,
                place=place,
            )
            if founding.ref:
                by_ref[founding.ref] = row
            made.append(row)
            begun.append((pair, row.ni, opening))
        _save_in_order(foundings, made, by_ref)
        record.begin(begun, at=now)
        _charters(foundings, made, placed, now)
        _join(network, foundings, made, by_ref, now)
        nestings.changed(network.pk)
    return made


def _check(network: Network, founding: Founding) -> None:
    if not 0 <= founding.scale < len(network.scales):
        raise BadNesting(
            _("There is no scale number %(n)s in this network.") % {"n": founding.scale}, at="/scale"
        )
    parent = founding.parent
    if isinstance(parent, Assembly) and parent.scale <= founding.scale:
        raise BadNesting(
            _("%(wider)s is not wider than %(name)s, so it cannot contain it.")
            % {"wider": parent.name, "name": founding.name},
            at="/parent",
        )
    if not founding.name.strip():
        raise BadNesting(_("An assembly needs a name."), at="/name")


def _places(foundings: Sequence[Founding]) -> list[Place]:
    parents = {f.parent for f in foundings if isinstance(f.parent, str)}
    return [
        place_of(
            overlay=f.overlay, has_parent=f.parent is not None, has_children=bool(f.ref) and f.ref in parents
        )
        for f in foundings
    ]


def _charter_of(founding: Founding, place: Place) -> charters.Charter:
    rules = (founding.charter or charters.default(place)).as_data() | dict(founding.rules)
    return charters.read(rules)


def _genesis(network: Network, founding: Founding, pair: record.Pair, rules: charters.Charter) -> bytes:
    origin = pair.public.origin
    return genesis.Genesis(
        name=founding.name,
        public_origin=origin,
        acts_origin=pair.acts.origin,
        keys={"assembly": keys.assembly_key(origin).public, "record": keys.record_key(origin).public},
        charter=canonical.digest(canonical.encode(rules.as_data())),
        recovery=network.recovery_digest,
        nonce=secrets.token_bytes(32),
    ).leaf()


def _save_in_order(
    foundings: Sequence[Founding], made: list[Assembly], by_ref: Mapping[str, Assembly]
) -> None:
    """Insert wave by wave: whoever's parent is already in goes next."""
    waiting = list(zip(foundings, made, strict=True))
    while waiting:
        ready: list[Assembly] = []
        rest: list[tuple[Founding, Assembly]] = []
        for founding, row in waiting:
            parent = by_ref.get(founding.parent) if isinstance(founding.parent, str) else founding.parent
            if isinstance(founding.parent, str) and parent is None:
                raise BadNesting(
                    _("%(name)s names a parent that is not there.") % {"name": founding.name}, at="/parent"
                )
            if parent is not None and parent._state.adding:
                rest.append((founding, row))
                continue
            row.parent = parent
            ready.append(row)
        if not ready:
            raise BadNesting(_("These assemblies contain each other in a circle."), at="/parent")
        Assembly.objects.bulk_create(ready, batch_size=1000)
        waiting = rest


def _charters(
    foundings: Sequence[Founding], made: Sequence[Assembly], places: Sequence[Place], at: datetime
) -> None:
    rows = []
    for founding, row, place in zip(foundings, made, places, strict=True):
        data = _charter_of(founding, place).as_data()
        rows.append(
            Charter(
                assembly=row,
                version=1,
                rules=data,
                digest=canonical.digest(canonical.encode(data)),
                in_force_at=at,
            )
        )
    Charter.objects.bulk_create(rows, batch_size=1000)


def _join(
    network: Network,
    foundings: Sequence[Founding],
    made: Sequence[Assembly],
    by_ref: Mapping[str, Assembly],
    at: datetime,
) -> None:
    """Write the edges and keep the closure; tell parents that were there before that a child joined."""
    edges = []
    for founding, row in zip(foundings, made, strict=True):
        for given in founding.constituents:
            other = by_ref[given] if isinstance(given, str) else given
            edges.append(Constituency(overlay=row, constituent=other))
        if isinstance(founding.parent, Assembly):
            record.say(founding.parent, events.ChildJoined(child=row.ni), at=at)
    Constituency.objects.bulk_create(edges, batch_size=1000)
    fresh = {row.pk for row in made}
    outer = {row.parent_id for row in made if row.parent_id and row.parent_id not in fresh}
    for parent in Assembly.objects.filter(pk__in=outer, place=Place.BASE):
        parent.place = Place.BETWEEN if parent.parent_id else Place.TOP
        if Seat.objects.filter(assembly=parent, home=True, until=None).exists():
            raise BadNesting(
                _("People have their home seats in %(name)s itself, so it can have no children.")
                % {"name": parent.name}
            )
        parent.save(update_fields=["place"])
    nestings.rebuild_closure(network)
