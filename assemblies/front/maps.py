# SPDX-License-Identifier: AGPL-3.0-or-later
"""A neighbourhood of the nesting as the map of circles takes it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from assemblies.front.queries import Near
from assemblies.registry.models import Network


def kind(network: Network, scale: int) -> str:
    """The network's word for one place of a scale."""
    return str(network.scales[scale]["name"]) if 0 <= scale < len(network.scales) else ""


def level(scale: int) -> int:
    """The ring that a scale is drawn as: 1 the nearest to 5 the widest."""
    return min(scale + 1, 5)


def tree(network: Network, near: Sequence[Near]) -> dict[str, Any]:
    """The map of an assembly's surroundings: its parent around it, its siblings beside it, its places inside.

    Nodes are {"name", "kind", "people", "size", "level", "href", "here", "lit", "open", "brief", "children"}.
    """
    by_role: dict[str, list[Near]] = {}
    for item in near:
        by_role.setdefault(item.role, []).append(item)
    here = by_role["here"][0]
    inside = [node(network, item, lit=bool(item.open)) for item in by_role.get("inside", ())]
    middle = node(network, here, here=True, lit=True) | {"children": inside}
    above = by_role.get("above", ())
    if not above:
        return middle
    beside = [node(network, item, brief=True) for item in by_role.get("beside", ())]
    return node(network, above[0]) | {"children": [middle, *beside]}


def node(network: Network, item: Near, **more: bool) -> dict[str, Any]:
    """One circle."""
    return {
        "name": item.name,
        "kind": kind(network, item.scale),
        "people": item.people,
        "size": item.size,
        "level": level(item.scale),
        "href": reverse("assembly", args=[item.public_id]),
        "open": item.open,
    } | more
