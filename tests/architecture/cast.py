# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everyone who can ask, at every kind of place: what they are there is known here and not looked up.

Linden is a base, Ashby holds it and Weir, the valley is the top, and Waterside is an overlay of Linden and Far.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.deliberation.models import Contribution
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.proposals.models import Claim, Proposal
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry.models import Assembly
from assemblies.registry.operations import Founding
from assemblies.sortition import operations as sortition
from assemblies.sortition.models import Draw
from assemblies.voting import operations as voting
from assemblies.voting.models import Ballot
from governance.lifecycle import Stage
from governance.powers import NOBODY, Office, Power, Standing
from governance.scales import Place
from tests import republic as small
from tests.republic import Republic

AFFECTED = {
    Place.BASE: ("linden",),
    Place.BETWEEN: ("linden", "weir"),
    Place.TOP: ("linden", "weir", "far"),
    Place.OVERLAY: ("linden", "far"),
}
AT_HOME = {"linden": ("ana", "ben", "cleo", "olga"), "weir": ("dov", "eva", "ines"), "far": ("fay",)}
BY_OFFICE = {
    "member": Office.MEMBER,
    "delegate": Office.DELEGATE,
    "facilitator": Office.FACILITATOR,
    "auditor": Office.AUDITOR,
    "observer": Office.OBSERVER,
}


@dataclass
class Asker:
    """Someone who asks at a place: what they are there, by hand. None for the person is a visitor."""

    name: str
    person: Person | None
    offices: Office = NOBODY
    grants: frozenset[Power] = frozenset()
    active: bool = True

    @property
    def known(self) -> bool:
        """Whether the doors take them for somebody: who is suspended asks as a visitor does."""
        return self.person is not None and self.active

    def standing(self, place: Place) -> Standing:
        offices = self.offices | (Office.PERSON if self.person else NOBODY)
        return Standing(place, offices, self.grants, self.active)


@dataclass
class Setting:
    """One kind of place, with a proposal at the vote there, one decided there, and everyone who can ask."""

    place: Place
    here: Assembly
    ballot: Ballot
    decided: Ballot
    said: Contribution
    draw: Draw
    claim: Claim
    askers: list[Asker] = field(default_factory=list)

    @property
    def proposal(self) -> Proposal:
        return self.ballot.proposal


def setting(world: Republic, place: Place) -> Setting:
    """One kind of place, peopled, with one proposal at the vote and one decided."""
    here = place_of(world, place)
    chair = newcomer("chair")
    registry.take_seat(person=chair, assembly=here, office="facilitator")
    decided = at_vote(world, place, here, chair)
    for name in AT_HOME["linden"]:
        vote(world, decided, name)
    with clock.travel(decided.closes_at):
        voting.close_due()
    ballot = at_vote(world, place, here, chair)
    vote(world, ballot, "ana")
    said = deliberation.contribute(
        proposal=ballot.proposal, by=world.ben, kind="concern", text="And in winter?"
    )
    draw = sortition.announce(assembly=here, by=chair, title="A panel", places=2, quotas=[], days=7)
    record.seal_all()
    made = Setting(place, here, ballot, decided, said, draw, claimed(here, ballot.proposal))
    made.askers = list(askers(world, made, chair))
    return made


def claimed(here: Assembly, proposal: Proposal) -> Claim:
    """A claim as if it were made for this place, so that the judge is asked there, whatever kind of place it is."""
    now = clock.now()
    return Claim.objects.create(
        proposal=proposal,
        place=here,
        by=proposal.author,
        kind="affected",
        share="1",
        reason="It is ours too.",
        version=9,
        needed=3,
        made_at=now,
        until=now + timedelta(days=7),
    )


def place_of(world: Republic, place: Place) -> Assembly:
    """The assembly that stands for a kind of place."""
    if place is not Place.OVERLAY:
        return {Place.BASE: world.linden, Place.BETWEEN: world.ashby, Place.TOP: world.valley}[place]
    constituents = [world.linden, world.far]
    founding = Founding("Waterside", 1, overlay=True, constituents=constituents, rules={"seconds_needed": 3})
    return registry.found_assembly(network=world.network, founding=founding)


def newcomer(name: str) -> Person:
    return Person.objects.create(email=f"{name}@valley.invalid", name=name)


def vote(world: Republic, ballot: Ballot, name: str) -> None:
    voting.cast_vote(
        ballot=ballot.public_id, voter=world.people[name], choice="yes", text_digest=ballot.text_digest
    )


def at_vote(world: Republic, place: Place, here: Assembly, chair: Person) -> Ballot:
    """A proposal that is placed there, seconded, talked about for days, and put to the vote."""
    affected = AFFECTED[place]
    content = small.content(world, places={getattr(world, name).public_id: "1" for name in affected})
    made = proposals.raise_proposal(author=world.ana, raised_in=world.linden, content=content)
    assert proposals.submit(proposal=made, by=world.ana).assembly == here
    made = proposal_queries.proposal(made.public_id)
    for name in [name for base in affected for name in AT_HOME[base] if name != "ana"]:
        if proposal_queries.proposal(made.public_id).stage == Stage.SECONDING:
            proposals.second(proposal=made, by=world.people[name])
    hearing = proposal_queries.live_hearing(made)
    assert hearing is not None and hearing.stage == Stage.DELIBERATION
    hearing.stage_at -= timedelta(days=30)
    hearing.save(update_fields=["stage_at"])
    ballot = voting.open_ballot(proposal=proposal_queries.proposal(made.public_id), by=chair)
    assert ballot is not None
    return ballot


def askers(world: Republic, at: Setting, chair: Person) -> Iterator[Asker]:
    """Everyone who can ask at a place, each with what they are to it."""
    lives = Office.MEMBER if at.place is Place.BASE else Office.PEOPLE
    yield Asker("visitor", None)
    yield Asker("stranger", world.zoe)
    yield Asker("author", world.ana, lives | Office.AUTHOR)
    yield Asker("at home in it", world.ben, lives)
    yield Asker("facilitator here", chair, Office.FACILITATOR)
    for office in ("delegate", "auditor", "observer"):
        yield Asker(f"{office} here", seated(at.here, office), BY_OFFICE[office])
    yield Asker("operator", operator(), Office.OPERATOR)
    yield from around(world, at)
    yield from excepted(at, chair)
    yield from gone(at, lives)


def seated(here: Assembly, *offices: str) -> Person:
    """Somebody new with just these seats."""
    person = newcomer(f"{here.name}-{'-'.join(offices)}-{Person.objects.count()}")
    for office in offices:
        registry.take_seat(person=person, assembly=here, office=office)
    return person


def operator() -> Person:
    person = newcomer(f"operator-{Person.objects.count()}")
    person.is_operator = True
    person.save()
    return person


def around(world: Republic, at: Setting) -> Iterator[Asker]:
    """Offices of the assemblies around: none of them gives any power here."""
    wider = {Place.BASE: world.ashby, Place.BETWEEN: world.valley}.get(at.place)
    nearer = {Place.BETWEEN: world.linden, Place.TOP: world.ashby, Place.OVERLAY: world.far}.get(at.place)
    if wider:
        yield Asker("facilitator of the parent", seated(wider, "facilitator"))
        yield Asker("delegate and auditor of the parent", seated(wider, "delegate", "auditor"))
        yield Asker("member of the parent", seated(wider, "member"))
    if nearer:
        yield Asker("facilitator of a child", seated(nearer, "facilitator"))
        yield Asker("delegate and observer of a child", seated(nearer, "delegate", "observer"))
    beside = {Place.BASE: world.weir, Place.BETWEEN: world.far}.get(at.place)
    if beside:
        yield Asker("facilitator beside", seated(beside, "facilitator"))
    if at.place in (Place.BASE, Place.OVERLAY):
        yield Asker("at home elsewhere", world.dov)


def excepted(at: Setting, chair: Person) -> Iterator[Asker]:
    """People with exceptions for a term: one power, both, and both run out."""
    both = (Power.READ_ACTS, Power.CONTRIBUTE)
    for name, given, days in (("reader", both[:1], 3), ("speaker", both[1:], 3), ("expired", both, -1)):
        person = newcomer(f"{name}-{at.place.value}")
        for power in given:
            until = clock.now() + timedelta(days=days)
            registry.grant(assembly=at.here, by=chair, to=person, power=power, until=until)
        yield Asker(f"granted: {name}", person, grants=frozenset(given if days > 0 else ()))


def gone(at: Setting, lives: Office) -> Iterator[Asker]:
    """People whose powers ended: a seat that was left, an account that is suspended."""
    left = seated(at.here, "facilitator", "auditor")
    for seat in left.seats.all():
        registry.leave_seat(person=left, seat_id=seat.pk)
    yield Asker("seat ended", left)
    suspended = seated(at.here, "facilitator", "observer")
    suspended.is_active = False
    suspended.save()
    yield Asker("suspended", suspended, Office.FACILITATOR | Office.OBSERVER, active=False)
