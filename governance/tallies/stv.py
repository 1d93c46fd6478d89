# SPDX-License-Identifier: AGPL-3.0-or-later
"""Single transferable vote: several places filled in proportion, no vote spent on more than it needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from governance import amounts, documents
from governance.tallies import choosing, placing, questions, quorums, rankings
from governance.tallies.outcomes import Check, Number, Outcome, plain
from governance.tallies.placing import Placed
from governance.tallies.questions import ABSTAIN, BadCount, Question
from governance.tallies.rankings import Ranking
from governance.tallies.seats import Count
from governance.tallies.sentences import Said, said
from governance.tallies.stages import Counts, Round, Stages, Turn
from governance.tallies.transfers import Piles

MOST_PLACES = 12
"""Places that are filled exactly: with each surplus the fractions may grow to twice their length, and with twenty
they have a million digits. Papers of the Scottish variant never have more than five decimal places."""
TOLD = 3
"""Ties after the first that the list of options told apart and that are told one by one; the first one's sentence says
that it does so from there on."""
OPTIONAL = (*questions.COMMON, "places_to_fill", "variant")


def count(payload: object) -> Outcome:
    """Count rankings by single transferable vote, weighted inclusive Gregory. Raises Refusal with a pointer.

    The quota is ⌊v/(s+1)⌋+1, v being the votes that rank anyone and s the places; it stays. In each round whoever
    has it is elected; once as many stand as places are left, all of them are. Then the largest surplus moves, all
    papers of that option at the share of their value that the surplus is of its votes; only where there is none are
    options excluded: all without votes together, if enough remain, else the one with fewest. Of equals, the one with
    most (to leave: fewest) in the latest earlier round in which they differ is taken, then whom `tie_order` names
    first (to leave: last). Without it every way of telling them and all later equals apart is followed, within the
    bound of `branches.LOOKED_AT`. If all elect the same, these are elected; the rounds from there on are those of one
    way, the options as they were given being taken for the order for ties; and `order` is what all ways have in
    common. If not, or if there are too many ways, the count stops there, and who is certain is elected. `scottish`
    cuts what each paper is worth after a surplus off at five decimal places. Rounds name the votes of all who are not
    excluded, the elected included; `exhausted` and, for `scottish`, `lost` are sums so far, so that each round adds up
    to the votes.
    Sources: law.md, tally; The Scottish Local Government Elections Order 2007 (SSI 2007/42), rules 45 to 52.
    """
    asked = documents.record(payload, "", ("method", "options", "votes"), OPTIONAL)
    question = questions.read(asked, yes_or_no=False)
    truncated = _truncated(asked)
    places = _places(asked, truncated)
    ranked = rankings.read(question, equal_ranks=False)
    quorums.check_seats(question, ranked.took_part)
    piles = Piles(question.options, ranked)
    counts = {**piles.counts, ABSTAIN: ranked.abstained}
    quota = sum(piles.counts.values()) // (places + 1) + 1
    missed = quorums.missed(question, ranked.took_part, counts, {"quota": quota, "rounds": []})
    if missed:
        return missed
    stages = Stages.of(piles, quota, places, truncated=truncated)
    held = Count(stages, question.options, question.tie_order)
    held.hold()
    placed = place(held)
    checks = (*quorums.checks(question, ranked.took_part), *_checks(held))
    rounds = [each.as_json(truncated=truncated) for each in held.rounds]
    more = {"quota": plain(quota), "rounds": rounds}
    told = _told(held, question, placed)
    return Outcome(placed.result, placed.winners, placed.order, counts, checks, told, placed.ties, more)


def _places(asked: Mapping[str, Any], truncated: bool) -> int:
    places = documents.whole(asked.get("places_to_fill", 1), "/places_to_fill")
    if not places:
        raise BadCount("There is at least one place to fill.", code="no_places", at="/places_to_fill")
    if places > MOST_PLACES and not truncated:
        sentence = (
            "At most {most} places are filled to the last fraction of a vote; the Scottish way fills more."
        )
        raise BadCount(sentence, code="too_many_places", at="/places_to_fill", most=MOST_PLACES)
    return places


def _truncated(asked: Mapping[str, Any]) -> bool:
    if "variant" in asked and asked["variant"] != "scottish":
        raise BadCount("This must be one of these: {allowed}.", at="/variant", allowed=("scottish",))
    return "variant" in asked


def place(held: Count) -> Placed:
    """The elected in the order in which they were, then those still standing, then the excluded, the last first; what
    is open from some round on stands as all ways agree, those before the others who are certain to win."""
    known = held.rounds if held.open is None else held.rounds[: held.open + 1]
    before = [group for each in known for group in each.elected]
    gone = [each.excluded for each in reversed(held.rounds[: held.open]) if each.excluded]
    groups = [*before, *_between(held, before), *gone]
    placed = placing.of_groups(groups, held.tie_order, held.stages.places)
    if held.open is None:
        equals = [each.turn.left for each in held.rounds if each.turn and each.turn.open]
        return replace(placed, ties=tuple(dict.fromkeys((*placed.ties, *equals))))
    won = (
        {*held.stages.elected, *held.certain}
        if held.stopped
        else (held.common and held.common.certain) or set()
    )
    winners = tuple(option for group in groups for option in group if option in won)
    left = next(group for group in (*groups, ()) if not won.issuperset(group)) if held.stopped else ()
    turn = held.rounds[held.open].turn
    ties = [group for group in placed.ties if group != left] + ([turn.left] if turn else [])
    return Placed(tuple(groups), tuple(dict.fromkeys(ties)), winners, held.stopped)


def _between(held: Count, before: Sequence[Ranking]) -> list[Ranking]:
    """Those neither elected nor excluded, or not yet where it became open who will be."""
    if held.open is None:
        return held.stages.placed()
    first, options = held.rounds[held.open], [option for group in before for option in group]
    standing = [option for option in held.options if option in first.counts and option not in options]
    certain = [option for option in standing if option in held.certain] if held.stopped else []
    others = [option for option in standing if option not in certain]
    if held.common is None:
        return [group for group in (tuple(first.certain), tuple(others)) if group]
    groups = held.common.order(standing, options)
    parts = [tuple(one for one in group if one in part) for part in (certain, others) for group in groups]
    return [part for part in parts if part]


def _checks(held: Count) -> tuple[Check, ...]:
    """Whether all who were elected had the quota: the fewest votes with which one was, or, where nobody was, the most
    that anyone has."""
    reached = [each.counts[option] for each in held.rounds for option in each.winning]
    value = min(reached) if reached else max(held.rounds[-1].counts.values())
    return (Check("quota", value >= held.stages.quota, value, held.stages.quota),)


def _told(held: Count, question: Question, placed: Placed) -> tuple[Said, ...]:
    if len(question.options) <= held.stages.places:
        return (said("stv_all", options=placed.winners),)
    stopped = tuple(_stop_told(held))
    if not sum(held.rounds[0].counts.values()):
        return (said("stv_nobody"), *_ordered_told(placed), *stopped)
    return (
        *stopped,
        *choosing.chosen(placed),
        _quota_told(held),
        *_rounds_told(held),
        *_gone_told(held.rounds[-1]),
    )


def _ordered_told(placed: Placed) -> Iterator[Said]:
    """Whom the order for ties alone has elected, where nobody ranked anyone; nothing where there is none."""
    if placed.uncertain or not placed.winners:
        return
    if len(placed.winners) == 1:
        yield said("stv_order_alone_one", option=placed.winners[0])
    else:
        yield said("stv_order_alone", options=placed.winners)


def _quota_told(held: Count) -> Said:
    total, places = sum(held.rounds[0].counts.values()), held.stages.places
    code = "stv_quota_one" if places == 1 else "stv_quota"
    return said(code, places=str(places), total=shown(total), value=shown(held.stages.quota))


def _rounds_told(held: Count) -> list[Said]:
    """What is said of all rounds; of many ties that the list of options told apart, the last ones."""
    told = [one for number in range(1, len(held.rounds) + 1) for one in _round_told(held, number)]
    listed = [at for at, one in enumerate(told) if one.code.startswith("stv_listed")]
    left_out = frozenset(listed[:-TOLD])
    return [one for at, one in enumerate(told) if at not in left_out]


def _round_told(held: Count, number: int) -> Iterator[Said]:
    """Who was elected in this round, and how equals were told apart in it."""
    now = held.rounds[number - 1]
    with_quota = tuple(option for option in now.winning if option not in now.filled)
    for code, options in (("stv_reached", with_quota), ("stv_filled", now.filled)):
        if len(options) == 1:
            value = shown(now.counts[options[0]])
            yield said(f"{code}_one", option=options[0], value=value, round=str(number))
        elif options:
            yield said(code, options=options, round=str(number))
    if now.turn and now.taken and now.turn.kind != "without" and len(now.turn.among) > 1:
        yield _tie_told(held, now.turn, number)


def _tie_told(held: Count, turn: Turn, number: int) -> Said:
    (option,) = held.rounds[number - 1].taken
    if not turn.open:
        rounds = [each.counts for each in held.rounds[:number]]
        earlier = max(at for at in range(number) if _told_apart(turn, option, rounds[at:]))
        facts = {"earlier": str(earlier + 1), "value": shown(rounds[earlier][option])}
        return said(f"stv_earlier_{turn.kind}", option=option, options=turn.among, round=str(number), **facts)
    facts = {"round": str(number), "value": shown(held.rounds[number - 1].counts[option])}
    if held.open == number - 1:
        return said(f"stv_however_{turn.kind}", options=turn.left, **facts)
    code = "stv_order" if held.open is None else "stv_listed"
    return said(f"{code}_{turn.kind}", option=option, options=turn.left, round=str(number))


def _told_apart(turn: Turn, option: str, rounds: Sequence[Counts]) -> bool:
    """Whether these rounds tell this option from all who had as many votes in the last of them."""
    votes = {one: [counts[one] for counts in rounds] for one in turn.among}
    return sum(each == votes[option] for each in votes.values()) == 1


def _stop_told(held: Count) -> Iterator[Said]:
    now, number = held.rounds[-1], str(len(held.rounds))
    if not held.stopped or now.turn is None:
        return
    code = "stv_stopped" if held.common else "stv_unexplored"
    value = shown(now.counts[now.turn.left[0]])
    yield said(f"{code}_{now.turn.kind}", options=now.turn.left, round=number, value=value)
    if now.certain:
        yield said("stv_certain", options=now.certain)


def _gone_told(last: Round) -> Iterator[Said]:
    if last.exhausted:
        yield said("stv_exhausted", value=shown(last.exhausted))
    if last.lost:
        yield said("stv_lost", value=shown(last.lost))


def shown(number: Number) -> str:
    """A number of votes for reading: exact where it ends within five decimal places, else cut off there."""
    return amounts.written(Fraction(int(number * 10**5), 10**5))
