# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal's places as pictures take them: the nested bowls, and the map that one picks places on."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assemblies.pictures.bowls import Ring, Spot
from assemblies.pictures.packing import Node
from assemblies.registry.models import Assembly, Network

LEGIBLE = 7
"""So many circles inside a bowl still have room for their names."""


class Bowls(NamedTuple):
    """What the tag `bowls` is given; the first ring decides, if anyone does."""

    rings: list[Ring]
    spots: list[Spot]
    title: str
    desc: str
    legend: str = ""
    """What a dot in the drawing is, where there is one."""
    decides: int | None = 0
    """Which ring decides; None where nobody can."""


def colour(network: Network, scale: int) -> int:
    """The colour of a scale: 1 the nearest to 5 the widest."""
    return Assembly(network=network, scale=scale).ring


def bowls(network: Network, found: Mapping[str, Any], *, nobody: bool = False) -> Bowls:
    """Rings and places, as the queries find them, made ready to draw, with what they say in words."""
    rings, inside, within = found["rings"], found["inside"], found["within"]
    for ring in rings:
        ring.network = network
    lit = [_named(place.name, within.get(place.pk, ())) for place, affected in inside if affected]
    if len(inside) > LEGIBLE:  # with so many no name would fit: only what is affected is drawn
        inside = [(place, affected) for place, affected in inside if affected]
    around = [ring.name for ring in rings[1:]]
    words = []
    if lit:
        words.append(_("People are affected in: %(places)s.") % {"places": ", ".join(lit)})
    if around:
        words.append(_("Around it: %(places)s.") % {"places": ", ".join(around)})
    return Bowls(
        [Ring(ring.kind, ring.name, ring.ring) for ring in rings],
        [Spot(place.name, bool(affected), tuple(within.get(place.pk, ()))) for place, affected in inside],
        _("Nobody can decide this") if nobody else _("%(place)s decides") % {"place": rings[0].name},
        " ".join(words),
        legend(any(within.get(place.pk) for place, affected in inside if affected)),
        None if nobody else 0,
    )


def legend(dots: bool) -> str:
    """What dots in the bowls mean; nothing to say where there are none."""
    if not dots:
        return ""
    return _("Each dot is an affected place; the circle around a dot is not affected as a whole.")


def _named(name: str, within: Sequence[str]) -> str:
    return f"{name} ({', '.join(within)})" if within else name


def place_map(network: Network, home: Assembly, picker: Any) -> Node:
    """One's own place and those around it as circles that lead to their rows in the list."""

    def node(place: Assembly) -> Node:
        key, place.network = place.public_id, network
        return Node(
            name=place.name,
            kind=place.kind,
            colour=place.ring,
            people=place.population or 100,
            href=f"#place-{key}",
            lit=key in picker.lit,
            label=f"{place.name}, {place.kind}",
            key=key,
        )

    if picker.around is None:
        return node(home)
    rows = [picker.around, *picker.between, *(row.place for row in picker.near)]
    circles = {place.pk: node(place) for place in rows}
    for place in rows[1:]:
        held_by = circles.get(place.parent_id, circles[picker.around.pk])
        held_by.children.append(circles[place.pk])
    return circles[picker.around.pk]
