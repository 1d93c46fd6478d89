# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats, invitations and exceptions, for programs."""

from datetime import timedelta
from typing import Any

from django.http import Http404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import clock, programs, shapes
from assemblies.people import queries as people
from assemblies.people.api import Someone
from assemblies.registry import operations, queries
from assemblies.registry.api.bodies import InAssembly, Ref
from assemblies.registry.models import OFFICES
from governance.powers import GRANTABLE, Power


class SeatShape(shapes.Shape):
    """Your place in an assembly."""

    assembly = Ref()
    office = shapes.OneOf(OFFICES)
    home = shapes.Flag()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)


class MySeats(programs.Resource):
    """Your seats."""

    power = Power.OWN
    query = shapes.Listing

    @programs.reads(shapes.listed(SeatShape))
    def get(self, request: Request) -> Response:
        """The seats you hold now, the oldest first."""
        return self.page(queries.seats_of(self.me), ("since", "assembly__public_id", "office"), SeatShape)


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


class InvitationsWanted(shapes.Shape):
    """How many invitations to make."""

    number = shapes.Whole(min_value=1, max_value=100, required=False, default=1)


class InvitationLink(shapes.Shape):
    """One single-use link, told only now."""

    secret = shapes.Text()
    link = shapes.Text()


class InvitationsMade(shapes.Shape):
    """Invitations into an assembly, and for how many days they hold."""

    assembly = shapes.identity()
    days = shapes.Whole()
    invitations = InvitationLink(many=True)


class Invitations(InAssembly):
    """Invitations into a base assembly."""

    power = Power.INVITE
    powers = {"POST": Power.INVITE}

    @programs.writes(InvitationsWanted, {201: InvitationsMade})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Make single-use invitations into a base assembly; a facilitator's act."""
        made = operations.invite(assembly=self.place, by=self.me, number=given["number"])
        rows = [
            {"secret": key, "link": request.build_absolute_uri(reverse("join", args=[key]))} for key in made
        ]
        found = {"assembly": assembly_id, "days": operations.INVITATION_DAYS, "invitations": rows}
        return self.tell(InvitationsMade, found, 201)


class Accepted(shapes.Shape):
    """The secret of an invitation: the last part of its link."""

    secret = shapes.Text(max_length=100)
    move = shapes.Flag(
        required=False,
        default=False,
        help_text="Whether a home seat elsewhere is left for it in the same act.",
    )


class AcceptInvitation(programs.Resource):
    """Coming in."""

    power = Power.OWN

    @programs.writes(Accepted, {201: SeatShape})
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Take the home seat that an invitation offers. It works once."""
        return self.tell(SeatShape, operations.accept_invitation(person=self.me, **given), 201)


class GrantWanted(shapes.Shape):
    """Which power to give to whom, for how many days."""

    person = shapes.identity()
    power = shapes.OneOf(sorted(power.value for power in GRANTABLE))
    days = shapes.Whole(min_value=1, max_value=366)


class GrantGiven(shapes.Shape):
    """A power given to one person in one assembly, for a term."""

    assembly = shapes.identity()
    person = Someone()
    power = shapes.OneOf(sorted(power.value for power in GRANTABLE))
    until = serializers.DateTimeField()


class Grants(InAssembly):
    """Exceptions."""

    power = Power.GRANT
    powers = {"POST": Power.GRANT}

    @programs.writes(GrantWanted, {201: GrantGiven})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Give one person one power here, for a term; a facilitator's act, on the record."""
        to, until = people.person(given["person"]), clock.now() + timedelta(days=given["days"])
        operations.grant(assembly=self.place, by=self.me, to=to, power=Power(given["power"]), until=until)
        found = {"assembly": assembly_id, "person": to, "power": given["power"], "until": until}
        return self.tell(GrantGiven, found, 201)


class Named(shapes.Shape):
    """Who is to facilitate too."""

    person = shapes.identity()


class Facilitator(shapes.Shape):
    """Somebody who keeps the procedure of an assembly."""

    assembly = Ref()
    person = Someone()
    since = serializers.DateTimeField()


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


class TakeUp(InAssembly):
    """An empty facilitator's seat."""

    power = Power.OWN

    @programs.writes(shapes.Empty, {201: Facilitator})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Take up the facilitator's seat of an assembly where nobody holds it."""
        return self.tell(Facilitator, operations.take_up(assembly=self.place, person=self.me), 201)
