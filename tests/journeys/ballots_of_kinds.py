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
from governance.claims import Kind

PLACE, RAISER, FACILITATOR = "Mill Lane", "Samira", "Gwen"
NAMES = ["Fruit trees", "Shared oven", "Play stream", "Herb beds"]
OPTIONS = [{"name": name, "means": f"What comes of “{name}”."} for name in NAMES]
MANY = [{"name": f"Idea {number}", "means": ""} for number in range(1, 61)]
LONG = [
    {
        "name": "Donaudampfschifffahrtsgesellschaftskapitaenskajuetentuerschlossschluessel" + "x" * 40,
        "means": "x" * 200,
    },
    {
        "name": "Fruit trees along the whole southern wall of the old mill, with a bench under every third",
        "means": "",
    },
    {"name": "Shared oven", "means": ""},
]
"""Names as long as may be, one of them without a place to break it."""
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
ON_A_PHONE: dict[str, tuple[str, dict[str, Any]]] = {
    **{kind: KINDS[kind] for kind in ("score", "dots", "irv", "budget", "sixty")},
    "marks of sixty": ("approval", ASKED | {"options": MANY}),
    "long order": ("irv", ASKED | {"options": LONG}),
    "long pot": (
        "budget-mes",
        POT | {"options": [one | {"costs": "90", "most": 3} for one in LONG]},
    ),
    "long score": ("score", ASKED | {"options": LONG, "top": 10}),
    "long marks": ("approval", ASKED | {"options": LONG}),
}
WAITING = "Waits for its ballot"
"""How the title of a proposal begins that a facilitator may put to the vote."""


def title(kind: str, of: str = "A ballot of kind") -> str:
    return f"{of} {kind}"


def make(waiting: int = 8) -> None:
    """One open ballot of every kind, and so many proposals that wait for theirs."""
    here = Assembly.objects.get(name=PLACE)
    by = _someone(here, FACILITATOR)
    _open(here, by, "A ballot of kind", KINDS)
    for number in range(waiting):
        _ready(here, f"{WAITING} {number}")


def make_for_a_phone() -> None:
    """Open ballots with many options and with long names, and some to press and drag."""
    here = Assembly.objects.get(name=PLACE)
    _open(here, _someone(here, FACILITATOR), "On a phone", ON_A_PHONE)


def ready(title: str) -> None:
    """A proposal about one place alone, under discussion there."""
    _ready(Assembly.objects.get(name=PLACE), title)


def claim(title: str, place: str, but: str) -> None:
    """People of a place say that a proposal affects it too, all that it needs but one: somebody else's name."""
    there = Assembly.objects.get(name=place)
    seats = Person.objects.filter(seats__assembly=there, seats__home=True, seats__until=None)
    first, *others = seats.exclude(name__startswith=but).order_by("pk")
    made = proposals.make_claim(
        proposal=Proposal.objects.get(title=title),
        by=first,
        kind=Kind.AFFECTED,
        reason="The lane ends at our doors.",
    )
    for one in others[: made.needed - 2]:
        proposals.back_claim(claim=made, by=one)


def _open(here: Assembly, by: Person, of: str, kinds: dict[str, tuple[str, dict[str, Any]]]) -> None:
    for kind, (method, asks) in kinds.items():
        voting.open_ballot(
            proposal=_ready(here, title(kind, of)),
            by=by,
            composed=voting.Composed(method, asks, yes_means="" if asks else "It is so."),
        )


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
    for one in Person.objects.filter(seats__assembly=here, seats__home=True, seats__until=None).exclude(
        pk=raiser.pk
    )[:20]:
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
