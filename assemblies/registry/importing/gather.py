# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gathering the rows of several files, each of one scale, of several, or of scales that its nesting tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import shapely

from assemblies.registry.importing import columns, read_csv, read_geojson, reading
from assemblies.registry.importing.problems import BadPlaces, Findings


@dataclass(frozen=True)
class Source:
    """A file, and the number of the scale its places have; None where the file or its nesting says it."""

    path: Path
    scale: int | None = None


def rows(
    sources: Sequence[Source],
    asked: columns.Asked,
    scales: Sequence[str],
    *,
    encoding: str = "utf-8",
    plane: bool = False,
) -> list[columns.Row]:
    """All rows of all files. Raises BadPlaces with what is wrong in any of them."""
    findings, found = Findings(), []
    for source in sources:
        try:
            features = _features(source.path, encoding, plane)
            found += columns.rows(features, asked, scales, source.scale, source.path.name)
        except BadPlaces as refusal:
            findings.problems += refusal.problems
    findings.check()
    if plane:
        _same_plane(found, findings)
    findings.check()
    return found


def _features(path: Path, encoding: str, plane: bool) -> list[reading.Feature]:
    text = reading.text_of(path, encoding)
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return read_csv.features(text, path.name)
    return read_geojson.features(text, path.name, plane=plane)


def _same_plane(found: Sequence[columns.Row], findings: Findings) -> None:
    """Metres and degrees do not meet on one plane: neither would contain anything of the other."""
    drawn = [row for row in found if row.boundary is not None]
    bounds = shapely.bounds(numpy.array([row.boundary for row in drawn], dtype=object)).reshape(-1, 4)
    degrees = (numpy.abs(bounds) <= 180).all(axis=1)
    if degrees.any() and not degrees.all():
        odd = drawn[int(numpy.argmax(degrees))]
        findings.add(odd.where, "This boundary is in degrees and others are not: use one reference system.")
