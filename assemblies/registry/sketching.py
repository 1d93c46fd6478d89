# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a first sketch of a network as people type it: its address, its kinds of places, an indented list."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assemblies import writing
from assemblies.registry.operations import Founding
from governance.refusals import Refusal

HOST = re.compile(r"(?=.{4,200}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
MOST_PLACES = 500


@dataclass(frozen=True)
class Line:
    """One place of the sketch. `ref` is its number in the list, `parent` that of the place it lies in."""

    ref: str
    name: str
    depth: int
    parent: str | None
    population: int | None
    base: bool


def host(typed: str) -> str:
    """A domain in lower case, without scheme or port. Raises Refusal."""
    bare = typed.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/")
    if not HOST.match(bare):
        raise Refusal(_("This is not a domain, such as nested.example.org or trial.invalid."), at="/host")
    return bare


def scales(typed: str) -> list[dict[str, str]]:
    """Lines of "town, towns", narrow to wide. Raises Refusal."""
    found = []
    for line in filter(str.strip, typed.splitlines()):
        one, _comma, many = line.partition(",")
        name = writing.plain(one, at="/scales", most=40)
        found.append({"name": name, "plural": writing.plain(many or one, at="/scales", most=40)})
    if not 1 <= len(found) <= 9:
        raise Refusal(_("Name one to nine kinds of places."), at="/scales")
    if len({row["name"] for row in found}) < len(found):
        raise Refusal(_("Each kind of place is named once."), at="/scales")
    return found


def places(typed: str, kinds: int) -> list[Line]:
    """An indented list of places as lines; `kinds` is how many scales there are. Raises Refusal.

    Indentation may be of any width, as long as a place inside stands further in than the one it lies in.
    """
    rows = [row for row in typed.replace("\t", "    ").splitlines() if row.strip()]
    if not 1 <= len(rows) <= MOST_PLACES:
        raise Refusal(_("Name at least one place, and at most 500 to begin with."), at="/places")
    open_at: list[tuple[int, str]] = []
    read: list[tuple[str, str, int, str | None, int | None]] = []
    for number, row in enumerate(rows):
        width = len(row) - len(row.lstrip())
        while open_at and open_at[-1][0] >= width:
            open_at.pop()
        if len(open_at) >= kinds:
            raise Refusal(
                _("More steps inside each other than there are kinds of places: ") + row.strip(), at="/places"
            )
        name, population = _name_and_number(row)
        read.append((str(number), name, len(open_at), open_at[-1][1] if open_at else None, population))
        open_at.append((width, str(number)))
    if sum(parent is None for _ref, _name, _depth, parent, _population in read) > 1:
        raise Refusal(
            _("One place has to hold all the others: only the first line stands at the edge."), at="/places"
        )
    _once(read)
    parents = {parent for _ref, _name, _depth, parent, _population in read}
    return [Line(ref, name, depth, parent, n, ref not in parents) for ref, name, depth, parent, n in read]


def _once(read: list[tuple[str, str, int, str | None, int | None]]) -> None:
    """Raise Refusal where two places in one place have one name: nobody could tell them apart."""
    seen: set[tuple[str | None, str]] = set()
    for _ref, name, _depth, parent, _population in read:
        if (parent, name.casefold()) in seen:
            raise Refusal(
                _("Two places in one place are both called %(name)s.") % {"name": name}, at="/places"
            )
        seen.add((parent, name.casefold()))


def _name_and_number(row: str) -> tuple[str, int | None]:
    name, colon, number = row.rpartition(":")
    digits = re.sub(r"[\s.,']", "", number)
    if not colon:
        return writing.plain(row, at="/places", most=120), None
    if not digits.isascii() or not digits.isdigit() or len(digits) > 11:
        raise Refusal(_("After the colon comes a number of people: ") + row.strip(), at="/places")
    return writing.plain(name, at="/places", most=120), int(digits)


def foundings(lines: list[Line], kinds: int) -> list[Founding]:
    """The sketch as the registry founds it: the outermost places take the widest scale."""
    return [
        Founding(
            name=line.name,
            scale=kinds - 1 - line.depth,
            ref=line.ref,
            parent=line.parent,
            population=line.population,
        )
        for line in lines
    ]
