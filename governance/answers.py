# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers: what a voter chose, held against the paper before it is recorded, and the one form in which it is kept."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from governance import amounts, canonical, papers
from governance.refusals import Refusal
from governance.tallies.questions import ABSTAIN

YES_OR_NO = ("yes", "no", ABSTAIN)
CONSENT = ("agree", "stand_aside", "object", ABSTAIN)
SHORTEST_REASON = 10
NO_EQUALS = frozenset({"irv", "stv"})


class NoSuchChoice(Refusal):
    code: ClassVar[str] = "no_such_choice"


class OverThePot(Refusal):
    code: ClassVar[str] = "over_the_pot"


class NoReason(Refusal):
    """An objection without what it objects to."""

    code: ClassVar[str] = "no_reason"


def words_of(method: str) -> tuple[str, ...]:
    """The words that answer a question of yes or no; none for other questions."""
    if method == "consent":
        return CONSENT
    return YES_OR_NO if method in ("majority", "double-majority") else ()


def admit(method: str, asked: Mapping[str, Any], choice: object) -> str:
    """The choice as it is kept: a word, or canonical JSON of what the shell's `tally` takes. `asked` is as
    `papers.Paper.asked` gives it. Raises NoSuchChoice or OverThePot for what this paper cannot be answered with.
    """
    words = words_of(method)
    if isinstance(choice, Written):
        choice = _read_again(method, choice)
    if words:
        return _word(words, choice)
    if choice == ABSTAIN:
        return ABSTAIN
    return canonical.encode(_READERS[papers.KINDS[method]](method, asked, choice)).decode()


class Written(str):
    """A choice in the form in which it is kept, as a later step of a form sends it back."""


def reason(method: str, choice: str, given: str) -> str:
    """The reason of an objection: it has one, and nothing else needs any. Raises NoReason."""
    if method != "consent" or choice != "object":
        return ""
    if len(given.strip()) < SHORTEST_REASON:
        raise NoReason("Say what harm it would do: the others have to hear your reason.", at="/reason")
    return given


def kept(method: str, text: str) -> Any:
    """A choice as it was admitted, read again for the count."""
    if text == ABSTAIN or words_of(method):
        return text
    return canonical.decode_exact(text.encode())


def _read_again(method: str, written: Written) -> Any:
    try:
        return kept(method, str(written))
    except canonical.BadValue:
        raise NoSuchChoice(
            "This answer cannot be read. Choose again.", code="unreadable", at="/choice"
        ) from None


def _word(words: tuple[str, ...], choice: object) -> str:
    if isinstance(choice, str) and choice in words:
        return choice
    code = "" if choice else "nothing_chosen"
    if words == CONSENT:
        sentence = "Choose whether you agree, stand aside or object, or no opinion."
        raise NoSuchChoice(sentence, code=code, at="/choice")
    raise NoSuchChoice("Choose yes, no, or no opinion.", code=code, at="/choice")


def _one(method: str, asked: Mapping[str, Any], choice: object) -> str:
    _something(choice)
    if not isinstance(choice, str):
        raise NoSuchChoice(
            'Choose one option here, given as text such as "1".', code="wrong_shape", at="/choice"
        )
    return _known(asked, [choice], "/choice")[0]


def _several(method: str, asked: Mapping[str, Any], choice: object) -> list[str]:
    chosen = set(_known(asked, _list(choice), "/choice"))
    return [option for option in asked["options"] if option in chosen]


def _order(method: str, asked: Mapping[str, Any], choice: object) -> list[list[str]]:
    ranks = _ranks(choice)
    _known(asked, [option for rank in ranks for option in rank], "/choice")
    if method in NO_EQUALS and any(len(rank) > 1 for rank in ranks):
        raise NoSuchChoice(
            "Give each place in your order to one option only.", code="equal_ranks", at="/choice"
        )
    place = {option: at for at, option in enumerate(asked["options"])}
    return [sorted(rank, key=place.__getitem__) for rank in ranks]


def _score(method: str, asked: Mapping[str, Any], choice: object) -> dict[str, int]:
    low, high = asked["range"]
    points = _points(asked, choice)
    if any(not low <= value <= high for value in points.values()):
        sentence = "Points go from {low} to {high}."
        raise NoSuchChoice(sentence, code="out_of_range", at="/choice", low=low, high=high)
    return points


def _dots(method: str, asked: Mapping[str, Any], choice: object) -> dict[str, int]:
    points = {option: value for option, value in _points(asked, choice).items() if value}
    dots, placed = asked["dots"], sum(points.values())
    if any(value < 0 for value in points.values()):
        raise NoSuchChoice("A number below 0 cannot be given.", code="below_zero", at="/choice")
    if placed > dots:
        sentence = "You have {dots} dots to place, and placed {placed}. Take {over} back."
        facts = {"dots": dots, "placed": placed, "over": placed - dots}
        raise NoSuchChoice(sentence, code="too_many_dots", at="/choice", **facts)
    if not points:
        raise NoSuchChoice(NOTHING, code="nothing_chosen", at="/choice")
    return points


def _pot(method: str, asked: Mapping[str, Any], choice: object) -> list[str]:
    chosen = _several(method, asked, choice)
    for piece in chosen:
        option, _dot, number = piece.partition(".")
        if number and number != "1" and f"{option}.{int(number) - 1}" not in chosen:
            raise NoSuchChoice("Take the first piece of something before the second.", at="/choice")
    spent = sum(Decimal(asked["costs"][piece]) for piece in chosen)
    if spent > Decimal(asked["pot"]):
        excess = amounts.written(spent - Decimal(asked["pot"]))
        raise OverThePot(
            "This is {excess} more than the pot holds. Take something out.", at="/choice", excess=excess
        )
    return chosen


NOTHING = "Choose something, or choose “No opinion”."


def _list(value: object) -> Sequence[Any]:
    _something(value)
    if not isinstance(value, list):
        raise NoSuchChoice('Choose options in a list, such as ["2", "1"].', code="wrong_shape", at="/choice")
    return value


def _ranks(value: object) -> Sequence[list[Any]]:
    _something(value)
    if not isinstance(value, list) or not all(isinstance(rank, list) and rank for rank in value):
        sentence = 'Give your order as a list of places, each a list of options, such as [["2"], ["1"]].'
        raise NoSuchChoice(sentence, code="wrong_shape", at="/choice")
    return value


def _something(value: object) -> None:
    """Pass what is not empty: whoever sends nothing has chosen nothing, and is not told of shapes."""
    if value in (None, "", [], {}, [[]]):
        raise NoSuchChoice(NOTHING, code="nothing_chosen", at="/choice")


def _points(asked: Mapping[str, Any], choice: object) -> dict[str, int]:
    _something(choice)
    if not isinstance(choice, dict):
        sentence = "Give numbers by option: an object from an option to its whole number."
        raise NoSuchChoice(sentence, code="wrong_shape", at="/choice")
    _known(asked, list(choice), "/choice")
    if any(not isinstance(value, int) or isinstance(value, bool) for value in choice.values()):
        raise NoSuchChoice("Points are whole numbers.", code="not_whole", at="/choice")
    return {option: choice[option] for option in asked["options"] if option in choice}


def _known(asked: Mapping[str, Any], chosen: Sequence[Any], at: str) -> Sequence[str]:
    # The number first: whoever sends ten thousand options is told so before any is looked at.
    if len(chosen) > len(asked["options"]):
        raise NoSuchChoice("There are more choices here than options.", code="too_many", at=at)
    options = set(asked["options"])
    for one in chosen:
        if not isinstance(one, str) or one not in options:
            raise NoSuchChoice("This option is not on the ballot.", at=at)
    if len(set(chosen)) != len(chosen):
        raise NoSuchChoice("An option was chosen twice.", code="repeated", at=at)
    return chosen


_READERS: Mapping[str, Callable[[str, Mapping[str, Any], object], Any]] = {
    papers.ONE: _one,
    papers.SEVERAL: _several,
    papers.ORDER: _order,
    papers.SCORE: _score,
    papers.DOTS: _dots,
    papers.POT: _pot,
}
