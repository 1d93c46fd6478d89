# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions: what is to be counted and by which rule, read from plain data into types."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any, ClassVar

from governance import amounts, documents
from governance.refusals import Refusal
from governance.tallies.outcomes import Number

ABSTAIN = "abstain"
COMMON = ("seats", "votes", "rule", "tie_order")
FINEST = 100
"""Digits of the denominator that all weights of one count have in common: of many weights with nothing in common each
would make every sum longer, and ten thousand would keep a reader waiting for minutes."""


class BadCount(Refusal):
    """The question, its rule or its votes contradict one another or the contract."""

    code: ClassVar[str] = "bad_count"


@dataclass(frozen=True, slots=True)
class Vote:
    """One line of votes: `count` people of one `weight` who chose alike; their sum is `amount`."""

    choice: Any
    amount: Number
    assembly: str | None
    at: str


@dataclass(frozen=True)
class Quorum:
    """The share of all seats that must take part; `affirmative`: only votes for the first option count."""

    share: Fraction
    affirmative: bool = False


@dataclass(frozen=True)
class Threshold:
    """The share the first option must have, of votes cast or of all seats; `strict` means more than it."""

    of_seats: bool = False
    share: Fraction = Fraction(1, 2)
    strict: bool = True


@dataclass(frozen=True)
class Question:
    """The options in order, the votes, the sum of all weights that may vote, and the rule.

    `votes` are read one by one as they are asked for, and once: a count of a million need not hold them.
    """

    options: tuple[str, ...]
    votes: Iterable[Vote]
    seats: Number | None
    quorum: Quorum | None
    threshold: Threshold
    tie_order: tuple[str, ...] | None
    weights: "Weights"

    @property
    def weighs(self) -> bool:
        """Whether votes weigh, of those read so far, so that sums of them are no number of people."""
        return self.weights.differ or (self.seats is not None and self.seats.denominator != 1)


def read(asked: Mapping[str, Any], *, yes_or_no: bool = True) -> Question:
    """Read what every method shares. Raises Refusal with a pointer to what cannot be read.

    A threshold, and a quorum of those for the first option, are for a question of yes or no alone.
    """
    options = _options(asked["options"])
    rule = documents.record(asked.get("rule", {}), "/rule", (), ("quorum", "threshold"))
    if not yes_or_no:
        _check_rule(rule)
    seats = number(asked["seats"], "/seats") if "seats" in asked else None
    weights = Weights()
    question = Question(
        options,
        _votes(asked.get("votes", []), weights),
        seats,
        _quorum(rule["quorum"]) if "quorum" in rule else None,
        _threshold(rule["threshold"]) if "threshold" in rule else Threshold(),
        _tie_order(asked["tie_order"], options) if "tie_order" in asked else None,
        weights,
    )
    if seats is None and (question.quorum or question.threshold.of_seats):
        raise BadCount('"seats" is missing: the rule is a share of all who may vote.', code="missing_member")
    return question


def _check_rule(rule: Mapping[str, Any]) -> None:
    if "threshold" in rule:
        sentence = "A threshold belongs to a majority or a double majority alone."
        raise BadCount(sentence, code="no_threshold_here", at="/rule/threshold")
    if "quorum" in rule and _quorum(rule["quorum"]).affirmative:
        sentence = "Only a majority or a double majority has votes for the first option to count."
        raise BadCount(sentence, code="no_affirmative_here", at="/rule/quorum/count")


def number(value: object, at: str) -> Number:
    """A sum of weights: a whole number, or text as `weight` reads it."""
    return weight(value, at) if isinstance(value, str) else documents.whole(value, at)


def weight(text: object, at: str) -> Number:
    """A weight of 0 or more, written "1", "0.5" or "2/3", exact. Raises BadNumber."""
    amounts.check_length(text, at)
    value = _weight(text) if isinstance(text, str) else None
    if value is None:
        raise amounts.BadNumber('A weight is 0 or more, written as text such as "1" or "1/2".', at=at)
    return value


class Weights:
    """The weights of one count, read one by one, as long as they have a common denominator that can be worked with."""

    def __init__(self) -> None:
        self._denominator = 1
        self.differ = False
        """Whether any behind which somebody stands is another than 1."""

    def read(self, text: object, at: str, count: int = 1) -> Number:
        """As `weight`, for so many votes. Raises BadNumber, and BadCount at the first that is too fine for the others."""
        value = weight(text, at)
        self.differ = self.differ or (value != 1 and count > 0)
        if value.denominator != 1:
            self._denominator = lcm(self._denominator, value.denominator)
            if self._denominator >= 10**FINEST:
                sentence = "All weights together have no common denominator of at most {most} digits."
                raise BadCount(sentence, code="weights_too_fine", at=at, most=FINEST)
        return value


@lru_cache(maxsize=1024)
def _weight(text: str) -> Number | None:
    ratio = amounts.RATIO.fullmatch(text)
    if ratio and int(ratio[2]):
        value = Fraction(int(ratio[1]), int(ratio[2]))
    elif amounts.PLAIN.fullmatch(text):
        value = Fraction(Decimal(text))
    else:
        return None
    return int(value) if value.denominator == 1 else value


def _options(value: object) -> tuple[str, ...]:
    options: dict[str, None] = {}
    for item, at in documents.rows(value, "/options"):
        option = documents.text(item, at)
        if option in options or option == ABSTAIN:
            sentence = TWICE if option in options else RESERVED
            raise BadCount(sentence, code="repeated", at=at, option=option)
        options[option] = None
    return tuple(options)


TWICE = 'The option "{option}" stands twice.'
RESERVED = '"abstain" is what a voter may always choose; it is not an option to be counted for.'


def _votes(value: object, weights: Weights) -> Iterator[Vote]:
    seen: set[str] = set()
    for item, at in documents.rows(value, "/votes"):
        row = documents.record(item, at, ("choice",), ("voter", "assembly", "weight", "count"))
        if "voter" in row:
            voter = documents.text(row["voter"], at + "/voter")
            if voter in seen:
                sentence = "The voter {voter} stands twice; one vote each."
                raise BadCount(sentence, code="voter_twice", at=at + "/voter", voter=voter)
            seen.add(voter)
        assembly = documents.text(row["assembly"], at + "/assembly") if "assembly" in row else None
        yield Vote(row["choice"], _amount(row, weights, at), assembly, at)


def _amount(row: Mapping[str, Any], weights: Weights, at: str) -> Number:
    count = documents.whole(row["count"], at + "/count") if "count" in row else 1
    return count * weights.read(row["weight"], at + "/weight", count) if "weight" in row else count


def _quorum(value: object) -> Quorum:
    at = "/rule/quorum"
    row = documents.record(value, at, ("of", "share"), ("count",))
    _one_of(row["of"], ("seats",), at + "/of")
    counted = _one_of(row.get("count", "all"), ("all", "affirmative"), at + "/count")
    return Quorum(amounts.share(row["share"], at + "/share"), counted == "affirmative")


def _threshold(value: object) -> Threshold:
    at = "/rule/threshold"
    row = documents.record(value, at, ("of", "share"), ("strict",))
    base = _one_of(row["of"], ("cast", "seats"), at + "/of")
    strict = documents.truth(row.get("strict", True), at + "/strict")
    return Threshold(base == "seats", amounts.share(row["share"], at + "/share"), strict)


def _tie_order(value: object, options: tuple[str, ...]) -> tuple[str, ...]:
    order = tuple(documents.text(item, at) for item, at in documents.rows(value, "/tie_order"))
    if sorted(order) != sorted(options):
        raise BadCount("The order for ties names every option once.", at="/tie_order")
    return order


def _one_of(value: object, allowed: tuple[str, ...], at: str) -> object:
    if value not in allowed:
        raise BadCount("This must be one of these: {allowed}.", at=at, allowed=allowed)
    return value
