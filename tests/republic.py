# SPDX-License-Identifier: AGPL-3.0-or-later
"""One small world with people who have a reason to exist.

Linden and Weir are neighbourhoods of Ashby; Far lies elsewhere in the valley, which is the top.
Ana, Ben, Cleo live in Linden; Dov and Eva in Weir; Fay in Far. Ines facilitates Ashby and lives in Weir.
Olga facilitates Linden. Zoe has an account and no seat. Sam was suspended.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from assemblies import clock
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.proposals.models import Proposal
from assemblies.registry import operations as registry
from assemblies.registry import queries
from assemblies.registry.models import Assembly, Network
from assemblies.registry.operations import Founding
from assemblies.voting import operations as voting
from assemblies.voting.models import Ballot

# Ashby decides by a majority, by people and places where whoever opens the ballot asks for it, and always on water.
RULES = {
    "stricter": ["double-majority"],
    "by_matter": [{"matter": "water", "method": "double-majority"}],
}
SCALES = [
    {"name": "neighbourhood", "plural": "neighbourhoods"},
    {"name": "town", "plural": "towns"},
    {"name": "valley", "plural": "valleys"},
]
LIVE = {"ana": "linden", "ben": "linden", "cleo": "linden", "olga": "linden", "sam": "linden"}
LIVE |= {"dov": "weir", "eva": "weir", "ines": "weir", "fay": "far"}


@dataclass
class Republic:
    network: Network
    valley: Assembly
    ashby: Assembly
    linden: Assembly
    weir: Assembly
    far: Assembly
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def found() -> Republic:
    """Found the world, through the ordinary operations."""
    network = registry.found_network(
        name="Valley",
        host="valley.invalid",
        scales=SCALES,
        recovery_public=b"r" * 32,
        means=[{"code": "GBP", "name": "Money", "unit": "£", "decimal_places": 2}],
    )
    rows = registry.found_many(
        network=network,
        foundings=[
            Founding("Valley", 2, ref="valley", population=1200),
            Founding("Ashby", 1, ref="ashby", parent="valley", population=700, rules=RULES),
            Founding("Linden", 0, parent="ashby", population=400),
            Founding("Weir", 0, parent="ashby", population=300),
            Founding("Far", 0, parent="valley", population=500),
        ],
    )
    world = Republic(network, *rows)
    registry.set_allotment(
        assembly=world.ashby, means=queries.all_means(network)["GBP"], amount=Decimal(5000)
    )
    for name in (*LIVE, "zoe"):
        world.people[name] = _person(name)
    for name, place in LIVE.items():
        registry.take_home_seat(person=world.people[name], assembly=getattr(world, place))
    registry.take_seat(person=world.ines, assembly=world.ashby, office="facilitator")
    registry.take_seat(person=world.olga, assembly=world.linden, office="facilitator")
    world.sam.is_active = False
    world.sam.save()
    return world


def _person(name: str) -> Person:
    return Person.objects.create(email=f"{name}@valley.invalid", name=name.title())


def content(world: Republic, *, both: bool = False, **more: object) -> proposals.Content:
    """A proposal about Linden, or about both neighbourhoods of Ashby."""
    places = {world.linden.public_id: "1"} | ({world.weir.public_id: "1"} if both else {})
    given = {
        "title": "Reopen the path",
        "summary": "The old path is opened again.",
        "text": "",
        "matter": "mobility",
    }
    return proposals.Content(**(given | {"places": places} | more))  # type: ignore[arg-type]


def raised(world: Republic, *, both: bool = False, **more: object) -> Proposal:
    """A proposal of Ana's, submitted."""
    made = proposals.raise_proposal(
        author=world.ana, raised_in=world.linden, content=content(world, both=both, **more)
    )
    proposals.submit(proposal=made, by=world.ana)
    return proposal_queries.proposal(made.public_id)


def discussed(world: Republic, *, both: bool = False, **more: object) -> Proposal:
    """A proposal before Linden (or Ashby, where it is about both its places), seconded and under discussion."""
    made = raised(world, both=both, **more)
    for name in ("ben", "cleo", "olga", "dov", "eva") if both else ("ben", "cleo"):
        proposals.second(proposal=made, by=world.people[name])
    return proposal_queries.proposal(made.public_id)


def later(**delta: float) -> datetime:
    """A time from now."""
    return clock.now() + timedelta(**delta)


def ready(world: Republic, *, both: bool = False, **more: object) -> Proposal:
    """A proposal discussed as if for days already, so that it can be put to the vote now."""
    made = discussed(world, both=both, **more)
    hearing = proposal_queries.live_hearing(made)
    assert hearing is not None
    hearing.stage_at -= timedelta(days=4)
    hearing.save(update_fields=["stage_at"])
    return made


def at_vote(world: Republic, *, both: bool = False, method: str = "", **more: object) -> Ballot:
    """An open ballot in Linden (or Ashby), opened as if days had passed already, so that it is open now."""
    made = ready(world, both=both, **more)
    by = world.ines if both else world.olga
    ballot = voting.open_ballot(proposal=made, by=by, composed=voting.Composed(method))
    assert ballot is not None
    return ballot
