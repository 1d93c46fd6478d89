# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in: invitations into a base assembly, and the first facilitator of an empty instance."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.registry import queries
from assemblies.registry.models import Assembly, FoundersLink, Invitation, Network, Seat
from assemblies.registry.operations import founding, seats
from assemblies.registry.operations.founding import Founding
from governance import events, powers
from governance.powers import Power
from governance.refusals import Refusal

INVITATION_DAYS = 30


class NotInvited(Refusal):
    code: ClassVar[str] = "not_invited"


def digest_of(secret: str) -> str:
    """How links are kept: by digest, so that the database does not open them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invite(*, assembly: Assembly, by: Person, number: int = 1) -> list[str]:
    """Make single-use invitations into a base assembly. Returns their secrets, once."""
    powers.require(Power.INVITE, queries.standing(by, assembly))
    if not 1 <= number <= 100:
        raise Refusal(_("Ask for 1 to 100 invitations at a time."), at="/number")
    made = [secrets.token_urlsafe(18) for _each in range(number)]
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
        for _each in made:
            record.say(assembly, events.InvitationMade(by=by.public_id), at=at)
    return made


def accept_invitation(*, person: Person, secret: str, move: bool = False) -> Seat:
    """Take the home seat that an invitation offers. It works once. Raises NotInvited, Seated.

    With `move` a home seat elsewhere in the network is left for it in the same act, on both records.
    """
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
                _("This invitation does not exist, has been used, or has run out. Ask for a new one.")
            )
        home = queries.home_seat(person, row.assembly.network)
        if move and home is not None and home.assembly_id != row.assembly_id:
            seats.hold_seats(person)
            seats.hold_homes(home.assembly_id, row.assembly_id)
            seats.leave_seat(person=person, seat_id=home.pk)
        seat = seats.take_home_seat(person=person, assembly=row.assembly)
        row.used_at, row.used_by = now, person
        row.save(update_fields=["used_at", "used_by"])
    return seat


def end_invitation(*, assembly: Assembly, by: Person, public_id: str) -> Invitation:
    """Let an invitation that nobody took work no more. Raises Http404, and NotInvited where it works no more already."""
    powers.require(Power.INVITE, queries.standing(by, assembly))
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",)).filter(assembly=assembly)
        row = rows.select_related("made_by", "used_by").filter(public_id=public_id).first()
        at = clock.now()
        if row is None:
            raise Http404
        if row.used_at or row.expires_at <= at:
            raise NotInvited(_("This invitation was taken, was ended, or has run out."))
        row.expires_at = at
        row.save(update_fields=["expires_at"])
        record.say(assembly, events.InvitationEnded(by=by.public_id), at=at)
    return row


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
    if queries.network() is not None:
        raise NotInvited(_("The network of this instance is founded. This link has done its work."))
    if row is None:
        raise NotInvited(
            _(
                "A newer link has taken the place of this one, or it never was. Start the program again to get one."
            )
        )
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
    matters: Sequence[Mapping[str, str]] = (),
    means: Sequence[Mapping[str, Any]] = (),
) -> Network:
    """Found a real network from the one-time link: its scales, first places, and its first facilitator.

    The founder takes the home seat in the place whose ref is `home`, and facilitates every place made now.
    """
    with transaction.atomic():
        link = founders_link(secret, lock=True)
        network = founding.found_network(
            name=name,
            host=host,
            time_zone=time_zone,
            scales=scales,
            recovery_public=recovery_public,
            matters=matters,
            means=means,
        )
        made = founding.found_many(network=network, foundings=foundings)
        for each, row in zip(foundings, made, strict=True):
            _seat_founder(founder, row, home=each.ref == home)
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
    return network


def _seat_founder(founder: Person, here: Assembly, *, home: bool) -> None:
    seats.take_seat(person=founder, assembly=here, office="facilitator")
    if home:
        seats.take_home_seat(person=founder, assembly=here)
