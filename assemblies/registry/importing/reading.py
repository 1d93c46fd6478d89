# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a file of places as features: properties, perhaps a boundary, and where in the file they stand."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from assemblies.registry.importing.problems import refuse

MOST_BYTES = 1 << 30
MOST_PLACES = 200_000
WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(slots=True)
class Feature:
    """One row of a file as it stands there. `where` is for people: "towns.csv, line 3"."""

    where: str
    properties: Mapping[str, Any]
    boundary: BaseGeometry | None = None
    mended: bool = False
    """The boundary crossed itself in the file and was made valid."""


def text_of(path: Path, encoding: str = "utf-8") -> str:
    """The text of a file, its byte order mark taken off. Raises BadPlaces with the line of a wrong byte."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refuse(path.name, "This file is larger than a gigabyte.")
        raw = path.read_bytes()
    except OSError as error:
        raise refuse(path.name, f"This file cannot be read: {error.strerror}.") from None
    return _decoded(raw, path.name, encoding)


def _decoded(raw: bytes, name: str, encoding: str) -> str:
    if encoding == "utf-8" and raw.startswith(WIDE):
        raise refuse(name, "This file is in UTF-16 or UTF-32: save it as UTF-8, or say --encoding utf-16.")
    try:
        text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except LookupError:
        raise refuse(name, f"There is no encoding called {encoding}.") from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        wrong = f"The byte {raw[error.start]:#04x}" if error.start < len(raw) else "The end"
        reason = f"{wrong} is not {encoding}; say --encoding, for example windows-1252."
        raise refuse(f"{name}, line {line}", reason) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise refuse(f"{name}, line {line}", "There is a null character here: this is not a text file.")
    if not text.strip():
        raise refuse(name, "This file is empty.")
    return text
