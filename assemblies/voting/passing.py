# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule of a ballot in sentences: what it takes to pass, and afterwards whether each part of it was met."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assemblies.voting.models import Ballot
from governance import papers

SHARES = {
    Fraction(1, 2): lambda: _("half"),
    Fraction(1, 3): lambda: _("one third"),
    Fraction(2, 3): lambda: _("two thirds"),
    Fraction(1, 4): lambda: _("one quarter"),
    Fraction(3, 4): lambda: _("three quarters"),
    Fraction(1, 5): lambda: _("one fifth"),
}


def share(given: str | Fraction) -> str:
    """A share in words where there is one, else in per cent."""
    exact = Fraction(given)
    found = SHARES.get(exact)
    return found() if found else _("%(percent)s%%") % {"percent": f"{float(exact * 100):g}"}


def of(ballot: Ballot) -> str:
    """What this ballot takes to pass, from the rule kept when it opened."""
    asks = (
        ballot.asks if ballot.method not in ("majority", "double-majority") else papers.Paper(ballot.method)
    )
    words = passes(asks, ballot.rule, ballot.seats, ballot.quorum, len(ballot.seats_by_place))
    return f"{words} {who(ballot)}" if ballot.seated_by else words


def who(ballot: Ballot) -> str:
    """Who may vote where the charter asks for some days: since when, and how many these are."""
    days = (ballot.opened_at - ballot.since_when).days
    words = ngettext(
        "Who had a home seat here %(days)s day before voting opened can vote: %(n)s people.",
        "Who had a home seat here %(days)s days before voting opened can vote: %(n)s people.",
        days,
    )
    return words % {"days": intcomma(days), "n": intcomma(ballot.seats)}


def passes(asks: papers.Paper, rule: Mapping[str, Any], seats: int, quorum: int, places: int) -> str:
    """What it takes to pass, in one sentence with its numbers. `places` are those that count in a double majority."""
    method = asks.method
    numbers = {
        "share": share(rule.get("threshold", {"share": "1/2"})["share"]),
        "q": intcomma(quorum),
        "n": intcomma(seats),
        "places": intcomma(places // 2 + 1),
        "all": intcomma(places),
        "fill": intcomma(asks.places),
    }
    if method in COUNTED:
        return counted_by(method, asks) % numbers
    if method in ("majority", "double-majority") and (words := _other_thresholds(method, rule)):
        return words % numbers
    if method == "double-majority":
        words = _(
            "Passes if more than %(share)s of those who choose yes or no say yes, yes wins in at least %(places)s of"
            " the %(all)s places, and at least %(q)s of %(n)s people take part."
        )
    else:
        words = _(
            "Passes if more than %(share)s of those who choose yes or no say yes, and at least %(q)s of %(n)s people"
            " take part."
        )
    return words % numbers


def _other_thresholds(method: str, rule: Mapping[str, Any]) -> str:
    """The sentence where a share of all who may vote is asked for, or a share that has only to be reached."""
    of_seats, strict = rule["threshold"]["of"] == "seats", rule["threshold"].get("strict", True)
    if of_seats:
        if method == "double-majority":
            return _(
                "Passes if more than %(share)s of all %(n)s who may vote say yes, and yes wins in at least %(places)s"
                " of the %(all)s places."
            )
        return _("Passes if more than %(share)s of all %(n)s who may vote say yes.")
    if strict:
        return ""
    return _(
        "Passes if at least %(share)s of those who choose yes or no say yes, and at least %(q)s of %(n)s people"
        " take part."
    )


ENOUGH = gettext_noop("It counts if at least %(q)s of %(n)s people take part.")
COUNTED: Mapping[str, str] = {
    "consent": gettext_noop(
        "Passes if nobody objects and somebody agrees. An objection is heard, and the proposal is changed or"
        " answered before there is another round."
    ),
    "plurality": gettext_noop("The option that most people choose wins."),
    "approval": gettext_noop("The option that most people mark wins."),
    "spav": gettext_noop(
        "%(fill)s are chosen, one after the other. Whoever already has a mark among the chosen counts for less in"
        " the next turn, so that everyone gets a fair share."
    ),
    "score": gettext_noop("Everyone’s points are added up. The option with the most points wins."),
    "dots": gettext_noop("Everyone’s dots are added up. The option with the most dots wins."),
    "schulze": gettext_noop(
        "Every option is held against every other, in the order that people gave. The one that beats all others"
        " wins; if they beat each other in a circle, the strongest chain of wins decides (Schulze)."
    ),
    "ranked-pairs": gettext_noop(
        "Every option is held against every other, in the order that people gave. The clearest wins are taken"
        " first, and those that would close a circle are left out (ranked pairs)."
    ),
    "irv": gettext_noop(
        "The option with the fewest votes leaves, and its votes move to the next choice of whoever gave them, until"
        " one has more than half."
    ),
    "stv": gettext_noop(
        "%(fill)s are chosen. Votes that one of them does not need, and those of the last, move on to the next"
        " choice of whoever gave them."
    ),
    "budget-mes": gettext_noop(
        "Everyone has an equal share of the pot. What people chose is paid from the shares of those who chose it,"
        " the most wanted for its price first (equal shares)."
    ),
    "budget-greedy": gettext_noop("What most people chose is paid for first, until the pot is used up."),
}
SEVERAL_WIN = gettext_noop("The %(fill)s options that most people mark win.")


def counted_by(method: str, asks: papers.Paper) -> str:
    """How a way of deciding counts and how many have to take part, its numbers still to be put in."""
    how = SEVERAL_WIN if method == "approval" and asks.places > 1 else COUNTED[method]
    return f"{_(how)} {_(ENOUGH)}"


def met(ballot: Ballot, tally: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    """Each check of a count as (whether it holds, a sentence in whole numbers). The exact bounds stay in the tally."""
    words = {
        "quorum": _("%(value)s of %(all)s people took part. At least %(needed)s had to."),
        "threshold": _("%(value)s of the %(all)s who chose yes or no said yes. At least %(needed)s had to."),
        "assemblies": _("Yes won in %(value)s of %(all)s places. At least %(needed)s were needed."),
    }
    counts = tally["counts"]
    totals = {"quorum": ballot.seats, "assemblies": len(ballot.seats_by_place)}
    if ballot.rule.get("threshold", {}).get("of") == "seats":
        words["threshold"] = _("%(value)s of all %(all)s who may vote said yes. At least %(needed)s had to.")
        totals["threshold"] = ballot.seats
    else:
        totals["threshold"] = counts.get("yes", 0) + counts.get("no", 0)
    strict = ballot.rule.get("threshold", {}).get("strict", True)
    for check in tally["checks"]:
        name, bound = check["name"], Fraction(check["bound"])
        if name in words:
            reach = name == "quorum" or (name == "threshold" and not strict)
            needed = ceil(bound) if reach else floor(bound) + 1
            numbers = {"value": check["value"], "all": totals[name], "needed": needed}
            yield check["holds"], words[name] % {k: intcomma(v) for k, v in numbers.items()}
