# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counts in rounds made ready to be shown: who leaves, who is elected, and where the votes go."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.pictures import flows, ribbons
from assemblies.voting.showing_rows import Answer
from assemblies.wording import counts, facts, sums

DRAWN = 12
"""So many rounds are drawn, the last ones; all of them stand in the table."""
MOVES_TOLD = 4
"""So many moves are told beside a round, the largest; all of them stand in the table."""
Told = Mapping[str, Any]
"""A round as the law tells it: {"counts", "elected", "excluded", "moved", "exhausted", "lost"?}."""


def of(answer: Answer) -> dict[str, Any]:
    """What the template of rounds prints: the flow round by round, how far each option came, and all numbers."""
    told: Sequence[Told] = answer.tally["rounds"]
    rounds = [_read(one) for one in told]
    quota = sums.read(answer.tally["quota"]) if "quota" in answer.tally else None
    rows = _rows(answer, told, rounds, quota)
    skipped = max(0, len(rounds) - DRAWN)
    last = rounds[skipped:]
    strips = flows.strips(
        last,
        answer.order,
        {row["key"]: (f"{row['number']} {row['name']}", str(row["number"])) for row in rows},
        half=answer.paper.method == "irv",
        quota=quota,
        mirrored=answer.mirrored,
    )
    shown = zip(range(skipped, len(rounds)), strips, strict=False)
    # Drawn by us of numbers alone; names are escaped where they enter.
    steps = [_step(answer, told, at) | {"strip": mark_safe(strip)} for at, strip in shown]  # nosec B308 B703
    ruler = flows.ruler(quota, last, mirrored=answer.mirrored) if quota else ""
    return {
        "part": "voting/counts/_rounds.html",
        "rows": rows,
        "steps": steps,
        "drawn": range(skipped + 1, len(rounds) + 1) if strips else (),
        "skipped": _skipped(skipped) if strips else "",
        "quota": quota,
        "ruler": mark_safe(ruler),  # nosec B308 B703
        "caption": " ".join(_caption(quota, _one_way(answer), is_drawn=bool(strips))),
        "numbers": range(1, len(rounds) + 1),
        "table": _table(answer, rounds),
        "exhausted": [sums.read(one["exhausted"]) for one in told],
        "lost": [sums.read(one["lost"]) for one in told] if "lost" in told[-1] else [],
        "moves": list(_moves(answer, rounds)),
        "abstained": answer.abstained,
    }


def _read(one: Told) -> flows.Round:
    return flows.Round(
        {option: sums.read(n) for option, n in one["counts"].items()},
        sums.read(one["exhausted"]) + sums.read(one.get("lost", 0)),
        tuple((move["from"], move["to"], sums.read(move["amount"])) for move in one["moved"]),
    )


def _rows(
    answer: Answer, told: Sequence[Told], rounds: Sequence[flows.Round], quota: Fraction | None
) -> list[dict[str, Any]]:
    """Each option with its number and colour, its votes, and what became of it: the votes it came to, with the quota
    as its line; of a run-off those of the last round, with half of them, and None of whoever had left by then."""
    ends = {option: _end(option, told) for option in answer.order}
    reached = {option: rounds[at].counts.get(option, Fraction(0)) for option, (at, _how) in ends.items()}
    line, most = quota, max([*reached.values(), quota or Fraction(0)], default=Fraction(0))
    if quota is None:
        reached, most = dict(rounds[-1].counts), sum(rounds[-1].counts.values(), Fraction(0))
        line = most / 2
    return [
        answer.row(option)
        | {
            "number": number,
            "cls": ribbons.hue(number - 1),
            "n": reached.get(option),
            "length": float(reached.get(option, 0) / most) if most else 0.0,
            "mark": float(line / most) if line and most else None,
            "became": _became(answer, option, *ends[option]),
        }
        for number, option in enumerate(answer.order, 1)
    ]


def _end(option: str, told: Sequence[Told]) -> tuple[int, str]:
    """In which round, from 0, it was elected or left; the last round it stands in where neither."""
    for how in ("elected", "excluded"):
        found = next((at for at, one in enumerate(told) if option in one[how]), None)
        if found is not None:
            return found, how
    return max((at for at, one in enumerate(told) if option in one["counts"]), default=0), "stays"


def _one_way(answer: Answer) -> int | None:
    """The round, from 0, from which on one way among several is shown; None where there was but one."""
    said = answer.tally.get("said") or ()
    found = (int(one["facts"]["round"]) for one in said if one["code"] in counts.HOWEVER)
    return next((number - 1 for number in found), None)


def _became(answer: Answer, option: str, at: int, how: str) -> str:
    number, open_at = {"n": facts.number(str(at + 1))}, _one_way(answer)
    if how == "elected":
        certain = open_at is None or at <= open_at
        return (_("Won in round %(n)s") if certain else _("Won in round %(n)s of those shown")) % number
    if how == "excluded":
        certain = open_at is None or at < open_at
        return (
            _("Left after round %(n)s") if certain else _("Left after round %(n)s of those shown")
        ) % number
    if option in answer.winners:
        return _("Sure of a place when the count stopped")
    return _("Tied when the count stopped") if option in answer.tied else _("Still in at the end")


def _step(answer: Answer, told: Sequence[Told], at: int) -> dict[str, Any]:
    """One round in words."""
    law = [s for s in counts.sentences(answer.tally) if s.round == at + 1 and s.code in counts.BESIDE]
    return {
        "title": _("Round %(n)s") % {"n": facts.number(str(at + 1))},
        "said": list(_said(answer, told[at], law)),
        "moves": _moved(answer, told[at]),
    }


def _said(answer: Answer, one: Told, law: Sequence[counts.Told]) -> Iterator[str]:
    """What the law says of this round; in short what it says nothing of."""
    yield from (sentence.text for sentence in law)
    codes = {sentence.code for sentence in law}
    if one["elected"] and not codes & counts.WON:
        names = facts.listed([answer.quoted(option) for option in one["elected"]])
        sentence = ngettext("%(names)s wins.", "%(names)s win.", len(one["elected"]))
        yield sentence % {"names": names}
    if one["excluded"] and not codes & counts.LEFT:
        names = facts.listed([answer.quoted(option) for option in one["excluded"]])
        yield ngettext("%(names)s leaves.", "%(names)s leave.", len(one["excluded"])) % {"names": names}


def _moved(answer: Answer, one: Told) -> str:
    """Where votes go after a round; empty where none do."""
    moves = [(sums.read(move["amount"]), move["to"]) for move in one["moved"]]
    given = [_move(answer, n, to) for n, to in _by_taker(moves)]
    return _("Votes move on: %(moves)s.") % {"moves": facts.listed(given, most=MOVES_TOLD)} if given else ""


def _by_taker(moves: Sequence[tuple[Fraction, str | None]]) -> list[tuple[Fraction, str | None]]:
    """What each gets in all, the most first, and last what goes to nobody."""
    found: dict[str | None, Fraction] = {}
    for n, to in moves:
        found[to] = found.get(to, Fraction(0)) + n
    return [(n, to) for to, n in sorted(found.items(), key=lambda item: (item[0] is None, -item[1]))]


def _move(answer: Answer, n: Fraction, to: str | None) -> str:
    if to is None:
        return _("%(n)s to nobody any more") % {"n": sums.shown(n)}
    return _("%(n)s to %(option)s") % {"n": sums.shown(n), "option": answer.quoted(to)}


def _skipped(n: int) -> str:
    if not n:
        return ""
    sentence = ngettext(
        "The first round is not drawn; it stands in the table.",
        "The first %(n)s rounds are not drawn; they stand in the table.",
        n,
    )
    return sentence % {"n": facts.number(str(n))}


def _caption(quota: Fraction | None, one_way: int | None, *, is_drawn: bool) -> Iterator[str]:
    if not is_drawn:
        yield _("Nobody’s vote counted for an option, so there is nothing to draw.")
        return
    if quota is None:
        yield _("Each bar is one round. The line across it is half of the votes that still count.")
    else:
        sentence = _("Each bar is one round. Whoever has as many votes as the quota, %(n)s, wins a place.")
        yield sentence % {"n": sums.shown(quota)}
    if one_way is not None:
        sentence = _("From round %(n)s on one of several ways is drawn; the same win in all of them.")
        yield sentence % {"n": facts.number(str(one_way + 1))}


def _table(
    answer: Answer, rounds: Sequence[flows.Round]
) -> list[tuple[dict[str, Any], list[Fraction | None]]]:
    """Each option with its votes in each round, None where it is not counted any more."""
    return [(answer.row(option), [one.counts.get(option) for one in rounds]) for option in answer.order]


def _moves(answer: Answer, rounds: Sequence[flows.Round]) -> Iterator[dict[str, Any]]:
    """Who gives votes after which round, and to whom: (name or None, how many) each."""
    for number, one in enumerate(rounds, 1):
        for giver in dict.fromkeys(giver for giver, _taker, _n in one.moved):
            given = [(taker, n) for one_of, taker, n in one.moved if one_of == giver]
            takers = [(None if taker is None else answer.name(taker), n) for taker, n in given]
            yield {"round": number, "giver": answer.name(giver), "takers": takers}
