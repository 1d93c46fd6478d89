# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shell's `place`: reads a network and a proposal's effects, answers which assembly decides and why."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from governance import amounts, documents, placement, remits
from governance.effects import Effects
from governance.nesting import Assembly, Nesting, Overlay

COMMON = ("members", "quorum", "founded", "remit", "allotments")


def run(payload: object) -> object:
    """Answer {"assembly", "joint", "candidates", "because", "affected"} as the shell contract has it."""
    return answer(payload, more=()).as_json()


def answer(payload: object, *, more: tuple[str, ...] = ("name",)) -> placement.Placement:
    """Place what the payload asks. `more` is what bodies may tell beside what the shell takes: in a kept
    network each has its name, and what was said about it says that name.

    Raises Refusal, with a pointer into the payload, for whatever cannot be read or breaks a stated rule.
    """
    optional = ("overlays", "theta", "delta", "reasons")
    asked = documents.record(payload, "", ("assemblies", "effects", "raised_in"), optional)
    return placement.place(
        nesting(asked["assemblies"], asked.get("overlays", []), more=more),
        effects(asked["effects"], "/effects"),
        documents.text(asked["raised_in"], "/raised_in"),
        _share(asked, "theta", placement.THETA),
        _share(asked, "delta", placement.DELTA),
        {id: documents.text(reason, at) for id, reason, at in _members(asked, "reasons", "")},
    )


def nesting(assemblies: object, overlays: object, *, more: tuple[str, ...] = ("name",)) -> Nesting:
    """Read the two lists of bodies. Raises Refusal with pointers into /assemblies and /overlays."""
    return Nesting.build(
        [_assembly(row, at, more) for row, at in documents.rows(assemblies, "/assemblies")],
        [_overlay(row, at, more) for row, at in documents.rows(overlays, "/overlays")],
    )


def effects(value: object, at: str) -> Effects:
    """Read effects as the shell writes them; `binding` left out is true."""
    row = documents.record(value, at, ("places", "matter"), ("means", "binding"))
    return Effects(
        {
            id: amounts.share(share, here, above_zero=True)
            for id, share, here in documents.members(row["places"], at + "/places")
        },
        remits.path(row["matter"], at + "/matter"),
        _amounts(row, "means", at),
        documents.truth(row.get("binding", True), at + "/binding"),
    )


def remit(value: object, at: str) -> remits.Remit:
    """Read a remit: rows of a matter, its ceilings, and whether it is exclusive."""
    return remits.without_repeats((_matter(row, here) for row, here in documents.rows(value, at)), at)


def _matter(value: object, at: str) -> remits.Matter:
    row = documents.record(value, at, ("matter",), ("ceilings", "exclusive"))
    return remits.Matter(
        remits.path(row["matter"], at + "/matter"),
        _amounts(row, "ceilings", at),
        documents.truth(row.get("exclusive", False), at + "/exclusive"),
    )


def _assembly(value: object, at: str, more: tuple[str, ...]) -> Assembly:
    row = documents.record(value, at, ("id", "scale", "population"), ("parent", *COMMON, *more))
    parent = row.get("parent")
    return Assembly(
        **_body(row, at), parent=None if parent is None else documents.text(parent, at + "/parent")
    )


def _overlay(value: object, at: str, more: tuple[str, ...]) -> Overlay:
    row = documents.record(value, at, ("id", "scale", "constituents"), ("population", *COMMON, *more))
    held = documents.rows(row["constituents"], at + "/constituents")
    return Overlay(**_body(row, at), constituents=tuple(documents.text(id, here) for id, here in held))


def _body(row: Mapping[str, Any], at: str) -> dict[str, Any]:
    readers: dict[str, Callable[[object, str], object]] = {
        "id": documents.text,
        "scale": documents.whole,
        "name": documents.text,
        "population": documents.whole,
        "members": documents.whole,
        "quorum": documents.whole,
        "founded": _day,
        "remit": remit,
    }
    body = {name: read(row[name], f"{at}/{name}") for name, read in readers.items() if name in row}
    if "allotments" in row:
        body["allotments"] = _amounts(row, "allotments", at)
    return body


def _day(value: object, at: str) -> date:
    try:
        day = date.fromisoformat(documents.text(value, at))
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise documents.BadDocument('A day is written as "2024-05-01".', at=at)
    return day


def _amounts(row: Mapping[str, Any], name: str, at: str) -> dict[str, Decimal]:
    return {means: amounts.amount(value, here) for means, value, here in _members(row, name, at)}


def _members(row: Mapping[str, Any], name: str, at: str) -> list[tuple[str, Any, str]]:
    return list(documents.members(row.get(name, {}), f"{at}/{name}"))


def _share(row: Mapping[str, Any], name: str, default: Fraction) -> Fraction:
    return amounts.share(row[name], f"/{name}") if name in row else default
