# SPDX-License-Identifier: AGPL-3.0-or-later
"""Instant run-off: whoever has fewest votes leaves, and their votes move on, until one has more than half."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby
from typing import Any

from governance import amounts, documents
from governance.tallies import placing, questions, quorums, rankings, runoffs
from governance.tallies.branches import Common
from governance.tallies.outcomes import Check, Number, Outcome, plain
from governance.tallies.placing import Placed
from governance.tallies.questions import ABSTAIN, Question
from governance.tallies.rankings import Ranking
from governance.tallies.runoffs import Counts, Moved, Piles
from governance.tallies.sentences import Said, said

TOLD = 3
"""Rounds with several who have fewest votes that are told one by one: of sixty options, nobody reads them all."""


@dataclass
class Round:
    """One round: votes of those still in, votes that rank nobody still in, and what happened after."""

    counts: Counts
    exhausted: Number
    elected: Ranking = ()
    excluded: Ranking = ()
    equals: Ranking = ()
    """Those of whom nothing before told who leaves: the order for ties did, or the count stopped."""
    moved: Moved = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        moved = [{"from": a, "to": b, "amount": plain(n)} for (a, b), n in self.moved.items()]
        return {
            "counts": {option: plain(number) for option, number in self.counts.items()},
            "elected": list(self.elected),
            "excluded": list(self.excluded),
            "moved": moved,
            "exhausted": plain(self.exhausted),
        }


def count(payload: object) -> Outcome:
    """Count rankings by instant run-off. Raises Refusal with a pointer.

    An option with more than half of the votes that still count, those that rank anyone still in, is elected and the
    count ends. Otherwise all without votes leave together; if there are none, the one with fewest votes leaves; of
    several with fewest, the one with fewest in the latest earlier round in which they differ, and so on back; then
    whom `tie_order` names last. Without it every way of telling them and all later equals apart is followed, within
    the bound of `branches.LOOKED_AT`. If all elect the same option, it is elected, and the rounds from there on, with
    the check of more than half, are those of one way: the options as they were given, taken as the order for ties.
    If not, or if there are too many ways, the count stops there, tied. Behind the elected stand those still in, by
    their votes in the last round, then in the latest earlier one that differs; behind these the excluded, who left
    last first; where ways were followed, those stand before others who do in every way. Where nobody ranks anyone,
    all are equal. Source: law.md, tally.
    """
    asked = documents.record(payload, "", ("method", "options", "votes"), questions.COMMON)
    question = questions.read(asked, yes_or_no=False)
    ranked = rankings.read(question, equal_ranks=False)
    quorums.check_seats(question, ranked.took_part)
    pile = Piles(question.options, ranked)
    counts = {**pile.counts(), ABSTAIN: ranked.abstained}
    missed = quorums.missed(question, ranked.took_part, counts, {"rounds": []})
    if missed:
        return missed
    held = hold(pile, question)
    placed = place(question, held)
    checks = (*quorums.checks(question, ranked.took_part), *_checks(held.rounds[-1]))
    more = {"rounds": [each.as_json() for each in held.rounds]}
    told = _told(question, held, placed)
    return Outcome(placed.result, placed.winners, placed.order, counts, checks, told, placed.ties, more)


@dataclass
class Held:
    """All rounds, the last of which elects or stops the count; and, if equals came up of whom neither earlier rounds
    nor an order for ties told who leaves, the first such round, from 0, and what all ways on from it have in common:
    nothing known where there are too many."""

    rounds: list[Round] = field(default_factory=list)
    open: int | None = None
    common: Common | None = None

    @property
    def agreed(self) -> bool:
        return self.common is not None and self.common.agreed


def hold(pile: Piles, question: Question) -> Held:
    """Go from round to round until the count ends."""
    held, tie_order = Held(), question.tie_order
    while not ends(now := _next(held, pile), tie_order):
        now.excluded, now.equals = leaving(held.rounds, tie_order)
        if not now.excluded:
            held.open = len(held.rounds) - 1
            held.common = runoffs.every_way(pile, [each.counts for each in held.rounds])
            if not held.agreed:
                break
            tie_order = question.options
            now.excluded, now.equals = leaving(held.rounds, tie_order)
        now.moved = pile.exclude(now.excluded)
    return held


def _next(held: Held, pile: Piles) -> Round:
    held.rounds.append(Round(pile.counts(), pile.exhausted))
    return held.rounds[-1]


def ends(now: Round, tie_order: Sequence[str] | None) -> bool:
    """Whether this round is the last: it elects, or nobody who is still in has any vote."""
    leader = max(now.counts, key=now.counts.__getitem__)
    if 2 * now.counts[leader] > sum(now.counts.values()) or len(now.counts) == 1:
        now.elected = (leader,)
    elif not any(now.counts.values()):
        now.equals = tuple(now.counts)
        now.elected = () if tie_order is None else (min(now.equals, key=tie_order.index),)
    return bool(now.elected or now.equals)


def leaving(rounds: Sequence[Round], tie_order: Sequence[str] | None) -> tuple[Ranking, Ranking]:
    """Who leaves after the last of these rounds, and the equals among whom only the order for ties could tell."""
    counts = rounds[-1].counts
    without = tuple(option for option, number in counts.items() if not number)
    if without:
        return without, ()
    last = rankings.fewest(tuple(counts), [each.counts for each in rounds])
    if len(last) == 1:
        return last, ()
    return (() if tie_order is None else (max(last, key=tie_order.index),)), last


def place(question: Question, held: Held) -> Placed:
    """The order that these rounds make, where ways were followed as far as all of them agree; the ties are those that
    the order for ties resolved, or that were left."""
    if held.open is not None:
        return _placed_in_every_way(held, held.rounds[held.open])
    rounds, last = held.rounds, held.rounds[-1]
    gone = [each.excluded for each in reversed(rounds) if each.excluded]
    if last.equals:
        placed = placing.of_groups([tuple(last.counts), *gone], question.tie_order)
        return replace(placed, ties=(last.equals, *placed.ties[1:]))
    placed = placing.of_groups([last.elected, *_still_in(rounds), *gone], question.tie_order)
    resolved = [each.equals for each in reversed(rounds) if each.equals]
    return replace(placed, ties=(*placed.ties, *resolved))


def _placed_in_every_way(held: Held, tied: Round) -> Placed:
    options = tuple(tied.counts)
    before = held.rounds[: held.open]
    gone = [each.excluded for each in reversed(before) if each.excluded]
    groups = [options] if held.common is None else held.common.order(options)
    placed = placing.of_groups([*groups, *gone], None)
    behind = placed.ties if held.agreed else placed.ties[1:]
    return replace(placed, ties=tuple(dict.fromkeys((tied.equals, *behind))))


def _still_in(rounds: Sequence[Round]) -> list[Ranking]:
    """Those still in and not elected, by votes in the last round, then in the one before, and so on."""

    def votes(option: str) -> list[Number]:
        return [-each.counts[option] for each in reversed(rounds)]

    others = sorted((option for option in rounds[-1].counts if option not in rounds[-1].elected), key=votes)
    return [tuple(group) for _, group in groupby(others, key=votes)]


def _checks(last: Round) -> tuple[Check, ...]:
    """Whether anyone has more than half of the votes that count in the last round."""
    value, total = max(last.counts.values()), sum(last.counts.values())
    return (Check("more_than_half", 2 * value > total, value, Fraction(total, 2)),)


def _told(question: Question, held: Held, placed: Placed) -> tuple[Said, ...]:
    """Why it ended as it did, how those with equally few were told apart, and who is equal behind."""
    last, top = held.rounds[-1], placed.order[0][0]
    if len(question.options) == 1:
        return (said("ranked_alone", option=top),)
    if not any(last.counts.values()) and held.open is None:
        return rankings.unranked(last.equals, question.tie_order)
    return (*_ended(held), *_all_left(held), *_behind(question, held, placed))


def _behind(question: Question, held: Held, placed: Placed) -> Iterator[Said]:
    """What is said of those who share a place further down: they are equal, or not every way places them alike."""
    still = frozenset() if held.open is None else frozenset(held.rounds[held.open].counts)
    uncertain = () if held.agreed else placed.order[0]
    resolved = {each.equals for each in held.rounds}
    for group in placed.ties:
        if still.issuperset(group) and group in placed.order and group != uncertain:
            yield said("irv_any_order", options=group)
        elif not still.issuperset(group) and group not in resolved:
            yield from rankings.behind([group], question.tie_order)


def _ended(held: Held) -> Iterator[Said]:
    last, number = held.rounds[-1], str(len(held.rounds))
    votes = sorted(last.counts.values(), reverse=True)
    total = amounts.written(sum(votes))
    if not last.elected:
        value = amounts.written(last.counts[last.equals[0]])
        code = "irv_stopped" if held.common else "irv_unexplored"
        yield said(code, options=last.equals, round=number, value=value)
    elif len(held.rounds) == 1:
        yield said("irv_at_once", option=last.elected[0], value=amounts.written(votes[0]), total=total)
    elif len(votes) == 1:
        yield said("irv_last", option=last.elected[0], round=number, value=total)
    else:
        value, against = map(amounts.written, votes[:2])
        facts = {"round": number, "value": value, "total": total, "against": against}
        yield said("irv_won", option=last.elected[0], **facts)
    if last.exhausted:
        yield said("irv_exhausted", value=amounts.written(last.exhausted))


def _all_left(held: Held) -> Iterator[Said]:
    """How equals were told apart in the rounds closest to the end, and in how many more rounds; in any case where the
    rounds begin to be those of one way among several."""
    found = [one for at in range(len(held.rounds) - 1) for one in _left(held, at)]
    first = [one for one in found[:-TOLD] if one.code == "irv_however"]
    yield from (*first, *found[-TOLD:])
    if len(found) > TOLD + len(first):
        yield said("irv_more_equals", value=str(len(found) - TOLD - len(first)))


def _left(held: Held, at: int) -> Iterator[Said]:
    """How one of several with equally few votes was told apart in this round, if there were several."""
    rounds = held.rounds[: at + 1]
    now, number = rounds[-1], str(len(rounds))
    fewest = min(now.counts.values())
    equals = tuple(option for option, votes in now.counts.items() if votes == fewest)
    if not fewest or len(equals) == 1:
        return
    (gone,) = now.excluded
    if now.equals and held.open is not None:
        first = at == held.open
        option = held.rounds[-1].elected[0] if first else gone
        yield said("irv_however" if first else "irv_listed", option=option, options=now.equals, round=number)
    elif now.equals == equals:
        yield said("irv_tie_order", option=gone, options=equals, round=number)
    elif now.equals:
        yield said("irv_narrowed", option=gone, options=now.equals, others=equals, round=number)
    else:
        counts = [each.counts for each in rounds]
        earlier = max(at for at in range(len(counts)) if len(rankings.fewest(equals, counts[at:])) == 1)
        facts = {"earlier": str(earlier + 1), "value": amounts.written(counts[earlier][gone])}
        yield said("irv_earlier", option=gone, options=equals, round=number, **facts)
