# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the form of a proposal offers to pick from, and what the test says of what is picked so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assemblies import wording
from assemblies.proposals import drawing, queries
from assemblies.proposals.forms import Share, Typed
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly, Means
from governance import failing
from governance.placement import Placement
from governance.refusals import Refusal
from governance.scales import Place
from governance.sentences import Said

MOST_NEAR = 24
MOST_ON_MAP = 80
"""So many base places can still be told apart on the map, and found in the list beside it."""


@dataclass
class Row:
    """One place to pick a share of, with what was picked and what is wrong with it."""

    place: Assembly
    within: str
    """The name of what it lies in, where that is not what one's home lies in too."""
    share: Share
    error: str = ""


@dataclass
class Picker:
    """The places to pick from: one's own and its neighbours, those added, and the wider ones around."""

    near: list[Row] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)
    wider: list[Row] = field(default_factory=list)
    between: list[Assembly] = field(default_factory=list)
    around: Assembly | None = None
    """What the map shows the inside of, and the next wider and nearer it can show instead; `between` lie inside it."""
    wider_map: Assembly | None = None
    nearer_map: Assembly | None = None

    @property
    def wide_open(self) -> bool:
        """Whether one of the wider places is touched, so that the list shows them."""
        return any(row.share.choice for row in self.wider)

    @property
    def lit(self) -> set[str]:
        """Public ids of the places that are touched."""
        return {row.place.public_id for row in self.near + self.added + self.wider if row.share.choice}


def picker(home: Assembly, typed: Typed) -> Picker:
    """The places around a home, and every other that was picked."""
    rings = registry.containers(home)
    step = max(1, next((k for k, ring in enumerate(rings) if ring.public_id == typed.around), 1))
    inside = _inside(rings[step]) if step < len(rings) else [home]
    base = [place for place in inside if place.place == Place.BASE and place.pk != home.pk]
    if step == 1:
        base = base[: MOST_NEAR - 1]
    near = [home, *base]
    wider = [ring for ring in rings if ring.pk != home.pk] + list(registry.overlays_of(home))
    offered = {place.public_id for place in near + wider}
    added = registry.names([key for key in typed.places if key not in offered])
    by_pk = {place.pk: place.name for place in inside + wider}

    def row(place: Assembly) -> Row:
        key, place.network = place.public_id, home.network
        within = "" if place.parent_id == home.parent_id else by_pk.get(place.parent_id or 0, "")
        return Row(place, within, typed.places.get(key, Share()), typed.errors.get(f"share-{key}", ""))

    return Picker(
        near=[row(place) for place in near],
        added=[row(place) for place in added.values() if place.network_id == home.network_id],
        wider=[row(place) for place in wider],
        between=[place for place in inside if place.place != Place.BASE],
        around=rings[step] if step < len(rings) else None,
        wider_map=rings[step + 1] if step + 1 < len(rings) and _fits(rings[step + 1]) else None,
        nearer_map=rings[step - 1] if step > 1 else None,
    )


def _inside(ring: Assembly) -> list[Assembly]:
    """Everything inside a place by home nestings, itself left out; places of one parent stand together."""
    return list(registry.inside(ring)[: MOST_ON_MAP * 2])


def _fits(ring: Assembly) -> bool:
    return registry.inside(ring)[: MOST_ON_MAP + 1].count() <= MOST_ON_MAP


def add(typed: Typed, home: Assembly, public_id: str) -> None:
    """Put a place that was found on the list, all of it touched."""
    place = registry.names([public_id.replace("\x00", "")]).get(public_id)
    if place is not None and place.network_id == home.network_id:
        typed.places[public_id] = Share("1")
        typed.words = ""


def find(typed: Typed, home: Assembly) -> list[Assembly]:
    """Places anywhere in the network with the words typed, but those already touched."""
    found = queries.find_places(home.network, typed.words) if typed.words else []
    return [place for place in found if not typed.places.get(place.public_id, Share()).choice]


@dataclass(frozen=True)
class Use:
    """One means to fill in an amount of."""

    means: Means
    amount: str
    error: str


def means(home: Assembly, typed: Typed) -> Sequence[Use]:
    """A row for every means of the network."""
    return [
        Use(row, typed.means.get(code, ""), typed.errors.get(f"means-{code}", ""))
        for code, row in registry.all_means(home.network).items()
    ]


def preview(typed: Typed, home: Assembly) -> dict[str, Any]:
    """Who would decide what is typed so far: {"ask"} while it cannot be told, else the answer with its bowls.

    A form half filled in is no mistake, an amount that is no number is: only such are put into `typed.errors`.
    """
    trial = Typed(matter=typed.matter, binding=typed.binding, places=typed.places, means=typed.means)
    content = trial.content(home.network, registry.all_means(home.network))
    if trial.errors:
        wrong = {name: no for name, no in trial.errors.items() if name.startswith("means-")}
        typed.errors |= wrong
        typed.called = trial.called
        return {"ask": _ask(trial), "wrong": {name.removeprefix("means-"): no for name, no in wrong.items()}}
    try:
        found = queries.test(
            home.network,
            raised_in=home,
            matter=content.matter,
            places=content.places,
            means=content.means,
            binding=content.binding,
        )
    except Refusal as no:
        return {"ask": wording.refusal(no)}
    decides = registry.names([found.assembly]).get(found.assembly) if found.assembly else None
    named = wording.Named(home.network)
    said = [one.as_json() for one in found.said]
    shown: dict[str, Any] = {"assembly": decides}
    if decides is not None:
        shown["because"] = wording.tell(said, found.because, named)
        shown["bowls"] = drawing.bowls(home.network, queries.bowls(decides, found.affected_places))
        shown["stays"] = decides.pk == home.pk
    else:
        shown["reasons"] = list(reasons(found, named))
        around = queries.bowls(home, found.affected_places)
        shown["bowls"] = drawing.bowls(home.network, around, nobody=True)
    return shown


def reasons(found: Placement, named: wording.Named) -> Iterator[str]:
    """Why nobody can decide, once each: who fails what, and where means are short by how much in each place."""
    for one in found.said[1:]:
        if one.code == "nobody_means":
            yield from (wording.say(short.as_json(), named) for short in _short(found))
        if one.code != "nobody_means" or found.failing["means"].number > failing.FIRST:
            yield wording.say(one.as_json(), named)


def _short(found: Placement) -> Iterator[Said]:
    """For the first few whose means are short, by how much."""
    for id in found.failing["means"].first:
        yield next(condition.said for condition in found.candidate(id).conditions if not condition.holds)


def _ask(trial: Typed) -> str:
    if "matter" in trial.errors and len(trial.errors) == 1:
        return _("Pick what it is about, and you see here who would decide it and why.")
    name, sentence = next((name, no) for name, no in trial.errors.items() if name != "matter")
    code = name.removeprefix("means-")
    if code in trial.called:
        return f"{trial.called[code]}: {sentence}"
    return sentence
