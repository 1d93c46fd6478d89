# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raising, changing and moving proposals, and trying effects, for programs."""

from dataclasses import asdict
from typing import Any, ClassVar

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.programs import reads, writes
from assemblies.proposals import operations, queries
from assemblies.proposals.api import looks, reading
from assemblies.proposals.api.reading import AboutProposal
from assemblies.proposals.models import Placement, Proposal
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly, Network
from governance.powers import Power
from governance.refusals import Refusal


class NoHome(Refusal):
    code: ClassVar[str] = "no_home_seat"


class ChangedSince(Refusal):
    code: ClassVar[str] = "changed_since"


def home(resource: programs.Resource) -> Assembly:
    """Where the one who asks raises proposals. Raises NoHome."""
    seat = registry.home_seat(resource.person, registry.network())
    if seat is None:
        raise NoHome(_("A proposal is raised where you live. Take a home seat first."))
    return registry.assembly(seat.assembly.public_id)


def matter_known(network: Network, matter: str) -> None:
    """Refuse a matter that the network's tree does not hold, as the form of the page does."""
    if network.matters and not any(row["path"] == matter for row in network.matters):
        raise Refusal(_("This network has no such matter."), code="unknown_matter", at="/matter")


class Proposals(programs.Resource):
    """All proposals, and raising one."""

    power = Power.READ
    powers: ClassVar = {"POST": Power.OWN}
    query = reading.ProposalsQuery

    @reads(shapes.listed(looks.Brief))
    def get(self, request: Request) -> Response:
        """Every proposal that was put forward, the latest first."""
        return self.page(reading.chosen(queries.seen_by_all(), self.asked), reading.IN_ORDER, looks.Brief)

    @writes(looks.Words, {201: looks.Full})
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Begin a draft in your home place. Only you see it until you submit it."""
        where = home(self)
        matter_known(where.network, given["matter"])
        content = operations.Content(**looks.whole(given))
        made = operations.raise_proposal(author=self.me, raised_in=where, content=content)
        address = reverse("api:proposal", args=[made.public_id])
        return self.tell(looks.Full, queries.proposal(made.public_id), 201, at=address)


class OneProposal(AboutProposal):
    """One proposal."""

    powers: ClassVar = {"PATCH": Power.EDIT_DRAFT}

    @reads(looks.Full)
    def get(self, request: Request, proposal_id: str) -> Response:
        """One proposal with its text and effects."""
        return self.tell(looks.Full, self.proposal)

    @writes(looks.Change, {200: looks.Full}, partial=True)
    def patch(self, request: Request, given: dict[str, Any], proposal_id: str) -> Response:
        """Change the text or the effects: a new version. Changed effects are tested again and may move it."""
        version = given.pop("version", None)
        with transaction.atomic():
            now = operations.locked(self.proposal)
            if version not in (None, now.version):
                raise ChangedSince(_("The proposal has changed since you read it. Read it again."))
            if given.get("matter", now.matter) != now.matter:
                matter_known(now.network, given["matter"])
            changed = operations.change(proposal=now, by=self.me, content=_merged(now, given))
        return self.tell(looks.Full, changed)


def _merged(proposal: Proposal, given: dict[str, Any]) -> operations.Content:
    names = asdict(operations.Content("", "", "", ""))
    return operations.Content(**{name: getattr(proposal, name) for name in names} | given)


class Submit(AboutProposal):
    """Putting a draft forward."""

    power = Power.EDIT_DRAFT

    @writes(shapes.Empty, {200: looks.Moved})
    def post(self, request: Request, given: dict[str, Any], proposal_id: str) -> Response:
        """Put a draft forward: the test is run and it opens where the answer puts it.

        Where nobody can decide it, it stays a draft and the placement says why.
        """
        return moved(self, operations.submit(proposal=self.proposal, by=self.me))


class Check(AboutProposal):
    """Asking for the test again."""

    power = Power.ASK_CHECK

    @writes(shapes.Empty, {200: looks.Moved})
    def post(self, request: Request, given: dict[str, Any], proposal_id: str) -> Response:
        """Ask that the test be run again; the proposal moves where it says."""
        return moved(self, operations.ask_check(proposal=self.proposal, by=self.me))


def moved(resource: AboutProposal, placement: Placement) -> Response:
    """A proposal after the test, and what the test said."""
    return resource.tell(looks.Moved, {"proposal": resource.now(), "placement": placement})


class Second(AboutProposal):
    """Seconding."""

    power = Power.SECOND

    @writes(shapes.Empty, {200: looks.Full})
    def post(self, request: Request, given: dict[str, Any], proposal_id: str) -> Response:
        """Stand behind a proposal so that it is taken up. Once a person; the author's own does not count."""
        operations.second(proposal=self.proposal, by=self.me)
        return self.tell(looks.Full, self.now())


class Withdraw(AboutProposal):
    """Withdrawing."""

    power = Power.WITHDRAW

    @writes(shapes.Empty, {200: looks.Full})
    def post(self, request: Request, given: dict[str, Any], proposal_id: str) -> Response:
        """Take your proposal back, at any time before its ballot."""
        return self.tell(looks.Full, operations.withdraw(proposal=self.proposal, by=self.me))


class TryPlacement(programs.Resource):
    """Trying effects."""

    power = Power.OWN

    @writes(looks.EffectsToTest, {200: looks.Preview}, kept=False)
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Ask who would decide a proposal with these effects, and why. Nothing is kept."""
        where = registry.assembly(given["raised_in"]) if "raised_in" in given else home(self)
        matter_known(where.network, given["matter"])
        operations.check_term(where, binding=given["binding"], lasts=given["lasts"])
        found = queries.test(
            where.network,
            raised_in=where,
            matter=given["matter"],
            places=given.get("places", {}),
            means=given.get("means", {}),
            binding=given["binding"],
        )
        decides = registry.assembly(found.assembly) if found.assembly else None
        answer = found.kept()
        because = looks.told(answer, found.because, where.network)
        preview = {"assembly": decides, "because": because, "answer": answer}
        return self.tell(looks.Preview, preview)
