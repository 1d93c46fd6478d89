# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rankings: options put in order by each voter, read from plain data and checked, equal ones kept as one sum."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf

from governance import documents
from governance.tallies.outcomes import Number
from governance.tallies.questions import ABSTAIN, BadCount, Question, Vote
from governance.tallies.sentences import Said, said

MOST = 250
"""Options that can be ranked: comparing each with each by way of each other grows with the cube of their number."""

Ranking = tuple[str, ...]
"""Options best first, one a rank; who is not in it is last, and equal to all others who are not."""
Groups = tuple[Ranking, ...]
"""Options best first, those of one rank in the order of the question."""


@dataclass(frozen=True)
class Rankings:
    """Each different ranking with the sum of weight times count of those who ranked so; nobody in both.

    `strict` has those with one option a rank, the empty one included, which counts for nobody; `grouped` has those
    with equal ranks. Whoever abstained is in neither.
    """

    strict: Mapping[Ranking, Number]
    grouped: Mapping[Groups, Number]
    abstained: Number

    @property
    def took_part(self) -> Number:
        """Everyone who voted, those who abstained or ranked nobody included."""
        return sum(self.strict.values()) + sum(self.grouped.values()) + self.abstained


def read(question: Question, *, equal_ranks: bool) -> Rankings:
    """Read every vote, once. Raises Refusal with a pointer; without `equal_ranks`, `grouped` is empty."""
    (found,) = parts(question, equal_ranks=equal_ranks)
    return found


def parts(question: Question, *, equal_ranks: bool, most: float = inf) -> Iterator[Rankings]:
    """As `read`, in parts of at most so many different rankings: who adds them up need not hold them all."""
    check_options(question)
    known = frozenset(question.options)
    strict: dict[Ranking, Number] = {}
    grouped: dict[Groups, Number] = {}
    abstained: Number = 0
    for vote in question.votes:
        ranking = _one_a_rank(vote.choice, known)
        if ranking is not None:
            strict[ranking] = strict.get(ranking, 0) + vote.amount
        elif vote.choice == ABSTAIN:
            abstained += vote.amount
        else:
            groups = _groups(question, vote, equal_ranks)
            grouped[groups] = grouped.get(groups, 0) + vote.amount
        if len(strict) + len(grouped) >= most:
            yield Rankings(strict, grouped, abstained)
            strict, grouped, abstained = {}, {}, 0
    yield Rankings(strict, grouped, abstained)


def check_options(question: Question) -> None:
    """Pass one option at least, and no more than can be compared."""
    if not question.options:
        raise BadCount("There is no option to rank.", code="no_options", at="/options")
    if len(question.options) > MOST:
        sentence = "At most {most} options can be ranked."
        raise BadCount(sentence, code="too_many_options", at="/options", most=MOST)


_LISTS, _ONE = frozenset({list, tuple}), frozenset({1})


def _one_a_rank(choice: object, known: frozenset[str]) -> Ranking | None:
    """The options of a ranking that has one a rank, each once; None where it is anything else.

    By whole sets, because this is where counting a hundred thousand rankings spends its time.
    """
    if not isinstance(choice, list | tuple):
        return None
    if not (_LISTS.issuperset(map(type, choice)) and _ONE.issuperset(map(len, choice))):
        return None
    ranking = tuple(chain.from_iterable(choice))
    try:
        distinct = set(ranking)
    except TypeError:  # a list or an object in the place of an option
        return None
    return ranking if len(distinct) == len(ranking) and known.issuperset(distinct) else None


def _groups(question: Question, vote: Vote, equal_ranks: bool) -> Groups:
    """The ranks of a vote, each in the order of the question; or the refusal of what cannot be read."""
    at = vote.at + "/choice"
    if not isinstance(vote.choice, list | tuple):
        sentence = 'A vote is a list of ranks, best first, or "{abstain}".'
        raise BadCount(sentence, code="no_such_choice", at=at, abstain=ABSTAIN)
    place = {option: index for index, option in enumerate(question.options)}
    seen: set[str] = set()
    groups = [_rank(rank, where, place, seen) for rank, where in documents.rows(vote.choice, at)]
    for index, group in enumerate(groups):
        if len(group) > 1 and not equal_ranks:
            sentence = "Each rank has one option here: this way of counting has no equal ranks."
            raise BadCount(sentence, code="equal_ranks", at=f"{at}/{index}")
    return tuple(tuple(sorted(group, key=place.__getitem__)) for group in groups)


def _rank(rank: object, at: str, known: Mapping[str, int], seen: set[str]) -> Ranking:
    options = tuple(_option(item, where, known, seen) for item, where in documents.rows(rank, at))
    if not options:
        raise BadCount("A rank names at least one option.", code="empty_rank", at=at)
    return options


def _option(item: object, at: str, known: Iterable[str], seen: set[str]) -> str:
    option = documents.text(item, at)
    if option not in known:
        raise BadCount('There is no option "{option}" here.', code="no_such_choice", at=at, option=option)
    if option in seen:
        raise BadCount('The option "{option}" is ranked twice.', code="repeated", at=at, option=option)
    seen.add(option)
    return option


def fewest(options: Sequence[str], rounds: Sequence[Mapping[str, Number]]) -> tuple[str, ...]:
    """Those of `options` with fewest votes in the last of `rounds`; among equals, those with fewest in the latest
    earlier round that differs, and so on. More than one are left only where they were equal all along."""
    left = tuple(options)
    for counts in reversed(rounds):
        least = min(counts[option] for option in left)
        left = tuple(option for option in left if counts[option] == least)
        if len(left) == 1:
            break
    return left


def tied(equals: Ranking, tie_order: Sequence[str] | None) -> Said:
    """What follows where several are equal at the top: nobody won, or whom the order for ties names first."""
    if tie_order is None:
        return said("ranked_tied", options=equals)
    return said("ranked_tie_order", option=min(equals, key=tie_order.index))


def unranked(equals: Ranking, tie_order: Sequence[str] | None) -> tuple[Said, Said]:
    """What is said where nobody ranked one above another: all are tied, or the order for ties alone says who won."""
    if tie_order is None:
        return said("ranked_nobody"), tied(equals, None)
    return said("ranked_nobody"), said("ranked_order_alone", option=min(equals, key=tie_order.index))


def behind(groups: Iterable[Ranking], tie_order: Sequence[str] | None) -> tuple[Said, ...]:
    """What is said of those who are equal further down."""
    code = "ranked_behind" if tie_order is None else "ranked_behind_order"
    return tuple(said(code, options=group) for group in groups)
