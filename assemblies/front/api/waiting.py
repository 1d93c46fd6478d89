# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for whoever asks around their home, for programs: what needs seconds, what is talked about."""

from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.front import queues
from assemblies.registry import queries as registry
from governance.powers import Power


class AroundShape(shapes.Shape):
    """A proposal before an assembly around your home."""

    proposal = shapes.identity()
    title = shapes.Text()
    contributions = shapes.Whole()
    place = shapes.Text(help_text="The name of the assembly that it is before.")


class WaitingShape(shapes.Shape):
    """The first few of what waits for you; nothing where you have no home seat. Ballots are at /me/ballots."""

    seconding = AroundShape(
        many=True, help_text="What still needs seconds, and is not yours nor seconded by you."
    )
    talked_about = AroundShape(many=True)


class MyQueue(programs.Resource):
    """What waits for you."""

    power = Power.OWN

    @programs.reads(WaitingShape)
    def get(self, request: Request) -> Response:
        """What waits for you around your home, as the first page shows it: to second, and to talk about."""
        seat = registry.home_seat(self.me, registry.network())
        if seat is None:
            return self.tell(WaitingShape, {"seconding": (), "talked_about": ()})
        found = {
            "seconding": queues.waiting_for_seconds(seat.assembly, self.me),
            "talked_about": queues.talked_about(seat.assembly),
        }
        return self.tell(WaitingShape, found)
