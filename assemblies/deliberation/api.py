# SPDX-License-Identifier: AGPL-3.0-or-later
"""The conversation on a proposal, for programs."""

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.deliberation import operations, queries
from assemblies.deliberation.models import KINDS, Contribution
from assemblies.people.api.accounts import Someone
from assemblies.programs import reads, writes
from assemblies.proposals.api.reading import AboutProposal
from assemblies.registry.api.bodies import Ref
from assemblies.registry.models import Assembly
from governance.powers import Power


class ContributionShape(shapes.Shape):
    """One contribution, or a reply to one. Of a hidden one the reason stays; of an erased one too the text is gone."""

    id = shapes.identity(source="public_id")
    kind = shapes.OneOf(KINDS)
    author = Someone()
    home = Ref(allow_null=True)
    reply_to = shapes.identity(source="reply_to.public_id", allow_null=True, default=None)
    text = serializers.SerializerMethodField()
    language = shapes.Text(allow_blank=True)
    at = serializers.DateTimeField()
    hidden_at = serializers.DateTimeField(allow_null=True)
    hidden_because = shapes.Text(allow_blank=True)
    erased_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field({"type": ["string", "null"]})
    def get_text(self, row: Contribution) -> str | None:
        return row.text if row.hidden_at is None and row.erased_at is None else None


class ContributionWords(shapes.Shape):
    """What you add to the conversation."""

    kind = shapes.OneOf(KINDS, required=False, default="comment")
    text = shapes.Text(max_length=5_000)
    reply_to = shapes.identity(required=False, allow_null=True)
    language = shapes.Fitting("[A-Za-z-]{0,10}", allow_blank=True, required=False, default="")


class ContributionsQuery(shapes.Listing):
    """Which contributions to list."""

    kind = shapes.OneOf(KINDS, required=False)


class Contributions(AboutProposal):
    """The conversation on a proposal, for those who may read what is said in its assembly."""

    power = Power.READ_ACTS
    powers: ClassVar = {"POST": Power.CONTRIBUTE}
    query = ContributionsQuery

    @reads(shapes.listed(ContributionShape))
    def get(self, request: Request, proposal_id: str) -> Response:
        """The conversation on a proposal in the order it was said, replies among the rest."""
        rows = Contribution.objects.filter(proposal=self.proposal).select_related(
            "author", "home", "reply_to"
        )
        rows = rows.filter(kind=self.asked["kind"]) if "kind" in self.asked else rows
        return self.page(rows, ("at", "public_id"), ContributionShape)

    @writes(ContributionWords, {201: ContributionShape})
    def post(self, request: Request, given: dict[str, Any], proposal_id: str) -> Response:
        """Add to the conversation on a live proposal. A reply to a reply joins the thread of the first."""
        to = given.pop("reply_to", None)
        made = operations.contribute(
            proposal=self.proposal, by=self.me, reply_to=queries.contribution(to) if to else None, **given
        )
        return self.tell(ContributionShape, queries.contribution(made.public_id), 201)


class Reason(shapes.Shape):
    """Why it is hidden; this stays in sight."""

    reason = shapes.Text(min_length=5, max_length=300)


class OneContribution(programs.Resource):
    """A resource about the contribution in its address."""

    contribution: Contribution

    def assembly(self) -> Assembly:
        self.contribution = queries.contribution(self.kwargs["contribution_id"])
        if self.contribution.proposal.submitted_at is None:
            raise Http404
        return self.contribution.proposal.assembly


class Hide(OneContribution):
    """Hiding a contribution."""

    power = Power.HIDE

    @writes(Reason, {200: ContributionShape})
    def post(self, request: Request, given: dict[str, Any], contribution_id: str) -> Response:
        """Hide a contribution; a facilitator's act. Its place and the reason stay visible."""
        operations.hide(contribution=self.contribution, by=self.me, reason=given["reason"])
        return self.tell(ContributionShape, queries.contribution(contribution_id))


class Erase(OneContribution):
    """Erasing a contribution's text."""

    power = Power.OWN

    @writes(shapes.Empty, {200: ContributionShape})
    def post(self, request: Request, given: dict[str, Any], contribution_id: str) -> Response:
        """Erase the text of what you contributed; it cannot be undone. That it was there stays, and replies do."""
        operations.erase(contribution=self.contribution, by=self.me)
        return self.tell(ContributionShape, queries.contribution(contribution_id))


class Erased(shapes.Shape):
    """How many texts were erased."""

    erased = shapes.Whole()


class EraseMine(programs.Resource):
    """Erasing all texts of one's own."""

    power = Power.OWN
    by_session: ClassVar = frozenset({"POST"})

    @writes(shapes.Empty, {200: Erased})
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Erase the texts of everything you contributed, wherever that was; it cannot be undone.

        Only from the session of a page, never by a token; a token erases one text at a time.
        """
        return self.tell(Erased, {"erased": operations.erase_all(by=self.me)})
