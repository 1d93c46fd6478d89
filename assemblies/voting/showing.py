# SPDX-License-Identifier: AGPL-3.0-or-later
"""A count made ready to be shown: for each way of deciding the part of a page that says how it came out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assemblies.pictures import options as bars
from assemblies.voting import showing_flows, showing_pairs, showing_pots
from assemblies.voting.showing_rows import Answer, percent
from assemblies.wording import sums
from governance import answers, papers
from governance.papers import Paper
from governance.tallies.questions import ABSTAIN

SHARED = frozenset({"plurality", "dots"})
"""What is counted there is given to one option or another: shares of it all mean something."""


def of(tally: Mapping[str, Any], names: Mapping[str, str], paper: Paper) -> dict[str, Any]:
    """What a template prints of a count: {"part": the template that draws it, to be included with this as `c`, ...}.

    `tally` is the law's answer as it is kept, `names` what people call the options, `paper` what was asked.
    """
    answer = Answer(tally, names, paper)
    if answers.words_of(paper.method):
        return words(answer)
    if tally.get("rounds") and paper.kind == papers.ORDER:
        return showing_flows.of(answer)
    if "pairwise" in tally:
        return showing_pairs.of(answer)
    if "funded" in tally:
        return showing_pots.of(answer)
    return by_option(answer)


def by_option(answer: Answer) -> dict[str, Any]:
    """Bars by option, the best first, with the chosen ones marked."""
    counts = answer.counts
    lengths, shares = bars.lengths(counts), bars.shares(counts)
    is_shared = answer.paper.method in SHARED
    rows = [
        answer.row(option)
        | {
            "n": counts[option],
            "length": lengths[option],
            "share": percent(shares[option]) if is_shared else "",
        }
        for option in answer.order
        if option in counts
    ]
    shown = bars.first([row["won"] or row["tied"] for row in rows])
    return {
        "part": "voting/counts/_bars.html",
        "rows": rows[:shown],
        "others": rows[shown:],
        "abstained": answer.abstained,
        "caption": caption(answer.paper.method),
        "unit": unit(answer.paper.method),
        "has_shares": is_shared,
        **rounds(answer),
    }


def rounds(answer: Answer) -> dict[str, Any]:
    """Where places are filled one by one, what each option had in each round, and which one it was that had most:
    {"numbers": of the rounds, "rounds": [(row of the option, [{"n", "won"} or None])]}, nothing elsewhere."""
    told = answer.tally.get("rounds") or []
    table = [(answer.row(option), [_scored(option, one) for one in told]) for option in answer.order]
    return {"numbers": range(1, len(told) + 1), "rounds": table} if told else {}


def _scored(option: str, one: Mapping[str, Any]) -> dict[str, Any] | None:
    if option not in one["scores"]:
        return None
    chosen = (one["elected"],) if one["elected"] else one["together"]
    return {"n": sums.read(one["scores"][option]), "won": option in chosen}


def caption(method: str) -> str:
    """What the bars are of."""
    return {
        "plurality": _("How many chose each option."),
        "approval": _("How many marked each option."),
        "spav": _(
            "How many marked each option. Whoever had an option chosen already counted for less afterwards."
        ),
        "score": _("The points that each option got in all."),
        "dots": _("The dots that each option got in all."),
    }.get(method, _("How many put each option first."))


def unit(method: str) -> str:
    """What stands above the numbers in the table."""
    return {"score": _("Points"), "dots": _("Dots")}.get(method, _("Votes"))


CLASSES = {"yes": "yes", "agree": "yes", "stand_aside": "aside", "no": "no", "object": "no", ABSTAIN: "abs"}


def words(answer: Answer) -> dict[str, Any]:
    """One bar cut by what people answered, in the words of the paper."""
    told = {
        "yes": _("Yes"),
        "no": _("No"),
        "agree": _("I agree"),
        "stand_aside": _("I stand aside"),
        "object": _("I object"),
        ABSTAIN: _("No opinion"),
    }
    found = {word: sums.read(n) for word, n in answer.tally["counts"].items()}
    given = [*answers.words_of(answer.paper.method), ABSTAIN]
    numbers = {word: found[word] for word in given if word in found}
    shares = bars.shares(numbers)
    rows = [
        {
            "name": told[word],
            "cls": CLASSES[word],
            "n": n,
            "share": percent(shares[word]),
            "length": shares[word],
        }
        for word, n in numbers.items()
    ]
    return {
        "part": "voting/counts/_words.html",
        "rows": rows,
        "parts": [(row["cls"], row["length"]) for row in rows if row["n"]],
        "caption": _("One objection is enough to return a proposal.") if "object" in numbers else "",
    }
