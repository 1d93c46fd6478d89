# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network and its assemblies, for programs: what nests in what, under which rules, and who asks there."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.registry import queries, table
from assemblies.registry.models import Assembly
from governance.powers import Office, Power
from governance.scales import Place

PLACES = [place.value for place in Place]


class Ref(shapes.Shape):
    """An assembly by id and name."""

    id = shapes.identity(source="public_id")
    name = shapes.Text()


class Scale(shapes.Shape):
    """One size class of assemblies; the list goes from narrow to wide."""

    name = shapes.Text()
    plural = shapes.Text()


class MatterName(shapes.Shape):
    """One matter in the network's tree of matters."""

    path = shapes.Text()
    name = shapes.Text()


class MeansKind(shapes.Shape):
    """Something a decision can use up."""

    code = shapes.Text()
    name = shapes.Text()
    unit = shapes.Text()
    decimal_places = shapes.Whole()


class NetworkShape(shapes.Shape):
    """All assemblies that nest in one top."""

    id = shapes.identity(source="public_id")
    name = shapes.Text()
    host = shapes.Text()
    scales = Scale(many=True)
    matters = MatterName(many=True)
    means = serializers.SerializerMethodField()
    time_zone = shapes.Text()
    demonstration = shapes.Flag()

    @extend_schema_field(MeansKind(many=True))
    def get_means(self, network: Any) -> Any:
        return MeansKind(queries.all_means(network).values(), many=True).data


class Body(shapes.Shape):
    """An assembly, in a list. `scale` counts from 0, narrow to wide."""

    id = shapes.identity(source="public_id")
    ni = shapes.Text()
    name = shapes.Text()
    scale = shapes.Whole()
    kind = shapes.Text(help_text="What the network calls an assembly of its scale.")
    place = shapes.OneOf(PLACES)
    overlay = shapes.Flag()
    parent = shapes.identity(source="parent.public_id", allow_null=True, default=None)  # type: ignore[assignment]
    population = shapes.Whole(allow_null=True)
    code = shapes.Text(allow_null=True)
    founded_at = serializers.DateTimeField()


class Rules(shapes.Shape):
    """The charter in force: a version of an assembly's rules."""

    version = shapes.Whole()
    digest = shapes.Text()
    in_force_at = serializers.DateTimeField()
    rules = shapes.Data()


class Held(shapes.Shape):
    """How much of a means an assembly holds for a period, and how much of it is drawn or set aside."""

    means = shapes.Text(source="means.code")
    amount = shapes.Text()
    drawn = shapes.Text()
    period = shapes.Text(allow_blank=True)

    def to_representation(self, row: Any) -> Any:
        plain = {"amount": format(row.amount.normalize(), "f"), "drawn": format(row.drawn.normalize(), "f")}
        return {"means": row.means.code, **plain, "period": row.period}


class WholeBody(Body):
    """An assembly with its rules, what it holds, and what contains it."""

    lede = shapes.Text(allow_blank=True)
    time_zone = shapes.Text(source="zone_name")
    people = serializers.SerializerMethodField()
    containers = serializers.SerializerMethodField()
    overlays = serializers.SerializerMethodField()
    charter = serializers.SerializerMethodField()
    allotments = serializers.SerializerMethodField()
    facilitators = serializers.SerializerMethodField()

    @extend_schema_field(serializers.IntegerField)
    def get_people(self, row: Assembly) -> int:
        """How many people have their home seat in its cover."""
        return queries.people_of_cover(row).count()

    @extend_schema_field(Ref(many=True))
    def get_containers(self, row: Assembly) -> Any:
        return Ref(queries.containers(row), many=True).data

    @extend_schema_field(Ref(many=True))
    def get_overlays(self, row: Assembly) -> Any:
        return Ref(queries.overlays_of(row), many=True).data

    @extend_schema_field(Rules)
    def get_charter(self, row: Assembly) -> Any:
        return Rules(queries.charter(row)).data

    @extend_schema_field(Held(many=True))
    def get_allotments(self, row: Assembly) -> Any:
        return Held(queries.allotments(row), many=True).data

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_facilitators(self, row: Assembly) -> list[str]:
        return [seat.person.name for seat in queries.facilitators(row)]


class TheNetwork(programs.Resource):
    """The network this instance keeps."""

    power = Power.OPEN
    can_be_missing = True

    @programs.reads(NetworkShape)
    def get(self, request: Request) -> Response:
        """The network this instance keeps: its scales, matters and means."""
        found = queries.network()
        if found is None:
            raise Http404
        return self.tell(NetworkShape, found)


class BodiesQuery(shapes.Listing):
    """Which assemblies to list."""

    parent = shapes.identity(  # type: ignore[assignment]
        required=False, help_text="Children of this assembly, or constituents of this overlay."
    )
    scale = shapes.Digits(required=False, max_value=1000)
    q = shapes.Text(required=False, max_length=120, help_text="Words that its name holds.")


class Assemblies(programs.Resource):
    """The assemblies of the network."""

    power = Power.READ
    query = BodiesQuery
    can_be_missing = True

    @programs.reads(shapes.listed(Body))
    def get(self, request: Request) -> Response:
        """The assemblies of the network, wide ones last, each scale in the order of names."""
        return self.page(
            self.rows().select_related("network", "parent"), ("scale", "name", "public_id"), Body
        )

    def rows(self) -> QuerySet[Assembly]:
        """What the query asks for."""
        asked = self.asked
        rows = (
            queries.children(queries.assembly(asked["parent"]))
            if "parent" in asked
            else Assembly.objects.all()
        )
        rows = rows.filter(scale=asked["scale"]) if "scale" in asked else rows
        rows = rows.filter(name__icontains=asked["q"]) if "q" in asked else rows
        return rows.defer("boundary")


class InAssembly(programs.Resource):
    """A resource of one assembly, whose power is asked there."""

    power = Power.READ

    def assembly(self) -> Assembly:
        return queries.assembly(self.kwargs["assembly_id"])

    here: Assembly | None

    @property
    def place(self) -> Assembly:
        """The assembly in question."""
        return cast(Assembly, self.here)


class OneAssembly(InAssembly):
    """One assembly."""

    @programs.reads(WholeBody)
    def get(self, request: Request, assembly_id: str) -> Response:
        """One assembly with its charter, its allotments and what contains it."""
        return self.tell(WholeBody, self.place)


class MyPower(shapes.Shape):
    """One power: what it does, whether you hold it here, and who does."""

    power = shapes.OneOf([power.value for power in Power])
    does = shapes.Text()
    held = shapes.Flag()
    granted = shapes.Flag(help_text="Whether it was given to you as an exception, for a term.")
    who = shapes.Text(help_text="Who holds it here.")
    why = shapes.Text(help_text="Why you may, or may not, in a sentence.")


class StandingShape(shapes.Shape):
    """Everything the law knows of you in one assembly."""

    assembly = shapes.identity()
    person = shapes.identity(allow_null=True)
    offices = serializers.ListField(child=shapes.OneOf([str(office.name).lower() for office in Office]))
    powers = MyPower(many=True)
    may_take_up = shapes.Flag(help_text="Whether the facilitator's seat is empty and could be yours.")


class MyStanding(InAssembly):
    """What you may do in one assembly, and why not."""

    @programs.reads(StandingShape)
    def get(self, request: Request, assembly_id: str) -> Response:
        """What you may do in one assembly; and of what you may not, who may."""
        standing = self.standing
        offices = [str(office.name).lower() for office in Office if office in standing.offices]
        facts = table.bearing(self.person, self.place)
        found = {
            "assembly": self.place.public_id,
            "person": self.person.public_id if self.person else None,
            "offices": offices,
            "powers": table.mine(standing, facts),
            "may_take_up": facts.may_take_up,
        }
        return self.tell(StandingShape, found)
