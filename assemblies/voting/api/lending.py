# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lending a vote and taking it back, and where it goes, for programs."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import shapes
from assemblies.people import queries as people
from assemblies.people.api.accounts import Someone
from assemblies.programs import reads, writes
from assemblies.proposals import queries as proposals
from assemblies.registry.api.bodies import InAssembly
from assemblies.voting import carrying, lent, operations
from assemblies.voting.api.ballots import OnBallot
from assemblies.voting.models import Delegation
from governance.delegations import NEAREST
from governance.powers import Power
from governance.refusals import Refusal


class ForWhat(shapes.Shape):
    """What a vote is lent for: one proposal, a matter and all below it, or with neither all that is decided here."""

    matter = shapes.Text(max_length=200, required=False, allow_blank=True, default="")
    proposal = shapes.identity(required=False)

    def what(self, given: dict[str, Any]) -> operations.For:
        """As the operation takes it. Raises Http404, and Refusal for both at once."""
        if given.get("proposal") and given["matter"]:
            raise Refusal(
                _("A vote is lent for a matter or for a proposal. Name one of them."),
                code="both",
                at="/matter",
            )
        if given.get("proposal"):
            return operations.For(proposal=proposals.proposal(given["proposal"]))
        return operations.For(matter=given["matter"])


class LendingWanted(ForWhat):
    """To whom the vote is lent; null keeps it from being carried by whom a wider rule lends it to."""

    to = shapes.identity(allow_null=True)
    tell = shapes.Flag(
        required=False, default=True, help_text="Whether to write when somebody has voted with it."
    )


class LendingShape(shapes.Shape):
    """A vote lent in one assembly, in force."""

    assembly = shapes.identity(source="assembly.public_id")
    lender = Someone()
    to = Someone(source="carrier", allow_null=True)
    scope = shapes.OneOf(NEAREST)
    matter = shapes.Text(allow_blank=True)
    proposal = shapes.identity(source="proposal.public_id", allow_null=True, default=None)
    since = serializers.DateTimeField()


class Lendings(InAssembly):
    """Votes lent."""

    power = Power.READ_ACTS
    powers: ClassVar = {"POST": Power.LEND_VOTE}
    query = shapes.Listing

    @reads(shapes.listed(LendingShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """The votes lent in this assembly that are in force, for its people."""
        rows = Delegation.objects.filter(assembly=self.place, until=None)
        rows = rows.select_related("assembly", "lender", "carrier", "proposal")
        return self.page(rows, ("public_id",), LendingShape)

    @writes(LendingWanted, {201: LendingShape})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Lend your vote for this, or with `to` null keep it. In force at once, also where voting is open; it counts
        on open ballots on which you do not vote yourself."""
        to = people.person(given["to"]) if given["to"] else None
        what = ForWhat().what(given)
        made = operations.lend(assembly=self.place, person=self.me, to=to, what=what, tell=given["tell"])
        return self.tell(LendingShape, made, 201)


class TakenBack(shapes.Shape):
    """What is lent no longer."""

    scope = shapes.OneOf(NEAREST)
    matter = shapes.Text(allow_blank=True)
    proposal = shapes.identity(allow_null=True)


class TakeBack(InAssembly):
    """Taking back a vote."""

    power = Power.OWN

    @writes(ForWhat, {200: TakenBack})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Take back the vote that you lent for this, or no longer keep it from being carried."""
        what = ForWhat().what(given)
        operations.take_back(assembly=self.place, person=self.me, what=what)
        about = what.proposal.public_id if what.proposal else None
        return self.tell(TakenBack, {"scope": what.scope, "matter": what.matter, "proposal": about})


class ChainHand(shapes.Shape):
    """One person that a vote comes to."""

    id = shapes.identity(source="public_id")
    name = shapes.Text()
    voted = shapes.Flag()


class ChainShape(shapes.Shape):
    """Where your vote goes on an open ballot, hand by hand."""

    hands = ChainHand(many=True)
    loop = shapes.Flag(help_text="It comes by somebody twice, so nobody carries it.")
    answer = shapes.Text(
        allow_null=True, help_text="What was chosen with it. Null where nobody voted, or lent after that."
    )


class MyChain(OnBallot):
    """Where one's own vote goes."""

    power = Power.CAST_VOTE

    @reads(ChainShape)
    def get(self, request: Request, ballot_id: str) -> Response:
        """Who carries your vote on a ballot that is open to the eye, and what they chose with it."""
        told = lent.told(self.ballot, self.me)
        chain = told["chain"] if told else carrying.Chain(())
        answer = "\n".join(told["answer"]) if told and told["answer"] else None
        return self.tell(ChainShape, {"hands": chain.hands, "loop": chain.loop, "answer": answer})


class CarrierShape(shapes.Shape):
    """Who carried how many votes beside their own."""

    name = shapes.Text()
    votes = shapes.Whole()


class CarriedShape(shapes.Shape):
    """What became of lent votes on a ballot that has closed."""

    carried = shapes.Whole()
    lost = shapes.Whole()
    carriers = serializers.SerializerMethodField(help_text="The first hundred, the most first.")

    @extend_schema_field(CarrierShape(many=True))
    def get_carriers(self, found: dict[str, Any]) -> Any:
        return [{"name": name, "votes": n} for name, n in found["carriers"]]


class CarriedVotes(OnBallot):
    """Lent votes afterwards."""

    power = Power.READ_ACTS

    @reads(CarriedShape)
    def get(self, request: Request, ballot_id: str) -> Response:
        """What became of lent votes on a ballot, for the people of the assembly; nothing before it has closed."""
        found = lent.afterwards(self.ballot, None) or {"carried": 0, "lost": 0, "carriers": []}
        return self.tell(CarriedShape, found)
