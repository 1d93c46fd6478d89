# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decisions and their reasons, for programs."""

from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import shapes
from assemblies.programs import Rate, reads, sends, writes
from assemblies.proposals.api.reading import AboutProposal
from assemblies.registry.api.bodies import InAssembly
from assemblies.voting import counted, export, operations, queries
from assemblies.voting.api import shown
from assemblies.voting.api.ballots import OnBallot
from assemblies.voting.models import Decision, Vote
from governance.powers import Power

RECEIPT = "[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"


class DecisionOn(AboutProposal):
    """The decision on a proposal."""

    @reads(shown.DecisionShape)
    def get(self, request: Request, proposal_id: str) -> Response:
        """The latest decision on a proposal."""
        found = queries.decision_of(self.proposal)
        if found is None:
            raise Http404
        return self.tell(shown.DecisionShape, found)


class AboutDecision(OnBallot):
    """A resource of one decision, named by its ballot."""

    def decision(self) -> Decision:
        """What the ballot came to, a decision or none yet. Raises Http404 while it is open."""
        return queries.outcome_of(self.ballot)


class OneDecision(AboutDecision):
    """One decision."""

    @reads(shown.DecisionShape)
    def get(self, request: Request, ballot_id: str) -> Response:
        """What one ballot came to, by its id: a decision, or that it was tied, objected to, or missed its quorum once."""
        return self.tell(shown.DecisionShape, self.decision())


class ExportRate(Rate):
    """So many exports a minute: each reads and hashes every entry of a record."""

    usual = 30

    def who(self, request: Request) -> str:
        return f"exports {super().who(request)}"[:80]


class Export(AboutDecision):
    """The export of a decision."""

    power = Power.READ_ACTS
    throttle_classes = [Rate, ExportRate]

    @sends(export.MEDIA_TYPE)
    def get(self, request: Request, ballot_id: str) -> HttpResponse:
        """A decision as one archive that `python -m governance verify` repeats, for the people of the assembly.

        It opens the votes. It is not there before the decision's entry is numbered, moments after the close.
        Exports are given 30 times a minute, the public ones counted with them.
        """
        decision = self.decision()
        return HttpResponse(export.archive(decision), headers=export.headers(decision))


class PublicExport(AboutDecision):
    """The public part of a decision's export."""

    throttle_classes = [Rate, ExportRate]

    @sends(export.MEDIA_TYPE)
    def get(self, request: Request, ballot_id: str) -> HttpResponse:
        """All of a decision's export but the votes, for anyone; `python -m governance verify` takes it as well.

        Exports are given 30 times a minute to a person, or to an address where nobody is signed in.
        """
        decision = self.decision()
        headers = export.headers(decision, "decision-public")
        return HttpResponse(export.public_archive(decision), headers=headers)


class CountGiven(shapes.Shape):
    """What `python -m governance tally` takes: the question, and how many chose what."""

    def to_representation(self, instance: Any) -> Any:
        return instance


class Count(AboutDecision):
    """The count of a decision."""

    @reads(CountGiven)
    def get(self, request: Request, ballot_id: str) -> Response:
        """How many chose what, for anyone, as `python -m governance tally` takes it to count again."""
        return Response(counted.given(self.decision().ballot))


class ReceiptShape(shapes.Shape):
    """Whether a receipt stands for a vote that was counted; how it was cast is told to nobody by it."""

    receipt = shapes.Text()
    found = shapes.Flag()


class Receipt(AboutDecision):
    """A receipt looked for."""

    path_forms: ClassVar = {"receipt": RECEIPT}

    @reads(ReceiptShape)
    def get(self, request: Request, ballot_id: str, receipt: str) -> Response:
        """Whether the vote with this receipt was counted, once the ballot has closed, as on the result page."""
        found = Vote.objects.filter(ballot=self.decision().ballot, receipt=receipt).exists()
        return self.tell(ReceiptShape, {"receipt": receipt, "found": found})


class ReasonsWanted(shapes.Shape):
    """The assembly's reasons."""

    reasons = shapes.Text(min_length=10, max_length=4_000)


class Reasons(AboutDecision):
    """The reasons of a decision."""

    power = Power.GIVE_REASONS

    @writes(ReasonsWanted, {200: shown.DecisionShape})
    def post(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """Add the assembly's reasons to a decision, once; a facilitator's act."""
        decision = self.decision()
        if decision.pk is None:
            raise Http404
        operations.give_reasons(decision=decision, by=self.me, reasons=given["reasons"])
        return self.tell(shown.DecisionShape, self.decision())


class DecisionsQuery(shapes.Listing):
    """Which decisions to list."""

    made = shapes.OneOf(
        ["here", "anywhere"], required=False, help_text="Anywhere: on what passed through it."
    )


class Decisions(InAssembly):
    """The decisions of an assembly."""

    query = DecisionsQuery

    @reads(shapes.listed(shown.DecisionBrief))
    def get(self, request: Request, assembly_id: str) -> Response:
        """The decisions an assembly made, or all on what passed through it, the latest first."""
        anywhere = self.asked.get("made") == "anywhere"
        rows = queries.decisions_told_to(self.place) if anywhere else queries.decisions_of(self.place)
        return self.page(
            rows.select_related("proposal", "ballot", "assembly"),
            ("-at", "ballot__public_id"),
            shown.DecisionBrief,
        )
