# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a network's matters and means as people type them, one a line, and the lists a founding begins with."""

import re
import tomllib
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assemblies import numerals, writing
from assemblies.registry import reading
from assemblies.registry.reading import BadLine
from governance import remits
from governance.refusals import Refusal

MOST = 200
CODE = re.compile(r"[A-Za-z0-9_-]{1,20}\Z")


def starting() -> dict[str, str]:
    """What the founding form proposes in the founder's language: {"matters": lines, "means": lines}."""
    folder = settings.BASE_DIR / "starting"
    own = folder / f"{get_language()}.toml"
    read = tomllib.loads((own if own.exists() else folder / "en.toml").read_text(encoding="utf-8"))
    return {name: read[name].strip() for name in ("matters", "means")}


def matters(typed: str) -> list[dict[str, str]]:
    """Lines of "name, path" as a network keeps them: [{"path", "name"}]. Raises Unread with every bad line."""
    read = reading.each(typed, _matter)
    read.once(
        lambda row: row["path"],
        _(
            "The short word %(what)s stands on line %(line)s already. Give each matter a short word of its own."
        ),
    )
    if not reading.lines(typed):
        read.bad.append(BadLine(0, "", _("Name at least one thing that can be decided about.")))
    _few(typed, read.bad)
    return read.rows()


def _matter(line: str, _number: int) -> dict[str, str]:
    return matter(
        *reading.between_commas(
            line,
            2,
            _("A matter has two parts with one comma between them: its name, and a short word for it."),
        )
    )


def matter(name: str, typed: str) -> dict[str, str]:
    """One matter; without a path it is called by its name, in small letters. Raises Refusal."""
    name = writing.plain(name, at="/name", most=60)
    bare = writing.plain(typed or name, at="/path", most=80).casefold()
    path = "-".join(bare.split())
    return {"path": remits.path(path, at="/path"), "name": name}


def means(typed: str) -> list[dict[str, Any]]:
    """Lines of "name, unit, decimal places, code": [{"code", "name", "unit", "decimal_places"}].

    Raises Unread with every bad line.
    """
    read = reading.each(typed, _means)
    read.once(
        lambda row: row["code"].casefold(),
        _("The code %(what)s stands on line %(line)s already. Give each means a code of its own."),
    )
    _few(typed, read.bad)
    return read.rows()


def _means(line: str, number: int) -> dict[str, Any]:
    name, unit, places, code = reading.between_commas(
        line,
        4,
        _("A line has up to four parts with commas between: a name, its unit, decimal places, and a code."),
    )
    if not unit:
        raise Refusal(_("Its unit is missing: write it after a comma, such as hours or m³."), at="/unit")
    return one_means(name, unit, numerals.latin(places) or "0", code or code_of(name, number))


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


def _few(typed: str, bad: list[BadLine]) -> None:
    if len(reading.lines(typed)) > MOST:
        bad.append(BadLine(0, "", _("That is more than can be taken at once.")))
