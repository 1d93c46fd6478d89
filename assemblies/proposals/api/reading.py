# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals, their journey, their placements and their versions, to be read by programs."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.programs import reads
from assemblies.proposals import queries
from assemblies.proposals.api import looks
from assemblies.proposals.models import Proposal
from assemblies.registry.api.bodies import InAssembly
from assemblies.registry.models import Assembly
from governance.powers import Power

IN_ORDER = ("-submitted_at", "public_id")


class AboutProposal(programs.Resource):
    """A resource of one proposal. What was never submitted is its author's alone: there is nothing for others."""

    power = Power.READ
    proposal: Proposal

    def assembly(self) -> Assembly:
        self.proposal = queries.proposal(self.kwargs["proposal_id"])
        if self.proposal.submitted_at is None and not self.is_author():
            raise Http404
        return self.proposal.assembly

    def is_author(self) -> bool:
        user = self.request.user
        return bool(user.is_authenticated and user.is_active and user.pk == self.proposal.author_id)

    def now(self) -> Proposal:
        """The proposal as it is after an act."""
        return queries.proposal(self.proposal.public_id)


class ProposalsQuery(shapes.Listing):
    """Which proposals to list."""

    stage = shapes.OneOf(looks.STAGES, required=False)
    matter = shapes.Text(required=False, max_length=120, help_text="This matter and all below it.")


def chosen(rows: QuerySet[Proposal], asked: dict[str, str]) -> QuerySet[Proposal]:
    """The proposals that a query asks for."""
    rows = rows.filter(stage=asked["stage"]) if "stage" in asked else rows
    if "matter" in asked:
        rows = rows.filter(matter=asked["matter"]) | rows.filter(matter__startswith=asked["matter"] + "/")
    return rows


class OfAssemblyQuery(ProposalsQuery):
    """Which of an assembly's proposals to list."""

    which = shapes.OneOf(
        ["here", "moved"], required=False, help_text="Moved: those that were before it and went on."
    )


class OfAssembly(InAssembly):
    """The proposals before one assembly."""

    query = OfAssemblyQuery

    @reads(shapes.listed(looks.Brief))
    def get(self, request: Request, assembly_id: str) -> Response:
        """The proposals before an assembly now, the latest submitted first."""
        moved = self.asked.get("which") == "moved"
        rows = queries.moved_on(self.place) if moved else queries.of_assembly(self.place)
        return self.page(chosen(rows, self.asked), IN_ORDER, looks.Brief)


class StageCount(shapes.Shape):
    """How many proposals of an assembly are at one stage."""

    stage = shapes.OneOf([*looks.STAGES, "moved"], help_text="Moved: those that were before it and went on.")
    proposals = shapes.Whole()


class StageCounts(shapes.Shape):
    """How many proposals of an assembly are where; a stage that none is at is left out."""

    stages = StageCount(many=True)


class Counts(InAssembly):
    """How many proposals there are."""

    @reads(StageCounts)
    def get(self, request: Request, assembly_id: str) -> Response:
        """How many proposals of an assembly are at which stage, and how many went on from it."""
        found = queries.counts_by_stage(self.place)
        rows = [{"stage": stage, "proposals": n} for stage, n in sorted(found.items()) if n]
        return self.tell(StageCounts, {"stages": rows})


class OnePart(AboutProposal):
    """A list that belongs to a proposal."""

    query = shapes.Listing


class Hearings(OnePart):
    """The journey of a proposal."""

    told: Mapping[str, str]
    """What a run of the test said in the law's English → the same in the reader's language."""

    @reads(shapes.listed(looks.HearingShape))
    def get(self, request: Request, proposal_id: str) -> Response:
        """The journey of a proposal: its hearings in order."""
        runs = (
            queries.placements(self.proposal).select_related("assembly", "proposal__network").defer("input")
        )
        self.told = {run.because: run.told for run in runs}
        return self.page(queries.hearings(self.proposal), ("number",), looks.HearingShape)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "told": self.told}


class Placements(OnePart):
    """The placements of a proposal."""

    @reads(shapes.listed(looks.PlacementShape))
    def get(self, request: Request, proposal_id: str) -> Response:
        """Every run of the subsidiarity test on a proposal, in order, with its input."""
        rows = queries.placements(self.proposal).select_related("assembly", "proposal__network")
        return self.page(rows, ("at",), looks.PlacementShape)


class Versions(OnePart):
    """The versions of a proposal."""

    @reads(shapes.listed(looks.Version))
    def get(self, request: Request, proposal_id: str) -> Response:
        """The versions of a proposal that all may read, from the one put forward on."""
        return self.page(queries.drafts(self.proposal), ("number",), looks.Version)


class Mine(programs.Resource):
    """Your own proposals."""

    power = Power.OWN
    query = shapes.Listing

    @reads(shapes.listed(looks.Brief))
    def get(self, request: Request) -> Response:
        """Your own proposals, drafts included, the latest begun first."""
        rows = Proposal.objects.filter(author=self.me).select_related("author", "assembly")
        return self.page(rows, ("-made_at", "public_id"), looks.Brief)
