# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small populated world, lived through the real operations, for keeping: `python -m tests.upgrade.world` tells it.

Three scales, an overlay, people in four neighbourhoods, proposals at every stage, ballots open and closed, a
decision by majority, by double majority and in the overlay, and records sealed as they would be from day to day.
It needs an empty, migrated database. What is told is told at its own time, so that it is the same whenever it is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import django

django.setup()

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.people import operations as people_operations
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries
from assemblies.proposals.models import Proposal
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry import queries as registry_queries
from assemblies.registry.models import Assembly
from assemblies.registry.operations import Founding
from assemblies.voting import operations as voting
from assemblies.voting.models import Ballot, Decision
from governance.lifecycle import Stage
from governance.powers import Power

BEGUN = datetime(2026, 9, 1, 10, tzinfo=UTC)
NOW = BEGUN + timedelta(days=42)
"""When it is looked at: two ballots are open then."""
SCALES = [
    {"name": "neighbourhood", "plural": "neighbourhoods"},
    {"name": "town", "plural": "towns"},
    {"name": "valley", "plural": "valleys"},
]
LIVE = {
    "linden": ("ana", "ben", "cleo", "olga"),
    "weir": ("dov", "eva", "ines"),
    "far": ("fay", "gil", "hana"),
    "mill": ("ivo", "jun"),
}
HERE = {
    "valley": Founding("Valley", 2, ref="valley", population=1400),
    "ashby": Founding(
        "Ashby",
        1,
        ref="ashby",
        parent="valley",
        population=700,
        rules={
            "stricter": ["double-majority"],
            "by_matter": [{"matter": "water", "method": "double-majority"}],
        },
    ),
    "bray": Founding("Bray", 1, ref="bray", parent="valley", population=700),
    "linden": Founding("Linden", 0, ref="linden", parent="ashby", population=400, code="L1"),
    "weir": Founding("Weir", 0, ref="weir", parent="ashby", population=300),
    "far": Founding("Far", 0, ref="far", parent="bray", population=500),
    "mill": Founding("Mill", 0, ref="mill", parent="bray", population=None),
    "stream": Founding("Upper Stream", 1, overlay=True, constituents=("weir", "far")),
}


class World:
    """What the tale calls by short names."""

    def __init__(self) -> None:
        self.places: dict[str, Assembly] = {}
        self.people: dict[str, Person] = {}

    def content(self, title: str, places: tuple[str, ...], **more: object) -> proposals.Content:
        given = {"summary": f"{title}, as the people there want it.", "text": f"## {title}\n\nIn *full*."}
        named = {self.places[name].public_id: "1" for name in places}
        return proposals.Content(title=title, places=named, **(given | {"matter": "mobility"} | more))  # type: ignore[arg-type]

    def raised(self, title: str, by: str, where: str, *places: str, **more: object) -> Proposal:
        """A draft of this person's, about these places."""
        content = self.content(title, places or (where,), **more)
        return proposals.raise_proposal(author=self.people[by], raised_in=self.places[where], content=content)

    def submitted(self, title: str, by: str, where: str, *places: str, **more: object) -> Proposal:
        made = self.raised(title, by, where, *places, **more)
        proposals.submit(proposal=made, by=self.people[by])
        return queries.proposal(made.public_id)

    def discussed(self, title: str, by: str, where: str, *places: str, **more: object) -> Proposal:
        """Submitted, and seconded by the people of the place that decides until it is taken up."""
        made = self.submitted(title, by, where, *places, **more)
        for name, person in self.people.items():
            if name == by or made.stage != Stage.SECONDING:
                continue
            if registry_queries.people_of_cover(made.assembly).filter(person=person).exists():
                proposals.second(proposal=made, by=person)
                made = queries.proposal(made.public_id)
        assert made.stage == Stage.DELIBERATION, title
        return made

    def opened(self, proposal: Proposal, by: str, **more: str) -> Ballot:
        """Its ballot, open."""
        found = voting.open_ballot(proposal=queries.proposal(proposal.public_id), by=self.people[by], **more)
        assert found is not None
        return found

    def cast(self, ballot: Ballot, **choices: str) -> None:
        for name, choice in choices.items():
            voting.cast_vote(
                ballot=ballot.public_id,
                voter=self.people[name],
                choice=choice,
                text_digest=ballot.text_digest,
            )


@contextmanager
def day(number: float) -> Iterator[None]:
    """It is that day after the beginning; what was said in it is sealed when it ends."""
    with clock.travel(BEGUN + timedelta(days=number)):
        yield
        record.seal_all()


def found(world: World) -> None:
    """The network with its places, its people and their seats, and what the town may spend."""
    network = registry.found_network(
        name="Kept Valley",
        host="kept.invalid",
        scales=SCALES,
        recovery_public=b"r" * 32,
        time_zone="Europe/Lisbon",
        means=[{"code": "GBP", "name": "Money", "unit": "£", "decimal_places": 2}],
        matters=[{"path": "mobility", "name": "Getting about"}, {"path": "water", "name": "Water"}],
    )
    world.places = dict(
        zip(HERE, registry.found_many(network=network, foundings=list(HERE.values())), strict=True)
    )
    money = registry_queries.all_means(network)["GBP"]
    for name, amount in (("ashby", 5000), ("linden", 600)):
        registry.set_allotment(
            assembly=world.places[name], means=money, amount=Decimal(amount), period="2026"
        )
    for where, names in LIVE.items():
        for name in names:
            person = Person.objects.create(email=f"{name}@kept.invalid", name=name.title())
            registry.take_home_seat(person=person, assembly=world.places[where])
            world.people[name] = person
    offices = [("olga", "linden"), ("ines", "ashby"), ("ines", "weir"), ("hana", "stream"), ("gil", "valley")]
    for name, where in offices:
        registry.take_seat(person=world.people[name], assembly=world.places[where], office="facilitator")
    registry.take_seat(person=world.people["dov"], assembly=world.places["ashby"], office="delegate")


def settle(world: World) -> None:
    """What is around a life together: a token, invitations, an exception, somebody who left."""
    people, places = world.people, world.places
    people_operations.make_token(person=people["ana"], label="a program")
    people_operations.keep_letter(to="zoe@kept.invalid", subject="Come in", body="A link.")
    newcomer = Person.objects.create(email="zoe@kept.invalid", name="Zoe")
    first, _unused = registry.invite(assembly=places["mill"], by=_facilitator(world, "mill"), number=2)
    registry.accept_invitation(person=newcomer, secret=first)
    until = clock.now() + timedelta(days=400)
    registry.grant(
        assembly=places["linden"], by=people["olga"], to=people["fay"], power=Power.READ_ACTS, until=until
    )
    leaver = Person.objects.create(email="leo@kept.invalid", name="Leo")
    seat = registry.take_home_seat(person=leaver, assembly=places["far"])
    registry.leave_seat(person=leaver, seat_id=seat.pk)
    people_operations.forget(person=leaver)


def _facilitator(world: World, where: str) -> Person:
    registry.take_seat(person=world.people["jun"], assembly=world.places[where], office="facilitator")
    return world.people["jun"]


def unfinished(world: World) -> None:
    """What never came to a ballot: a draft, one waiting, one talked about, withdrawn, and those that moved."""
    people = world.people
    world.raised("A draft of a bench", "ana", "linden")
    waiting = world.submitted("A shelter at the stop", "ben", "linden")
    proposals.second(proposal=waiting, by=people["ana"])
    talk(world, world.discussed("Slower through Linden", "cleo", "linden"))
    withdrawn = world.submitted("A kiosk", "dov", "weir")
    proposals.withdraw(proposal=withdrawn, by=people["dov"])
    world.submitted("A path in Far", "ana", "linden", "far")
    for title, before, after in (
        ("A path that grew", ("linden",), ("linden", "weir")),
        ("A path that shrank", ("linden", "weir"), ("linden",)),
    ):
        made = world.submitted(title, "ana", "linden", *before)
        proposals.change(proposal=made, by=people["ana"], content=world.content(title, after))


def talk(world: World, proposal: Proposal) -> None:
    """A conversation in kinds, with a reply and something hidden."""
    people = world.people
    asked = deliberation.contribute(
        proposal=proposal, by=people["ana"], kind="question", text="How *slow*?", language="en"
    )
    deliberation.contribute(
        proposal=proposal, by=people["cleo"], kind="comment", text="Twenty.", reply_to=asked
    )
    rude = deliberation.contribute(proposal=proposal, by=people["ben"], kind="comment", text="Rubbish!")
    deliberation.hide(contribution=rude, by=people["olga"], reason="Not how we talk.")
    deliberation.contribute(proposal=proposal, by=people["olga"], kind="concern", text="And the bus?")


def decided(world: World) -> None:
    """Decisions of every outcome: adopted with means and reasons, rejected, doubly, in the overlay, no quorum."""
    with day(1):
        benches = world.discussed("Benches for Linden", "ana", "linden", means={"GBP": "450.50"})
        gate = world.discussed("A gate across the lane", "ben", "linden")
        wardens = world.discussed("Flood wardens", "ana", "linden", "linden", "weir", matter="water")
        ponds = world.discussed("Ponds upstream", "dov", "weir", "weir", "far", matter="water/floods")
        silent = world.discussed("What nobody minds", "eva", "weir")
    with day(5):
        ballots = [
            world.opened(benches, "olga", yes_means="Three benches.", no_means="None."),
            world.opened(gate, "olga"),
            world.opened(wardens, "ines"),
            world.opened(ponds, "hana"),
            world.opened(silent, "ines"),
        ]
    with day(6):
        world.cast(ballots[0], ana="yes", ben="yes", cleo="no", olga="abstain")
        world.cast(ballots[1], ana="no", ben="yes", cleo="no")
        world.cast(ballots[2], ana="yes", ben="no", cleo="yes", dov="yes", eva="yes", ines="no")
        world.cast(ballots[2], ben="yes")
        world.cast(ballots[3], dov="yes", eva="yes", fay="yes", gil="no", hana="yes")
    with day(13):
        voting.close_due()
        decision = Decision.objects.get(ballot=ballots[0])
        voting.give_reasons(decision=decision, by=world.people["olga"], reasons="People tire on the hill.")
    with day(16):
        proposals.lapse_due()
    with day(17):
        world.opened(silent, "ines")
    with day(25):
        voting.close_due()


def open_now(world: World) -> None:
    """Two ballots that are open when it is looked at, with some votes in."""
    with day(35):
        near = world.discussed("A crossing at the school", "cleo", "linden")
        wide = world.discussed("One water for two places", "eva", "weir", "weir", "linden", matter="water")
    with day(40):
        ballots = [world.opened(near, "olga"), world.opened(wide, "ines")]
    with day(41):
        world.cast(ballots[0], ana="yes", ben="no")
        world.cast(ballots[0], ben="abstain")
        world.cast(ballots[1], dov="yes", eva="no", ana="yes")
    with day(42):
        world.submitted("Said last", "ben", "linden")


def tell() -> None:
    """Live it all."""
    world = World()
    with day(0):
        found(world)
    with day(0.5):
        settle(world)
        world.submitted("Nobody's idea", "eva", "weir")  # and nobody seconds it, so that it lapses
    decided(world)
    with day(30):
        unfinished(world)
    open_now(world)


if __name__ == "__main__":
    tell()
