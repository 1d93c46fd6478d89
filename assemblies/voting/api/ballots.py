# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening, reading and closing ballots, and voting, for programs."""

from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.programs import reads, writes
from assemblies.proposals import queries as proposals
from assemblies.proposals.api import looks
from assemblies.proposals.api.reading import AboutProposal
from assemblies.registry.models import Assembly
from assemblies.voting import operations, queries, taken
from assemblies.voting.api import shown
from assemblies.voting.models import Ballot
from governance import ballots, papers, ways
from governance.powers import Power
from governance.refusals import Refusal


class OptionWanted(shapes.Shape):
    """One option. `costs` and `most` belong to a pot."""

    name = shapes.Text(max_length=papers.LONGEST_NAME)
    means = shapes.Text(max_length=papers.LONGEST_MEANING, required=False, allow_blank=True)
    costs = shapes.Text(max_length=30, required=False, help_text="An exact amount, as text.")
    most = shapes.Whole(required=False, min_value=1, max_value=papers.MOST_EACH)


class AskWanted(shapes.Shape):
    """What is asked where it is another question than yes or no; only what the method uses."""

    question = shapes.Text(max_length=200)
    options = OptionWanted(many=True)
    places = shapes.Whole(required=False, min_value=1, help_text="How many are to win: approval, spav, stv.")
    top = shapes.Whole(required=False, min_value=1, max_value=10, help_text="The most points: score.")
    dots = shapes.Whole(required=False, min_value=1, max_value=100)
    pot = shapes.Text(max_length=30, required=False, help_text="An exact amount, as text.")
    unit = shapes.Text(max_length=20, required=False, allow_blank=True)
    variant = shapes.OneOf(["scottish", "skip", "stop", "threshold"], required=False)
    minimum = shapes.Whole(required=False, min_value=1)


class BallotWanted(shapes.Shape):
    """What is asked, what the answers mean, and how it is decided, unless the charter's way is meant: stricter,
    never laxer."""

    yes_means = shapes.Text(max_length=300, required=False, allow_blank=True, default="")
    no_means = shapes.Text(max_length=300, required=False, allow_blank=True, default="")
    method = shapes.OneOf(
        sorted({*ways.METHODS, *ways.OTHERS}),
        required=False,
        default="",
        help_text="A stricter way than the charter has for this matter (`method`, `by_matter`), where its"
        " `stricter` allows that; or one for another question than yes or no, where its `also` does.",
    )
    asks = AskWanted(required=False)
    secrecy = shapes.OneOf(
        ballots.PROMISES, required=False, default="", help_text="What the charter's `secrecy` allows."
    )
    lot = shapes.Flag(required=False, default=False, help_text="Whether a lot drawn now resolves ties.")


class ProposalBallot(AboutProposal):
    """The ballot on a proposal."""

    powers: ClassVar = {"POST": Power.OPEN_BALLOT}

    @reads(shown.BallotShape)
    def get(self, request: Request, proposal_id: str) -> Response:
        """The latest ballot on a proposal, with its turnout and your own vote."""
        found = queries.latest_ballot(self.proposal)
        if found is None:
            raise Http404
        return self.tell(shown.BallotShape, found)

    @writes(BallotWanted, {201: shown.BallotShape, 200: looks.Full})
    def post(self, request: Request, given: dict[str, Any], proposal_id: str) -> Response:
        """Put a discussed proposal to the vote; a facilitator's act.

        The test runs once more first. Where it now lies elsewhere no ballot opens, the proposal moves, and it
        is answered as it then is, with 200.
        """
        composed = operations.Composed(**given)
        try:
            made = operations.open_ballot(proposal=self.proposal, by=self.me, composed=composed)
        except Refusal as no:
            no.at = _in_sent(no.at)
            raise
        if made is None:
            return self.tell(looks.Full, self.now())
        at = reverse("api:ballot", args=[made.public_id])
        return self.tell(shown.BallotShape, queries.ballot(made.public_id), 201, at=at)


def _in_sent(at: str) -> str:
    """Where in what was sent: the law knows what is asked, and not that it is a member of something."""
    return f"/asks{at}" if at.removeprefix("/").partition("/")[0] in AskWanted().fields else at


class OnBallot(programs.Resource):
    """A resource of one ballot, whose power is asked in the assembly that decides."""

    power = Power.READ
    ballot: Ballot

    def assembly(self) -> Assembly:
        self.ballot = queries.ballot(self.kwargs["ballot_id"])
        return self.ballot.assembly


class OneBallot(OnBallot):
    """One ballot."""

    @reads(shown.BallotShape)
    def get(self, request: Request, ballot_id: str) -> Response:
        """One ballot with its turnout and your own vote."""
        return self.tell(shown.BallotShape, self.ballot)


class Answer(shapes.Shape):
    """A vote: the choice, the digest of the paper that it answers, and why, where one objects."""

    choice = shapes.Chosen()
    text = shapes.Text(max_length=80)
    reason = shapes.Text(max_length=2_000, required=False, allow_blank=True, default="")


def _kept(of: programs.Resource) -> bool:
    """Whether an answer is kept by its key: nothing is of a vote on a secret ballot, which can be cast again."""
    return isinstance(of, OnBallot) and of.ballot.secrecy == ballots.OPEN


class Voting(OnBallot):
    """Voting."""

    power = Power.CAST_VOTE

    @writes(Answer, {200: shown.Recorded}, kept=_kept)
    def put(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """Cast your vote, or change it until the close. It is recorded once this answers, or not at all."""
        return self.cast(given)

    @writes(Answer, {200: shown.Recorded}, kept=_kept)
    def post(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """The same as PUT."""
        return self.cast(given)

    def cast(self, given: dict[str, Any]) -> Response:
        """Cast the vote and tell what the voter keeps."""
        cast = operations.cast_vote(
            ballot=self.ballot.public_id,
            voter=self.me,
            choice=given["choice"],
            reason=given["reason"],
            text_digest=given["text"],
        )
        kept = {
            "ballot": self.ballot.public_id,
            "choice": None if self.ballot.secrecy == ballots.SECRET else given["choice"],
            "cast_at": cast.at,
            "receipt": cast.receipt,
        }
        return self.tell(shown.Recorded, kept)


class Votes(OnBallot):
    """The votes on a ballot."""

    power = Power.READ_ACTS
    query = shapes.Listing

    @reads(shapes.listed(shown.VoteShape))
    def get(self, request: Request, ballot_id: str) -> Response:
        """Who chose what, for the people of the assembly, once an open ballot has closed; nothing before."""
        return self.page(taken.named(queries.votes(self.ballot)), ("voter__public_id",), shown.VoteShape)


class Closed(shapes.Shape):
    """A proposal after its ballot closed. No decision: the quorum was missed once, and it is talked about again."""

    decision = shown.DecisionShape(allow_null=True)
    proposal = looks.Full()


class Close(OnBallot):
    """Closing a ballot."""

    power = Power.CLOSE_BALLOT

    @writes(shapes.Empty, {200: Closed})
    def post(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """Close a ballot whose hour has come, or on which everyone has voted; a facilitator's act."""
        decision = operations.close_ballot(ballot=self.ballot, by=self.me)
        proposal = proposals.proposal(self.ballot.proposal.public_id)
        return self.tell(Closed, {"decision": decision, "proposal": proposal})


class MyBallots(programs.Resource):
    """Ballots open to you."""

    power = Power.OWN
    query = shapes.Listing

    @reads(shapes.listed(shown.BallotBrief))
    def get(self, request: Request) -> Response:
        """The ballots you can vote on now, the first to close first."""
        return self.page(queries.open_ballots_for(self.me), ("closes_at", "public_id"), shown.BallotBrief)
