# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entering votes that were taken by hand, for programs of facilitators. What somebody entered is told to nobody."""

from typing import Any, ClassVar

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import shapes
from assemblies.people.api.accounts import Someone
from assemblies.people.models import Person
from assemblies.programs import reads, writes
from assemblies.voting import operations, taken
from assemblies.voting.api.ballots import OnBallot
from assemblies.voting.operations import Papers
from assemblies.voting.operations.taking import OUTCOMES
from assemblies.voting.waiting import STATES
from governance import hands
from governance.powers import Power

SAYS = (
    "It waits for the second entry; both agreed and it is a vote; they differed and nothing counts; or the person"
    " voted here meanwhile, and that vote counts."
)


class HandEntryShape(shapes.Shape):
    """A vote that was entered by hand and is none, without what it says."""

    voter = Someone()
    way = shapes.OneOf(hands.WAYS)
    by = Someone()
    second = Someone(
        allow_null=True, help_text="Who entered it otherwise, or after its voter had voted here."
    )
    at = serializers.DateTimeField()
    state = shapes.OneOf(STATES)


class BundleShape(shapes.Shape):
    """A bundle of papers that was entered and is no votes, without what the papers say."""

    id = shapes.identity(source="public_id")
    by = Someone()
    second = Someone(allow_null=True)
    people = Someone(
        many=True,
        allow_null=True,
        help_text="Who handed one in; null where it waits and another entered it, for the second is not shown it.",
    )
    at = serializers.DateTimeField()
    state = shapes.OneOf(STATES)


class ByHandShape(shapes.Shape):
    """How many votes that stand were taken by hand, and what was entered and is no vote."""

    number = shapes.Whole()
    entries = HandEntryShape(many=True)
    bundles = BundleShape(many=True)


class VoteWanted(shapes.Shape):
    """What one person chose, and how it came: as for a vote, and in which way."""

    voter = shapes.identity()
    way = shapes.OneOf(hands.WAYS)
    choice = shapes.Chosen()
    text = shapes.Text(max_length=80)
    reason = shapes.Text(max_length=2_000, required=False, allow_blank=True, default="")


class TakenShape(shapes.Shape):
    """What became of an entry."""

    state = shapes.OneOf(OUTCOMES, help_text=SAYS)
    receipt = shapes.Text(
        allow_null=True, help_text="That of the vote, for its voter; null while it is none."
    )


class OnHands(OnBallot):
    """A resource of votes taken by hand on one ballot."""

    power = Power.TAKE_VOTES

    def found(self) -> Any:
        """What was entered, as the one who asks may see it."""
        return {
            "number": taken.number(self.ballot),
            "entries": taken.entries(self.ballot),
            "bundles": taken.bundles(self.ballot, self.person),
        }

    def one(self, public_id: str) -> Person:
        """One person of the franchise. Raises the law's NotInFranchise for anybody else."""
        found = taken.voters(self.ballot, [public_id])
        hands.may_take(lives=bool(found))
        return found[0]


class ByHand(OnHands):
    """Votes taken by hand."""

    @reads(ByHandShape)
    def get(self, request: Request, ballot_id: str) -> Response:
        """What was entered by hand on a ballot and is no vote; for its facilitators, and never what it says."""
        return self.tell(ByHandShape, self.found())

    @writes(VoteWanted, {200: TakenShape})
    def post(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """Enter a vote that one person gave on paper or by phone, on an open ballot; a facilitator's act.

        The first entry waits. The second, by another facilitator, makes it a vote where both say the same.
        """
        done = operations.take_vote(
            ballot=self.ballot,
            voter=self.one(given["voter"]),
            by=self.me,
            way=given["way"],
            choice=given["choice"],
            reason=given["reason"],
            text_digest=given["text"],
        )
        receipt = done.cast.receipt if done.cast else None
        return self.tell(TakenShape, {"state": done.state, "receipt": receipt})


class Whose(shapes.Shape):
    """For whom."""

    voter = shapes.identity()


class Withdraw(OnHands):
    """An entry taken back."""

    @writes(Whose, {200: ByHandShape})
    def post(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """Take back an entry of one's own that waits; a facilitator's act."""
        operations.withdraw_entry(ballot=self.ballot, voter=self.one(given["voter"]), by=self.me)
        return self.tell(ByHandShape, self.found())


class PeopleQuery(shapes.Listing):
    """Whom to look for."""

    named = shapes.Text(max_length=80, required=False, help_text="A part of the name.")


class People(OnHands):
    """Who may vote on a ballot."""

    query: ClassVar = PeopleQuery

    @reads(shapes.listed(Someone))
    def get(self, request: Request, ballot_id: str) -> Response:
        """Who may vote on a ballot, by name, for facilitators who enter votes by hand; not whether they have."""
        return self.page(
            taken.people(self.ballot, self.asked.get("named", "")), ("name", "public_id"), Someone
        )


class PapersWanted(shapes.Shape):
    """Papers that say the same."""

    choice = shapes.Chosen()
    number = shapes.Whole(min_value=1, max_value=hands.MOST)


class BundleWanted(shapes.Shape):
    """Who handed in a paper and, apart, what the papers say; `confirms` is the bundle that another entered."""

    people = serializers.ListField(child=shapes.identity(), min_length=1, max_length=hands.MOST)
    papers = PapersWanted(many=True)
    text = shapes.Text(max_length=80)
    confirms = shapes.Fitting(
        f"|{shapes.PUBLIC_ID}",
        required=False,
        allow_blank=True,
        default="",
        help_text="Empty for the first entry.",
    )


class BundledShape(shapes.Shape):
    """What became of a bundle."""

    state = shapes.OneOf(OUTCOMES, help_text=SAYS)
    bundle = shapes.Text(allow_blank=True, help_text="Its id while it waits, for whoever confirms it.")
    voted = serializers.ListField(child=shapes.Text(), help_text="Names of those who had voted here.")


class Bundles(OnHands):
    """Bundles of papers."""

    @writes(BundleWanted, {200: BundledShape}, kept=False)
    def post(self, request: Request, given: dict[str, Any], ballot_id: str) -> Response:
        """Enter a bundle of papers of a secret ballot; a facilitator's act, and another's to confirm it.

        No answer is kept by its key: who handed in a paper is nowhere to lie beside what papers say. The same
        bundle sent again by the same facilitator is the same act.
        """
        wanted = given["people"]
        found = {person.public_id: person for person in taken.voters(self.ballot, wanted)}
        hands.may_take(lives=all(one in found for one in wanted))
        done = operations.take_bundle(
            ballot=self.ballot,
            people=[found[one] for one in wanted],
            papers=[Papers(one["choice"], one["number"]) for one in given["papers"]],
            by=self.me,
            text_digest=given["text"],
            confirms=given["confirms"],
        )
        told = {"state": done.state, "bundle": done.bundle, "voted": list(done.people)}
        return self.tell(BundledShape, told)


class WithdrawBundle(OnHands):
    """A bundle taken back."""

    @writes(shapes.Empty, {200: ByHandShape})
    def post(self, request: Request, given: dict[str, Any], ballot_id: str, bundle_id: str) -> Response:
        """Take back a bundle of one's own that waits; a facilitator's act."""
        if taken.waiting_bundle(self.ballot, bundle_id) is None:
            raise Http404
        operations.withdraw_bundle(ballot=self.ballot, bundle=bundle_id, by=self.me)
        return self.tell(ByHandShape, self.found())
