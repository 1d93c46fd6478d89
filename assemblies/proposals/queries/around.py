# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places around a proposal: the bowls of an answer, and places by name to pick from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, When

from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly, Closure, Network

MOST_SPOTS = 19
"""So many circles inside a bowl can still be told apart."""
MOST_WITHIN = 12
"""So many dots inside such a circle can."""


def bowls(decides: Assembly, affected: Iterable[str]) -> dict[str, Any]:
    """The nested bowls of an answer, in three queries: {"rings": near to wide, the deciding one first; "inside":
    [(place, lit)] the places drawn in it, lit where anyone in them is affected; "within": names of the affected
    ones inside those that are not affected as a whole, by key}. `affected` are public ids.
    """
    rings = registry.containers(decides)
    hit = list(affected)
    rows = registry.children(decides).defer("boundary").annotate(lit=_touches(hit))
    inside = list(rows.order_by("-lit", "name")[:MOST_SPOTS])
    return spots(rings, [(place, place.lit) for place in inside], _within(inside, hit))


def _within(inside: Sequence[Any], affected: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """The names of affected places inside each of some places that is not itself affected, by key."""
    parts = [place.pk for place in inside if place.lit and place.public_id not in affected]
    held = Closure.objects.filter(ancestor__in=parts, descendant__public_id__in=affected)
    found: dict[int, tuple[str, ...]] = {}
    for key, name in held.order_by("descendant__name").values_list("ancestor_id", "descendant__name"):
        if len(found.get(key, ())) < MOST_WITHIN:
            found[key] = (*found.get(key, ()), name)
    return found


def _touches(affected: Sequence[str]) -> Q:
    """Whether an assembly holds one of some places or lies in one, or shares a place with it across the nestings."""
    here, its = OuterRef("pk"), Closure.objects
    holds = its.filter(ancestor=here, descendant__public_id__in=affected)
    lies_in = its.filter(descendant=here, ancestor__public_id__in=affected)
    shares = its.filter(ancestor=here, descendant__contained_in__ancestor__public_id__in=affected)
    return Q(Exists(holds)) | Q(Exists(lies_in)) | Q(Exists(shares), overlay=True)


def spots(
    rings: Sequence[Any], inside: Sequence[tuple[Any, bool]], within: Mapping[int, Sequence[str]]
) -> dict[str, Any]:
    """Rings and places as `bowls` gives them, from rows at hand, those that are lit first."""
    drawn = sorted(inside[:MOST_SPOTS], key=lambda pair: pair[0].name)
    return {"rings": list(rings), "inside": drawn, "within": within}


def find_places(network: Network, words: str, most: int = 12) -> list[Assembly]:
    """Places whose name holds these words, those that begin with them first, then the narrower."""
    rows = Assembly.objects.filter(network=network, name__icontains=words).select_related("parent")
    first = Case(When(name__istartswith=words, then=0), default=1)
    return list(rows.defer("boundary").order_by(first, "scale", "name", "pk")[:most])
