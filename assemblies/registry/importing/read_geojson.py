# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading GeoJSON (RFC 7946) one feature at a time, boundaries checked and mended as they come."""

import json
import re
from typing import Any, NoReturn

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from assemblies.registry.importing.problems import BadPlaces, Findings, refuse
from assemblies.registry.importing.reading import MOST_PLACES, Feature

SPACE = re.compile(r"[ \t\r\n]*")
LONGITUDE_LATITUDE = re.compile(r"(.*[:/])?(CRS84h?|4326|4258)", re.IGNORECASE)

OTHERWISE = "project the file to EPSG:4326, or say --plane to use boundaries for nesting only."


def features(text: str, name: str, *, plane: bool = False) -> list[Feature]:
    """The features of a FeatureCollection, polygons or without geometry. Raises BadPlaces with all reasons.

    Coordinates are longitude and latitude in degrees; with `plane`, in units of any one plane.
    """
    reading = _Reading(text, name)
    reading.read()
    if not plane:
        _check_reference(reading.members.get("crs"), name)
        _check_degrees(reading.found, reading.findings)
    reading.findings.check()
    if not reading.found:
        raise refuse(name, "There is no feature in this file.")
    return reading.found


class _Reading:
    """A walk over the text of a file: features become geometries at once, so the whole tree is never held."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name, self.at = text, name, 0
        self.decoder = json.JSONDecoder(parse_constant=_no_constant)
        self.members: dict[str, Any] = {}
        self.findings = Findings()
        self.found: list[Feature] = []
        self.seen = False

    def read(self) -> None:
        try:
            self._object()
        except RecursionError:
            raise refuse(self._here(), "This is nested too deeply to be GeoJSON.") from None
        except json.JSONDecodeError as error:
            self.at = error.pos
            raise refuse(self._here(), f"This is not JSON: {error.msg}.") from None
        except ValueError as error:
            raise refuse(self._here(), f"This is not JSON: {error}.") from None
        if self.members.get("type") != "FeatureCollection" or not self.seen:
            raise refuse(self.name, "This is not a GeoJSON FeatureCollection.")

    def _object(self) -> None:
        if self._next() != "{":
            raise refuse(self.name, "This is not a GeoJSON FeatureCollection.")
        self.at += 1
        while self._next() == '"':
            key = self._value()
            self._take(":")
            if key == "features" and self._next() == "[":
                self._features()
            else:
                self.members[key] = self._value()
            if self._next() != ",":
                break
            self.at += 1
        self._take("}")
        if self._next():
            raise ValueError("something follows its end")

    def _features(self) -> None:
        self.seen = True
        self._take("[")
        while self._next() not in ("]", ""):
            value = self._value()
            where = f"{self.name}, feature {len(self.found) + 1}"
            self.found.append(_feature(value, where, self.findings))
            if len(self.found) > MOST_PLACES:
                raise refuse(self.name, f"There are more than {MOST_PLACES} places in this file.")
            if self._next() != ",":
                break
            self.at += 1
        self._take("]")

    def _next(self) -> str:
        space = SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return self.text[self.at : self.at + 1]

    def _take(self, mark: str) -> None:
        if self._next() != mark:
            raise json.JSONDecodeError(f"expected {mark}", self.text, self.at)
        self.at += 1

    def _value(self) -> Any:
        self._next()
        value, self.at = self.decoder.raw_decode(self.text, self.at)
        return value

    def _here(self) -> str:
        return f"{self.name}, line {self.text.count(chr(10), 0, self.at) + 1}"


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _feature(value: Any, where: str, findings: Findings) -> Feature:
    found = Feature(where, {})
    if not isinstance(value, dict) or value.get("type") != "Feature":
        findings.add(where, "This is not a Feature.")
        return found
    properties = value.get("properties") or {}
    if not isinstance(properties, dict):
        findings.add(where, "The properties are not an object.")
        return found
    found.properties = {"id": value["id"]} | properties if "id" in value else properties
    try:
        found.boundary, found.mended = _boundary(value.get("geometry"), where)
    except BadPlaces as refusal:
        findings.problems += refusal.problems
    return found


def _boundary(geometry: Any, where: str) -> tuple[BaseGeometry | None, bool]:
    """A boundary as a valid polygon or several, and whether it had to be mended."""
    if geometry is None:
        return None, False
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise refuse(where, f"A boundary is a Polygon or a MultiPolygon, not {str(kind)[:40]}.")
    try:
        given = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.ShapelyError, ValueError) as error:
        reason = str(error).rpartition("] ")[2].rpartition("Exception: ")[2]
        raise refuse(where, f"These coordinates are not those of a {kind}: {reason[:100]}.") from None
    whole = given if given.is_valid else _mended(given)
    if whole.is_empty or not whole.area > 0:
        raise refuse(where, "This boundary encloses nothing.")
    return whole, whole is not given


def _mended(given: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.make_valid(given))
    flat = shapely.get_parts(parts[shapely.get_dimensions(parts) == 2])
    return shapely.union_all(flat) if len(flat) else shapely.Polygon()


def _check_reference(crs: Any, name: str) -> None:
    """RFC 7946 knows longitude and latitude only; older files name their reference system."""
    if crs is None:
        return
    inner = crs.get("properties") if isinstance(crs, dict) else None
    called = inner.get("name") if isinstance(inner, dict) else None
    if not isinstance(called, str) or not LONGITUDE_LATITUDE.fullmatch(called):
        raise refuse(name, f"The reference system is {str(called)[:60]}; {OTHERWISE}")


def _check_degrees(found: list[Feature], findings: Findings) -> None:
    kept = [feature for feature in found if feature.boundary is not None]
    bounds = shapely.bounds(numpy.array([feature.boundary for feature in kept], dtype=object))
    outside = (numpy.abs(bounds.reshape(-1, 4)) > numpy.array([180, 90, 180, 90])).any(axis=1)
    for feature, out in zip(kept, numpy.atleast_1d(outside).tolist(), strict=True):
        if out:
            findings.add(feature.where, f"These coordinates are not longitude and latitude; {OTHERWISE}")
