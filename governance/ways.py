# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways of deciding: which method a charter asks for on a matter, and which stricter ones it allows instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from governance import franchises, remits, weights
from governance.refusals import Refusal

STRICTER: Mapping[str, frozenset[str]] = {
    "majority": frozenset({"supermajority", "double-majority", "consent"}),
    "supermajority": frozenset({"consent"}),
    "double-majority": frozenset(),
    "consent": frozenset(),
}
"""Way of deciding yes or no → those that are stricter: whatever they adopt, it would have adopted too, and not the
other way round. A supermajority is a majority counted with a share of two thirds or more."""
METHODS = frozenset(STRICTER)
SUPERMAJORITY = "2/3"
CHOOSING = ("plurality", "approval", "score", "dots", "schulze", "ranked-pairs", "irv", "stv", "spav")
SHARING = ("budget-mes", "budget-greedy")
OTHERS = (*CHOOSING, *SHARING)
"""Ways of answering other questions than yes or no: which of several, and what a pot pays for."""


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
    """How a matter and all below it are decided; `stricter` are the methods that may be chosen instead.

    `also` are the ways that may be chosen where the question is another than yes or no. None: all of them where
    a majority is enough, and none where more than that is asked for, so that nobody gets round it. `franchise` is who
    votes, `weights` what assemblies weigh where they count.
    """

    method: str
    stricter: tuple[str, ...] = ()
    matter: str = ""
    also: tuple[str, ...] | None = None
    franchise: str = franchises.PEOPLE
    weights: str = weights.EQUAL

    def as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"matter": self.matter, "method": self.method, "stricter": list(self.stricter)}
        data |= {} if self.also is None else {"also": list(self.also)}
        usual = {"franchise": franchises.PEOPLE, "weights": weights.EQUAL}
        return data | {name: getattr(self, name) for name in usual if getattr(self, name) != usual[name]}

    @property
    def others(self) -> tuple[str, ...]:
        """The ways that may be chosen for other questions than yes or no."""
        if self.also is not None:
            return self.also
        return OTHERS if self.method == "majority" and self.franchise != franchises.ASSEMBLIES else ()

    def choose(self, wanted: str = "", at: str = "/method") -> str:
        """The method of one ballot: the charter's where nothing is wanted, else a stricter one it allows.

        Raises NoSuchMethod, LaxerMethod or MethodNotAllowed.
        """
        if not wanted or wanted == self.method:
            return self.method
        if wanted in OTHERS:
            return self._choose_other(wanted, at)
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

    def _choose_other(self, wanted: str, at: str) -> str:
        if wanted not in self.others:
            raise MethodNotAllowed(
                "The charter has this matter decided by {method}, and does not allow {wanted} in its place.",
                at=at,
                method=SPOKEN[self.method],
                wanted=SPOKEN[wanted],
            )
        return wanted


SPOKEN = {
    "majority": "a majority",
    "supermajority": "a majority of two thirds",
    "double-majority": "a double majority",
    "consent": "consent",
    "plurality": "one choice each",
    "approval": "approval",
    "score": "points",
    "dots": "dots",
    "schulze": "ranking by pairs (Schulze)",
    "ranked-pairs": "ranking by pairs (ranked pairs)",
    "irv": "instant run-off",
    "stv": "the single transferable vote",
    "spav": "approval in fair shares",
    "budget-mes": "equal shares",
    "budget-greedy": "most votes first",
}


def read(data: object, at: str, *, matter: str | None = None) -> Way:
    """Read one way from kept data; `matter` is given where the row names none. Raises BadWay."""
    keys = {*MEMBERS} | ({"matter"} if matter is None else set())
    if not isinstance(data, Mapping) or not {"method"} <= set(data) <= keys:
        raise BadWay("A way of deciding has a matter, a method, and stricter ones that are allowed.", at=at)
    method = data["method"]
    if not isinstance(method, str) or method not in METHODS:
        raise BadWay("This way of deciding is not known here.", at=f"{at}/method")
    stricter = _names(data.get("stricter", ()), f"{at}/stricter")
    if set(stricter) - STRICTER[method] or len(set(stricter)) != len(stricter):
        sentence = "Each of these must be stricter than {method}, once."
        raise BadWay(sentence, at=f"{at}/stricter", method=SPOKEN[method])
    also = data.get("also")
    if also is not None:
        also = _names(also, f"{at}/also")
        if set(also) - set(OTHERS) or len(set(also)) != len(also):
            raise BadWay("This way of deciding is not known here.", at=f"{at}/also")
    named = remits.path(data.get("matter"), f"{at}/matter") if matter is None else matter
    way = Way(method, stricter, named, also, *_who_counts(data, at))
    _fits(way, at)
    return way


MEMBERS = ("method", "stricter", "also", "franchise", "weights")
BY_ASSEMBLIES = frozenset({"majority", "supermajority"})
"""What assemblies can answer, each with one yes or no."""


def _who_counts(data: Mapping[str, Any], at: str) -> tuple[str, str]:
    franchise, by = data.get("franchise", franchises.PEOPLE), data.get("weights", weights.EQUAL)
    if franchise not in franchises.KINDS:
        raise BadWay("This must be one of these: {allowed}.", at=f"{at}/franchise", allowed=franchises.KINDS)
    if by not in weights.BY:
        raise BadWay("This must be one of these: {allowed}.", at=f"{at}/weights", allowed=tuple(weights.BY))
    return franchise, by


def _fits(way: Way, at: str) -> None:
    """Refuse ways that cannot be counted with these voters."""
    asked = {way.method, *way.stricter}
    if way.franchise == franchises.ASSEMBLIES and not {*asked, *way.others} <= BY_ASSEMBLIES:
        raise BadWay("Assemblies answer yes or no, by a majority or by two thirds.", at=f"{at}/franchise")
    if way.franchise == franchises.DELEGATES and "double-majority" in asked:
        raise BadWay("A double majority asks the people, and not their delegates.", at=f"{at}/franchise")


def _names(value: object, at: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise BadWay("The stricter ways of deciding are a list of their names.", at=at)
    return tuple(value)


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
