# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding networks and assemblies: charters, records with their genesis, places in the nesting."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

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

BATCH = 500
"""So many are made and saved at a time."""


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
    """GeoJSON, or what makes it when its row is saved: a country's boundaries do not all fit side by side."""
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
    """Found assemblies in bulk, in whatever order parents and children come. All are founded, or none.

    The rows come in the order given. Boundaries are not kept in them, for they are large: whoever asks for one
    reads it anew.
    """
    with transaction.atomic():
        nestings.hold(network.pk)
        at, places = clock.now(), _places(foundings)
        for founding in foundings:
            _check(network, founding)
        made: dict[int, Assembly] = {}
        by_ref: dict[str, Assembly] = {}
        for numbers in _batches(foundings):
            rows = _save(network, [(foundings[n], places[n]) for n in numbers], by_ref, at)
            made |= dict(zip(numbers, rows, strict=True))
            by_ref |= {foundings[n].ref: made[n] for n in numbers if foundings[n].ref}
        in_order = [made[number] for number in range(len(foundings))]
        _join(foundings, in_order, by_ref, at)
        nestings.changed(network.pk)
    return in_order


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


def _batches(foundings: Sequence[Founding]) -> Iterator[list[int]]:
    """The numbers of what can be founded together: parents in an earlier batch than their children."""
    named = {founding.ref for founding in foundings if founding.ref}
    done: set[str] = set()
    waiting = list(range(len(foundings)))
    while waiting:
        ready: list[int] = []
        rest: list[int] = []
        for number in waiting:
            parent = foundings[number].parent
            if isinstance(parent, str) and parent not in named:
                raise BadNesting(
                    _("%(name)s names a parent that is not there.") % {"name": foundings[number].name},
                    at="/parent",
                )
            (rest if isinstance(parent, str) and parent not in done else ready).append(number)
        if not ready:
            raise BadNesting(_("These assemblies contain each other in a circle."), at="/parent")
        yield from (ready[start : start + BATCH] for start in range(0, len(ready), BATCH))
        done |= {foundings[number].ref for number in ready}
        waiting = rest


def _save(
    network: Network, batch: Sequence[tuple[Founding, Place]], by_ref: Mapping[str, Assembly], at: datetime
) -> list[Assembly]:
    """Save assemblies with their charters and the beginning of their records."""
    rows, rules, begun = [], [], []
    pairs = record.new_records(host=network.host, number=len(batch))
    for (founding, place), pair in zip(batch, pairs, strict=True):
        held = _rules(founding, place)
        opening = _genesis(network, founding, pair, held.digest)
        row = _row(network, founding, place, canonical.ni(opening), at)
        row.parent = by_ref[founding.parent] if isinstance(founding.parent, str) else founding.parent
        row.public_record, row.acts_record = pair
        rows.append(row)
        rules.append(held)
        begun.append((pair, row.ni, opening))
    record.begin(begun, at=at)
    Assembly.objects.bulk_create(rows)
    Charter.objects.bulk_create(
        Charter(assembly=row, version=1, rules=held.data, digest=held.digest, in_force_at=at)
        for row, held in zip(rows, rules, strict=True)
    )
    for row in rows:
        del row.boundary
    return rows


def _row(network: Network, founding: Founding, place: Place, ni: str, at: datetime) -> Assembly:
    return Assembly(
        ni=ni,
        network=network,
        name=founding.name,
        lede=founding.lede,
        code=founding.code,
        scale=founding.scale,
        overlay=founding.overlay,
        population=founding.population,
        boundary=founding.boundary() if callable(founding.boundary) else founding.boundary,
        founded_at=founding.founded_at or at,
        own_time_zone=founding.time_zone,
        place=place,
    )


class _Rules(NamedTuple):
    """A charter as it is kept, and its digest."""

    data: dict[str, Any]
    digest: str


def _rules(founding: Founding, place: Place) -> _Rules:
    if founding.charter is None and not founding.rules:
        return _default_rules(place)
    if founding.charter is None:
        return _kept(charters.founded(place, founding.rules))
    return _kept(charters.given_now(founding.charter.as_data() | dict(founding.rules)))


@cache
def _default_rules(place: Place) -> _Rules:
    """Reckoned once: in a whole country nearly all begin with the same."""
    return _kept(charters.read(charters.default(place).as_data()))


def _kept(rules: charters.Charter) -> _Rules:
    data = rules.as_data()
    return _Rules(data, canonical.digest(canonical.encode(data)))


def _genesis(network: Network, founding: Founding, pair: record.Pair, charter: str) -> bytes:
    origin = pair.public.origin
    return genesis.Genesis(
        name=founding.name,
        public_origin=origin,
        acts_origin=pair.acts.origin,
        keys={"assembly": keys.assembly_key(origin).public, "record": keys.record_key(origin).public},
        charter=charter,
        recovery=network.recovery_digest,
        nonce=secrets.token_bytes(32),
    ).leaf()


def _join(
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
    nestings.extend_closure([row.pk for row in made])
