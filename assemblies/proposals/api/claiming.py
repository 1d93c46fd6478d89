# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a proposal affects: what places say of themselves, for programs."""

from typing import Any, ClassVar

from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.people.api.accounts import Someone
from assemblies.programs import reads, writes
from assemblies.proposals import operations, queries
from assemblies.proposals.api.reading import AboutProposal
from assemblies.proposals.models import Claim
from assemblies.registry import queries as registry
from assemblies.registry.api.bodies import Ref
from assemblies.registry.models import Assembly
from governance.claims import Ending, Kind
from governance.powers import Power, holds

KINDS = [kind.value for kind in Kind]


class ClaimShape(shapes.Shape):
    """What people of a place say of it: that a proposal affects it, or does not."""

    id = shapes.identity(source="public_id")
    place = Ref()
    kind = shapes.OneOf(KINDS)
    share = shapes.Text(help_text='Of the place\'s own people, as "0.3"; "0" where it is not affected.')
    reason = shapes.Text(allow_blank=True, help_text="Empty once whoever wrote it has erased it.")
    by = Someone(allow_null=True, help_text="Null to those who may not read the acts where the proposal is.")
    version = shapes.Whole(help_text="Of the text that it answers.")
    behind = shapes.Whole(help_text="How many stand behind it, whoever made it included.")
    needed = shapes.Whole()
    made_at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    ending = shapes.OneOf(["", *(ending.value for ending in Ending)], help_text="Empty while it waits.")
    ended_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, row: Any) -> Any:
        found = super().to_representation(row)
        person = self.context.get("person")
        known: dict[int, bool] = vars(self.root).setdefault("reads_acts", {})  # once an assembly, not a row
        where = row.proposal.assembly
        if person is not None and where.pk not in known:
            known[where.pk] = holds(Power.READ_ACTS, registry.standing(person, where))
        named = person is not None and (person.pk == row.by_id or known[where.pk])
        return found if named else {**found, "by": None}


class ClaimWanted(shapes.Shape):
    """What is said of the place one lives in."""

    kind = shapes.OneOf(KINDS)
    share = shapes.Text(
        max_length=40, required=False, default="1", help_text="Over 0 and at most 1; where it is affected."
    )
    reason = shapes.Text(max_length=600)


class Claims(AboutProposal):
    """The claims on a proposal."""

    powers: ClassVar = {"POST": Power.OWN}
    query = shapes.Listing

    @reads(shapes.listed(ClaimShape))
    def get(self, request: Request, proposal_id: str) -> Response:
        """What places say of themselves about a proposal, in order."""
        rows = queries.claims_on(self.proposal).select_related("proposal__assembly", "place__network", "by")
        return self.page(rows, ("made_at", "public_id"), ClaimShape)

    @writes(ClaimWanted, {201: ClaimShape})
    def post(self, request: Request, given: dict[str, Any], proposal_id: str) -> Response:
        """Say of the place you live in that a proposal affects it, or does not. Others there stand behind it, or its
        author accepts it; then what it touches changes, and the test runs again."""
        given["kind"] = Kind(given["kind"])
        made = operations.make_claim(proposal=self.proposal, by=self.me, **given)
        return self.tell(ClaimShape, made, 201, at=reverse("api:claims", args=[self.proposal.public_id]))


class AboutClaim(programs.Resource):
    """A resource of one claim, whose power is asked in the place that it is made for."""

    claim: Claim

    def assembly(self) -> Assembly:
        self.claim = queries.claim(self.kwargs["claim_id"])
        return registry.assembly(self.claim.place.public_id)


class Back(AboutClaim):
    """Standing behind a claim."""

    power = Power.CLAIM

    @writes(shapes.Empty, {200: ClaimShape})
    def post(self, request: Request, given: dict[str, Any], claim_id: str) -> Response:
        """Stand behind what is said of the place you live in. With as many as it needs it is upheld."""
        return self.tell(ClaimShape, operations.back_claim(claim=self.claim, by=self.me))


class TakeBack(AboutClaim):
    """Taking a claim back."""

    power = Power.CLAIM

    @writes(shapes.Empty, {200: ClaimShape})
    def post(self, request: Request, given: dict[str, Any], claim_id: str) -> Response:
        """Take back a claim of your own that still waits."""
        return self.tell(ClaimShape, operations.withdraw_claim(claim=self.claim, by=self.me))


class Accept(AboutClaim):
    """Accepting a claim."""

    power = Power.ANSWER_CLAIM

    def assembly(self) -> Assembly:
        super().assembly()
        return self.claim.proposal.assembly

    def is_author(self) -> bool:
        user = self.request.user
        return bool(user.is_authenticated and user.is_active and user.pk == self.claim.proposal.author_id)

    @writes(shapes.Empty, {200: ClaimShape})
    def post(self, request: Request, given: dict[str, Any], claim_id: str) -> Response:
        """Accept as its author what a place says of itself: what the proposal touches changes at once."""
        return self.tell(ClaimShape, operations.accept_claim(claim=self.claim, by=self.me))
