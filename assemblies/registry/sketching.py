# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a first sketch of a network as people type it: its address, its kinds of places, an indented list."""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from assemblies import writing
from assemblies.registry import reading
from assemblies.registry.operations import Founding
from assemblies.registry.reading import BadLine
from governance.refusals import Refusal

HOST = re.compile(r"(?=.{4,200}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
MARKS = dict.fromkeys(">-‐‑–−•*", 1) | {"—": 2}
"""What puts a line further in beside spaces, and how far: telephones make one long dash of two short ones."""
BEFORE = re.compile("[\\s\u200b\u200e\u200f" + re.escape("".join(MARKS)) + "]+")
MOST_PLACES = 500
MOST_SCALES = 9


@dataclass(frozen=True)
class Line:
    """One place of the sketch. `ref` is its number in the list, `parent` that of the place it lies in.

    `number` and `text` are the line as it was typed. `wrong` says why it cannot be taken, and is empty where it can.
    """

    ref: str
    name: str
    depth: int
    parent: str | None
    population: int | None
    number: int
    text: str
    wrong: str
    base: bool = True


def host(typed: str) -> str:
    """A domain in lower case, without scheme or port. Raises Refusal."""
    bare = typed.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/")
    if not HOST.match(bare):
        raise Refusal(_("This is not a domain, such as nested.example.org or trial.invalid."), at="/host")
    return bare


def scales(typed: str) -> list[dict[str, str]]:
    """Lines of "town, towns", narrow to wide. Raises Unread with a complaint for every bad line."""
    read = reading.each(typed, _scale)
    read.once(
        lambda row: row["name"],
        _("%(what)s stands on line %(line)s already. Each kind of place is named once."),
    )
    number = len(reading.lines(typed))
    if not 1 <= number <= MOST_SCALES:
        read.bad.append(BadLine(0, "", _("Name one to nine kinds of places.")))
    return read.rows()


def _scale(line: str, _number: int) -> dict[str, str]:
    one, many = reading.between_commas(
        line, 2, _("A kind of place has two words with one comma between them: for one, and for many.")
    )
    name = writing.plain(one, at="/scales", most=40)
    return {"name": name, "plural": writing.plain(many or one, at="/scales", most=40)}


def places(typed: str, kinds: int) -> list[Line]:
    """An indented list of places as lines; `kinds` is how many scales there are.

    Raises Unread with a complaint for every bad line.
    """
    if not 1 <= len(reading.lines(typed)) <= MOST_PLACES:
        sentence = _("Name at least one place, and at most 500 to begin with.")
        raise reading.Unread([BadLine(0, "", sentence)])
    read = drawn(typed, kinds)
    bad = [BadLine(line.number, line.text, line.wrong) for line in read if line.wrong]
    if bad:
        raise reading.Unread(bad)
    return read


def drawn(typed: str, kinds: int) -> list[Line]:
    """Every line as the place it would be, with what is wrong with it.

    Indentation may be of any width, in spaces, dashes or ">", as long as a place inside stands further in than the
    one it lies in. What lies in a bad line lies there all the same, so that one mistake brings one complaint.
    """
    open_at: list[tuple[int, str]] = []
    read: list[Line] = []
    first: dict[tuple[str | None, str], int] = {}
    for number, text in reading.lines(typed):
        width, bare = _indented(text)
        while open_at and open_at[-1][0] >= width:
            open_at.pop()
        depth, parent = len(open_at), open_at[-1][1] if open_at else None
        name, population, wrong = _name_and_number(bare)
        above = first.setdefault((parent, name.casefold()), number)
        wrong = wrong or _misplaced(depth, kinds, bool(read), "" if above == number else name, above)
        open_at.append((width, str(len(read))))
        read.append(Line(str(len(read)), name, depth, parent, population, number, text.strip(), wrong))
    parents = {line.parent for line in read}
    return [replace(line, base=line.ref not in parents) for line in read]


def _indented(line: str) -> tuple[int, str]:
    """How far in a line stands, and what stands there: spaces before the first mark, and marks, count."""
    before = BEFORE.match(line)
    found = before[0] if before else ""
    spaces = found[: len(found) - len(found.lstrip())].replace("\t", "    ")
    return len(spaces) + sum(MARKS.get(mark, 0) for mark in found), line[len(found) :]


def _misplaced(depth: int, kinds: int, later: bool, twice: str, above: int) -> str:
    """Why a place cannot lie where it does, or nothing. `twice` is its name where line `above` has it too."""
    if depth >= kinds:
        return _("This lies deeper than there are kinds of places. Name another kind, or move this line out.")
    if depth == 0 and later:
        return _(
            "Only the first line stands at the edge, for it holds all the others. Put spaces or dashes before this one."
        )
    if twice:
        return _("%(name)s stands in the same place already, on line %(line)s.") % {
            "name": twice,
            "line": above,
        }
    return ""


def _name_and_number(bare: str) -> tuple[str, int | None, str]:
    """A place's name, how many live there, and what is wrong with them."""
    before, colon, after = bare.replace("：", ":").rpartition(":")
    typed = before if colon else after
    try:
        name, wrong = writing.plain(typed, at="/places", most=120), ""
    except Refusal as refusal:
        missing = not writing.shows(typed)
        name, wrong = typed.strip(), _("The name of the place is missing.") if missing else refusal.sentence
    digits = re.sub(r"[\s.,'’٬،]", "", after) if colon else ""
    if not colon or wrong:
        return name, None, wrong
    if not digits.isdecimal() or len(digits) > 11:
        return name, None, _("After the colon comes a number of people, in digits.")
    return name, int(digits), ""


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
