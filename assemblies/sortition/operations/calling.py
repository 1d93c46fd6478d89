# SPDX-License-Identifier: AGPL-3.0-or-later
"""Announcing a draw, and saying that one would serve or would not after all."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock, writing
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from assemblies.sortition import queries
from assemblies.sortition.models import OFFICES, OPEN, Draw, Volunteer
from governance import canonical, entries, events, lotteries, powers, sortition
from governance.powers import Power
from governance.refusals import Refusal

LONGEST_DAYS = 90


class BadCall(Refusal):
    code: ClassVar[str] = "bad_call"


class NotOpen(Refusal):
    """Too late to step forward or back."""

    code: ClassVar[str] = "not_open"


def announce(
    *,
    assembly: Assembly,
    by: Person,
    title: str,
    places: int,
    quotas: list[dict[str, Any]],
    days: int,
    office: str = "",
    by_place: Mapping[str, tuple[int, int]] | None = None,
) -> Draw:
    """Announce a draw. `quotas` are the law's, for what people say of themselves; `by_place` gives children (by public
    id) their least and most. Raises NoPower and Refusal.
    """
    powers.require(Power.HOLD_DRAW, registry.standing(by, assembly))
    title = writing.plain(title, at="/title", most=120, least=3)
    if office not in OFFICES:
        raise BadCall(_("There is no draw for this office."), at="/office")
    if not 1 <= days <= LONGEST_DAYS:
        sentence = _("People have from 1 to %(days)s days to say that they would serve.")
        raise BadCall(sentence % {"days": LONGEST_DAYS}, at="/days")
    plain = [_shown(row, f"/quotas/{n}") for n, row in enumerate(quotas)]
    first, named = _of_places(assembly, by_place or {})
    asked = [*first, *plain]
    sortition.quotas(places, lotteries.read_quotas(asked, "/quotas"))
    with transaction.atomic():
        at = clock.now()
        made = Draw.objects.create(
            assembly=assembly, title=title, office=office, places=places, quotas=asked, by_place=named,
            made_by=by, made_at=at, closes_at=at + timedelta(days=days),
        )  # fmt: skip
        call = {"title": title, "office": office, "places": places, "quotas": asked, "by_place": named}
        event = events.DrawAnnounced(
            draw=made.public_id, office=office, places=places, digest=canonical.ni(canonical.encode(call)),
            closes=entries.instant(made.closes_at), by=by.public_id,
        )  # fmt: skip
        record.say(assembly, event, at=at)
    return made


def _shown(row: Mapping[str, Any], at: str) -> dict[str, Any]:
    """A feature with its names as they will be shown. The law reads the rest."""
    categories = [
        {**one, "name": writing.plain(one.get("name"), at=f"{at}/categories/{n}/name", most=60)}
        for n, one in enumerate(row.get("categories") or [])
    ]
    return {
        "feature": writing.plain(row.get("feature"), at=f"{at}/feature", most=60),
        "categories": categories,
    }


def _of_places(
    assembly: Assembly, asked: Mapping[str, tuple[int, int]]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The feature that is filled in from where people live, and which child is which of its categories."""
    if not asked:
        return [], {}
    named = queries.places_of(assembly)
    if set(asked) != set(named):
        raise BadCall(_("Quotas by place name every place inside this one, and no other."), at="/by_place")
    categories = [{"name": named[child], "min": least, "max": most} for child, (least, most) in asked.items()]
    return [{"feature": str(_("Place")), "categories": categories}], named


def step_forward(*, draw: Draw, person: Person, features: Mapping[str, str]) -> Volunteer:
    """Say that one would serve, with what the quotas ask of oneself; said again, it replaces what was said before.

    Raises NotOpen after the list has closed, BadCall, and sortition.BadDraw for a category that there is not.
    """
    with transaction.atomic():
        # Held as a vote holds its ballot: the list closes after whoever has said so, or they are told it has.
        held = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
        at = require_open(held)
        home = queries.place_of(held, person)
        if home is None:
            raise BadCall(_("Only people who live here can be drawn here."))
        asked = lotteries.read_quotas(held.quotas, "/quotas")
        own = queries.fitting(held, asked, features, home)
        made, new = Volunteer.objects.update_or_create(
            draw=held, person=person, defaults={"features": own, "at": at}
        )
        if new:
            record.say(draw.assembly, events.SteppedForward(draw=held.public_id, who=person.public_id), at=at)
    return made


def step_back(*, draw: Draw, person: Person) -> None:
    """Say that one would not serve after all; what one said of oneself is deleted. Raises NotOpen, BadCall."""
    with transaction.atomic():
        held = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
        at = require_open(held)
        gone, _kinds = Volunteer.objects.filter(draw=held, person=person).delete()
        if not gone:
            raise BadCall(_("You had not said that you would serve."))
        record.say(draw.assembly, events.SteppedBack(draw=held.public_id, who=person.public_id), at=at)


def require_open(held: Draw) -> Any:
    """The time now, read under the lock of the draw. Raises NotOpen where its list has closed."""
    at = clock.now()
    if held.state != OPEN or at >= held.closes_at:
        raise NotOpen(_("The list of those who would serve has closed."))
    return at
