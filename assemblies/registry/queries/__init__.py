# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the registry knows; called as `queries.<what>` whichever module it is in."""

from assemblies.registry.queries.nestings import (
    nesting_data,
    nesting_input,
    the_nesting,
)
from assemblies.registry.queries.places import (
    all_means,
    allotments,
    assembly,
    assembly_by_row,
    charter,
    children,
    inside,
    containers,
    names,
    network,
    overlays_of,
    rules,
    theta_delta,
    zone,
)
from assemblies.registry.queries.seats import (
    child_containing,
    facilitators,
    home_seat,
    invitation,
    people_by_child,
    people_of_cover,
    seats_of,
    standing,
)

__all__ = [
    "all_means",
    "allotments",
    "assembly",
    "assembly_by_row",
    "charter",
    "child_containing",
    "children",
    "inside",
    "containers",
    "facilitators",
    "home_seat",
    "invitation",
    "names",
    "nesting_data",
    "nesting_input",
    "network",
    "overlays_of",
    "people_by_child",
    "people_of_cover",
    "rules",
    "seats_of",
    "standing",
    "the_nesting",
    "theta_delta",
    "zone",
]
