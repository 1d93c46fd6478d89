# SPDX-License-Identifier: AGPL-3.0-or-later
"""The invented network as its files tell it, read into types. Knows no database."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from governance.refusals import Refusal


class BadStory(Refusal):
    """A file of the demonstration that cannot be followed; `at` names the file."""

    code: ClassVar[str] = "bad_story"


@dataclass(frozen=True)
class Body:
    """An assembly: `scale` counts from 0, narrow to wide; `remit` None is every matter."""

    slug: str
    name: str
    scale: int
    founded: date
    lede: str
    parent: str | None
    population: int | None
    constituents: tuple[str, ...]
    time_zone: str
    rules: Mapping[str, Any]
    remit: tuple[Mapping[str, Any], ...] | None
    allotments: Mapping[str, str]

    @property
    def overlay(self) -> bool:
        return bool(self.constituents)


@dataclass(frozen=True)
class Someone:
    """A person: where they live (if anywhere) and since when, and their other seats as {"in", "office"}."""

    key: str
    name: str
    home: str | None
    since: date | None
    seats: tuple[Mapping[str, str], ...]
    look_around: str
    operator: bool


@dataclass(frozen=True)
class Tale:
    """A proposal and what becomes of it. `expect` is where the law should have it decided in the end."""

    slug: str
    number: int
    content: Mapping[str, Any]
    author: str
    raised_in: str
    expect: str
    yes_means: str
    no_means: str
    steps: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class World:
    network: Mapping[str, Any]
    matters: Mapping[str, str]
    period: str
    bodies: Mapping[str, Body]
    people: Mapping[str, Someone]
    tales: tuple[Tale, ...]

    @cached_property
    def bases(self) -> frozenset[str]:
        """Slugs of the places where people live."""
        parents = {body.parent for body in self.bodies.values()}
        return frozenset(b.slug for b in self.bodies.values() if not b.overlay and b.slug not in parents)

    def at_home(self, slug: str) -> list[Someone]:
        """The people of one base place, in the order of its file."""
        return [someone for someone in self.people.values() if someone.home == slug]

    def contains(self, wider: str, slug: str) -> bool:
        """Whether an assembly is, or lies in, a wider one, through home nestings and overlays."""
        body = self.bodies[wider]
        if wider == slug or any(self.contains(other, slug) for other in body.constituents):
            return True
        parent = self.bodies[slug].parent
        return parent is not None and self.contains(wider, parent)


def read(folder: Path) -> World:
    """Read a folder of such files. Raises BadStory with the file that is wrong."""
    network = _load(folder / "network.toml")
    matters = _load(folder / "matters.toml")["matters"]
    scales = [row["name"] for row in network["scales"]]
    remits, allotments = _load(folder / "remits.toml"), _load(folder / "allotments.toml")
    files = [path for kind in ("places", "overlays") for path in sorted((folder / kind).glob("*.toml"))]
    bodies = {path.stem: _body(path, scales, remits, allotments) for path in files}
    people = {one.key: one for path in sorted((folder / "people").glob("*.toml")) for one in _people(path)}
    tales = tuple(_tale(path) for path in sorted((folder / "proposals").glob("*.toml")))
    return World(network, matters, str(allotments["period"]), bodies, people, tales)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadStory(f"{path.name} cannot be read: {error}", at=path.name) from error


def _body(path: Path, scales: list[str], remits: Mapping[str, Any], allotments: Mapping[str, Any]) -> Body:
    row = _load(path)
    if row["scale"] not in scales:
        raise BadStory(f"{path.name} names a scale that the network does not have.", at=path.name)
    overlay = "constituents" in row
    usual: list[Mapping[str, Any]] = [] if overlay else remits.get(row["scale"], [])
    own: list[Mapping[str, Any]] = row.get("remit", [])
    named = {matter["matter"] for matter in own}
    remit = (*(matter for matter in usual if matter["matter"] not in named), *own)
    held = {} if overlay else allotments.get(row["scale"], {})
    return Body(
        slug=path.stem,
        name=row["name"],
        scale=scales.index(row["scale"]),
        founded=row["founded"],
        lede=row["lede"],
        parent=row.get("parent"),
        population=row.get("population"),
        constituents=tuple(row.get("constituents", ())),
        time_zone=row.get("time_zone", ""),
        rules=row.get("rules", {}),
        remit=remit or None,
        allotments={**held, **row.get("allotments", {})},
    )


def _people(path: Path) -> Iterator[Someone]:
    file = _load(path)
    for row in file["people"]:
        yield Someone(
            key=row["key"],
            name=row["name"],
            home=file.get("home"),
            since=row.get("since", file.get("since")),
            seats=tuple(row.get("seats", ())),
            look_around=row.get("look_around", ""),
            operator=row.get("operator", False),
        )


CONTENT = ("title", "summary", "text", "matter", "binding", "lasts", "places", "means")


def _tale(path: Path) -> Tale:
    row = _load(path)
    number, _, slug = path.stem.partition("-")
    return Tale(
        slug=slug,
        number=int(number),
        content={"places": {}, "means": {}, **{name: row[name] for name in CONTENT if name in row}},
        author=row["author"],
        raised_in=row["raised_in"],
        expect=row["expect"],
        yes_means=row["yes_means"],
        no_means=row["no_means"],
        steps=tuple(row["story"]),
    )
