# SPDX-License-Identifier: AGPL-3.0-or-later
"""Instant run-off: whoever has fewest votes leaves, and their votes move on, until one has more than half."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby
from typing import Any

from governance import amounts, documents
from governance.tallies import placing, questions, quorums, rankings
from governance.tallies.outcomes import Check, Number, Outcome, plain
from governance.tallies.placing import Placed
from governance.tallies.questions import ABSTAIN, Question
from governance.tallies.rankings import Ranking, Rankings
from governance.tallies.sentences import Said, said

Counts = Mapping[str, Number]
TOLD = 3
"""Rounds with several who have fewest votes that are told one by one: of sixty options, nobody reads them all."""
Moved = Mapping[tuple[str, str | None], Number]
"""How many votes went from one option to another, or to None: they rank nobody who is still in."""


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
    whom `tie_order` names last; else the count stops, tied, and all still in share a place. Behind the elected stand
    those still in, by their votes in the last round, then in the latest earlier one that differs; behind these the
    excluded, who left last first. Where nobody ranks anyone, all are equal. Source: law.md, tally.
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
    rounds = held(pile, question.tie_order)
    placed = place(question, rounds)
    checks = (*quorums.checks(question, ranked.took_part), *_checks(rounds[-1]))
    more = {"rounds": [each.as_json() for each in rounds]}
    told = _told(question, rounds, placed)
    return Outcome(placed.result, placed.winners, placed.order, counts, checks, told, placed.ties, more)


class Piles:
    """The votes lying with each option still in, and those that count for nobody any more."""

    def __init__(self, options: Sequence[str], ranked: Rankings) -> None:
        self.piles: dict[str, list[tuple[Ranking, Number]]] = {option: [] for option in options}
        self.sums: dict[str, Number] = dict.fromkeys(options, 0)
        self.exhausted: Number = 0
        for ranking, amount in ranked.strict.items():
            if ranking:
                self.piles[ranking[0]].append((ranking, amount))
                self.sums[ranking[0]] += amount
            else:
                self.exhausted += amount

    def counts(self) -> Counts:
        return dict(self.sums)

    def exclude(self, options: Ranking) -> Moved:
        """Move the votes of these options on, and say how many went from whom to whom, None where to nobody."""
        leaving = [(option, self.piles.pop(option), self.sums.pop(option)) for option in options]
        # In the order of the question, lest the outcome tell in which order votes were read.
        moved: dict[tuple[str, str | None], Number] = {
            (option, to): 0 for option in options for to in (*self.piles, None)
        }
        for option, pile, _ in leaving:
            for ranking, amount in pile:
                to = next(filter(self.piles.__contains__, ranking), None)
                moved[option, to] += amount
                if to is None:
                    self.exhausted += amount
                else:
                    self.piles[to].append((ranking, amount))
                    self.sums[to] += amount
        return {move: amount for move, amount in moved.items() if amount}


def held(pile: Piles, tie_order: Sequence[str] | None) -> list[Round]:
    """All rounds, the last of which elects or stops the count."""
    rounds: list[Round] = []
    while True:
        rounds.append(now := Round(pile.counts(), pile.exhausted))
        leader = max(now.counts, key=now.counts.__getitem__)
        if 2 * now.counts[leader] > sum(now.counts.values()) or len(now.counts) == 1:
            now.elected = (leader,)
            return rounds
        if not any(now.counts.values()):
            now.equals = tuple(now.counts)
            now.elected = () if tie_order is None else (min(now.equals, key=tie_order.index),)
            return rounds
        now.excluded, now.equals = leaving(rounds, tie_order)
        if not now.excluded:
            return rounds
        now.moved = pile.exclude(now.excluded)


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


def place(question: Question, rounds: Sequence[Round]) -> Placed:
    """The order that these rounds make; the ties are those that the order for ties resolved, or that are left."""
    last = rounds[-1]
    gone = [each.excluded for each in reversed(rounds) if each.excluded]
    if last.equals:
        placed = placing.of_groups([tuple(last.counts), *gone], question.tie_order)
        return replace(placed, ties=(last.equals, *placed.ties[1:]))
    placed = placing.of_groups([last.elected, *_still_in(rounds), *gone], question.tie_order)
    resolved = [each.equals for each in reversed(rounds) if each.equals]
    return replace(placed, ties=(*placed.ties, *resolved))


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


def _told(question: Question, rounds: Sequence[Round], placed: Placed) -> tuple[Said, ...]:
    """Why it ended as it did, how those with equally few were told apart, and who is equal behind."""
    last, top = rounds[-1], placed.order[0][0]
    resolved = {each.equals for each in rounds}
    behind = [group for group in placed.ties if group not in resolved]
    if len(question.options) == 1:
        return (said("ranked_alone", option=top),)
    if not any(last.counts.values()):
        return (said("ranked_nobody"), rankings.tied(last.equals, question.tie_order))
    return (*_ended(rounds), *_all_left(rounds), *rankings.behind(behind, question.tie_order))


def _ended(rounds: Sequence[Round]) -> Iterator[Said]:
    last, number = rounds[-1], str(len(rounds))
    votes = sorted(last.counts.values(), reverse=True)
    total = amounts.written(sum(votes))
    if not last.elected:
        value = amounts.written(last.counts[last.equals[0]])
        yield said("irv_stopped", options=last.equals, round=number, value=value)
    elif len(rounds) == 1:
        yield said("irv_at_once", option=last.elected[0], value=amounts.written(votes[0]), total=total)
    elif len(votes) == 1:
        yield said("irv_last", option=last.elected[0], round=number, value=total)
    else:
        value, against = map(amounts.written, votes[:2])
        facts = {"round": number, "value": value, "total": total, "against": against}
        yield said("irv_won", option=last.elected[0], **facts)
    if last.exhausted:
        yield said("irv_exhausted", value=amounts.written(last.exhausted))


def _all_left(rounds: Sequence[Round]) -> Iterator[Said]:
    """How equals were told apart in the rounds closest to the end, and in how many more rounds."""
    found = [one for at in range(len(rounds) - 1) for one in _left(rounds[: at + 1])]
    yield from found[-TOLD:]
    if len(found) > TOLD:
        yield said("irv_more_equals", value=str(len(found) - TOLD))


def _left(rounds: Sequence[Round]) -> Iterator[Said]:
    """How one of several with equally few votes was told apart in the last of these rounds, if there were several."""
    now, number = rounds[-1], str(len(rounds))
    fewest = min(now.counts.values())
    equals = tuple(option for option, votes in now.counts.items() if votes == fewest)
    if not fewest or len(equals) == 1:
        return
    (gone,) = now.excluded
    if now.equals == equals:
        yield said("irv_tie_order", option=gone, options=equals, round=number)
        return
    if now.equals:
        yield said("irv_narrowed", option=gone, options=now.equals, others=equals, round=number)
        return
    counts = [each.counts for each in rounds]
    earlier = max(at for at in range(len(counts)) if len(rankings.fewest(equals, counts[at:])) == 1)
    facts = {"earlier": str(earlier + 1), "value": amounts.written(counts[earlier][gone])}
    yield said("irv_earlier", option=gone, options=equals, round=number, **facts)
