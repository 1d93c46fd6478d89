# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exceptions, for programs: one power given to one person in one assembly for a term, listed and taken back."""

from datetime import timedelta
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import clock, programs, shapes
from assemblies.people import queries as people
from assemblies.people.api.accounts import Someone
from assemblies.registry import operations
from assemblies.registry.api.bodies import InAssembly
from assemblies.registry.models import Grant, power_of
from assemblies.registry.pages import powers as given_now
from governance.powers import GRANTABLE, Power

GIVEN = sorted(power.value for power in GRANTABLE)


class GrantWanted(shapes.Shape):
    """Which power to give to whom, for how many days. By id: asked for by an address it would tell who signs in here."""

    person = shapes.identity()
    power = shapes.OneOf(GIVEN)
    days = shapes.Whole(min_value=1, max_value=366)


class GrantShape(shapes.Shape):
    """A power given to one person in one assembly, for a term."""

    assembly = shapes.identity()
    person = Someone()
    power = shapes.OneOf(GIVEN)
    until = serializers.DateTimeField(allow_null=True)

    def to_representation(self, row: Grant) -> Any:
        told = {"person": row.user, "power": power_of(row).value, "until": row.until}
        return super().to_representation({"assembly": row.content_object.public_id, **told})


class Grants(InAssembly):
    """Exceptions."""

    power = Power.GRANT
    query = shapes.Listing

    @programs.reads(shapes.listed(GrantShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """The powers given to one person here that are in force; for facilitators."""
        rows = given_now.in_force(self.place).select_related("content_object")
        return self.page(rows, ("user__public_id", "permission__codename"), GrantShape)

    @programs.writes(GrantWanted, {201: GrantShape})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Give one person one power here, for a term; a facilitator's act, on the public record."""
        to, until = people.person(given["person"]), clock.now() + timedelta(days=given["days"])
        operations.grant(assembly=self.place, by=self.me, to=to, power=Power(given["power"]), until=until)
        rows = given_now.in_force(self.place).filter(user=to, permission__codename=given["power"])
        return self.tell(GrantShape, rows.get(), 201)


class GrantToEnd(shapes.Shape):
    """Which power to take back from whom."""

    person = shapes.identity()
    power = shapes.OneOf(GIVEN)


class EndGrant(InAssembly):
    """Ending an exception."""

    power = Power.GRANT

    @programs.writes(GrantToEnd, {200: GrantShape})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Take back a power given for a term before its end; a facilitator's act, on the public record."""
        to = people.person(given["person"])
        row = operations.end_grant(assembly=self.place, by=self.me, to=to, power=Power(given["power"]))
        return self.tell(GrantShape, row)
