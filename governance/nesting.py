# SPDX-License-Identifier: AGPL-3.0-or-later
"""The nesting: assemblies in their home nestings and overlays across them, indexed once and never changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate
from typing import ClassVar

from governance import covers
from governance.measures import Measures, Roll, rolls
from governance.refusals import Refusal
from governance.remits import Remit


class BadNesting(Refusal):
    code: ClassVar[str] = "bad_nesting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What assemblies and overlays have in common.

    `scale` counts from 0 upwards; `population` is people; `members` and `quorum` are seats; `allotments` is
    what is left of each means (None: none kept); `remit` None sets no limits, () gives no matters.
    """

    id: str
    scale: int
    name: str | None = None
    population: int | None = None
    members: int | None = None
    quorum: int | None = None
    founded: date | None = None
    remit: Remit | None = None
    allotments: Mapping[str, Decimal] | None = None

    @property
    def called(self) -> str:
        """The name for sentences: its own, else its id."""
        return self.name or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly(Body):
    """An assembly with its one home parent, None at the top."""

    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay(Body):
    """An assembly whose constituents come from several branches; they may be overlays themselves."""

    constituents: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Nesting:
    """The index that placement reads. Build it once, keep it, share it between threads; it never changes.

    `above` holds what is directly above each body (home parent first), `bases` the line of base places that
    covers count along, `sizes` people: the population given, else that of the distinct base places covered,
    `positions` where each base place stands on that line, `fills` the widest home assembly that is no more than
    it, `order` all bodies in the order of candidates and
    `ranks` where each stands in it, `kept` the matters that some body keeps for itself, `rolls` the bodies by
    what their charters give, `measures` what else is counted beforehand so that an answer is found without a
    walk over everything.
    """

    bodies: Mapping[str, Body]
    above: Mapping[str, tuple[str, ...]]
    bases: Sequence[str]
    positions: Mapping[str, int]
    fills: Sequence[str]
    covers: Mapping[str, covers.Cover]
    sizes: Mapping[str, int]
    order: Sequence[str]
    ranks: Mapping[str, int]
    kept: frozenset[str]
    rolls: Sequence[Roll]
    measures: Measures

    @classmethod
    def build(cls, assemblies: Iterable[Assembly], overlays: Iterable[Overlay] = ()) -> "Nesting":
        """Index a nesting. Raises BadNesting, pointing into /assemblies or /overlays by place in the input,
        for repeated or unknown ids and for nestings or overlays that run in a circle."""
        homes, across = tuple(assemblies), tuple(overlays)
        bodies = _by_id(homes, across)
        bases, found = _home_covers(homes, bodies)
        _add_overlay_covers(across, bodies, found)
        people = [bodies[base].population or 0 for base in bases]
        sums = (0, *accumulate(people))
        sizes = {
            body.id: covers.total(found[body.id], sums) if body.population is None else body.population
            for body in bodies.values()
        }
        parents = {home.id: -1 if home.parent is None else sizes[home.parent] for home in homes}
        measures = Measures.of(
            people,
            [parents[base] for base in bases],
            {body.id: body.scale for body in bodies.values()},
            [overlay.id for overlay in across],
            found,
        )
        kept = {row.matter for body in bodies.values() for row in body.remit or () if row.exclusive}
        order = _order(bodies, sizes)
        return cls(
            bodies=bodies,
            above=_above(homes, across),
            bases=bases,
            positions={id: at for at, id in enumerate(bases)},
            fills=_fills(homes, bases, found),
            covers=found,
            sizes=sizes,
            order=order,
            ranks={id: rank for rank, id in enumerate(order)},
            kept=frozenset(kept),
            rolls=rolls({id: bodies[id].remit for id in order}, {overlay.id for overlay in across}, found),
            measures=measures,
        )

    def is_base(self, id: str) -> bool:
        """Whether people live in it directly: a home assembly without children."""
        return id in self.positions

    def is_overlay(self, id: str) -> bool:
        """Whether it stands across the home nestings."""
        return isinstance(self.bodies[id], Overlay)

    def parent(self, id: str) -> str | None:
        """The home parent of a body; None at the top, and for an overlay."""
        body = self.bodies[id]
        return body.parent if isinstance(body, Assembly) else None

    def upwards(self, id: str) -> dict[str, None]:
        """A body and everything above it through home nestings and overlays, each once."""
        found = {id: None}
        waiting = [id]
        while waiting:
            for higher in self.above.get(waiting.pop(), ()):
                if higher not in found:
                    found[higher] = None
                    waiting.append(higher)
        return found


def _by_id(homes: Sequence[Assembly], across: Sequence[Overlay]) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    listed: tuple[tuple[str, Sequence[Body]], ...] = (("assemblies", homes), ("overlays", across))
    for list_name, members in listed:
        for index, body in enumerate(members):
            if body.id in bodies:
                at = f"/{list_name}/{index}/id"
                raise BadNesting("The id {id} stands twice.", code="repeated", at=at, id=body.id)
            bodies[body.id] = body
    return bodies


def _order(bodies: Mapping[str, Body], sizes: Mapping[str, int]) -> tuple[str, ...]:
    """The order of candidates: fewest people, lower scale, earlier founded (missing last), id."""

    def order(id: str) -> tuple[int, int, date, str]:
        return sizes[id], bodies[id].scale, bodies[id].founded or date.max, id

    return tuple(sorted(bodies, key=order))


def _home_covers(
    homes: Sequence[Assembly], bodies: Mapping[str, Body]
) -> tuple[tuple[str, ...], dict[str, covers.Cover]]:
    children = _children(homes, bodies)
    bases: list[str] = []
    found: dict[str, covers.Cover] = {}
    entered: dict[str, int] = {}
    waiting = list(reversed(children[None]))
    while waiting:
        id = waiting[-1]
        if id in entered or id not in children:
            waiting.pop()
            if id not in children:
                entered[id] = len(bases)
                bases.append(id)
            found[id] = ((entered[id], len(bases)),)
        else:
            entered[id] = len(bases)
            waiting.extend(children[id])
    if len(found) < len(homes):
        _refuse_circle(homes, found)
    return tuple(bases), found


def _fills(
    homes: Sequence[Assembly], bases: Sequence[str], found: Mapping[str, covers.Cover]
) -> tuple[str, ...]:
    """For each base place the widest home assembly with no other place in it, often itself."""
    only = {home.id: home.parent for home in homes if home.parent and found[home.parent] == found[home.id]}

    def widest(id: str) -> str:
        while id in only:
            id = only[id]
        return id

    return tuple(map(widest, bases))


def _children(homes: Sequence[Assembly], bodies: Mapping[str, Body]) -> dict[str | None, list[str]]:
    children: dict[str | None, list[str]] = defaultdict(list)
    for index, home in enumerate(homes):
        at = f"/assemblies/{index}/parent"
        if home.parent is not None and home.parent not in bodies:
            sentence = "The parent {parent} of {id} is not known."
            raise BadNesting(sentence, code="unknown", at=at, parent=home.parent, id=home.id)
        if home.parent is not None and not isinstance(bodies[home.parent], Assembly):
            sentence = "{parent} is an overlay, which cannot be the parent of {id}."
            raise BadNesting(sentence, at=at, parent=home.parent, id=home.id)
        children[home.parent].append(home.id)
    return children


def _refuse_circle(homes: Sequence[Assembly], found: Mapping[str, object]) -> None:
    parents = {home.id: home.parent for home in homes if home.id not in found}
    walked: dict[str, None] = {}
    id = min(parents)
    while id not in walked:
        walked[id] = None
        id = parents[id] or ""
    circle = [id, *list(walked)[list(walked).index(id) + 1 :]]
    index = next(index for index, home in enumerate(homes) if home.id == min(circle))
    sentence, at = "The home nestings run in a circle: {circle}.", f"/assemblies/{index}/parent"
    raise BadNesting(sentence, code="circle", at=at, circle=_circle(circle))


def _add_overlay_covers(
    across: Sequence[Overlay], bodies: Mapping[str, Body], found: dict[str, covers.Cover]
) -> None:
    held: dict[str, list[str]] = {}
    for index, overlay in enumerate(across):
        _check_constituents(overlay, bodies, f"/overlays/{index}/constituents")
        held[overlay.id] = [id for id in overlay.constituents if isinstance(bodies[id], Overlay)]
    by_id = {overlay.id: overlay for overlay in across}
    try:
        for id in TopologicalSorter(held).static_order():
            found[id] = covers.union(part for held_id in by_id[id].constituents for part in found[held_id])
    except CycleError as error:
        circle = error.args[1][:-1]
        index = next(index for index, overlay in enumerate(across) if overlay.id == min(circle))
        at = f"/overlays/{index}/constituents"
        sentence = "The overlays run in a circle: {circle}."
        raise BadNesting(sentence, code="circle", at=at, circle=_circle(circle)) from None


def _check_constituents(overlay: Overlay, bodies: Mapping[str, Body], at: str) -> None:
    seen: set[str] = set()
    for index, id in enumerate(overlay.constituents):
        if id not in bodies:
            sentence = "The constituent {id} of {overlay} is not known."
            raise BadNesting(sentence, code="unknown", at=f"{at}/{index}", id=id, overlay=overlay.id)
        if id in seen:
            sentence = "The constituent {id} stands twice in {overlay}."
            raise BadNesting(sentence, code="repeated", at=f"{at}/{index}", id=id, overlay=overlay.id)
        seen.add(id)


def _circle(ids: Sequence[str]) -> tuple[str, ...]:
    start = list(ids).index(min(ids))
    turned = [*ids[start:], *ids[:start]]
    return (*turned, turned[0])


def _above(homes: Sequence[Assembly], across: Sequence[Overlay]) -> dict[str, tuple[str, ...]]:
    above: dict[str, list[str]] = defaultdict(list)
    for home in homes:
        if home.parent is not None:
            above[home.id].append(home.parent)
    for overlay in across:
        for id in overlay.constituents:
            above[id].append(overlay.id)
    return {id: tuple(higher) for id, higher in above.items()}
