# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this instance keeps about whoever asks, for programs."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.registry.models import OFFICES
from assemblies.registry.pages import seats
from governance.powers import Power


class KeptSeat(shapes.Shape):
    """A seat held now or once."""

    assembly = shapes.identity()
    name = shapes.Text()
    office = shapes.OneOf(OFFICES)
    home = shapes.Flag()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)


class KeptToken(shapes.Shape):
    """A token that works."""

    label = shapes.Text()  # type: ignore[assignment]
    made_at = serializers.DateTimeField()


class KeptShape(shapes.Shape):
    """Everything about you that is kept apart from the records, where your acts are."""

    id = shapes.identity()
    name = shapes.Text()
    email = shapes.Text()
    language = shapes.Text(allow_blank=True)
    joined_at = serializers.DateTimeField()
    seats = KeptSeat(many=True)
    tokens = KeptToken(many=True)

    def to_representation(self, instance: Any) -> Any:
        return instance


class MyData(programs.Resource):
    """Your data."""

    power = Power.OWN

    @programs.reads(KeptShape)
    def get(self, request: Request) -> Response:
        """What is kept about you: the same as the file that your own page gives."""
        return Response(seats.about(self.me))
