# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats, for programs: one's own, and who keeps the procedure."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.people import queries as people
from assemblies.people.api.accounts import Someone
from assemblies.registry import operations, queries
from assemblies.registry.api.bodies import InAssembly, Ref
from assemblies.registry.models import OFFICES
from governance.powers import Power


class SeatShape(shapes.Shape):
    """Your place in an assembly."""

    assembly = Ref()
    office = shapes.OneOf(OFFICES)
    home = shapes.Flag()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)


class SeatsQuery(shapes.Listing):
    """Which seats to list."""

    office = shapes.OneOf(OFFICES, required=False)


class MySeats(programs.Resource):
    """Your seats."""

    power = Power.OWN
    query = SeatsQuery

    @programs.reads(shapes.listed(SeatShape))
    def get(self, request: Request) -> Response:
        """The seats you hold now, the oldest first; with `office=facilitator` every assembly that you facilitate."""
        rows = queries.seats_of(self.me)
        rows = rows.filter(office=self.asked["office"]) if "office" in self.asked else rows
        return self.page(rows, ("since", "assembly__public_id", "office"), SeatShape)


class Leaving(shapes.Shape):
    """The seat to leave."""

    assembly = shapes.identity()
    office = shapes.OneOf(OFFICES)


class LeaveSeat(programs.Resource):
    """Leaving a seat."""

    power = Power.OWN

    @programs.writes(Leaving, {200: SeatShape})
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Leave a seat of yours. What was said and voted from it stays."""
        rows = queries.seats_of(self.me).filter(assembly__public_id=given["assembly"], office=given["office"])
        seat = rows.first()
        if seat is None:
            raise Http404
        return self.tell(SeatShape, operations.leave_seat(person=self.me, seat_id=seat.pk))


class Named(shapes.Shape):
    """Who is to facilitate too."""

    person = shapes.identity()


class Facilitator(shapes.Shape):
    """Somebody who keeps the procedure of an assembly."""

    assembly = Ref()
    person = Someone()
    since = serializers.DateTimeField()


class LivesHere(shapes.Shape):
    """Somebody whose home seat is in an assembly's cover.

    `within` is which of the assembly's own places they live in, told only where another has the same name.
    """

    person = Someone()
    within = serializers.SerializerMethodField()

    @extend_schema_field(Ref(allow_null=True))
    def get_within(self, seat: Any) -> dict[str, str] | None:
        return seat.within_id and {"id": seat.within_id, "name": seat.within_name}


class Facilitators(InAssembly):
    """Who keeps the procedure."""

    powers = {"POST": Power.NAME_FACILITATOR}
    query = shapes.Listing

    @programs.reads(shapes.listed(Facilitator))
    def get(self, request: Request, assembly_id: str) -> Response:
        """Who facilitates this assembly now, the longest first."""
        rows = queries.facilitators(self.place).select_related("assembly")
        return self.page(rows, ("since", "person__public_id"), Facilitator)

    @programs.writes(Named, {201: Facilitator})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Name another facilitator among the people who live here; a facilitator's act, on the public record."""
        to = people.person(given["person"])
        made = operations.name_facilitator(assembly=self.place, by=self.me, to=to)
        return self.tell(Facilitator, made, 201)


class NameableQuery(shapes.Listing):
    """Whom to look for."""

    q = shapes.Text(
        min_length=1, max_length=80, help_text="Part of a name, three letters at least; or the whole of it."
    )


class Nameable(InAssembly):
    """Who could be named facilitator."""

    power = Power.NAME_FACILITATOR
    query = NameableQuery

    @programs.reads(shapes.listed(LivesHere))
    def get(self, request: Request, assembly_id: str) -> Response:
        """People who live here and could be named facilitator, found by name; for facilitators."""
        rows = queries.nameable(self.place, self.asked["q"])
        return self.page(rows, ("since", "person__public_id"), LivesHere)


class TakeUp(InAssembly):
    """An empty facilitator's seat."""

    power = Power.OWN

    @programs.writes(shapes.Empty, {201: Facilitator})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Take up the facilitator's seat of an assembly where nobody holds it."""
        return self.tell(Facilitator, operations.take_up(assembly=self.place, person=self.me), 201)
