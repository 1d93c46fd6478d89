# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways of deciding: which method a charter asks for on a matter, and which stricter ones it allows instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from governance import remits
from governance.refusals import Refusal

STRICTER: Mapping[str, frozenset[str]] = {
    "majority": frozenset({"double-majority"}),
    "double-majority": frozenset(),
}
"""Method → those that are stricter: whatever they adopt, it would have adopted too, and not the other way round."""
METHODS = frozenset(STRICTER)


class NoSuchMethod(Refusal):
    code: ClassVar[str] = "no_such_method"


class LaxerMethod(Refusal):
    """Less was chosen than the charter asks for."""

    code: ClassVar[str] = "method_too_lax"


class MethodNotAllowed(Refusal):
    """A stricter way was chosen that the charter does not allow."""

    code: ClassVar[str] = "method_not_allowed"


class BadWay(Refusal):
    code: ClassVar[str] = "bad_way"


@dataclass(frozen=True)
class Way:
    """How a matter and all below it are decided; `stricter` are the methods that may be chosen instead."""

    method: str
    stricter: tuple[str, ...] = ()
    matter: str = ""

    def as_data(self) -> dict[str, Any]:
        return {"matter": self.matter, "method": self.method, "stricter": list(self.stricter)}

    def choose(self, wanted: str = "", at: str = "/method") -> str:
        """The method of one ballot: the charter's where nothing is wanted, else a stricter one it allows.

        Raises NoSuchMethod, LaxerMethod or MethodNotAllowed.
        """
        if not wanted or wanted == self.method:
            return self.method
        if wanted not in METHODS:
            raise NoSuchMethod("This way of deciding is not known here.", at=at)
        if wanted not in STRICTER[self.method]:
            raise LaxerMethod(
                "The charter asks for {method} on this matter, and {wanted} would be laxer.",
                at=at,
                method=SPOKEN[self.method],
                wanted=SPOKEN[wanted],
            )
        if wanted not in self.stricter:
            raise MethodNotAllowed(
                "The charter has this matter decided by {method}, and does not allow {wanted} in its place.",
                at=at,
                method=SPOKEN[self.method],
                wanted=SPOKEN[wanted],
            )
        return wanted


SPOKEN = {"majority": "a majority", "double-majority": "a double majority"}


def read(data: object, at: str, *, matter: str | None = None) -> Way:
    """Read one way from kept data; `matter` is given where the row names none. Raises BadWay."""
    keys = {"method", "stricter"} | ({"matter"} if matter is None else set())
    if not isinstance(data, Mapping) or not {"method"} <= set(data) <= keys:
        raise BadWay("A way of deciding has a matter, a method, and stricter ones that are allowed.", at=at)
    method, stricter = data["method"], data.get("stricter", ())
    if not isinstance(method, str) or method not in METHODS:
        raise BadWay("This way of deciding is not known here.", at=f"{at}/method")
    if not isinstance(stricter, list | tuple) or not all(isinstance(one, str) for one in stricter):
        raise BadWay("The stricter ways of deciding are a list of their names.", at=f"{at}/stricter")
    if set(stricter) - STRICTER[method] or len(set(stricter)) != len(stricter):
        sentence = "Each of these must be stricter than {method}, once."
        raise BadWay(sentence, at=f"{at}/stricter", method=SPOKEN[method])
    named = remits.path(data.get("matter"), f"{at}/matter") if matter is None else matter
    return Way(method, tuple(stricter), named)


def read_all(data: object, at: str) -> tuple[Way, ...]:
    """Read the ways of single matters. Raises BadWay, also where a matter stands twice, or remits.BadMatter."""
    if not isinstance(data, list | tuple):
        raise BadWay("The ways of deciding by matter are a list.", at=at)
    rows: list[Way] = []
    for index, row in enumerate(data):
        rows.append(read(row, f"{at}/{index}"))
        if any(other.matter == rows[-1].matter for other in rows[:-1]):
            sentence = "The matter {matter} stands twice."
            raise BadWay(sentence, at=f"{at}/{index}/matter", matter=rows[-1].matter)
    return tuple(rows)


def on(matter: str, by_matter: Iterable[Way], otherwise: Way) -> Way:
    """The way for a matter: of the longest matching prefix, path word by path word, else `otherwise`."""
    matching = [row for row in by_matter if matter == row.matter or matter.startswith(row.matter + "/")]
    return max(matching, key=lambda row: len(row.matter), default=otherwise)
