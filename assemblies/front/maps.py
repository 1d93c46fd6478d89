# SPDX-License-Identifier: AGPL-3.0-or-later
"""A neighbourhood of the nesting as the map of circles takes it."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import ngettext

from assemblies.front.queries import Near
from assemblies.pictures import packing
from assemblies.registry.models import Network

INSIDE = 24
BESIDE = 10


def kind(network: Network, scale: int) -> str:
    """The network's word for one place of a scale."""
    return str(network.scales[scale]["name"]) if 0 <= scale < len(network.scales) else ""


def level(scale: int) -> int:
    """The ring that a scale is drawn as: 1 the nearest to 5 the widest."""
    return min(scale + 1, 5)


def tree(network: Network, near: Sequence[Near]) -> packing.Node:
    """The map of an assembly's surroundings: its parent around it, its siblings beside it, its places inside.

    Only the largest are drawn, so that drawing stays quick; the lists name them all.
    """
    by_role: dict[str, list[Near]] = {}
    for item in near:
        by_role.setdefault(item.role, []).append(item)
    here = by_role["here"][0]
    drawn = largest(by_role.get("inside", []), INSIDE)
    middle = node(network, here, drawn, here=True, lit=True)
    middle.children = [node(network, item, lit=bool(item.running)) for item in drawn]
    above = by_role.get("above")
    if not above:
        return middle
    beside = largest(by_role.get("beside", []), BESIDE)
    around = node(network, above[0], [here, *beside])
    around.children = [middle, *(node(network, item) for item in beside)]
    return around


def whole(network: Network, top: Near, inside: Sequence[Near]) -> packing.Node:
    """The map of a whole network: the widest place, what lies in it, and what lies in that."""
    widest = largest([i for i in inside if i.parent == top.pk], INSIDE)
    root = node(network, top, widest, here=True)
    for item in widest:
        drawn = largest([i for i in inside if i.parent == item.pk], INSIDE)
        circle = node(network, item, drawn)
        circle.children = [node(network, i) for i in drawn]
        root.children.append(circle)
    return root


def largest(items: list[Near], most: int) -> list[Near]:
    """The largest of some places, in the order they came in."""
    kept = {item.pk for item in sorted(items, key=lambda item: -item.size)[:most]}
    return [item for item in items if item.pk in kept]


def node(
    network: Network, item: Near, drawn: Sequence[Near] = (), *, here: bool = False, lit: bool = False
) -> packing.Node:
    """One circle, with what a screen reader says of it.

    Its dots are the ballots open here or inside that no circle `drawn` in it shows: each ballot is one dot, in the
    smallest circle drawn that holds it.
    """
    return packing.Node(
        name=item.name,
        kind=kind(network, item.scale),
        colour=level(item.scale),
        href=reverse("assembly", args=[item.public_id]),
        people=item.size,
        label=spoken(item, kind(network, item.scale)),
        seeds=max(0, item.running - sum(other.running for other in drawn)),
        here=here,
        lit=lit,
    )


def spoken(item: Near, word: str) -> str:
    """A circle in words: its name, what it is, how many are seated, what is open."""
    parts = [item.name, word]
    parts.append(ngettext("%(n)s person seated", "%(n)s people seated", item.people) % {"n": item.people})
    if item.open:
        parts.append(ngettext("%(n)s open vote", "%(n)s open votes", item.open) % {"n": item.open})
    if item.inside:
        words = ngettext("%(n)s open vote inside", "%(n)s open votes inside", item.inside)
        parts.append(words % {"n": item.inside})
    return ", ".join(parts)
