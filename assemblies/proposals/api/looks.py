# SPDX-License-Identifier: AGPL-3.0-or-later
"""How proposals, their journey and their placements look to programs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assemblies import shapes, wording
from assemblies.people.api.accounts import Someone
from assemblies.proposals import queries
from assemblies.proposals.models import Hearing, Proposal
from assemblies.registry import queries as registry
from assemblies.registry.api.bodies import Ref
from assemblies.registry.models import Network
from governance.lifecycle import Stage
from governance.powers import Power, holds

STAGES = [stage.value for stage in Stage]
LASTS = (
    'For how long it binds: "P6M" for six months from the decision, "2027-06-30" until the end of that day,'
    " empty until it is decided otherwise."
)


class Brief(shapes.Shape):
    """A proposal in a list. Its stage and assembly are those of its latest hearing."""

    id = shapes.identity(source="public_id")
    title = shapes.Text()
    summary = shapes.Text()
    stage = shapes.OneOf(STAGES)
    matter = shapes.Text()
    author = Someone(
        allow_null=True, help_text="Null to those who may not read what is said in its assembly."
    )
    assembly = Ref()
    made_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(
        allow_null=True, help_text="Null: never submitted, seen by its author only."
    )
    moved_at = serializers.DateTimeField()
    contributions = shapes.Whole()

    def to_representation(self, row: Any) -> Any:
        found = super().to_representation(row)
        return found if self._shows_author(row) else {**found, "author": None}

    def _shows_author(self, row: Proposal) -> bool:
        """As on the pages: who raised it is told to its author, and to those who may read the acts there."""
        person = self.context.get("person")
        if person is None or row.author_id == person.pk:
            return person is not None
        known: dict[int, bool] = vars(self.root).setdefault("reads_acts", {})  # once an assembly, not a row
        if row.assembly_id not in known:
            known[row.assembly_id] = holds(Power.READ_ACTS, registry.standing(person, row.assembly))
        return known[row.assembly_id]


class Waits(shapes.Shape):
    """How many seconds it needs and until when, or from when on a ballot can open; null what does not hold now."""

    seconds_needed = shapes.Whole(allow_null=True)
    seconding_until = serializers.DateTimeField(allow_null=True)
    ballot_from = serializers.DateTimeField(allow_null=True)


def waits(hearing: Hearing) -> dict[str, Any]:
    """What a hearing waits for, by the charter that it opened under."""
    rules, stage = registry.rules(hearing.charter), Stage(hearing.stage)
    seconding, talked = stage is Stage.SECONDING, stage is Stage.DELIBERATION
    until = timedelta(days=rules.seconding_days)
    return {
        "seconds_needed": rules.seconds_needed if seconding else None,
        "seconding_until": hearing.stage_at + until if seconding else None,
        "ballot_from": queries.ready_at(hearing, rules) if talked else None,
    }


class Full(Brief):
    """A proposal with its text and effects."""

    text = shapes.Text(allow_blank=True)
    language = shapes.Text(allow_blank=True)
    binding = shapes.Flag()
    lasts = shapes.Text(allow_blank=True, help_text=LASTS)
    places = shapes.Amounts(
        shapes.PUBLIC_ID, ".+", help_text="Affected places: id to share of its own people."
    )
    means = shapes.Amounts(".+", ".+", help_text="What it uses up: code to amount.")
    raised_in = Ref()
    version = shapes.Whole(help_text="Rises with every change of text or effects.")
    text_digest = shapes.Text(help_text="What a vote names as the text that it answers.")
    seconds = serializers.SerializerMethodField(
        help_text="How many people of the assembly's cover have seconded it."
    )
    you_seconded = serializers.SerializerMethodField()
    waits = serializers.SerializerMethodField(
        help_text="What it waits for where it is; null where it waits for nothing."
    )

    @extend_schema_field(Waits(allow_null=True))
    def get_waits(self, row: Proposal) -> Any:
        hearing = queries.live_hearing(row)
        return Waits(waits(hearing)).data if hearing else None

    @extend_schema_field({"type": "integer", "minimum": 0})
    def get_seconds(self, row: Proposal) -> int:
        return queries.seconds_here(row, row.assembly)

    @extend_schema_field({"type": "boolean"})
    def get_you_seconded(self, row: Proposal) -> bool:
        return queries.has_seconded(row, self.context.get("person"))


class EntryName(shapes.Shape):
    """Where an act stands in the record."""

    record = shapes.Text(help_text="The origin of the record.")
    number = shapes.Whole()


class HearingShape(shapes.Shape):
    """A proposal's stay before one assembly."""

    number = shapes.Whole()
    assembly = Ref()
    stage = shapes.OneOf(STAGES)
    came_by = shapes.Text(allow_blank=True)
    because = shapes.Text(allow_blank=True)
    opened_at = serializers.DateTimeField()
    stage_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    missed_quorums = shapes.Whole()

    def to_representation(self, row: Any) -> Any:
        known: Mapping[str, str] = self.context.get("told", {})
        return {**super().to_representation(row), "because": known.get(row.because, row.because)}


class PlacementShape(shapes.Shape):
    """One run of the subsidiarity test: who decides, why, and the law's whole answer. No assembly: nobody can."""

    at = serializers.DateTimeField()
    occasion = shapes.Text()
    assembly = Ref(allow_null=True)
    because = shapes.Text(source="told", help_text="In your language.")
    input = shapes.Data()
    answer = shapes.Data()


def told(answer: Mapping[str, Any], because: str, network: Network) -> str:
    """Why an answer came out so, in the language of the reader, as the pages say it."""
    return wording.tell(answer.get("said"), because, wording.Named(network))


class Preview(shapes.Shape):
    """What the test says of effects: who would decide, and why."""

    assembly = Ref(allow_null=True)
    because = shapes.Text()
    answer = shapes.Data()


class Version(shapes.Shape):
    """One version of a proposal, whole."""

    number = shapes.Whole()
    at = serializers.DateTimeField()
    digest = shapes.Text()
    content = shapes.Data()


class Moved(shapes.Shape):
    """A proposal after the test was run on it, and what the test said."""

    proposal = Full()
    placement = PlacementShape()


class Effects(shapes.Shape):
    """What a proposal does: whom it touches and how much, what it is about, what it uses up, whether it binds
    anyone, and for how long."""

    matter = shapes.Text(max_length=120)
    binding = shapes.Flag(required=False, default=True)
    lasts = shapes.Fitting(
        "(P[1-9][0-9]{0,2}M|[0-9]{4}-[0-9]{2}-[0-9]{2})?",
        allow_blank=True,
        required=False,
        default="",
        help_text=LASTS,
    )
    places = shapes.Amounts(
        shapes.PUBLIC_ID,
        shapes.SHARE,
        required=False,
        help_text='Affected places: id to the share of its own people, as "1", "0.25" or "2/3".',
    )
    means = shapes.Amounts(
        shapes.MEANS_CODE,
        shapes.AMOUNT,
        required=False,
        help_text='What it uses up: code to amount, as "18400".',
    )


class EffectsToTest(Effects):
    """Effects to try, and where they would be raised (your home seat unless told)."""

    raised_in = shapes.identity(required=False)


class Words(Effects):
    """What an author writes: words and effects."""

    title = shapes.Text(min_length=5, max_length=160)
    summary = shapes.Text(min_length=10, max_length=600)
    text = shapes.Text(max_length=40_000, allow_blank=True, required=False, default="")
    language = shapes.Fitting("[A-Za-z-]{0,10}", allow_blank=True, required=False, default="")


class Change(Words):
    """The parts of a proposal that change; what is left out stays."""

    version = shapes.Whole(
        min_value=1,
        required=False,
        help_text="The version you read: where it has changed since, nothing is done.",
    )


def whole(content: dict[str, Any]) -> dict[str, Any]:
    """Words as sent, with what was left out filled in."""
    return {"binding": True, "lasts": "", "places": {}, "means": {}, "text": "", "language": "", **content}
