# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers: what a ballot asks beside its text – options, pot, places to fill – and what a voter may answer on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from governance import amounts, documents, ways
from governance.refusals import Refusal
from governance.tallies import stv

ONE, SEVERAL, SCORE, DOTS, ORDER, POT = "one", "several", "score", "dots", "order", "pot"
KINDS: Mapping[str, str] = {
    **dict.fromkeys(ways.METHODS, ONE),
    "plurality": ONE,
    "approval": SEVERAL,
    "spav": SEVERAL,
    "score": SCORE,
    "dots": DOTS,
    **dict.fromkeys(("schulze", "ranked-pairs", "irv", "stv"), ORDER),
    **dict.fromkeys(ways.SHARING, POT),
}
"""Method → how a voter answers: one mark, several, points in a range, dots to place, an order, or a filled pot."""
SEVERAL_PLACES = frozenset({"approval", "spav", "stv"})
MOST_OPTIONS = 60
MOST_PIECES = 300
"""Pieces of things that a pot pays for, each counted by itself."""
MOST_EACH = 99
LONGEST_NAME, LONGEST_MEANING, LONGEST_QUESTION = 120, 300, 200
MOST_POINTS, MOST_DOTS, MOST_MINIMUM = 10, 100, 10**9
VARIANTS = {"stv": ("", "scottish"), "budget-greedy": ("skip", "stop", "threshold")}


class BadPaper(Refusal):
    """What was composed makes no ballot that could be answered and counted."""

    code: ClassVar[str] = "bad_paper"


@dataclass(frozen=True)
class Option:
    """One option by its short id. Of a pot it has what one piece costs, and how many of it there may be."""

    id: str
    name: str
    means: str = ""
    costs: str = ""
    most: int = 1

    def pieces(self) -> tuple[str, ...]:
        """What is counted of it: the option, or each piece of what there may be several of."""
        return (self.id,) if self.most == 1 else tuple(f"{self.id}.{n}" for n in range(1, self.most + 1))

    def as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"id": self.id, "name": self.name, "means": self.means}
        return data | ({"costs": self.costs, "most": self.most} if self.costs else {})


@dataclass(frozen=True)
class Paper:
    """What is asked. Nothing is set that the method does not use; `lot` is the order in which ties are resolved,
    drawn when voting opened, or nothing."""

    method: str
    question: str = ""
    options: tuple[Option, ...] = ()
    places: int = 1
    top: int = 5
    dots: int = 0
    pot: str = ""
    unit: str = ""
    variant: str = ""
    minimum: int = 0
    lot: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return KINDS[self.method]

    def as_data(self) -> dict[str, Any]:
        """This paper as it is kept and digested; `read` takes it back."""
        data: dict[str, Any] = {"method": self.method, "question": self.question}
        data |= {"options": [option.as_data() for option in self.options]} if self.options else {}
        used = {"places": self.places > 1, "top": self.kind == SCORE, "dots": self.kind == DOTS}
        used |= {"pot": self.kind == POT, "unit": self.kind == POT, "variant": bool(self.variant)}
        used |= {"minimum": self.variant == "threshold"}
        data |= {name: getattr(self, name) for name, wanted in used.items() if wanted}
        return data | ({"lot": list(self.lot)} if self.lot else {})

    def asked(self) -> dict[str, Any]:
        """The members of the shell's `tally` that belong to the method, without rule, seats and votes."""
        if not self.options:
            return {"options": ["yes", "no"]}
        pieces = [piece for option in self.options for piece in option.pieces()]
        found: dict[str, Any] = {"options": pieces} | self._of_method()
        if (self.method in SEVERAL_PLACES and self.places > 1) or self.method == "stv":
            found["places_to_fill"] = self.places
        if self.lot:
            rank = {option.id: option for option in self.options}
            found["tie_order"] = [piece for id in self.lot for piece in rank[id].pieces()]
        return found

    def _of_method(self) -> dict[str, Any]:
        if self.kind == POT:
            costs = {piece: option.costs for option in self.options for piece in option.pieces()}
            found: dict[str, Any] = {"costs": costs, "pot": self.pot}
            if self.method == "budget-mes":
                return found | {"completion": "add1"}
            minimum = {"minimum": self.minimum} if self.variant == "threshold" else {}
            return found | {"variant": self.variant} | minimum
        if self.kind == SCORE:
            return {"range": [0, self.top]}
        if self.kind == DOTS:
            return {"dots": self.dots}
        return {"variant": self.variant} if self.variant else {}

    def names(self) -> dict[str, str]:
        """What is counted → what people call it; of several pieces each by its number."""
        return {
            piece: option.name if option.most == 1 else f"{option.name} ({number})"
            for option in self.options
            for number, piece in enumerate(option.pieces(), 1)
        }


def compose(method: str, given: Mapping[str, Any], *, lot: Sequence[int] = ()) -> Paper:
    """A paper from what was composed: {"question", "options": [{"name", "means"?, "costs"?, "most"?}], "places"?,
    "top"?, "dots"?, "pot"?, "unit"?, "variant"?, "minimum"?}. `lot` is an order of the options, by number from 0.

    Raises BadPaper or documents.BadDocument with a pointer to what cannot stand.
    """
    if method in ways.METHODS:
        if given:
            sentence = "Yes and no are the options here; nothing else is asked."
            raise BadPaper(sentence, code="unknown_member", at=f"/{next(iter(given))}")
        return Paper(method)
    kind = KINDS[method]
    documents.record(given, "", (), ("question", "options", *_used(method, given.get("variant"))))
    options = tuple(_options(given.get("options", []), kind))
    variant = _variant(method, given.get("variant", ""))
    places = max(1, len(options) - 1)
    if method == "stv" and not variant:
        places = min(places, stv.MOST_PLACES)
    more: dict[str, Any] = {
        "places": _whole(given, "places", 1, 1, places) if method in SEVERAL_PLACES else 1,
        "top": _whole(given, "top", 5, 1, MOST_POINTS) if kind == SCORE else 5,
        "dots": _whole(given, "dots", 0, 1, MOST_DOTS) if kind == DOTS else 0,
    }
    more |= _pot(given, options) if kind == POT else {}
    more["minimum"] = _whole(given, "minimum", 1, 1, MOST_MINIMUM) if variant == "threshold" else 0
    paper = Paper(
        method,
        _line(given.get("question", ""), "/question", LONGEST_QUESTION, needed=True),
        options,
        variant=variant,
        lot=tuple(options[number].id for number in lot),
        **more,
    )
    if sum(len(option.pieces()) for option in options) > MOST_PIECES:
        raise BadPaper("There may be {most} pieces in all.", code="too_many", at="/options", most=MOST_PIECES)
    return paper


def _used(method: str, variant: object) -> Iterator[str]:
    """What may be composed beside the question and its options: nothing that the count would pass over in silence."""
    kind = KINDS[method]
    used = {"places": method in SEVERAL_PLACES, "top": kind == SCORE, "dots": kind == DOTS}
    used |= {"pot": kind == POT, "unit": kind == POT}
    used |= {"variant": method in VARIANTS, "minimum": variant == "threshold"}
    return (name for name, is_used in used.items() if is_used)


def read(data: Mapping[str, Any]) -> Paper:
    """A paper as it was kept."""
    kept = dict(data)
    kept["options"] = tuple(Option(**row) for row in kept.get("options", ()))
    kept["lot"] = tuple(kept.get("lot", ()))
    return Paper(**kept)


def _options(rows: object, kind: str) -> Iterator[Option]:
    found = list(documents.rows(rows, "/options"))
    if not 2 <= len(found) <= MOST_OPTIONS:
        raise BadPaper("Give from 2 to {most} options.", code="how_many", at="/options", most=MOST_OPTIONS)
    seen: set[str] = set()
    more = ("costs", "most") if kind == POT else ()
    for number, (row, at) in enumerate(found, 1):
        given = documents.record(row, at, ("name",), ("means", *more))
        name = _line(given["name"], at + "/name", LONGEST_NAME, needed=True)
        if name.casefold() in seen:
            raise BadPaper("Another option has this name.", code="repeated", at=at + "/name")
        seen.add(name.casefold())
        means = _line(given.get("means", ""), at + "/means", LONGEST_MEANING)
        yield Option(str(number), name, means, **_priced(given, at) if more else {})


def _priced(given: Mapping[str, Any], at: str) -> dict[str, Any]:
    costs = amounts.amount(given.get("costs"), at + "/costs")
    if not costs:
        raise BadPaper("Say what one of these costs.", code="no_costs", at=at + "/costs")
    return {"costs": amounts.written(costs), "most": _whole(given, "most", 1, 1, MOST_EACH, at)}


def _pot(given: Mapping[str, Any], options: Sequence[Option]) -> dict[str, str]:
    pot = amounts.amount(given.get("pot"), "/pot")
    if pot < max(Decimal(option.costs) for option in options):
        sentence = "The pot has to pay for any one of the options."
        raise BadPaper(sentence, code="pot_too_small", at="/pot")
    unit = given.get("unit", "")
    return {"pot": amounts.written(pot), "unit": _line(unit, "/unit", 20)}


def _variant(method: str, given: object) -> str:
    allowed = VARIANTS.get(method, ("",))
    variant = given or allowed[0]
    if variant not in allowed:
        named = tuple(filter(None, allowed))
        raise BadPaper("This must be one of these: {allowed}.", at="/variant", allowed=named)
    return str(variant)


def _line(value: object, at: str, most: int, *, needed: bool = False) -> str:
    if not isinstance(value, str):
        raise BadPaper("This has to be text.", code="not_text", at=at)
    if needed and not value.strip():
        raise BadPaper("This cannot be left empty.", code="missing", at=at)
    if len(value) > most:
        raise BadPaper("This is longer than {most} characters.", code="too_long", at=at, most=most)
    return value


def _whole(given: Mapping[str, Any], name: str, otherwise: int, least: int, most: int, at: str = "") -> int:
    value = given.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadPaper(
            "This is a whole number from {least} to {most}.", at=f"{at}/{name}", least=least, most=most
        )
    return value
