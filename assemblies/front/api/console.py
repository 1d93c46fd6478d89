# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facilitator's console, for programs: what waits for them, and what a ballot would be before it opens."""

from typing import Any, ClassVar

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import clock, programs, shapes
from assemblies.deliberation import queries as deliberation
from assemblies.deliberation.api import ContributionShape
from assemblies.front import desk, opening
from assemblies.proposals import queries as proposals
from assemblies.proposals.api.reading import AboutProposal
from assemblies.registry import queries as registry
from assemblies.registry.api.bodies import InAssembly
from assemblies.voting import operations as voting
from governance import charters, ways
from governance.lifecycle import Stage
from governance.powers import Power

LATELY = 6


class NamedProposal(shapes.Shape):
    """A proposal by id and title."""

    proposal = shapes.identity()
    title = shapes.Text()


class DiscussedShape(NamedProposal):
    """A proposal under discussion."""

    ready_at = serializers.DateTimeField(help_text="From when on a ballot can open.")
    is_ready = shapes.Flag()
    concerns = shapes.Whole(help_text="Concerns that nobody else has answered.")
    placed = shapes.Text(allow_blank=True, help_text="What the latest check of its place said.")


class PlaceVoted(shapes.Shape):
    """How many of one place have voted."""

    name = shapes.Text()
    voted = shapes.Whole()
    seats = shapes.Whole()


class OpenShape(NamedProposal):
    """An open ballot: how many have voted, never how."""

    ballot = shapes.identity()
    closes_at = serializers.DateTimeField()
    seats = shapes.Whole()
    quorum = shapes.Whole()
    of_approval = shapes.Flag(
        source="of_yes", help_text="Whether so many have to be for it, and not only to take part."
    )
    voted = shapes.Whole()
    places = PlaceVoted(many=True)
    may_close = shapes.Flag(help_text="Its hour has come, or everyone has voted.")
    by_hand = shapes.Whole(
        help_text="For how many people a vote was entered by hand that waits for a second facilitator."
    )


class LapsedShape(shapes.Shape):
    """A ballot that closed, and for how many people what was entered by hand had no second entry: it does not count."""

    ballot = shapes.identity()
    title = shapes.Text()
    n = shapes.Whole()


class SaidLately(ContributionShape):
    """A contribution, and what it is about."""

    proposal = shapes.identity(source="proposal.public_id")


class ConsoleShape(shapes.Shape):
    """What waits for the facilitators of an assembly: the first of each, as many as the page shows."""

    discussed = DiscussedShape(many=True)
    open_ballots = OpenShape(many=True)
    seconding = NamedProposal(many=True, help_text="Proposals that need seconds, the longest waiting first.")
    unexplained = NamedProposal(many=True, help_text="Decisions without reasons in words.")
    lapsed = LapsedShape(many=True)
    newest = SaidLately(many=True)
    hidden = SaidLately(many=True)


class Console(InAssembly):
    """The console."""

    power = Power.FACILITATE

    @programs.reads(ConsoleShape)
    def get(self, request: Request, assembly_id: str) -> Response:
        """What waits for the facilitators of an assembly; for them alone."""
        waiting = desk.waiting(self.place)
        ballots = desk.open_ballots(self.place)
        found = {
            "discussed": desk.discussed(self.place),
            "open_ballots": [open_ballot(row) for row in ballots],
            "seconding": waiting["seconding"],
            "unexplained": waiting["unexplained"],
            "lapsed": waiting["lapsed"],
            "newest": deliberation.newest_in(self.place).select_related(*WITH)[:LATELY],
            "hidden": deliberation.hidden_in(self.place).select_related(*WITH)[:LATELY],
        }
        return self.tell(ConsoleShape, found)


WITH = ("proposal", "author", "home", "reply_to")


def open_ballot(row: desk.Open) -> dict[str, Any]:
    """An open ballot with its places by name."""
    places = [{"name": name, "voted": voted, "seats": seats} for name, voted, seats in row.places]
    return {**row._asdict(), "places": places}


class WayShape(shapes.Shape):
    """A way of deciding that may be chosen now, and what it takes to pass."""

    method = shapes.OneOf(sorted(ways.METHODS))
    rule = shapes.Text()


class BallotToBe(shapes.Shape):
    """What a ballot would be: from when, until when, in which ways, and what was left without a reply."""

    ready_at = serializers.DateTimeField()
    is_ready = shapes.Flag()
    closes_at = serializers.DateTimeField()
    ways = WayShape(many=True, help_text="The charter's own first.")
    concerns = shapes.Whole(help_text="Concerns that nobody else has answered.")


class Opening(AboutProposal):
    """A ballot before it opens."""

    power = Power.OPEN_BALLOT
    can_be_missing: ClassVar = True

    @programs.reads(BallotToBe)
    def get(self, request: Request, proposal_id: str) -> Response:
        """What a ballot on a discussed proposal would be, before it opens; for facilitators."""
        hearing = proposals.live_hearing(self.proposal)
        if hearing is None or hearing.stage != Stage.DELIBERATION:
            raise Http404
        rules, now = registry.rules(hearing.charter), clock.now()
        at, way = proposals.ready_at(hearing, rules), rules.way(self.proposal.matter)
        found = {
            "ready_at": at,
            "is_ready": at <= now,
            "closes_at": charters.closes_at(rules, max(now, at), registry.zone(hearing.assembly)),
            "ways": opening.ways(voting.electorate(hearing.assembly, rules, way, now), rules, way),
            "concerns": deliberation.unanswered_concerns(self.proposal),
        }
        return self.tell(BallotToBe, found)
