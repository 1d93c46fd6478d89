# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballots, votes and decisions, for programs. No count is told before the close, to anyone."""

from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.people.api import Someone
from assemblies.programs import reads, writes
from assemblies.proposals.api import looks
from assemblies.proposals.api.reading import AboutProposal
from assemblies.record import queries as record
from assemblies.registry.api.bodies import InAssembly, Ref
from assemblies.registry.models import Assembly
from assemblies.voting import operations, queries
from assemblies.voting.models import Ballot, Decision
from governance import charters
from governance.ballots import CHOICES
from governance.powers import Power

OUTCOMES = ("adopted", "rejected", "no_quorum")


class PlaceTurnout(shapes.Shape):
    """How many of one place have voted."""

    assembly = Ref()
    voted = shapes.Whole()
    seats = shapes.Whole()


class Turnout(shapes.Shape):
    """How many have voted so far, and how many must."""

    voted = shapes.Whole()
    seats = shapes.Whole()
    quorum = shapes.Whole()
    reached = shapes.Flag()
    places = PlaceTurnout(many=True)


class Counts(shapes.Shape):
    """How many chose what."""

    yes = shapes.Whole()
    no = shapes.Whole()
    abstain = shapes.Whole()


class MyVote(shapes.Shape):
    """Your own vote as it stands, with the receipt that finds it again and never shows the choice."""

    choice = shapes.OneOf(CHOICES)
    cast_at = serializers.DateTimeField()
    receipt = shapes.Text()


class BallotShape(shapes.Shape):
    """The question as put to the vote. What was fixed when it opened stays."""

    id = shapes.identity(source="public_id")
    proposal = shapes.identity(source="proposal.public_id")
    assembly = Ref()
    opened_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    secrecy = shapes.OneOf(["open"], source="*")
    method = shapes.OneOf(sorted(charters.METHODS))
    rule = shapes.Data()
    text = shapes.Text(source="text_digest", help_text="The digest of the text that a vote answers.")
    yes_means = shapes.Text()
    no_means = shapes.Text()
    turnout = serializers.SerializerMethodField()
    my_vote = serializers.SerializerMethodField(help_text="Yours alone; null where you have not voted.")
    counts = serializers.SerializerMethodField(help_text="Null until the close, for everyone.")

    def to_representation(self, row: Any) -> Any:
        return {**super().to_representation(row), "secrecy": "open"}

    @extend_schema_field(Turnout)
    def get_turnout(self, row: Ballot) -> Any:
        return Turnout(queries.turnout_now(row)).data

    @extend_schema_field(MyVote(allow_null=True))
    def get_my_vote(self, row: Ballot) -> Any:
        vote = queries.vote_of(row, self.context.get("person"))
        return MyVote(vote).data if vote else None

    @extend_schema_field(Counts(allow_null=True))
    def get_counts(self, row: Ballot) -> Any:
        return Counts(queries.counts(row)).data if row.closed_at else None


class DecisionShape(shapes.Shape):
    """The outcome of a ballot with its count and reasons. Its id is that of its ballot."""

    id = shapes.identity(source="ballot.public_id")
    proposal = shapes.identity(source="proposal.public_id")
    assembly = Ref()
    outcome = shapes.OneOf(OUTCOMES)
    because = shapes.Text()
    reasons = shapes.Text(allow_blank=True, help_text="The assembly's, in its facilitator's words.")
    at = serializers.DateTimeField()
    tally = shapes.Data()
    entry = serializers.SerializerMethodField(help_text="Null until the sequencer has numbered it.")

    @extend_schema_field(looks.EntryName(allow_null=True))
    def get_entry(self, row: Decision) -> Any:
        found = record.entry(row.entry_id)
        return {"record": found.record.origin, "number": found.number} if found else None


class BallotWanted(shapes.Shape):
    """What the answers mean, and how it is decided, unless the charter's way is meant."""

    yes_means = shapes.Text(max_length=300, required=False, allow_blank=True, default="")
    no_means = shapes.Text(max_length=300, required=False, allow_blank=True, default="")
    method = shapes.OneOf(sorted(charters.METHODS), required=False, default="")


class ProposalBallot(AboutProposal):
    """The ballot on a proposal."""

    powers: ClassVar = {"POST": Power.OPEN_BALLOT}

    @reads(BallotShape)
    def get(self, request: Request, proposal_id: str) -> Response:
        """The latest ballot on a proposal, with its turnout and your own vote."""
        found = queries.latest_ballot(self.proposal)
        if found is None:
            raise Http404
        return self.tell(BallotShape, found)

    @writes(BallotWanted, {201: BallotShape, 200: looks.Full})
    def post(self, request: Request, given: dict[str, Any], proposal_id: str) -> Response:
        """Put a discussed proposal to the vote; a facilitator's act.

        The test runs once more first. Where it now lies elsewhere no ballot opens, the proposal moves, and it
        is answered as it then is, with 200.
        """
        made = operations.open_ballot(proposal=self.proposal, by=self.me, **given)
        if made is None:
            return self.tell(looks.Full, self.now())
        at = reverse("api:ballot", args=[made.public_id])
        return self.tell(BallotShape, queries.ballot(made.public_id), 201, at=at)


class OnBallot(programs.Resource):
    """A resource of one ballot, whose power is asked in the assembly that decides."""

    power = Power.READ
    ballot: Ballot

    def assembly(self) -> Assembly:
        self.ballot = queries.ballot(self.kwargs["ballot_id"])
        return self.ballot.assembly


class OneBallot(OnBallot):
    """One ballot."""

    @reads(BallotShape)
    def get(self, request: Request, ballot_id: str) -> Response:
        """One ballot with its turnout and your own vote."""
        return self.tell(BallotShape, self.ballot)


class Answer(shapes.Shape):
    """A vote: the choice, and the digest of the text that it answers."""

    choice = shapes.OneOf(CHOICES)
    text = shapes.Text(max_length=80)


class Recorded(shapes.Shape):
    """What a voter keeps."""

    ballot = shapes.identity()
    choice = shapes.OneOf(CHOICES)
    cast_at = serializers.DateTimeField()
    receipt = shapes.Text()


class Voting(OnBallot):
    """Voting."""

    power = Power.CAST_VOTE

    @writes(Answer, {200: Recorded})
    def put(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """Cast your vote, or change it until the close. It is recorded once this answers, or not at all."""
        return self.cast(given)

    @writes(Answer, {200: Recorded})
    def post(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """The same as PUT."""
        return self.cast(given)

    def cast(self, given: dict[str, Any]) -> Response:
        """Cast the vote and tell what the voter keeps."""
        cast = operations.cast_vote(
            ballot=self.ballot.public_id, voter=self.me, choice=given["choice"], text_digest=given["text"]
        )
        kept = {
            "ballot": self.ballot.public_id,
            "choice": given["choice"],
            "cast_at": cast.at,
            "receipt": cast.receipt,
        }
        return self.tell(Recorded, kept)


class VoteShape(shapes.Shape):
    """Who chose what."""

    voter = Someone()
    choice = shapes.OneOf(CHOICES)
    place = Ref(allow_null=True)
    cast_at = serializers.DateTimeField()


class Votes(OnBallot):
    """The votes on a ballot."""

    power = Power.READ_ACTS
    query = shapes.Listing

    @reads(shapes.listed(VoteShape))
    def get(self, request: Request, ballot_id: str) -> Response:
        """Who chose what, for the people of the assembly, once an open ballot has closed; nothing before."""
        return self.page(queries.votes(self.ballot), ("voter__public_id",), VoteShape)


class Closed(shapes.Shape):
    """A proposal after its ballot closed. No decision: the quorum was missed once, and it is talked about again."""

    decision = DecisionShape(allow_null=True)
    proposal = looks.Full()


class Close(OnBallot):
    """Closing a ballot."""

    power = Power.CLOSE_BALLOT

    @writes(shapes.Empty, {200: Closed})
    def post(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """Close a ballot whose hour has come, or on which everyone has voted; a facilitator's act."""
        decision = operations.close_ballot(ballot=self.ballot, by=self.me)
        proposal = operations.proposal_queries.proposal(self.ballot.proposal.public_id)
        return self.tell(Closed, {"decision": decision, "proposal": proposal})


class DecisionOn(AboutProposal):
    """The decision on a proposal."""

    @reads(DecisionShape)
    def get(self, request: Request, proposal_id: str) -> Response:
        """The latest decision on a proposal."""
        found = queries.decision_of(self.proposal)
        if found is None:
            raise Http404
        return self.tell(DecisionShape, found)


class AboutDecision(OnBallot):
    """A resource of one decision, named by its ballot."""

    def decision(self) -> Decision:
        """The decision that the ballot came to. Raises Http404 where it came to none."""
        found = (
            Decision.objects.filter(ballot=self.ballot)
            .select_related("ballot", "proposal", "assembly")
            .first()
        )
        if found is None:
            raise Http404
        return found


class OneDecision(AboutDecision):
    """One decision."""

    @reads(DecisionShape)
    def get(self, request: Request, ballot_id: str) -> Response:
        """One decision, by the id of its ballot."""
        return self.tell(DecisionShape, self.decision())


class ReasonsWanted(shapes.Shape):
    """The assembly's reasons."""

    reasons = shapes.Text(min_length=10, max_length=4_000)


class Reasons(AboutDecision):
    """The reasons of a decision."""

    power = Power.GIVE_REASONS

    @writes(ReasonsWanted, {200: DecisionShape})
    def post(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """Add the assembly's reasons to a decision, once; a facilitator's act."""
        operations.give_reasons(decision=self.decision(), by=self.me, reasons=given["reasons"])
        return self.tell(DecisionShape, self.decision())


class DecisionsQuery(shapes.Listing):
    """Which decisions to list."""

    made = shapes.OneOf(
        ["here", "anywhere"], required=False, help_text="Anywhere: on what passed through it."
    )


class Decisions(InAssembly):
    """The decisions of an assembly."""

    query = DecisionsQuery

    @reads(shapes.listed(DecisionShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """The decisions an assembly made, or all on what passed through it, the latest first."""
        anywhere = self.asked.get("made") == "anywhere"
        rows = queries.decisions_told_to(self.place) if anywhere else queries.decisions_of(self.place)
        return self.page(
            rows.select_related("proposal", "ballot", "assembly"), ("-at", "ballot__public_id"), DecisionShape
        )


class MyBallots(programs.Resource):
    """Ballots open to you."""

    power = Power.OWN
    query = shapes.Listing

    @reads(shapes.listed(BallotShape))
    def get(self, request: Request) -> Response:
        """The ballots you can vote on now, the first to close first."""
        return self.page(queries.open_ballots_for(self.me), ("closes_at", "public_id"), BallotShape)
