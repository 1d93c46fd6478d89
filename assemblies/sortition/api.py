# SPDX-License-Identifier: AGPL-3.0-or-later
"""Draws by lot, for programs: announcing, stepping forward, chances and what anyone repeats a draw from."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.people.api.accounts import Someone
from assemblies.programs import reads, writes
from assemblies.registry.api.bodies import InAssembly
from assemblies.registry.models import Assembly
from assemblies.sortition import operations, queries
from assemblies.sortition.models import ANSWERS, OFFICES, STATES, Draw, Volunteer
from governance import powers
from governance.powers import Power
from governance.sortition import MOST_PLACES


class CategoryShape(shapes.Shape):
    """A category of a feature, with how many of the panel are of it at least and at most."""

    name = shapes.Text(max_length=60)
    min = shapes.Whole(min_value=0, max_value=MOST_PLACES)
    max = shapes.Whole(min_value=0, max_value=MOST_PLACES)


class FeatureShape(shapes.Shape):
    """A feature under a quota."""

    feature = shapes.Text(max_length=60)
    categories = CategoryShape(many=True)


class PlaceQuota(shapes.Shape):
    """How many of the panel live in a place at least and at most."""

    place = shapes.identity()
    min = shapes.Whole(min_value=0, max_value=MOST_PLACES)
    max = shapes.Whole(min_value=0, max_value=MOST_PLACES)


class DrawWanted(shapes.Shape):
    """A draw to announce. `by_place` names every place inside, or none; `features` are stated by those who stand."""

    title = shapes.Text(max_length=120)
    places = shapes.Whole(min_value=1, max_value=MOST_PLACES)
    days = shapes.Whole(min_value=1, max_value=90)
    office = shapes.OneOf(OFFICES, required=False, default="", allow_blank=True)
    features = FeatureShape(many=True, required=False, default=list)
    by_place = PlaceQuota(many=True, required=False, default=list)


class DrawShape(shapes.Shape):
    """A draw by lot. While a lottery is looked for, `phase`, `done` and `total` say how far that is."""

    id = shapes.identity(source="public_id")
    assembly = shapes.identity(source="assembly.public_id")
    title = shapes.Text()
    office = shapes.OneOf(OFFICES, allow_blank=True)
    places = shapes.Whole()
    quotas = FeatureShape(many=True)
    closes_at = serializers.DateTimeField()
    state = shapes.OneOf(STATES)
    phase = shapes.Text(allow_blank=True)
    done = shapes.Whole()
    total = shapes.Whole()
    people = serializers.SerializerMethodField(help_text="How many would serve.")
    because = serializers.SerializerMethodField(help_text="Why nobody was drawn; else empty.")
    digest = shapes.Text(allow_blank=True, help_text="The name of the lottery; empty before it is fixed.")

    @extend_schema_field(serializers.IntegerField)
    def get_people(self, row: Draw) -> int:
        return row.volunteers.count() if row.pool is None else len(row.pool["people"])

    @extend_schema_field(serializers.CharField)
    def get_because(self, row: Draw) -> str:
        return queries.why(row)


class Draws(InAssembly):
    """Draws of an assembly."""

    power = Power.READ
    powers: ClassVar = {"POST": Power.HOLD_DRAW}
    query = shapes.Listing

    @reads(shapes.listed(DrawShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """The draws by lot of an assembly, the newest first."""
        return self.page(queries.of_assembly(self.place), ("-id",), DrawShape)

    @writes(DrawWanted, {201: DrawShape})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Announce a draw; a facilitator's act, on the public record. People can step forward at once."""
        by_place = {row["place"]: (row["min"], row["max"]) for row in given.pop("by_place")}
        features = [
            {"feature": row["feature"], "categories": [dict(one) for one in row["categories"]]}
            for row in given.pop("features")
        ]
        made = operations.announce(
            assembly=self.place, by=self.me, quotas=features, by_place=by_place, **given
        )
        return self.tell(DrawShape, made, 201)


class OfDraw(programs.Resource):
    """A resource about the draw in its address."""

    power = Power.READ
    draw: Draw

    def assembly(self) -> Assembly:
        self.draw = queries.draw(self.kwargs["draw_id"])
        return self.draw.assembly


class OneDraw(OfDraw):
    """One draw."""

    @reads(DrawShape)
    def get(self, request: Request, draw_id: str) -> Response:
        """A draw: its quotas, how far it is, and why nobody was drawn where that is so."""
        return self.tell(DrawShape, self.draw)


class LotteryShape(shapes.Shape):
    """What `python -m governance sortition` takes: the lottery, and once drawn the root and who declined."""

    lottery = shapes.Data()
    root = shapes.Text(required=False)  # type: ignore[assignment]
    declined = shapes.Data(required=False)

    def to_representation(self, instance: Any) -> Any:
        return instance


class Lottery(OfDraw):
    """The lottery of a draw."""

    @reads(LotteryShape)
    def get(self, request: Request, draw_id: str) -> Response:
        """All that a draw is repeated from, with numbers in place of names. Not there before the lottery is fixed."""
        return self.tell(LotteryShape, queries.published(self.draw))


class ChanceShape(shapes.Shape):
    """Somebody's chance, by the number that stands for them. `person` only for those who may read members' acts."""

    number = shapes.Text()
    chance = shapes.Text(help_text="An exact fraction.")
    answer = shapes.OneOf(ANSWERS, allow_blank=True)
    person = Someone(allow_null=True)

    def to_representation(self, row: Volunteer) -> Any:
        chance = self.context["known"][row.number]
        person = Someone(row.person).data if self.context["names"] else None
        return {"number": row.number, "chance": str(chance), "answer": row.answer, "person": person}


class Chances(OfDraw):
    """Everybody’s chance."""

    query = shapes.Listing

    @reads(shapes.listed(ChanceShape))
    def get(self, request: Request, draw_id: str) -> Response:
        """Everybody’s chance of being drawn, and what was answered by those who were."""
        rows = self.draw.volunteers.filter(number__isnull=False).select_related("person")
        rows = rows if self.draw.lottery else rows.none()
        return self.page(rows, ("number",), ChanceShape)

    def context(self) -> dict[str, Any]:
        return super().context() | {"known": queries.chances(self.draw), "names": self.names}

    @property
    def names(self) -> bool:
        """Whether whoever asks may read who stands behind a number."""
        return powers.holds(Power.READ_ACTS, self.standing)


class MineShape(shapes.Shape):
    """What you said in a draw. `number` from when the list has closed, `chance` from when the lottery is fixed."""

    features = shapes.Amounts(".{1,60}", ".{1,60}")
    number = shapes.Text(allow_null=True)
    chance = shapes.Text(allow_null=True)
    answer = shapes.OneOf(ANSWERS, allow_blank=True)


class Stated(shapes.Shape):
    """One category of every feature that people state of themselves."""

    features = shapes.Amounts(".{1,60}", ".{1,60}", required=False, default=dict)


class Accepts(shapes.Shape):
    """Whether you take the place that you were drawn for. Declining is for good."""

    accepts = shapes.Flag()


class Serving(OfDraw):
    """What is told of the one who asks."""

    def mine(self, row: Volunteer, status: int = 200) -> Response:
        """Their own part in the draw."""
        chance = queries.chances(self.draw).get(row.number or "")
        told = {"features": row.features, "number": row.number, "answer": row.answer}
        return self.tell(MineShape, told | {"chance": None if chance is None else str(chance)}, status)


class Serve(Serving):
    """Stepping forward."""

    power = Power.SERVE
    powers: ClassVar = {"POST": Power.SERVE}

    @writes(Stated, {201: MineShape})
    def post(self, request: Request, given: dict[str, Any], draw_id: str) -> Response:
        """Say that you would serve, with a category of each feature; said again, it replaces what you said before."""
        made = operations.step_forward(draw=self.draw, person=self.me, features=given["features"])
        return self.mine(made, 201)


class StepBack(OfDraw):
    """Stepping back."""

    power = Power.SERVE
    powers: ClassVar = {"POST": Power.SERVE}

    @writes(shapes.Empty, {200: DrawShape})
    def post(self, request: Request, given: dict[str, Any], draw_id: str) -> Response:
        """Say that you would not serve after all; what you said of yourself is deleted."""
        operations.step_back(draw=self.draw, person=self.me)
        return self.tell(DrawShape, self.draw)


class Answer(Serving):
    """Answering when drawn."""

    power = Power.SERVE
    powers: ClassVar = {"POST": Power.SERVE}

    @writes(Accepts, {200: MineShape})
    def post(self, request: Request, given: dict[str, Any], draw_id: str) -> Response:
        """Take the place that you were drawn for, or decline it: then the next in the order of the seed is asked."""
        return self.mine(operations.answer(draw=self.draw, person=self.me, accepts=given["accepts"]))
