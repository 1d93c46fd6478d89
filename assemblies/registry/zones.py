# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time zones to choose from: those that are places people live in, each under its present name."""

import zoneinfo
from functools import cache
from importlib import resources
from pathlib import Path

AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)

FORMER = {
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Godthab": "America/Nuuk",
    "Africa/Asmera": "Africa/Asmara",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Europe/Kiev": "Europe/Kyiv",
}
"""Names that browsers still give, and what each is called now."""


@cache
def names() -> list[str]:
    """Zones by name, from the database's own table of places; without it, all that are named after an area."""
    known, table = zoneinfo.available_timezones(), _table()
    listed = {line.split("\t")[2].strip() for line in table.splitlines() if line and line[0] != "#"}
    found = listed & known or {zone for zone in known if zone.split("/")[0] in AREAS and "/" in zone}
    return sorted(found - set(FORMER))


def _table() -> str:
    places = [Path(path) / "zone.tab" for path in zoneinfo.TZPATH]
    for path in places:
        if path.is_file():
            return path.read_text(encoding="utf-8")
    try:
        return resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        return ""
