# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations, for programs: made and told once, listed without their secrets, ended, looked at and taken."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import clock, programs, shapes
from assemblies.people.api.accounts import Someone
from assemblies.registry import operations, queries
from assemblies.registry.api.bodies import InAssembly, Ref
from assemblies.registry.api.seats import SeatShape
from assemblies.registry.models import Invitation
from assemblies.registry.pages import coming_in
from governance.powers import Power

SECRET = "[A-Za-z0-9_-]{24}"
STATES = ("open", "taken", "over")


class InvitationsWanted(shapes.Shape):
    """How many invitations to make."""

    number = shapes.Whole(min_value=1, max_value=100, required=False, default=1)


class InvitationLink(shapes.Shape):
    """One single-use link, told only now; the id is what it is listed and ended by."""

    id = shapes.identity()
    secret = shapes.Text()
    link = shapes.Text()


class InvitationsMade(shapes.Shape):
    """Invitations into an assembly, and for how many days they hold."""

    assembly = shapes.identity()
    days = shapes.Whole()
    invitations = InvitationLink(many=True)


class InvitationShape(shapes.Shape):
    """An invitation without its secret. One that was ended has run out at that moment."""

    id = shapes.identity(source="public_id")
    made_by = Someone()
    made_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    used_at = serializers.DateTimeField(allow_null=True)
    used_by = Someone(allow_null=True)


class InvitationsQuery(shapes.Listing):
    """Which invitations to list."""

    state = shapes.OneOf(
        STATES, required=False, help_text="Open: can still be taken. Over: ended or run out, and not taken."
    )


class Invitations(InAssembly):
    """Invitations into a base assembly."""

    power = Power.INVITE
    query = InvitationsQuery

    @programs.reads(shapes.listed(InvitationShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """The invitations made here, the latest first, without their secrets; for facilitators."""
        rows = chosen(Invitation.objects.filter(assembly=self.place), self.asked.get("state", ""))
        return self.page(
            rows.select_related("made_by", "used_by"), ("-made_at", "public_id"), InvitationShape
        )

    @programs.writes(InvitationsWanted, {201: InvitationsMade})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Make single-use invitations into a base assembly; a facilitator's act."""
        made = operations.invite(assembly=self.place, by=self.me, number=given["number"])
        network = self.place.network
        rows = [
            {"id": row.public_id, "secret": key, "link": coming_in.link(request, network, key)}
            for key, row in coming_in.made_of(made)
        ]
        found = {"assembly": assembly_id, "days": operations.INVITATION_DAYS, "invitations": rows}
        return self.tell(InvitationsMade, found, 201)


def chosen(rows: QuerySet[Invitation], state: str) -> QuerySet[Invitation]:
    """Invitations in one state, or all of them."""
    now = clock.now()
    asked = {
        "open": Q(used_at=None, expires_at__gt=now),
        "taken": Q(used_at__isnull=False),
        "over": Q(used_at=None, expires_at__lte=now),
    }
    return rows.filter(asked[state]) if state else rows


class EndInvitation(InAssembly):
    """Ending an invitation."""

    power = Power.INVITE

    @programs.writes(shapes.Empty, {200: InvitationShape})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str, invitation_id: str) -> Response:
        """Let an invitation that nobody has taken work no more; a facilitator's act."""
        row = operations.end_invitation(assembly=self.place, by=self.me, public_id=invitation_id)
        return self.tell(InvitationShape, row)


class Offered(shapes.Shape):
    """What an invitation offers: a home seat, and until when. Your own home seat, where you have one elsewhere."""

    assembly = Ref()
    expires_at = serializers.DateTimeField()
    home = Ref(allow_null=True, help_text="Where you live now, which taking it with `move` would leave.")


class OneInvitation(programs.Resource):
    """What an invitation offers."""

    power = Power.OPEN
    path_forms: ClassVar = {"secret": SECRET}

    @programs.reads(Offered)
    def get(self, request: Request, secret: str) -> Response:
        """Whose invitation it is, by its secret. One that was taken, was ended or has run out is not there."""
        try:
            found = coming_in.usable(secret)
        except operations.NotInvited:
            raise Http404 from None
        seat = queries.home_seat(self.person, found.assembly.network)
        offered = {"assembly": found.assembly, "expires_at": found.expires_at}
        return self.tell(Offered, offered | {"home": seat.assembly if seat else None})


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
