# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an import speaks of: places the network knows, places as they shall be, and what the options wish."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shapely.geometry.base import BaseGeometry

from assemblies.registry.importing.columns import Row


@dataclass(frozen=True)
class Known:
    """A place the network has. `key` and `parent` are its ids; `boundary` is there where nesting needs it."""

    key: str
    name: str
    scale: int
    code: str | None = None
    parent: str | None = None
    population: int | None = None
    boundary: BaseGeometry | None = None
    overlay: bool = False


@dataclass
class Place:
    """A place of the files as it shall be. `parent` is a key, "new <code>" for one that is founded too."""

    row: Row
    scale: int
    name: str
    known: Known | None = None
    parent: str | None = None
    population: int | None = None
    by_code: bool = False
    """It had no name anywhere and is called by its scale and code."""
    people_from: Literal["file", "network", "option", "fallback", ""] = ""

    @property
    def key(self) -> str:
        return self.known.key if self.known else f"new {self.row.code}"

    @property
    def renamed(self) -> bool:
        return self.known is not None and self.known.name != self.name

    @property
    def repeopled(self) -> bool:
        return self.known is not None and self.known.population != self.population


@dataclass(frozen=True)
class Wishes:
    """What the options ask beyond the files. `settled` is code → parent's code; `people` by scale number."""

    settled: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[int, int] = field(default_factory=dict)
    fallback: str = "none"
    plane: bool = False
    keep_nesting: bool = False
