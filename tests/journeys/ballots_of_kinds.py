# SPDX-License-Identifier: AGPL-3.0-or-later
"""A street of ballots, one of every kind, opened in a running demonstration before anybody looks at it."""

from datetime import timedelta
from typing import Any

from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries
from assemblies.proposals.models import Proposal
from assemblies.registry.models import Assembly
from assemblies.voting import operations as voting

PLACE, RAISER, FACILITATOR = "Mill Lane", "Samira", "Gwen"
NAMES = ["Fruit trees", "Shared oven", "Play stream", "Herb beds"]
OPTIONS = [{"name": name, "means": f"What comes of “{name}”."} for name in NAMES]
MANY = [{"name": f"Idea {number}", "means": ""} for number in range(1, 61)]
PRICED = [
    {"name": "Storage bays", "means": "For bicycles.", "costs": "2450", "most": 4},
    {"name": "Ramps", "means": "", "costs": "3750.50", "most": 2},
    {"name": "A warden", "means": "In the evenings.", "costs": "6000", "most": 1},
]
ASKED: dict[str, Any] = {"question": "Which idea should the green get first?", "options": OPTIONS}
POT: dict[str, Any] = {
    "question": "What should the pot pay for?",
    "options": PRICED,
    "pot": "12000",
    "unit": "£",
}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "plurality": ("plurality", ASKED),
    "approval": ("approval", ASKED),
    "spav": ("spav", ASKED | {"places": 2}),
    "score": ("score", ASKED),
    "dots": ("dots", ASKED | {"dots": 6}),
    "schulze": ("schulze", ASKED),
    "irv": ("irv", ASKED),
    "stv": ("stv", ASKED | {"places": 2}),
    "budget": ("budget-mes", POT),
    "consent": ("consent", {}),
    "sixty": ("schulze", ASKED | {"options": MANY}),
}
"""What a ballot is called here → (method, what it asks)."""
WAITING = "Waits for its ballot"
"""How the title of a proposal begins that a facilitator may put to the vote."""


def title(kind: str) -> str:
    return f"A ballot of kind {kind}"


def make(waiting: int = 8) -> None:
    """One open ballot of every kind, and so many proposals that wait for theirs."""
    here = Assembly.objects.get(name=PLACE)
    by = _someone(here, FACILITATOR)
    for kind, (method, asks) in KINDS.items():
        voting.open_ballot(
            proposal=_ready(here, title(kind)),
            by=by,
            composed=voting.Composed(method, asks, yes_means="It is so."),
        )
    for number in range(waiting):
        _ready(here, f"{WAITING} {number}")


def _someone(here: Assembly, name: str) -> Person:
    return Person.objects.filter(seats__assembly=here, name__startswith=name).distinct().get()


def _ready(here: Assembly, title: str) -> Proposal:
    """A proposal discussed as if for weeks already."""
    raiser = _someone(here, RAISER)
    made = proposals.raise_proposal(
        author=raiser,
        raised_in=here,
        content=proposals.Content(
            title=title,
            summary="The green behind the mill is to be used.",
            text="",
            matter="commons",
            places={here.public_id: "1"},
        ),
    )
    proposals.submit(proposal=made, by=raiser)
    for one in Person.objects.filter(seats__assembly=here, seats__home=True).exclude(pk=raiser.pk)[:20]:
        hearing = queries.live_hearing(queries.proposal(made.public_id))
        if hearing is None or hearing.stage == "deliberation":
            break
        proposals.second(proposal=made, by=one)
    found = queries.proposal(made.public_id)
    hearing = queries.live_hearing(found)
    assert hearing is not None
    hearing.stage_at -= timedelta(days=30)
    hearing.save(update_fields=["stage_at"])
    return queries.proposal(made.public_id)
