# SPDX-License-Identifier: AGPL-3.0-or-later
"""Single transferable vote: several places filled in proportion, no vote spent on more than it needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Any

from governance import amounts, documents
from governance.tallies import choosing, placing, questions, quorums, rankings
from governance.tallies.outcomes import Check, Number, Outcome, plain
from governance.tallies.placing import Placed
from governance.tallies.questions import ABSTAIN, BadCount, Question
from governance.tallies.rankings import Ranking
from governance.tallies.sentences import Said, said
from governance.tallies.stages import Round, Stages
from governance.tallies.transfers import Piles

MOST_PLACES = 12
"""Places that are filled exactly: with each surplus the fractions may grow to twice their length, and with twenty
they have a million digits. Papers of the Scottish variant never have more than five decimal places."""
OPTIONAL = (*questions.COMMON, "places_to_fill", "variant")


def count(payload: object) -> Outcome:
    """Count rankings by single transferable vote, weighted inclusive Gregory. Raises Refusal with a pointer.

    The quota is ⌊v/(s+1)⌋+1, v being the votes that rank anyone and s the places; it stays. In each round whoever
    has it is elected; once as many stand as places are left, all of them are. Then the largest surplus moves, all
    papers of that option at the share of their value that the surplus is of its votes; only where there is none are
    options excluded: all without votes together, if enough remain, else the one with fewest. Of equals, the one with
    most (to leave: fewest) in the latest earlier round in which they differ is taken, then whom `tie_order` names
    first (to leave: last); without it equal surpluses move together where their order cannot matter, else the count
    stops, and who is certain by then is elected. `scottish` cuts what each paper is worth after a surplus off at
    five decimal places. Rounds name the votes of all who are not excluded, the elected included; `exhausted` and, for
    `scottish`, `lost` are sums so far, so that each round adds up to the votes.
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
    stages = Stages(piles, quota, places, question.tie_order, truncated)
    stages.hold()
    placed = place(stages, question)
    checks = (*quorums.checks(question, ranked.took_part), *_checks(stages))
    rounds = [each.as_json(truncated=truncated) for each in stages.rounds]
    more = {"quota": plain(quota), "rounds": rounds}
    told = _told(stages, question, placed)
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


def place(stages: Stages, question: Question) -> Placed:
    """The elected in the order in which they were, then those still standing, then the excluded, the last first."""
    rounds = enumerate(stages.rounds, 1)
    groups = [group for number, each in rounds for group in _equals(stages, each.elected, number)]
    certain = stages.rounds[-1].certain
    groups += _equals(stages, certain)
    behind = [option for option in stages.by_votes(stages.standing) if option not in certain]
    uncertain = len(stages.elected) + len(certain) < stages.places
    groups += [tuple(behind)] if uncertain and behind else _equals(stages, behind)
    groups += [each.excluded for each in reversed(stages.rounds) if each.excluded]
    placed = placing.of_groups(groups, question.tie_order, stages.places)
    resolved = [each.tie.left for each in stages.rounds if each.tie and len(each.tie.left) > 1]
    ties = [group for group in placed.ties if not (uncertain and set(group) == set(behind))]
    return replace(placed, ties=tuple(dict.fromkeys((*ties, *resolved))))


def _equals(stages: Stages, options: Sequence[str], until: int | None = None) -> list[Ranking]:
    """Options that stand in order already, those together whom no round up to this one tells apart."""
    return [tuple(group) for _, group in groupby(options, key=lambda option: stages.votes(option, until))]


def _checks(stages: Stages) -> tuple[Check, ...]:
    """Whether all who were elected had the quota: the fewest votes with which one was, or, where nobody was, the most
    that anyone has."""
    reached = [each.counts[option] for each in stages.rounds for option in each.elected]
    value = min(reached) if reached else max(stages.rounds[-1].counts.values())
    return (Check("quota", value >= stages.quota, value, stages.quota),)


def _told(stages: Stages, question: Question, placed: Placed) -> tuple[Said, ...]:
    if len(question.options) <= stages.places:
        return (said("stv_all", options=placed.winners),)
    stopped = tuple(_stop_told(stages, placed))
    if not sum(stages.rounds[0].counts.values()):
        return (_quota_told(stages), *stopped)
    return (
        *(stopped if placed.uncertain else choosing.chosen(placed)),
        _quota_told(stages),
        *(one for number, each in enumerate(stages.rounds, 1) for one in _round_told(stages, each, number)),
        *(() if placed.uncertain else stopped),
        *_gone_told(stages.rounds[-1]),
    )


def _quota_told(stages: Stages) -> Said:
    total = sum(stages.rounds[0].counts.values())
    if not total:
        return said("stv_nobody")
    code = "stv_quota_one" if stages.places == 1 else "stv_quota"
    facts = {"places": str(stages.places), "total": shown(total), "value": shown(stages.quota)}
    return said(code, **facts)


def _round_told(stages: Stages, now: Round, number: int) -> Iterator[Said]:
    """Who was elected in this round, and how equals were told apart in it."""
    with_quota = tuple(option for option in now.elected if option not in now.filled)
    for code, options in (("stv_reached", with_quota), ("stv_filled", now.filled)):
        if len(options) == 1:
            value = shown(now.counts[options[0]])
            yield said(f"{code}_one", option=options[0], value=value, round=str(number))
        elif options:
            yield said(code, options=options, round=str(number))
    if now.tie and not now.stopped:
        yield _tie_told(stages, now, number)


def _tie_told(stages: Stages, now: Round, number: int) -> Said:
    assert now.tie is not None
    among, what = now.tie.among, "last" if now.excluded else "surplus"
    if len(now.passed_on) > 1:
        return said("stv_together", options=now.passed_on, round=str(number))
    (option,) = now.excluded or now.passed_on
    if now.tie.earlier is None:
        return said(f"stv_order_{what}", option=option, options=now.tie.left, round=str(number))
    value = shown(stages.rounds[now.tie.earlier].counts[option])
    facts = {"round": str(number), "earlier": str(now.tie.earlier + 1), "value": value}
    return said(f"stv_earlier_{what}", option=option, options=among, **facts)


def _stop_told(stages: Stages, placed: Placed) -> Iterator[Said]:
    now, number = stages.rounds[-1], str(len(stages.rounds))
    if not now.stopped or now.tie is None:
        return
    left, value = now.tie.left, shown(now.counts[now.tie.left[0]])
    what = "surplus" if now.counts[left[0]] > stages.quota else "last"
    if placed.result == "tied":
        yield said(f"stv_stopped_{what}", options=left, round=number, value=value)
    else:
        yield said(f"stv_open_{what}", options=left, round=number, value=value)
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
