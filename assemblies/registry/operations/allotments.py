# SPDX-License-Identifier: AGPL-3.0-or-later
"""Allotments: how much of a means an assembly holds, and what ballots have set aside of it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock, wording
from assemblies.record import operations as record
from assemblies.registry import queries
from assemblies.registry.models import Allotment, Assembly, Means
from assemblies.registry.operations import nestings
from governance import events
from governance.refusals import Refusal


class Overdrawn(Refusal):
    code: ClassVar[str] = "overdrawn"


def set_allotment(*, assembly: Assembly, means: Means, amount: Decimal, period: str = "") -> Allotment:
    """Say how much of a means an assembly holds for a period."""
    with transaction.atomic():
        nestings.hold(assembly.network_id)
        row, _ = Allotment.objects.update_or_create(
            assembly=assembly, means=means, defaults={"amount": amount, "period": period}
        )
        record.say(assembly, events.AllotmentSet(means=means.code, amount=str(amount)), at=clock.now())
        nestings.changed(assembly.network_id)
    return row


def draw(*, assembly: Assembly, proposal: str, means: Mapping[str, Decimal], at: datetime) -> None:
    """Draw down an assembly's allotments for a proposal put to the vote. Raises Overdrawn and draws nothing.

    They are set aside from the opening of the ballot, so that two ballots never promise the same pound.
    """
    for row in _held(assembly, means):
        amount = means[row.means.code]
        if row.drawn + amount > row.amount:
            left = (row.amount - row.drawn).normalize()
            raise Overdrawn(
                _("%(name)s has only %(amount)s left.")
                % {
                    "name": assembly.name,
                    "amount": wording.quantity(row.means.unit, f"{left:f}", row.means.decimal_places),
                }
            )
        _set_drawn(assembly, row, row.drawn + amount, proposal, amount, at)
    nestings.changed(assembly.network_id)


def give_back(*, assembly: Assembly, proposal: str, means: Mapping[str, Decimal], at: datetime) -> None:
    """Put back what was set aside for a proposal that was not adopted."""
    for row in _held(assembly, means):
        _set_drawn(assembly, row, row.drawn - means[row.means.code], proposal, -means[row.means.code], at)
    nestings.changed(assembly.network_id)


def _held(assembly: Assembly, means: Mapping[str, Decimal]) -> list[Allotment]:
    nestings.hold(assembly.network_id)
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
    record.say(queries.assembly(assembly.public_id), event, at=at)
