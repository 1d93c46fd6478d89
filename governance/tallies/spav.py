# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sequential proportional approval: several places filled one by one, so that no voters win all of them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from governance import documents
from governance.tallies import choosing, marks, placing, questions, quorums
from governance.tallies.outcomes import Check, Outcome
from governance.tallies.placing import Placed
from governance.tallies.proportional import Count, Round, Supporters
from governance.tallies.questions import Question
from governance.tallies.sentences import Said, said
from governance.tallies.stv import shown


def count(payload: object) -> Outcome:
    """Count approvals by sequential proportional approval voting. Raises Refusal with a pointer.

    Place by place whoever has most is elected; an approval counts whole until one of those its voter approved is
    elected, then 1/2, then 1/3, and so on. Of equals the one whom `tie_order` names first goes first. Without it,
    every way of telling equals apart is followed, this step's and all later ones': as soon as all ways have elected
    the same options the count goes on from there, those in between in no order; if places end before that, `winners`
    are those whom all ways elect, and the outcome is tied. Options that exactly the same voters approve are followed
    as one kind, since only their number matters; ways that come to the same elected are one; and equals of whom
    nobody approves two are elected at once, if there is a place for each. Where even so more marks would have to be
    looked at than `proportional.LOOKED_AT`, or than all of them `ALL_OVER` times, the outcome is tied and only who
    was elected before is certain. Behind the elected, options stand by what they would have for one place more; where
    it is tied, those who win in some way stand before those who win in none. Source: law.md, tally.
    """
    asked = documents.record(payload, "", choosing.NEEDED, (*questions.COMMON, "places_to_fill"))
    question = questions.read(asked, yes_or_no=False)
    marks.check_options(question)
    places = min(marks.places(asked), len(question.options))
    approvals = marks.approvals(question)
    cast = approvals.marks(question.options)
    quorums.check_seats(question, cast.took_part)
    missed = quorums.missed(question, cast.took_part, cast.sums, {"rounds": []})
    if missed:
        return missed
    supporters = Supporters(question.options, approvals.lists, places)
    held = Count(supporters, question.options, places, question.tie_order)
    held.hold()
    placed = place(held)
    checks = (*quorums.checks(question, cast.took_part), *_checks(held))
    more = {"rounds": [each.as_json() for each in held.rounds]}
    told = tuple(_told(question, held, placed))
    return Outcome(placed.result, placed.winners, placed.order, cast.sums, checks, told, placed.ties, more)


def place(held: Count) -> Placed:
    """The elected round by round, then who is certain, then who is possible, then the others; the ties are those of
    the rounds, and those behind the elected."""
    behind = _behind(held)
    groups = [*held.elected, *(group for group in (held.certain, held.possible) if group), *behind]
    placed = placing.of_groups(groups, held.tie_order, held.places)
    ties = [each.equals for each in held.rounds if each.equals]
    return replace(placed, ties=tuple(dict.fromkeys((*ties, *_equals(held)))))


def _behind(held: Count) -> list[tuple[str, ...]]:
    """Those who are not elected, by what they have after the last round; all in one where it stopped before."""
    if held.stopped:
        others = tuple(o for o in held.standing if o not in held.certain and o not in held.possible)
        return [others] if others else []
    scores = held.now()
    ranked = sorted(held.standing, key=lambda option: -scores[option])
    return [tuple(group) for _, group in groupby(ranked, key=scores.__getitem__)]


def _equals(held: Count) -> list[tuple[str, ...]]:
    """Those behind the elected whom nothing tells apart."""
    return [] if held.stopped else [group for group in _behind(held) if len(group) > 1]


def _checks(held: Count) -> Iterator[Check]:
    """Whether who was elected in the last round had more than the next; nothing where there is a place for all."""
    if len(held.options) <= held.places:
        return
    last = held.rounds[-1]
    winning = last.together or (last.elected,)
    bound = max(number for option, number in last.scores.items() if option not in winning)
    yield Check("more_than_next", last.most > bound, last.most, bound)


def _told(question: Question, held: Count, placed: Placed) -> Iterator[Said]:
    if len(question.options) <= held.places:
        yield choosing.everybody(placed.winners)
        return
    if not any(held.rounds[0].scores.values()):
        yield said("choosing_nobody")
    yield from choosing.chosen(placed) if held.places > 1 else ()
    number = 1
    for each in held.rounds:
        yield _round_told(held, each, str(number))
        number += len(each.together) or 1
    if held.certain:
        yield said("spav_certain", options=held.certain)
    if held.places > 1 and any(held.rounds[0].scores.values()):
        yield said("spav_weights")
    yield from choosing.equals(_equals(held), ordered=held.tie_order is not None)


def _round_told(held: Count, each: Round, number: str) -> Said:
    value = shown(each.most)
    if each.elected and not each.equals:
        against = shown(sorted(each.scores.values())[-2])
        return said("spav_elected", option=each.elected, round=number, value=value, against=against)
    facts = {"round": number, "value": value}
    if each.elected:
        return said("spav_order", option=each.elected, options=each.equals, **facts)
    if each.together:
        same = set(each.together) == set(each.equals)
        others = {} if same else {"others": each.together}
        return said("spav_together" if same else "spav_however", options=each.equals, **facts, **others)
    return said("spav_unexplored" if held.unexplored else "spav_stopped", options=each.equals, **facts)
