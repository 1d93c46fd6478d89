# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairwise: how many rank each option above each other one, and what an order by such comparisons says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from governance import amounts, documents
from governance.tallies import questions, quorums, rankings
from governance.tallies.outcomes import Check, Number, plain
from governance.tallies.placing import Placed
from governance.tallies.questions import Question
from governance.tallies.rankings import Rankings
from governance.tallies.sentences import Said, said


@dataclass(frozen=True)
class Pairwise:
    """`above[i][j]` is the sum of those who rank option i above option j, in parts of which a vote has `unit`.

    Whole parts keep sums of weights such as 1/3 exact, and quick to add and to compare.
    """

    options: tuple[str, ...]
    above: tuple[tuple[int, ...], ...]
    unit: int

    def number(self, parts: int) -> Number:
        """So many parts as a number of votes."""
        return parts if self.unit == 1 else Fraction(parts, self.unit)

    def written(self, parts: int) -> str:
        return amounts.written(self.number(parts))

    def as_json(self) -> dict[str, dict[str, int | str]]:
        """{"a": {"b": how many rank a above b}}, without an option against itself."""
        return {
            option: {
                other: plain(self.number(parts))
                for other, parts in zip(self.options, row, strict=True)
                if other != option
            }
            for option, row in zip(self.options, self.above, strict=True)
        }

    @cached_property
    def beaten_by(self) -> tuple[int, ...]:
        """For each option a set of bits: those that more people rank above it than below it."""
        return beaten(self.above)

    @cached_property
    def beats_all(self) -> int | None:
        """The index of the option that wins against every other, the Condorcet winner, or None."""
        found = (i for i in range(len(self.options)) if self.wins(i) == len(self.options) - 1)
        return next(found, None)

    def wins(self, i: int) -> int:
        """Against how many options option i wins: more people rank it above than below."""
        return sum(bits >> i & 1 for bits in self.beaten_by)


AT_ONCE = 20_000
"""Different rankings held at a time, however many there are."""


def read(payload: object) -> tuple[Question, Number, Pairwise]:
    """What is asked, how many took part, and each option compared with each other one. Raises Refusal."""
    asked = documents.record(payload, "", ("method", "options", "votes"), questions.COMMON)
    question = questions.read(asked, yes_or_no=False)
    took_part: Number = 0
    compared = Pairwise(question.options, ((0,) * len(question.options),) * len(question.options), 1)
    for ranked in rankings.parts(question, equal_ranks=True, most=AT_ONCE):
        took_part += ranked.took_part
        compared = together(compared, count(ranked, question.options))
        del ranked  # or it were held while the next part is read
    quorums.check_seats(question, took_part)
    return question, took_part, compared


def together(one: Pairwise, other: Pairwise) -> Pairwise:
    """What two crowds say of the same options."""
    unit = lcm(one.unit, other.unit)
    mine, theirs = unit // one.unit, unit // other.unit
    above = (
        tuple(a * mine + b * theirs for a, b in zip(row, row_too, strict=True))
        for row, row_too in zip(one.above, other.above, strict=True)
    )
    return Pairwise(one.options, tuple(above), unit)


def beaten(strength: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """For each option a set of bits: those that are stronger against it than it is against them."""
    columns = zip(*strength, strict=True)
    return tuple(
        sum(1 << j for j, (other, own) in enumerate(zip(column, row, strict=True)) if other > own)
        for column, row in zip(columns, strength, strict=True)
    )


def count(ranked: Rankings, options: tuple[str, ...]) -> Pairwise:
    """Compare each option with each other one over all rankings; the unranked are last and equal.

    A row holds its sums side by side in one long number, a lane an option, so that one addition counts an option
    against all those below it.
    """
    sums = (*ranked.strict.values(), *ranked.grouped.values())
    unit = lcm(*{amount.denominator for amount in sums})
    width = max(1, int(sum(sums) * unit).bit_length())
    lanes = {option: 1 << at * width for at, option in enumerate(options)}
    rows = dict.fromkeys(options, 0)
    _add_strict(rows, lanes, ranked, unit)
    _add_grouped(rows, lanes, ranked, unit)
    mask, shifts = (1 << width) - 1, [at * width for at in range(len(options))]
    return Pairwise(options, tuple(tuple(row >> by & mask for by in shifts) for row in rows.values()), unit)


def _add_strict(rows: dict[str, int], lanes: Mapping[str, int], ranked: Rankings, unit: int) -> None:
    everyone = sum(lanes.values())
    for ranking, amount in ranked.strict.items():
        below = everyone
        if amount == 1 == unit:
            for option in ranking:
                below -= lanes[option]
                rows[option] += below
            continue
        parts = int(amount * unit)
        for option in ranking:
            below -= lanes[option]
            rows[option] += below * parts


def _add_grouped(rows: dict[str, int], lanes: Mapping[str, int], ranked: Rankings, unit: int) -> None:
    everyone = sum(lanes.values())
    for groups, amount in ranked.grouped.items():
        below, parts = everyone, int(amount * unit)
        for group in groups:
            below -= sum(lanes[option] for option in group)
            for option in group:
                rows[option] += below * parts


def layers(options: Sequence[str], beaten_by: Sequence[int]) -> list[tuple[str, ...]]:
    """Groups of options, best first: those whom nobody beats, then those whom nobody else beats, and so on.

    Two of one group do not beat each other, and nobody beats one of a group before. `beaten_by` runs in no circle.
    """
    left, groups = dict(enumerate(options)), []
    while left:
        still = sum(1 << i for i in left)
        group = [i for i in left if not beaten_by[i] & still]
        groups.append(tuple(left.pop(i) for i in group))
    return groups


def closest(strength: Sequence[Sequence[int]], i: int) -> int:
    """The index of the option against which option i is ahead by least; of equals, the first.
    Option i itself where it is alone."""
    others = (j for j in range(len(strength)) if j != i)
    return min(others, key=lambda j: strength[i][j] - strength[j][i], default=i)


def checks(question: Question, took_part: Number, compared: Pairwise, placed: Placed) -> tuple[Check, ...]:
    """The quorum, and whether the option placed first wins against every other one."""
    first = question.options.index(placed.order[0][0])
    wins, needed = compared.wins(first), len(question.options) - 1
    return (
        *quorums.checks(question, took_part),
        Check("beats_all", wins == needed, wins, needed),
    )


def told(question: Question, compared: Pairwise, placed: Placed, won: Said, equal: str) -> tuple[Said, ...]:
    """Who won and why, or who is equal, and what happened to equals further down.

    `won` is said where one option is ahead by the method alone and not by winning against every other one, `equal`
    is the code of the sentence on those whom the method itself leaves together at the top.
    """
    top = placed.order[0][0]
    behind = [group for group in placed.ties if top not in group]
    if len(question.options) == 1:
        first: tuple[Said, ...] = (said("ranked_alone", option=top),)
    elif compared.beats_all is not None:
        first = (_beats_all(compared, compared.beats_all),)
    elif len(behind) == len(placed.ties):
        first = (won,)
    elif not any(map(any, compared.above)):
        first = rankings.unranked(placed.ties[0], question.tie_order)
    else:
        why = said(equal, options=placed.ties[0])
        first = (why, rankings.tied(placed.ties[0], question.tie_order))
    return (*first, *rankings.behind(behind, question.tie_order))


def _beats_all(compared: Pairwise, i: int) -> Said:
    j = closest(compared.above, i)
    return said(
        "ranked_beats_all",
        option=compared.options[i],
        other=compared.options[j],
        value=compared.written(compared.above[i][j]),
        against=compared.written(compared.above[j][i]),
    )
