# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for whoever asks around their home, for programs: to second, to talk about, and what places claim."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.front import queues
from assemblies.registry import queries as registry
from governance.claims import Kind
from governance.powers import Power


class AroundShape(shapes.Shape):
    """A proposal before an assembly around your home."""

    proposal = shapes.identity()
    title = shapes.Text()
    contributions = shapes.Whole()
    place = shapes.Text(help_text="The name of the assembly that it is before.")


class ClaimedShape(shapes.Shape):
    """A claim that waits for you: of the place you live in, or on what you raised."""

    claim = shapes.identity()
    proposal = shapes.identity()
    title = shapes.Text()
    place = shapes.Text(help_text="The name of the place that it is made for.")
    kind = shapes.OneOf([kind.value for kind in Kind])
    until = serializers.DateTimeField()
    mine = serializers.BooleanField(
        help_text="Whether you raised the proposal, so that you can accept the claim."
    )


class WaitingShape(shapes.Shape):
    """The first few of what waits for you; nothing where you have no home seat. Ballots are at /me/ballots."""

    seconding = AroundShape(
        many=True, help_text="What still needs seconds, and is not yours nor seconded by you."
    )
    talked_about = AroundShape(many=True)
    claims = ClaimedShape(
        many=True, help_text="Of your home that you do not stand behind, and those on what you raised."
    )


class MyQueue(programs.Resource):
    """What waits for you."""

    power = Power.OWN

    @programs.reads(WaitingShape)
    def get(self, request: Request) -> Response:
        """What waits for you around your home, as the first page shows it: to second, to talk about, and claims."""
        seat = registry.home_seat(self.me, registry.network())
        found = queues.waiting(seat.assembly, self.me) if seat else queues.Waiting((), (), ())
        return self.tell(WaitingShape, found)
