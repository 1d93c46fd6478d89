# SPDX-License-Identifier: AGPL-3.0-or-later
"""How ballots, votes and decisions look to programs."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assemblies import shapes
from assemblies.people.api.accounts import Someone
from assemblies.proposals.api import looks
from assemblies.record import queries as record
from assemblies.registry.api.bodies import Ref
from assemblies.voting import franchised, met, passing, pictures, queries, taken
from assemblies.voting.models import METHODS, OUTCOMES, UNDECIDED, Ballot, Decision, Vote
from governance import ballots, franchises, hands, papers


class PlaceTurnout(shapes.Shape):
    """How many of one place have voted."""

    assembly = Ref()
    voted = shapes.Whole()
    seats = shapes.Whole()


class WeightTurnout(shapes.Shape):
    """How much weight takes part so far, of all there is, and how much must: exact numbers."""

    cast = shapes.Text()
    all = shapes.Text()
    needed = shapes.Text()


class Turnout(shapes.Shape):
    """How many have voted so far, and how many or how much must; votes that are carried join at the close."""

    voted = shapes.Whole()
    seats = shapes.Whole()
    quorum = shapes.Whole(allow_null=True, help_text="Null where it is asked in weight.")
    of_approval = shapes.Flag(
        source="of_yes", help_text="Whether so many have to be for it, and not only to take part."
    )
    weight = WeightTurnout(allow_null=True, help_text="Null where it is asked in people.")
    reached = shapes.Flag(
        allow_null=True, help_text="Null where it is of those who say yes: untold before the close."
    )
    places = PlaceTurnout(many=True)


class Counts(shapes.Shape):
    """How many said yes, no, and neither."""

    yes = shapes.Whole()
    no = shapes.Whole()
    abstain = shapes.Whole()


class HandShape(shapes.Shape):
    """How a vote was taken by hand, and the two facilitators who entered it, first and second."""

    way = shapes.OneOf(hands.WAYS, source="by_hand")
    entered_by = Someone()
    confirmed_by = Someone()


def hand_of(row: Vote) -> Any:
    """The mark of a vote that was taken by hand; None of one that was cast here."""
    return HandShape(row).data if row.by_hand else None


class MyVote(shapes.Shape):
    """Your own vote as it stands, with the receipt that finds it again and never shows the choice."""

    choice = serializers.SerializerMethodField()
    cast_at = serializers.DateTimeField()
    receipt = shapes.Text()
    by_hand = serializers.SerializerMethodField(help_text="Null where you voted here.")

    @extend_schema_field(HandShape(allow_null=True))
    def get_by_hand(self, row: Vote) -> Any:
        return hand_of(row)

    @extend_schema_field(shapes.Chosen(allow_null=True))
    def get_choice(self, row: Vote) -> Any:
        return queries.own_choice(row)


class OptionShape(shapes.Shape):
    """One option; of a pot with what one piece costs and how many of it there may be."""

    id = shapes.Text(help_text="How a choice names it. Of several pieces each is named apart: 3.1, 3.2.")
    name = shapes.Text()
    means = shapes.Text(allow_blank=True)
    costs = shapes.Text(required=False)
    most = shapes.Whole(required=False)


class Asks(shapes.Shape):
    """What is asked, and how it is answered and counted."""

    method = shapes.OneOf(METHODS)
    kind = shapes.OneOf(sorted(set(papers.KINDS.values())), help_text="How a voter answers.")
    question = shapes.Text(allow_blank=True, help_text="Empty where the proposal itself is asked about.")
    options = OptionShape(many=True)
    tally = shapes.Data(help_text="What the shell's `tally` takes of it, without rule, seats and votes.")


class BallotBrief(shapes.Shape):
    """The question as put to the vote, in a list. What was fixed when it opened stays."""

    id = shapes.identity(source="public_id")
    proposal = shapes.identity(source="proposal.public_id")
    assembly = Ref()
    opened_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    secrecy = shapes.OneOf(ballots.PROMISES)
    method = shapes.OneOf(METHODS)
    franchise = shapes.OneOf(franchises.KINDS, help_text="Who votes.")
    rule = shapes.Data()
    warning = serializers.SerializerMethodField(
        help_text="By what a secret ballot’s numbers may give a vote away, as voters read it; else empty."
    )
    passes = serializers.SerializerMethodField(
        help_text="What it takes to pass, in the sentence that voters read before they choose."
    )
    text = shapes.Text(source="text_digest", help_text="The digest of the text that a vote answers.")
    yes_means = shapes.Text()
    no_means = shapes.Text()

    def get_warning(self, row: Ballot) -> str:
        return franchised.gives_away(row)

    def get_passes(self, row: Ballot) -> str:
        return passing.of(row)


class BallotShape(BallotBrief):
    """A ballot with its turnout and your own vote."""

    turnout = serializers.SerializerMethodField()
    my_vote = serializers.SerializerMethodField(help_text="Yours alone; null where you have not voted.")
    asks = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField(help_text="Null until the close, for everyone.")
    taken_by_hand = serializers.SerializerMethodField(
        help_text="How many of the votes that stand two facilitators entered."
    )

    def get_taken_by_hand(self, row: Ballot) -> int:
        return taken.number(row)

    @extend_schema_field(Turnout)
    def get_turnout(self, row: Ballot) -> Any:
        return Turnout(queries.turnout_now(row)).data

    @extend_schema_field(MyVote(allow_null=True))
    def get_my_vote(self, row: Ballot) -> Any:
        vote = queries.vote_of(row, self.context.get("person"))
        return MyVote(vote).data if vote else None

    @extend_schema_field(Asks())
    def get_asks(self, row: Ballot) -> Any:
        asks = row.asks
        found = asks.as_data() | {"kind": asks.kind, "tally": asks.asked()}
        return Asks({"options": [], **found}).data

    @extend_schema_field(shapes.Data(allow_null=True))
    def get_counts(self, row: Ballot) -> Any:
        if row.closed_at is None:
            return None
        return row.tally["counts"] if row.tally else queries.counts(row)


class DecisionBrief(shapes.Shape):
    """The outcome of a ballot with its reasons. Its id is that of its ballot."""

    id = shapes.identity(source="ballot.public_id")
    proposal = shapes.identity(source="proposal.public_id")
    assembly = Ref()
    outcome = shapes.OneOf([*OUTCOMES, *UNDECIDED], help_text="Returned and tied decide nothing yet.")
    because = shapes.Text(source="told", help_text="Why it came out so, in your language.")
    reasons = shapes.Text(allow_blank=True, help_text="The assembly's, in its facilitator's words.")
    at = serializers.DateTimeField()


class CheckShape(shapes.Shape):
    """One part of the rule, and whether it was met, in a sentence."""

    holds = shapes.Flag()
    sentence = shapes.Text()


class PlaceCounts(shapes.Shape):
    """How one place voted: for anyone to see, and part of the rule in a double majority only."""

    assembly = Ref()
    counts = Counts()
    said_yes = shapes.Flag(source="yes", help_text="More yes than no. A tie is not a yes.")


class DayVoted(shapes.Shape):
    """How many had voted at the end of one day of the ballot, in the assembly's own days."""

    day = serializers.DateField()
    voted = shapes.Whole()


class DecisionShape(DecisionBrief):
    """A decision with its count and where it stands in the record."""

    tally = shapes.Data()
    passes = serializers.SerializerMethodField(help_text="What it took to pass.")
    checks = serializers.SerializerMethodField(
        help_text="Each part of the rule, as the result page tells it."
    )
    places = serializers.SerializerMethodField(help_text="People and places; empty where people live.")
    days = serializers.SerializerMethodField()
    entry = serializers.SerializerMethodField(help_text="Null until the sequencer has numbered it.")

    def get_passes(self, row: Decision) -> str:
        return passing.of(row.ballot)

    @extend_schema_field(CheckShape(many=True))
    def get_checks(self, row: Decision) -> Any:
        rows = [{"holds": holds, "sentence": words} for holds, words in met.told(row.ballot, row.tally)]
        return CheckShape(rows, many=True).data

    @extend_schema_field(PlaceCounts(many=True))
    def get_places(self, row: Decision) -> Any:
        return PlaceCounts(pictures.places(row.ballot), many=True).data

    @extend_schema_field(DayVoted(many=True))
    def get_days(self, row: Decision) -> Any:
        return DayVoted(pictures.days(row.ballot), many=True).data

    @extend_schema_field(looks.EntryName(allow_null=True))
    def get_entry(self, row: Decision) -> Any:
        found = record.entry(row.entry_id)
        return {"record": found.record.origin, "number": found.number} if found else None


class Recorded(shapes.Shape):
    """What a voter keeps."""

    ballot = shapes.identity()
    choice = shapes.Chosen(
        allow_null=True, help_text="Null where the ballot is secret: it is told to nobody."
    )
    cast_at = serializers.DateTimeField()
    receipt = shapes.Text()


class VoteShape(shapes.Shape):
    """Who chose what."""

    voter = Someone()
    choice = serializers.SerializerMethodField()
    reason = shapes.Text(allow_blank=True, help_text="That of an objection.")
    mandate = shapes.Text(allow_blank=True, help_text="What a delegate was told to answer; often nothing.")
    place = Ref(allow_null=True)
    cast_at = serializers.DateTimeField()
    by_hand = serializers.SerializerMethodField(help_text="Null where the voter cast it.")

    @extend_schema_field(HandShape(allow_null=True))
    def get_by_hand(self, row: Vote) -> Any:
        return hand_of(row)

    @extend_schema_field(shapes.Chosen())
    def get_choice(self, row: Vote) -> Any:
        return queries.own_choice(row)
