# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this instance keeps about whoever asks, for programs."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.deliberation.models import KINDS
from assemblies.front import own
from assemblies.registry.models import OFFICES
from assemblies.sortition.models import ANSWERS
from governance.claims import Kind
from governance.lifecycle import Stage
from governance.powers import Power


class KeptSeat(shapes.Shape):
    """A seat held now or once."""

    assembly = shapes.identity()
    name = shapes.Text()
    office = shapes.OneOf(OFFICES)
    home = shapes.Flag()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)


class KeptToken(shapes.Shape):
    """A token that works."""

    label = shapes.Text()  # type: ignore[assignment]
    made_at = serializers.DateTimeField()


class KeptProposal(shapes.Shape):
    """A proposal that you raised, or a draft."""

    id = shapes.identity()
    title = shapes.Text()
    summary = shapes.Text(allow_blank=True)
    text = shapes.Text(allow_blank=True)
    stage = shapes.OneOf([stage.value for stage in Stage])
    made_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)


class KeptSecond(shapes.Shape):
    """A proposal that you stand behind."""

    proposal = shapes.identity()
    at = serializers.DateTimeField()


class KeptClaim(shapes.Shape):
    """What you said of the place you lived in; the reason is empty where you erased it."""

    id = shapes.identity()
    proposal = shapes.identity()
    place = shapes.identity()
    kind = shapes.OneOf([kind.value for kind in Kind])
    share = shapes.Text()
    reason = shapes.Text(allow_blank=True)
    at = serializers.DateTimeField()


class KeptBacking(shapes.Shape):
    """A claim that you stand behind."""

    claim = shapes.identity()
    at = serializers.DateTimeField()


class KeptContribution(shapes.Shape):
    """What you said in a talk; the text is empty where you erased it."""

    id = shapes.identity()
    proposal = shapes.identity()
    kind = shapes.OneOf(KINDS)
    text = shapes.Text(allow_blank=True)
    at = serializers.DateTimeField()
    hidden_because = shapes.Text(allow_blank=True)
    erased_at = serializers.DateTimeField(allow_null=True)


class KeptVote(shapes.Shape):
    """What you chose last on a ballot, with the receipt you got for it."""

    ballot = shapes.identity()
    proposal = shapes.identity()
    choice = shapes.Chosen(allow_null=True)
    cast_at = serializers.DateTimeField()
    receipt = shapes.Text()
    by_hand = shapes.Text(
        allow_blank=True, help_text="“paper” or “phone” where two facilitators entered it, else empty."
    )


class KeptLending(shapes.Shape):
    """A vote that you lent, or kept from being carried (`to` null), and until when."""

    assembly = shapes.identity()
    to = shapes.identity(allow_null=True)
    matter = shapes.Text(allow_blank=True)
    proposal = shapes.identity(allow_null=True)
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)


class KeptDraw(shapes.Shape):
    """That you would serve in a draw by lot, what you said of yourself for it, and your number in it."""

    draw = shapes.identity()
    features = shapes.Amounts(".{1,60}", ".{1,60}")
    number = shapes.Text(allow_null=True)
    answer = shapes.OneOf(ANSWERS, allow_blank=True)
    at = serializers.DateTimeField()


class KeptShape(shapes.Shape):
    """All that is kept about you. Your acts stand in the records as well, without your name."""

    id = shapes.identity()
    name = shapes.Text()
    email = shapes.Text()
    language = shapes.Text(allow_blank=True)
    joined_at = serializers.DateTimeField()
    seats = KeptSeat(many=True)
    tokens = KeptToken(many=True)
    proposals = KeptProposal(many=True)
    seconded = KeptSecond(many=True)
    claims = KeptClaim(many=True)
    stood_behind = KeptBacking(many=True)
    contributions = KeptContribution(many=True)
    lent = KeptLending(many=True)
    draws = KeptDraw(many=True)
    votes = KeptVote(many=True)

    def to_representation(self, instance: Any) -> Any:
        return instance


class MyData(programs.Resource):
    """Your data."""

    power = Power.OWN

    @programs.reads(KeptShape)
    def get(self, request: Request) -> Response:
        """What is kept about you: the same as the file that your own page gives."""
        return Response(own.about(self.me))
