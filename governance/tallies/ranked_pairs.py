# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ranked pairs: comparisons are locked from the clearest down, and those that contradict them are left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from governance.tallies import pairwise, placing, quorums
from governance.tallies.outcomes import Check, Outcome
from governance.tallies.pairwise import Pairwise
from governance.tallies.questions import Question
from governance.tallies.sentences import Said, said

Pair = tuple[int, int]
"""The indices of an option that wins against another, and of that other."""


@dataclass(frozen=True)
class Locked:
    """The pairs that were locked, of how many; how many equal ones stood only against each other; and all in the
    order in which they were taken, with the number of the clearness of each."""

    pairs: tuple[Pair, ...]
    total: int
    circling: int
    taken: Mapping[Pair, int]


def count(payload: object) -> Outcome:
    """Count rankings by ranked pairs. Raises Refusal with a pointer.

    A pair is an option that more people rank above another than below it. Pairs are looked at by most votes for
    them, then by fewest against. Those that are equal in both are looked at together: whichever of them would lie
    on a circle of pairs locked before and pairs equal to it is set aside, and all others are locked. Those set aside
    are then taken one by one in `tie_order`, by the place of the option that wins there, then by that of the one
    that loses, and locked unless they close a circle with what is locked by then; without `tie_order` none of them
    is locked. First are placed those against whom no pair is locked, then those against whom only pairs of options
    placed already are, and so on. Source: law.md, tally; Tideman 1987, Zavist and Tideman 1989.
    """
    question, took_part, compared = pairwise.read(payload)
    more = {"pairwise": compared.as_json()}
    missed = quorums.missed(question, took_part, {}, more)
    if missed:
        return missed
    kept = locked(compared, question.tie_order)
    groups = pairwise.layers(question.options, _against(kept.pairs, len(question.options)))
    placed = placing.of_groups(groups, question.tie_order)
    told = pairwise.told(
        question, compared, placed, _won(placed.order[0][0], kept), "ranked_pairs_equal"
    ) + _circling(question, kept)
    checks = (
        *pairwise.checks(question, took_part, compared, placed),
        Check("pairs_locked", len(kept.pairs) == kept.total, len(kept.pairs), kept.total),
    )
    return Outcome(placed.result, placed.winners, placed.order, {}, checks, told, placed.ties, more)


def locked(compared: Pairwise, tie_order: Sequence[str] | None) -> Locked:
    """Lock pairs from the clearest down."""
    below = [0] * len(compared.options)
    kept: list[Pair] = []
    taken: dict[Pair, int] = {}
    total = circling = 0
    for number, equals in enumerate(_by_clearness(compared)):
        together = _with(below, equals)
        aside = [pair for pair in equals if _reaches(together, pair[1], pair[0])]
        free = [pair for pair in equals if not _reaches(together, pair[1], pair[0])]
        circling += sum(not _reaches(below, loser, winner) for winner, loser in aside)
        below = _with(below, free) if aside else together
        kept += free
        ordered = _in_order(aside, compared.options, tie_order) or aside
        taken |= dict.fromkeys([*free, *ordered], number)
        for pair in _in_order(aside, compared.options, tie_order):
            if not _reaches(below, pair[1], pair[0]):
                below = _with(below, [pair])
                kept.append(pair)
        total += len(equals)
    return Locked(tuple(kept), total, circling, taken)


def circle(found: Locked, pair: Pair) -> tuple[Pair, ...]:
    """By which pairs the option that loses in this one leads back to the one that wins: locked ones taken before it
    where they do, else any taken so far or equal to it. Empty where none do, so that nothing sets it aside."""
    order = list(found.taken)
    before = frozenset(order[: order.index(pair)]) & frozenset(found.pairs)
    as_clear = [one for one in order if found.taken[one] <= found.taken[pair]]
    return _way([one for one in order if one in before], pair) or _way(as_clear, pair)


def _way(pairs: Sequence[Pair], pair: Pair) -> tuple[Pair, ...]:
    winner, loser = pair
    ways: dict[int, tuple[Pair, ...]] = {loser: ()}
    edge = [loser]
    while edge and winner not in ways:
        steps = [one for at in edge for one in pairs if one[0] == at and one != pair and one[1] not in ways]
        ways |= {one[1]: (*ways[one[0]], one) for one in reversed(steps)}
        edge = list(dict.fromkeys(one[1] for one in steps))
    return ways.get(winner, ())


def _by_clearness(compared: Pairwise) -> Iterator[list[Pair]]:
    """All pairs, the clearest first, in lists of those that are equally clear."""
    above, size = compared.above, range(len(compared.options))
    clear = {(i, j): (-above[i][j], above[j][i]) for i in size for j in size if above[i][j] > above[j][i]}
    for _, equals in groupby(sorted(clear, key=clear.__getitem__), key=clear.__getitem__):
        yield list(equals)


def _in_order(pairs: list[Pair], options: Sequence[str], tie_order: Sequence[str] | None) -> list[Pair]:
    if tie_order is None:
        return []
    rank = {option: at for at, option in enumerate(tie_order)}
    return sorted(pairs, key=lambda pair: (rank[options[pair[0]]], rank[options[pair[1]]]))


def _with(below: Sequence[int], pairs: Iterable[Pair]) -> list[int]:
    """For each option a set of bits, who is below it by way of any pairs, once these pairs are locked too."""
    grown = list(below)
    for winner, loser in pairs:
        if not _reaches(grown, winner, loser):
            gained = grown[loser] | 1 << loser
            for i, bits in enumerate(grown):
                if i == winner or bits >> winner & 1:
                    grown[i] = bits | gained
    return grown


def _reaches(below: Sequence[int], i: int, j: int) -> bool:
    return bool(below[i] >> j & 1)


def _against(pairs: Iterable[Pair], size: int) -> list[int]:
    against = [0] * size
    for winner, loser in pairs:
        against[loser] |= 1 << winner
    return against


def _won(option: str, kept: Locked) -> Said:
    if len(kept.pairs) == kept.total:
        return said("ranked_pairs_unbeaten", option=option)
    return said("ranked_pairs_won", option=option, value=str(len(kept.pairs)), total=str(kept.total))


def _circling(question: Question, kept: Locked) -> tuple[Said, ...]:
    """What is said where equally clear pairs contradicted each other."""
    if not kept.circling:
        return ()
    code = "ranked_pairs_none" if question.tie_order is None else "ranked_pairs_order"
    return (said(code, value=str(kept.circling)),)
