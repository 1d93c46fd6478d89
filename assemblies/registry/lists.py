# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a network's matters and means as people type them, one a line, and the lists a founding begins with."""

import re
import tomllib
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assemblies import writing
from governance import remits
from governance.refusals import Refusal

MOST = 200
CODE = re.compile(r"[A-Za-z0-9_-]{1,20}\Z")
COMMAS = str.maketrans("،，", ",,")


def starting() -> dict[str, str]:
    """What the founding form proposes in the founder's language: {"matters": lines, "means": lines}."""
    folder = settings.BASE_DIR / "starting"
    own = folder / f"{get_language()}.toml"
    read = tomllib.loads((own if own.exists() else folder / "en.toml").read_text(encoding="utf-8"))
    return {name: read[name].strip() for name in ("matters", "means")}


def matters(typed: str) -> list[dict[str, str]]:
    """Lines of "name, path" as a network keeps them: [{"path", "name"}]. Raises Refusal."""
    found = [_matter(line) for line in _lines(typed)]
    paths = [row["path"] for row in found]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice:
        raise Refusal(_("This matter stands twice: %(path)s.") % {"path": twice}, at="/matters")
    return found


def _matter(line: str) -> dict[str, str]:
    name, _comma, typed = line.translate(COMMAS).partition(",")
    return matter(name, typed)


def matter(name: str, typed: str) -> dict[str, str]:
    """One matter; without a path it is called by its name, in small letters. Raises Refusal."""
    name = writing.plain(name, at="/name", most=60)
    bare = writing.plain(typed or name, at="/path", most=80).casefold()
    path = "-".join(bare.split())
    return {"path": remits.path(path, at="/path"), "name": name}


def means(typed: str) -> list[dict[str, Any]]:
    """Lines of "name, unit, decimal places, code": [{"code", "name", "unit", "decimal_places"}]. Raises Refusal."""
    found: list[dict[str, Any]] = []
    for number, line in enumerate(_lines(typed), 1):
        name, unit, places, code, *_rest = [
            *(part.strip() for part in line.translate(COMMAS).split(",")),
            *[""] * 3,
        ]
        found.append(one_means(name, unit, places or "0", code or code_of(name, number)))
    codes = [row["code"].casefold() for row in found]
    if len(set(codes)) < len(codes):
        raise Refusal(_("Two means have the same code. Give each a code of its own."), at="/means")
    return found


def one_means(name: str, unit: str, places: str, code: str) -> dict[str, Any]:
    """One means as a network keeps it. Raises Refusal with a pointer to what is wrong."""
    if not (places.isascii() and places.isdigit() and int(places) <= 6):
        raise Refusal(_("An amount has from 0 to 6 decimal places."), at="/decimal_places")
    if not CODE.match(code):
        raise Refusal(_("A code has up to 20 letters from a to z, digits, dashes."), at="/code")
    return {
        "name": writing.plain(name, at="/name", most=60),
        "unit": writing.plain(unit, at="/unit", most=30),
        "decimal_places": int(places),
        "code": code,
    }


def code_of(name: str, number: int) -> str:
    """A code made from a name; by number where it has no letter from a to z."""
    return "-".join(re.findall(r"[a-z0-9]+", name.casefold()))[:20] or f"means-{number}"


def _lines(typed: str) -> list[str]:
    lines = [line for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Refusal(_("That is more than can be taken at once."))
    return lines
