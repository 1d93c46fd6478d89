# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding networks and assemblies, taking and leaving seats, inviting, granting, drawing allotments."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models import F

from assemblies import clock
from assemblies.people.models import Person
from assemblies.record import keys
from assemblies.record import operations as record
from assemblies.registry import queries
from assemblies.registry.models import (
    Allotment,
    Assembly,
    Charter,
    Constituency,
    FoundersLink,
    Grant,
    Invitation,
    Means,
    Network,
    Seat,
    Snapshot,
)
from governance import canonical, charters, entries, events, genesis, powers
from governance.powers import Power
from governance.refusals import Refusal
from governance.scales import Place, place_of

NESTING_LOCK = 7_311_002
SEAT_LOCK = 7_311_003
INVITATION_DAYS = 30


class BadNesting(Refusal):
    code: ClassVar[str] = "bad_nesting"


class NotInvited(Refusal):
    code: ClassVar[str] = "not_invited"


class Seated(Refusal):
    code: ClassVar[str] = "already_seated"


class Overdrawn(Refusal):
    code: ClassVar[str] = "overdrawn"


def _lock(key: int, of: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [key, of])


# ------------------------------------------------------------------ founding


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
        raise BadNesting("A network needs at least one scale.", at="/scales")
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
        _lock(NESTING_LOCK, network.pk)
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
        Network.objects.filter(pk=network.pk).update(version=F("version") + 1)
    return made


def _check(network: Network, founding: Founding) -> None:
    if not 0 <= founding.scale < len(network.scales):
        raise BadNesting(f"There is no scale number {founding.scale} in this network.", at="/scale")
    parent = founding.parent
    if isinstance(parent, Assembly) and parent.scale <= founding.scale:
        raise BadNesting(
            f"{parent.name} is not wider than {founding.name}, so it cannot contain it.", at="/parent"
        )
    if not founding.name.strip():
        raise BadNesting("An assembly needs a name.", at="/name")


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
                raise BadNesting(f"{founding.name} names a parent that is not there.", at="/parent")
            if parent is not None and parent._state.adding:
                rest.append((founding, row))
                continue
            row.parent = parent
            ready.append(row)
        if not ready:
            raise BadNesting("These assemblies contain each other in a circle.", at="/parent")
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
                f"People have their home seats in {parent.name} itself, so it can have no children."
            )
        parent.save(update_fields=["place"])
    rebuild_closure(network)


CLOSURE = """
WITH RECURSIVE edge(up, down) AS (
  SELECT parent_id, id FROM registry_assembly WHERE network_id = %(n)s AND parent_id IS NOT NULL
  UNION ALL
  SELECT c.overlay_id, c.constituent_id FROM registry_constituency c
    JOIN registry_assembly a ON a.id = c.overlay_id WHERE a.network_id = %(n)s
), path(ancestor, descendant) AS (
  SELECT id, id FROM registry_assembly WHERE network_id = %(n)s
  UNION
  SELECT p.ancestor, e.down FROM path p JOIN edge e ON e.up = p.descendant
)
INSERT INTO registry_closure (ancestor_id, descendant_id)
SELECT ancestor, descendant FROM path ON CONFLICT DO NOTHING
"""


def rebuild_closure(network: Network) -> None:
    """Answer containment anew from the edges; inside the nesting lock."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSURE, {"n": network.pk})


def amend_assembly(
    assembly: Assembly, *, name: str, population: int | None, at: datetime | None = None
) -> None:
    """Rename an assembly or set its population, on its record."""
    with transaction.atomic():
        _lock(NESTING_LOCK, assembly.network_id)
        Assembly.objects.filter(pk=assembly.pk).update(name=name, population=population)
        record.say(assembly, events.PlaceAmended(name=name, population=population), at=at or clock.now())
        Network.objects.filter(pk=assembly.network_id).update(version=F("version") + 1)


def set_allotment(*, assembly: Assembly, means: Means, amount: Decimal, period: str = "") -> Allotment:
    """Say how much of a means an assembly holds for a period."""
    with transaction.atomic():
        _lock(NESTING_LOCK, assembly.network_id)
        row, _ = Allotment.objects.update_or_create(
            assembly=assembly, means=means, defaults={"amount": amount, "period": period}
        )
        record.say(assembly, events.AllotmentSet(means=means.code, amount=str(amount)), at=clock.now())
        Network.objects.filter(pk=assembly.network_id).update(version=F("version") + 1)
    return row


def draw(*, assembly: Assembly, proposal: str, means: Mapping[str, Decimal], at: datetime) -> None:
    """Draw down an assembly's allotments for a proposal put to the vote. Raises Overdrawn and draws nothing.

    They are set aside from the opening of the ballot, so that two ballots never promise the same pound.
    """
    for row in _held(assembly, means):
        amount = means[row.means.code]
        if row.drawn + amount > row.amount:
            left = (row.amount - row.drawn).normalize()
            raise Overdrawn(f"{assembly.name} has only {left:f} {row.means.unit} left.")
        _set_drawn(assembly, row, row.drawn + amount, proposal, amount, at)
    Network.objects.filter(pk=assembly.network_id).update(version=F("version") + 1)


def give_back(*, assembly: Assembly, proposal: str, means: Mapping[str, Decimal], at: datetime) -> None:
    """Put back what was set aside for a proposal that was not adopted."""
    for row in _held(assembly, means):
        _set_drawn(assembly, row, row.drawn - means[row.means.code], proposal, -means[row.means.code], at)
    Network.objects.filter(pk=assembly.network_id).update(version=F("version") + 1)


def _held(assembly: Assembly, means: Mapping[str, Decimal]) -> list[Allotment]:
    _lock(NESTING_LOCK, assembly.network_id)
    return list(Allotment.objects.filter(assembly=assembly, means__code__in=means).select_related("means"))


def _set_drawn(
    assembly: Assembly, row: Allotment, drawn: Decimal, proposal: str, amount: Decimal, at: datetime
) -> None:
    row.drawn = drawn
    row.save(update_fields=["drawn"])
    left = format((row.amount - drawn).normalize(), "f")
    event = events.AllotmentDrawn(
        proposal=proposal, means=row.means.code, amount=format(amount, "f"), left=left
    )
    record.say(registry_assembly(assembly), event, at=at)


def registry_assembly(row: Assembly) -> Assembly:
    """The same assembly with its records at hand."""
    return queries.assembly(row.public_id)


# ------------------------------------------------------------------ seats


def take_home_seat(*, person: Person, assembly: Assembly) -> Seat:
    """Give a person their one home seat in a network, in a base assembly. Raises Seated, BadNesting."""
    with transaction.atomic():
        _lock(SEAT_LOCK, person.pk)
        assembly = Assembly.objects.select_for_update(of=("self",)).get(pk=assembly.pk)
        if assembly.place != Place.BASE:
            raise BadNesting("A home seat is in a base place, where people live.")
        if queries.home_seat(person, assembly.network):
            raise Seated("You already have a home seat in this network. Leave it first.")
        at = clock.now()
        first = not Seat.objects.filter(assembly=assembly, home=True, until=None).exists()
        seat = Seat.objects.create(
            person=person, network=assembly.network, assembly=assembly, office="member", home=True, since=at
        )
        event = events.SeatTaken(office="member", home=True, who=person.public_id)
        record.say(Assembly.objects.select_related("acts_record").get(pk=assembly.pk), event, at=at)
        if first:  # a base where nobody lives has no live quorum
            Network.objects.filter(pk=assembly.network_id).update(version=F("version") + 1)
    return seat


def take_seat(*, person: Person, assembly: Assembly, office: str) -> Seat:
    """Give a person an office in an assembly. Raises Seated where they hold it already."""
    with transaction.atomic():
        _lock(SEAT_LOCK, person.pk)
        if Seat.objects.filter(person=person, assembly=assembly, office=office, until=None).exists():
            raise Seated("This seat is already held.")
        at = clock.now()
        seat = Seat.objects.create(
            person=person, network=assembly.network, assembly=assembly, office=office, since=at
        )
        record.say(assembly, events.SeatTaken(office=office, home=False, who=person.public_id), at=at)
    return seat


def leave_seat(*, person: Person, seat_id: int) -> Seat:
    """Leave a seat of one's own. What was said and voted from it stays. Raises Seated where it is not held."""
    with transaction.atomic():
        _lock(SEAT_LOCK, person.pk)
        seat = (
            Seat.objects.select_related("assembly__acts_record", "assembly__public_record")
            .filter(pk=seat_id, person=person, until=None)
            .first()
        )
        if seat is None:
            raise Seated("You do not hold this seat.")
        seat.until = clock.now()
        seat.save(update_fields=["until"])
        record.say(seat.assembly, events.SeatLeft(office=seat.office, who=person.public_id), at=seat.until)
        if seat.home and not Seat.objects.filter(assembly=seat.assembly, home=True, until=None).exists():
            Network.objects.filter(pk=seat.network_id).update(version=F("version") + 1)
    return seat


# ------------------------------------------------------------------ coming in


def digest_of(secret: str) -> str:
    """How links are kept: by digest, so that the database does not open them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invite(*, assembly: Assembly, by: Person, number: int = 1) -> list[str]:
    """Make single-use invitations into a base assembly. Returns their secrets, once."""
    powers.require(Power.INVITE, queries.standing(by, assembly))
    if not 1 <= number <= 100:
        raise Refusal("Ask for 1 to 100 invitations at a time.", at="/number")
    made = [secrets.token_urlsafe(18) for _ in range(number)]
    with transaction.atomic():
        at = clock.now()
        Invitation.objects.bulk_create(
            Invitation(
                assembly=assembly,
                digest=digest_of(secret),
                made_by=by,
                made_at=at,
                expires_at=at + timedelta(days=INVITATION_DAYS),
            )
            for secret in made
        )
        for _ in made:
            record.say(assembly, events.InvitationMade(by=by.public_id), at=at)
    return made


def accept_invitation(*, person: Person, secret: str) -> Seat:
    """Take the home seat that an invitation offers. It works once. Raises NotInvited."""
    with transaction.atomic():
        row = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("assembly__network")
            .filter(digest=digest_of(secret))
            .first()
        )
        now = clock.now()
        if row is None or row.used_at or row.expires_at <= now:
            raise NotInvited(
                "This invitation does not exist, has been used, or has run out. Ask for a new one."
            )
        seat = take_home_seat(person=person, assembly=row.assembly)
        row.used_at, row.used_by = now, person
        row.save(update_fields=["used_at", "used_by"])
    return seat


def grant(*, assembly: Assembly, by: Person, to: Person, power: Power, until: datetime | None) -> None:
    """Give one person one power in one assembly, for a term, as an exception."""
    powers.require(Power.GRANT, queries.standing(by, assembly))
    if power not in powers.GRANTABLE:
        raise Refusal("This power cannot be given to one person.", code="not_grantable", at="/power")
    with transaction.atomic():
        permission = Permission.objects.get(content_type__app_label="registry", codename=power.value)
        Grant.objects.update_or_create(
            user=to, permission=permission, content_object=assembly, defaults={"until": until}
        )
        event = events.PowerGranted(
            power=power.value,
            until=entries.instant(until) if until else None,
            to=to.public_id,
            by=by.public_id,
        )
        record.say(assembly, event, at=clock.now())


# ------------------------------------------------------------------ the first facilitator of an empty instance


def begin_network() -> str:
    """Make the one-time link for the first facilitator; earlier unused ones stop working. Returns its secret."""
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        FoundersLink.objects.filter(used_at=None).delete()
        FoundersLink.objects.create(digest=digest_of(secret), made_at=clock.now())
    return secret


def founders_link(secret: str, *, lock: bool = False) -> FoundersLink:
    """The unused founder's link with this secret. Raises NotInvited."""
    rows = FoundersLink.objects.select_for_update() if lock else FoundersLink.objects
    row = rows.filter(digest=digest_of(secret), used_at=None).first()
    if row is None or queries.network() is not None:
        raise NotInvited("This link has been used, or never was. Start the program again to get a new one.")
    return row


def found_first(
    *,
    secret: str,
    founder: Person,
    name: str,
    host: str,
    time_zone: str,
    scales: Sequence[Mapping[str, str]],
    foundings: Sequence[Founding],
    home: str,
    recovery_public: bytes,
) -> Network:
    """Found a real network from the one-time link: its scales, first places, and its first facilitator.

    The founder takes the home seat in the place whose ref is `home`, and facilitates every place made now.
    """
    with transaction.atomic():
        link = founders_link(secret, lock=True)
        network = found_network(
            name=name, host=host, time_zone=time_zone, scales=scales, recovery_public=recovery_public
        )
        made = found_many(network=network, foundings=foundings)
        for founding, row in zip(foundings, made, strict=True):
            take_seat(person=founder, assembly=row, office="facilitator")
            if founding.ref == home:
                take_home_seat(person=founder, assembly=row)
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
    return network


def enrol(people: Iterable[tuple[Person, Assembly]]) -> None:
    """Give many people their home seats, one by one: for the demonstration and for rolls."""
    for person, assembly in people:
        take_home_seat(person=person, assembly=assembly)


def take_snapshot(network: Network) -> Snapshot:
    """Keep the nesting as it is at this version of the network, once a version."""
    version = Network.objects.values_list("version", flat=True).get(pk=network.pk)
    kept = Snapshot.objects.filter(network=network, version=version).defer("data").first()
    if kept is None:
        data = queries.nesting_data(network)
        made = Snapshot(
            network=network, version=version, data=data, digest=canonical.ni(canonical.encode(data))
        )
        Snapshot.objects.bulk_create([made], ignore_conflicts=True)
        kept = Snapshot.objects.defer("data").get(network=network, version=version)
    return kept
