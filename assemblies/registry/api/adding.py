# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding to a network that lives, for programs: places inside a place, matters and means of the whole."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes, writing
from assemblies.registry import lists, operations, queries
from assemblies.registry.api.bodies import Body, InAssembly, NetworkShape
from assemblies.registry.models import Assembly
from governance.powers import Power


class PlaceWanted(shapes.Shape):
    """A place to found inside another. `scale` counts from 0, narrow to wide."""

    name = shapes.Text(max_length=120)
    scale = shapes.Whole(min_value=0, max_value=1000)
    population = shapes.Whole(required=False, allow_null=True, min_value=0, max_value=20_000_000_000)


class Places(InAssembly):
    """Places inside a place."""

    power = Power.ADD_PLACE
    powers = {"POST": Power.ADD_PLACE}

    @programs.writes(PlaceWanted, {201: Body})
    def post(self, request: Request, given: dict[str, Any], assembly_id: str) -> Response:
        """Found a place inside this one; a facilitator's act, on the public record. You facilitate it at first."""
        name = writing.plain(given.pop("name"), at="/name", most=120)
        made = operations.add_place(parent=self.place, by=self.me, name=name, **given)
        return self.tell(Body, made, 201)


class MatterWanted(shapes.Shape):
    """A matter; without a path it is called by its name in small letters."""

    name = shapes.Text(max_length=60)
    path = shapes.Text(max_length=80, required=False, default="", allow_blank=True)


class MeansWanted(shapes.Shape):
    """Something that decisions can use up."""

    name = shapes.Text(max_length=60)
    unit = shapes.Text(max_length=30)
    decimal_places = shapes.Whole(required=False, default=0, min_value=0, max_value=6)
    code = shapes.Fitting(shapes.MEANS_CODE)


class OfNetwork(InAssembly):
    """What is added for the whole network, in the assembly that holds it."""

    power = Power.ADD_MATTERS
    powers = {"POST": Power.ADD_MATTERS}

    def assembly(self) -> Assembly:
        return queries.holds_all()

    def network(self) -> Response:
        """The network as it is after the act."""
        return self.tell(NetworkShape, queries.network(), 201)


class Matters(OfNetwork):
    """The network's matters."""

    @programs.writes(MatterWanted, {201: NetworkShape})
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Add a matter to the network's tree; an act of the top assembly's facilitators, on the public record."""
        added = lists.matter(given["name"], given["path"])
        operations.add_matter(assembly=self.place, by=self.me, **added)
        return self.network()


class MeansOfNetwork(OfNetwork):
    """The network's means."""

    @programs.writes(MeansWanted, {201: NetworkShape})
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Add a means that decisions can use up; an act of the top assembly's facilitators, on the public record."""
        added = lists.one_means(given["name"], given["unit"], str(given["decimal_places"]), given["code"])
        operations.add_means(assembly=self.place, by=self.me, **added)
        return self.network()
