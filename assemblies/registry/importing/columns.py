# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which property of a file is the code, the name, the people, the parent: told by option, or guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from assemblies import writing
from assemblies.registry.importing.problems import Findings, refuse
from assemblies.registry.importing.reading import Feature
from governance.refusals import Refusal

GUESSES = {
    "code": (
        "code",
        "codi",
        "ref",
        "codi_ua",
        "geoid",
        "gss_code",
        "insee",
        "ags",
        "nuts_id",
        "lau_id",
        "id",
    ),
    "name": ("name", "nom", "nombre", "nome", "naam", "gen"),
    "population": ("population", "pop", "people", "inhabitants", "residents", "poblacio", "poblacion"),
    "parent": ("parent", "parent_code", "parent_id"),
    "scale": ("scale",),
}
VALUES = ("code", "name", "population", "parent")
MISSING = ("", "-")
MOST_PEOPLE = 20_000_000_000
IN_BRACES = re.compile(r"\{([^{}]+)\}")


@dataclass(slots=True)
class Row:
    """One place as the files tell it. `label` follows the scale in the name of a place that has none."""

    where: str
    scale: int | None
    code: str
    label: str
    name: str | None = None
    population: int | None = None
    parent: str | None = None
    boundary: BaseGeometry | None = None
    mended: bool = False


@dataclass(frozen=True)
class Asked:
    """What the options say: for each of code, name, population, parent and scale, a property by scale number.

    The key None holds for every scale. A property may be a pattern, such as "{DISTRICT}-{QUARTER}".
    """

    code: Mapping[int | None, str] = field(default_factory=dict)
    name: Mapping[int | None, str] = field(default_factory=dict)
    population: Mapping[int | None, str] = field(default_factory=dict)
    parent: Mapping[int | None, str] = field(default_factory=dict)
    scale: Mapping[int | None, str] = field(default_factory=dict)

    def of(self, what: str, scale: int | None) -> str | None:
        by_scale: Mapping[int | None, str] = getattr(self, what)
        return by_scale.get(scale, by_scale.get(None))


@dataclass(frozen=True)
class Reader:
    """How one value is read from a feature: a property, or a pattern of several."""

    spec: str

    def properties(self) -> list[str]:
        return IN_BRACES.findall(self.spec) or [self.spec]

    def text(self, feature: Feature) -> str | None:
        """The value as text; None where the property, or any of the pattern, is missing."""
        values = self._values(feature)
        if any(value is None for value in values):
            return None
        if not IN_BRACES.search(self.spec):
            return values[0]
        rest = iter(values)
        return IN_BRACES.sub(lambda _match: str(next(rest)), self.spec)

    def raw(self, feature: Feature) -> Any:
        """The value as the file has it; a pattern gives text."""
        return self.text(feature) if IN_BRACES.search(self.spec) else feature.properties.get(self.spec)

    def label(self, feature: Feature) -> str:
        return "-".join(value for value in self._values(feature) if value is not None)

    def _values(self, feature: Feature) -> list[str | None]:
        return [text(feature.properties.get(name)) for name in self.properties()]


def text(value: Any) -> str | None:
    """A property as text without white space around it; None for what means that it is missing."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    kept = str(value).strip()
    return None if kept in MISSING else kept


def rows(
    features: Sequence[Feature], asked: Asked, scales: Sequence[str], scale: int | None, name: str
) -> list[Row]:
    """The places of one file; `scale` is given, or read from a property, or left to the nesting (None).

    Raises BadPlaces for all that is wrong. `name` is the file's.
    """
    findings = Findings()
    known = list(dict.fromkeys(key for feature in features for key in feature.properties))
    kind = None if scale is not None else _reader("scale", None, asked, known, features, name)
    readers: dict[tuple[str, int | None], Reader | None] = {}
    found = []
    for feature in features:
        here = _scale_of(feature, kind, scales, findings) if kind else scale
        for what in VALUES:
            if (what, here) not in readers:
                readers[what, here] = _reader(what, here, asked, known, features, name)
        found.append(_row(feature, here, {what: readers[what, here] for what in VALUES}, findings))
    findings.check()
    return found


def _reader(
    what: str, scale: int | None, asked: Asked, known: list[str], features: Sequence[Feature], name: str
) -> Reader | None:
    there = f"There are: {_some(known)}."
    spec = asked.of(what, scale)
    if spec is not None:
        reader = Reader(spec)
        absent = [column for column in reader.properties() if column not in known]
        if absent:
            raise refuse(name, f"There is no column or property {absent[0]}. {there}")
        return reader
    guess = _guess(what, known, features)
    if guess is None and what == "code":
        raise refuse(name, f"Nothing here looks like a code; say which with --code PROPERTY. {there}")
    return guess


def _guess(what: str, known: list[str], features: Sequence[Feature]) -> Reader | None:
    """The first likely property that every feature fills, else the first that any fills."""
    by_lower = {column.casefold(): column for column in reversed(known)}
    likely = [Reader(by_lower[word]) for word in GUESSES[what] if word in by_lower]
    filled = [sum(_there(feature.properties.get(reader.spec)) for feature in features) for reader in likely]
    for reader, count in zip(likely, filled, strict=True):
        if count == len(features):
            return reader
    return next((reader for reader, count in zip(likely, filled, strict=True) if count), None)


def _scale_of(feature: Feature, kind: Reader, scales: Sequence[str], findings: Findings) -> int | None:
    typed = kind.text(feature)
    names = [scale.casefold() for scale in scales]
    if typed is not None and typed.casefold() in names:
        return names.index(typed.casefold())
    findings.add(feature.where, f"The scale {str(typed)[:40]} is none of this network: {', '.join(scales)}.")
    return None


def _row(
    feature: Feature, scale: int | None, readers: Mapping[str, Reader | None], findings: Findings
) -> Row:
    row = Row(feature.where, scale, "", "", boundary=feature.boundary, mended=feature.mended)
    code = readers["code"]
    try:
        row.code = _line(code, feature, 60, "code") or ""
        row.name = _line(readers["name"], feature, 120, "name")
        row.parent = _line(readers["parent"], feature, 60, "parent code")
        people = readers["population"]
        row.population = population(people.raw(feature)) if people else None
    except Refusal as refusal:
        findings.add(feature.where, refusal.sentence)
        return row
    if code is None or not row.code:
        findings.add(feature.where, "This place has no code.")
    else:
        row.label = code.label(feature)
    return row


def _line(reader: Reader | None, feature: Feature, most: int, what: str) -> str | None:
    typed = reader.text(feature) if reader else None
    if typed is None:
        return None
    try:
        return writing.plain(typed, at="", most=most)
    except Refusal as refusal:
        raise Refusal(f"The {what} {typed[:30]!r} cannot be used: {refusal.sentence}") from None


def population(value: Any) -> int | None:
    """A number of people, None where it is missing. Raises Refusal for anything but a whole number."""
    if value is None or (isinstance(value, str) and value.strip() in MISSING):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    digits = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    digits = digits.removesuffix(".0")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 30):
        raise Refusal(f"The population {str(value)[:30]!r} is not a whole number of people in plain digits.")
    if int(digits) > MOST_PEOPLE:
        raise Refusal(f"The population {digits} is more than there are people.")
    return int(digits)


def _there(value: Any) -> bool:
    return value is not None and str(value).strip() not in MISSING


def _some(names: Sequence[str]) -> str:
    shown = [name[:40] for name in names[:30]]
    return ", ".join(shown) + (f" and {len(names) - 30} more" if len(names) > 30 else "")
