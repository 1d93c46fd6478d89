# SPDX-License-Identifier: AGPL-3.0-or-later
"""A filled ballot paper as a browser sends it, read into what the law admits."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from governance import answers, papers
from governance.papers import Paper
from governance.tallies.questions import ABSTAIN

LONGEST = 16_000
"""Characters of a choice as it is sent back for checking: 300 pieces with their ids take 2,500."""


def choice_of(asks: Paper, sent: QueryDict) -> str:
    """What was chosen, in the one form that is kept. Raises answers.NoSuchChoice or OverThePot.

    `answer` holds it already in that form where an earlier step sent it; `choice` is the one mark of a paper that
    asks for one, or "abstain" on any.
    """
    read: Any = answers.Written(sent["answer"][:LONGEST]) if "answer" in sent else typed(asks, sent)
    return answers.admit(asks.method, asks.asked(), read)


def typed(asks: Paper, sent: QueryDict) -> Any:
    """What was filled in, as the law reads it; whether it answers the paper is the law's to say."""
    if sent.get("choice") == ABSTAIN or asks.kind == papers.ONE:
        return sent.get("choice", "")
    return _FIELDS[asks.kind](asks, sent)


def _several(asks: Paper, sent: QueryDict) -> list[str]:
    return [str(one) for one in sent.getlist("option")]


def _order(asks: Paper, sent: QueryDict) -> list[list[str]]:
    places: dict[int, list[str]] = defaultdict(list)
    for id, place in _numbers(asks, sent, "place").items():
        if not 1 <= place <= len(asks.options):
            sentence = _("The places go from 1 to %(most)s.") % {"most": len(asks.options)}
            raise answers.NoSuchChoice(sentence, code="out_of_range", at=f"/place-{id}")
        places[place].append(id)
    return [places[place] for place in sorted(places)]


def _points(asks: Paper, sent: QueryDict) -> dict[str, int]:
    return _numbers(asks, sent, "points")


def _pieces(asks: Paper, sent: QueryDict) -> list[str]:
    wanted = _numbers(asks, sent, "n")
    for option in asks.options:
        if not 0 <= wanted.get(option.id, 0) <= option.most:
            sentence = _("Of “%(name)s” there may be from 0 to %(most)s.")
            raise answers.NoSuchChoice(
                sentence % {"name": option.name, "most": option.most}, code="too_many", at=f"/n-{option.id}"
            )
    return [piece for option in asks.options for piece in option.pieces()[: wanted.get(option.id, 0)]]


def _numbers(asks: Paper, sent: QueryDict, name: str) -> dict[str, int]:
    """Option → the number typed for it; nothing for what was left empty."""
    found: dict[str, int] = {}
    for option in asks.options:
        text = sent.get(f"{name}-{option.id}", "").strip()
        if not text:
            continue
        # int() alone would take "1_0", and other scripts' digits are what people type: these it reads.
        if len(text) > 9 or not text.removeprefix("-").isdecimal():
            sentence = _("Write a whole number beside “%(name)s”.") % {"name": option.name}
            raise answers.NoSuchChoice(sentence, code="not_whole", at=f"/{name}-{option.id}")
        found[option.id] = int(text)
    return found


_FIELDS: Mapping[str, Callable[[Paper, QueryDict], Any]] = {
    papers.SEVERAL: _several,
    papers.ORDER: _order,
    papers.SCORE: _points,
    papers.DOTS: _points,
    papers.POT: _pieces,
}
