# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks: what voters put beside options – one mark, several, points, dots – read from plain data and summed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from governance import amounts, documents
from governance.tallies.outcomes import Number
from governance.tallies.questions import ABSTAIN, BadCount, Question, Vote

MOST = 1_000
"""Options that can be chosen among; nobody reads a longer list, and each of its ties is said."""


@dataclass(frozen=True)
class Marks:
    """What was summed for each option; everyone who took part, and those of them who abstained."""

    sums: Mapping[str, Number]
    took_part: Number
    abstained: Number

    @property
    def voters(self) -> Number:
        """Everyone who took part and did not abstain."""
        return self.took_part - self.abstained


@dataclass(frozen=True)
class Approvals:
    """Each different list of options with the sum of weight times count of those who approved these; and of those
    who abstained."""

    lists: Mapping[tuple[str, ...], Number]
    abstained: Number

    def marks(self, options: Iterable[str]) -> Marks:
        """How many approved each option."""
        sums: dict[str, Number] = dict.fromkeys(options, 0)
        for chosen, amount in self.lists.items():
            for option in chosen:
                sums[option] += amount
        return Marks(sums, sum(self.lists.values()) + self.abstained, self.abstained)


def check_options(question: Question) -> None:
    """Pass one option at least, and no more than can be chosen among."""
    if not question.options:
        raise BadCount("There is no option to choose.", code="no_options", at="/options")
    if len(question.options) > MOST:
        sentence = "There can be at most {most} options to choose among."
        raise BadCount(sentence, code="too_many_options", at="/options", most=MOST)


def places(asked: Mapping[str, Any]) -> int:
    """How many options can win: one, where nothing is said."""
    number = documents.whole(asked.get("places_to_fill", 1), "/places_to_fill")
    if not number:
        raise BadCount("There is at least one place to fill.", code="no_places", at="/places_to_fill")
    return number


def one_each(question: Question) -> Marks:
    """Votes for one option each."""
    sums: dict[str, Number] = dict.fromkeys((*question.options, ABSTAIN), 0)
    for vote in question.votes:
        choice = vote.choice
        if not isinstance(choice, str) or choice not in sums:
            sentence = 'A vote is one of the options, or "{abstain}".'
            raise BadCount(sentence, code="no_such_choice", at=vote.at + "/choice", abstain=ABSTAIN)
        sums[choice] += vote.amount
    abstained = sums.pop(ABSTAIN)
    return Marks(sums, sum(sums.values()) + abstained, abstained)


def approvals(question: Question) -> Approvals:
    """Votes for any number of options each, none included. Lists that are alike are checked once and kept as one."""
    known = frozenset(question.options)
    abstained: Number = 0
    lists: dict[tuple[str, ...], Number] = {}
    for vote in question.votes:
        if vote.choice == ABSTAIN:
            abstained += vote.amount
            continue
        chosen = _list(vote)
        try:
            found = chosen in lists
        except TypeError:  # a list or an object in the place of an option
            found = False
        if not found:
            _check_list(chosen, known, vote.at + "/choice")
        lists[chosen] = lists.get(chosen, 0) + vote.amount
    return Approvals(lists, abstained)


def _list(vote: Vote) -> tuple[Any, ...]:
    if not isinstance(vote.choice, list | tuple):
        sentence = 'A vote is a list of options, or "{abstain}".'
        raise BadCount(sentence, code="no_such_choice", at=vote.at + "/choice", abstain=ABSTAIN)
    return tuple(vote.choice)


def _check_list(chosen: tuple[Any, ...], known: frozenset[str], at: str) -> None:
    seen: set[str] = set()
    for index, item in enumerate(chosen):
        option = _option(item, known, f"{at}/{index}")
        if option in seen:
            sentence = 'The option "{option}" is chosen twice.'
            raise BadCount(sentence, code="repeated", at=f"{at}/{index}", option=option)
        seen.add(option)


def _option(item: object, known: Iterable[str], at: str) -> str:
    option = documents.text(item, at)
    if option not in known:
        raise BadCount('There is no option "{option}" here.', code="no_such_choice", at=at, option=option)
    return option


def points(question: Question, low: int, high: int) -> Marks:
    """Points for any number of options each, from `low` to `high`; an option without any has 0."""
    return _numbers(question, low, high, None)


def dots(question: Question, most: int | None) -> Marks:
    """Dots for any number of options each, at most `most` in all where that is said."""
    return _numbers(question, 0, None, most)


def _numbers(question: Question, low: int, high: int | None, most: int | None) -> Marks:
    sums: dict[str, Number] = dict.fromkeys(question.options, 0)
    took_part: Number = 0
    abstained: Number = 0
    for vote in question.votes:
        amount = vote.amount
        took_part += amount
        if vote.choice == ABSTAIN:
            abstained += amount
            continue
        for option, number in _object(vote).items():
            # True is an int to Python, and 1.0 equal to 1: neither is a whole number here.
            whole = type(number) is int and number >= low and (high is None or number <= high)
            if not whole or option not in sums:
                _refuse(option, sums, vote.at + "/choice", (low, high))
            sums[option] += number * amount
        if most is not None and (placed := sum(vote.choice.values())) > most:
            sentence = "At most {most} dots can be placed, and here are {placed}."
            facts = {"most": amounts.written(most), "placed": amounts.written(placed)}
            raise BadCount(sentence, code="too_many_dots", at=vote.at + "/choice", **facts)
    return Marks(sums, took_part, abstained)


def _object(vote: Vote) -> dict[Any, Any]:
    if not isinstance(vote.choice, dict):
        sentence = 'A vote is an object of options with a whole number each, or "{abstain}".'
        raise BadCount(sentence, code="no_such_choice", at=vote.at + "/choice", abstain=ABSTAIN)
    return vote.choice


def _refuse(option: object, known: Iterable[str], at: str, bounds: tuple[int, int | None]) -> NoReturn:
    """Say what is wrong with an option and its number: the option, or else the number."""
    if not isinstance(option, str):
        raise documents.BadDocument("This must be an object.", at=at)
    at += documents.pointer(option)
    _option(option, known, at)
    low, high = bounds
    if high is None:
        raise BadCount("Dots are whole numbers, 0 or more.", code="not_whole", at=at)
    sentence = "Points are whole numbers from {low} to {high}."
    raise BadCount(sentence, code="out_of_range", at=at, low=amounts.written(low), high=amounts.written(high))
