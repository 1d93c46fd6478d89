# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the API, under /api/v1/. Ids in them have one form, so that odd ones are simply not there."""

from functools import cache
from typing import Any

from django.urls import path, register_converter
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import describing, programs, shapes
from assemblies.deliberation import api as deliberation
from assemblies.front.api import console, leaving, own, told, waiting
from assemblies.people.api import accounts, letters, operating, tokens
from assemblies.proposals.api import acts, claiming, reading
from assemblies.registry.api import adding, bodies, exceptions, inviting, powers, proofs, records, seats
from assemblies.sortition import api as sortition
from assemblies.voting.api import ballots, decisions, hands, lending
from governance.powers import Power

app_name = "api"


class PublicId:
    """A public id in an address: ASCII, and of one form only."""

    regex = shapes.PUBLIC_ID

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Number(PublicId):
    """The number of an entry."""

    regex = proofs.NUMBER


class Secret(PublicId):
    """The secret of an invitation."""

    regex = inviting.SECRET


class Receipt(PublicId):
    """The code that a voter keeps."""

    regex = decisions.RECEIPT


register_converter(PublicId, "public_id")
register_converter(Number, "number")
register_converter(Secret, "secret")
register_converter(Receipt, "receipt")


class Document(shapes.Shape):
    """An OpenAPI 3.1 document."""

    def to_representation(self, instance: Any) -> Any:
        return instance


class Description(programs.Resource):
    """What you are reading."""

    power = Power.OPEN

    @programs.reads(Document)
    def get(self, request: Request) -> Response:
        """This description of the API, as OpenAPI 3.1."""
        response = Response(document())
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


@cache
def document() -> dict[str, Any]:
    """The whole description, made once a process."""
    return describing.document(urlpatterns)


A, P = "assemblies/<public_id:assembly_id>", "proposals/<public_id:proposal_id>"
C = "claims/<public_id:claim_id>"
W = "draws/<public_id:draw_id>"
B, D = "ballots/<public_id:ballot_id>", "decisions/<public_id:ballot_id>"
urlpatterns = [
    path("openapi.json", Description.as_view(), name="description"),
    path("network", bodies.TheNetwork.as_view(), name="network"),
    path("network/matters", adding.Matters.as_view(), name="matters"),
    path("network/means", adding.MeansOfNetwork.as_view(), name="means"),
    path("assemblies", bodies.Assemblies.as_view(), name="assemblies"),
    path(A, bodies.OneAssembly.as_view(), name="assembly"),
    path(f"{A}/standing", bodies.MyStanding.as_view(), name="standing"),
    path(f"{A}/entries", records.Entries.as_view(), name="entries"),
    path(f"{A}/entries/<number:number>/proof", proofs.Inclusion.as_view(), name="inclusion"),
    path(f"{A}/checkpoint", records.Checkpoint.as_view(), name="checkpoint"),
    path(f"{A}/checkpoints", proofs.Checkpoints.as_view(), name="checkpoints"),
    path(f"{A}/consistency", proofs.Consistency.as_view(), name="consistency"),
    path(f"{A}/told", told.TheRecord.as_view(), name="told"),
    path(f"{A}/console", console.Console.as_view(), name="console"),
    path(f"{A}/proposals", reading.OfAssembly.as_view(), name="proposals-of"),
    path(f"{A}/proposals/counts", reading.Counts.as_view(), name="proposals-counted"),
    path(f"{A}/decisions", decisions.Decisions.as_view(), name="decisions-of"),
    path(f"{A}/invitations", inviting.Invitations.as_view(), name="invitations"),
    path(
        f"{A}/invitations/<public_id:invitation_id>/end",
        inviting.EndInvitation.as_view(),
        name="end-invitation",
    ),
    path(f"{A}/grants", exceptions.Grants.as_view(), name="grants"),
    path(f"{A}/grants/end", exceptions.EndGrant.as_view(), name="end-grant"),
    path(f"{A}/places", adding.Places.as_view(), name="places"),
    path(f"{A}/facilitators", seats.Facilitators.as_view(), name="facilitators"),
    path(f"{A}/facilitators/take-up", seats.TakeUp.as_view(), name="take-up"),
    path(f"{A}/facilitators/acts", told.ActsOfFacilitators.as_view(), name="facilitators-acts"),
    path(f"{A}/facilitators/nameable", seats.Nameable.as_view(), name="nameable"),
    path(f"{A}/lendings", lending.Lendings.as_view(), name="lendings"),
    path(f"{A}/lendings/take-back", lending.TakeBack.as_view(), name="take-back"),
    path(f"{A}/draws", sortition.Draws.as_view(), name="draws"),
    path(W, sortition.OneDraw.as_view(), name="draw"),
    path(f"{W}/lottery", sortition.Lottery.as_view(), name="lottery"),
    path(f"{W}/chances", sortition.Chances.as_view(), name="chances"),
    path(f"{W}/serve", sortition.Serve.as_view(), name="serve"),
    path(f"{W}/step-back", sortition.StepBack.as_view(), name="step-back"),
    path(f"{W}/answer", sortition.Answer.as_view(), name="answer"),
    path("powers", powers.Powers.as_view(), name="powers"),
    path("operator", operating.Operators.as_view(), name="operators"),
    path("operator/name", operating.NameOperator.as_view(), name="name-operator"),
    path("operator/lay-down", operating.LayDown.as_view(), name="lay-down"),
    path("operator/accounts", operating.Accounts.as_view(), name="accounts"),
    path("operator/suspensions", operating.Suspensions.as_view(), name="suspensions"),
    path("operator/accounts/<public_id:person_id>/suspend", operating.Suspend.as_view(), name="suspend"),
    path(
        "operator/accounts/<public_id:person_id>/reinstate", operating.Reinstate.as_view(), name="reinstate"
    ),
    path("operator/letters", letters.Letters.as_view(), name="letters"),
    path("invitations/accept", inviting.AcceptInvitation.as_view(), name="accept"),
    path("invitations/<secret:secret>", inviting.OneInvitation.as_view(), name="invitation"),
    path("me", accounts.Me.as_view(), name="me"),
    path("me/data", own.MyData.as_view(), name="my-data"),
    path("me/leave", leaving.Leave.as_view(), name="leave"),
    path("me/tokens", tokens.Tokens.as_view(), name="tokens"),
    path("me/tokens/<public_id:token_id>/end", tokens.EndToken.as_view(), name="end-token"),
    path("me/waiting", waiting.MyQueue.as_view(), name="my-queue"),
    path("me/seats", seats.MySeats.as_view(), name="my-seats"),
    path("me/seats/leave", seats.LeaveSeat.as_view(), name="leave-seat"),
    path("me/proposals", reading.Mine.as_view(), name="my-proposals"),
    path("me/ballots", ballots.MyBallots.as_view(), name="my-ballots"),
    path("placements", acts.TryPlacement.as_view(), name="try-placement"),
    path("proposals", acts.Proposals.as_view(), name="proposals"),
    path(P, acts.OneProposal.as_view(), name="proposal"),
    path(f"{P}/submit", acts.Submit.as_view(), name="submit"),
    path(f"{P}/second", acts.Second.as_view(), name="second"),
    path(f"{P}/withdraw", acts.Withdraw.as_view(), name="withdraw"),
    path(f"{P}/check", acts.Check.as_view(), name="check"),
    path(f"{P}/claims", claiming.Claims.as_view(), name="claims"),
    path(f"{C}/back", claiming.Back.as_view(), name="back-claim"),
    path(f"{C}/accept", claiming.Accept.as_view(), name="accept-claim"),
    path(f"{C}/take-back", claiming.TakeBack.as_view(), name="take-back-claim"),
    path(f"{P}/hearings", reading.Hearings.as_view(), name="hearings"),
    path(f"{P}/placements", reading.Placements.as_view(), name="placements"),
    path(f"{P}/versions", reading.Versions.as_view(), name="versions"),
    path(f"{P}/contributions", deliberation.Contributions.as_view(), name="contributions"),
    path(f"{P}/ballot-to-be", console.Opening.as_view(), name="ballot-to-be"),
    path(f"{P}/ballot", ballots.ProposalBallot.as_view(), name="ballot-on"),
    path(f"{P}/decision", decisions.DecisionOn.as_view(), name="decision-on"),
    path("contributions/<public_id:contribution_id>/hide", deliberation.Hide.as_view(), name="hide"),
    path("contributions/<public_id:contribution_id>/erase", deliberation.Erase.as_view(), name="erase"),
    path("me/contributions/erase", deliberation.EraseMine.as_view(), name="erase-mine"),
    path(B, ballots.OneBallot.as_view(), name="ballot"),
    path(f"{B}/vote", ballots.Voting.as_view(), name="vote"),
    path(f"{B}/votes", ballots.Votes.as_view(), name="votes"),
    path(f"{B}/chain", lending.MyChain.as_view(), name="my-chain"),
    path(f"{B}/carried", lending.CarriedVotes.as_view(), name="carried"),
    path(f"{B}/by-hand", hands.ByHand.as_view(), name="by-hand"),
    path(f"{B}/by-hand/withdraw", hands.Withdraw.as_view(), name="by-hand-withdraw"),
    path(f"{B}/by-hand/people", hands.People.as_view(), name="by-hand-people"),
    path(f"{B}/by-hand/bundles", hands.Bundles.as_view(), name="by-hand-bundles"),
    path(
        f"{B}/by-hand/bundles/<public_id:bundle_id>/withdraw",
        hands.WithdrawBundle.as_view(),
        name="by-hand-bundle-withdraw",
    ),
    path(f"{B}/close", ballots.Close.as_view(), name="close"),
    path(D, decisions.OneDecision.as_view(), name="decision"),
    path(f"{D}/count", decisions.Count.as_view(), name="count"),
    path(f"{D}/receipts/<receipt:receipt>", decisions.Receipt.as_view(), name="receipt"),
    path(f"{D}/export", decisions.Export.as_view(), name="export"),
    path(f"{D}/export/public", decisions.PublicExport.as_view(), name="public-export"),
    path(f"{D}/reasons", decisions.Reasons.as_view(), name="reasons"),
]
