# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two ballots whose votes come on paper, one of them secret, and a second facilitator, in a running demonstration."""

from assemblies.registry import operations as registry
from assemblies.registry.models import Assembly, Seat
from assemblies.voting import operations as voting
from tests.journeys import ballots_of_kinds as kinds

OPEN, SECRET = "On paper, by name", "On paper, in an urn"
SECOND = "Samira"


def make() -> None:
    """One open ballot that asks for an order, and one secret one of yes or no; Samira facilitates with Gwen."""
    here = Assembly.objects.get(name=kinds.PLACE)
    by = kinds._someone(here, kinds.FACILITATOR)
    registry.take_seat(person=kinds._someone(here, SECOND), assembly=here, office="facilitator")
    for title, composed in (
        (OPEN, voting.Composed("schulze", kinds.ASKED)),
        (SECRET, voting.Composed(secrecy="secret", yes_means="It is so.")),
    ):
        voting.open_ballot(proposal=kinds._ready(here, title), by=by, composed=composed)


def step_down() -> None:
    """Samira facilitates no more: other journeys know her as a neighbour."""
    seat = Seat.objects.get(
        assembly__name=kinds.PLACE, person__name__startswith=SECOND, office="facilitator", until=None
    )
    registry.leave_seat(person=seat.person, seat_id=seat.pk)
