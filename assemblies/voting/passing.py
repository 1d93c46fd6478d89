# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule of a ballot in a sentence: what it takes to pass."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assemblies.voting import franchised
from assemblies.voting.models import Ballot
from governance import franchises, papers, weights

PEOPLE = franchises.Franchise()
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
    """What this ballot takes to pass, from the rule kept when it opened, and who votes where days before count."""
    return f"{takes(ballot)} {franchised.who(ballot)}" if ballot.seated_by else takes(ballot)


def takes(ballot: Ballot) -> str:
    """What this ballot takes to pass, from the rule kept when it opened."""
    asks = (
        ballot.asks if ballot.method not in ("majority", "double-majority") else papers.Paper(ballot.method)
    )
    places = len(ballot.seats_by_place)
    return passes(asks, ballot.rule, ballot.seats, ballot.quorum, places, ballot.voters)


def passes(
    asks: papers.Paper,
    rule: Mapping[str, Any],
    seats: int,
    quorum: int,
    places: int,
    voters: franchises.Franchise = PEOPLE,
) -> str:
    """What it takes to pass, in one sentence with its numbers. `places` are those that count in a double majority."""
    method, of_yes = asks.method, rule.get("quorum", {}).get("count") == "affirmative"
    numbers = {
        "share": share(rule.get("threshold", {"share": "1/2"})["share"]),
        "q": intcomma(quorum),
        "n": intcomma(seats),
        "places": intcomma(places // 2 + 1),
        "all": intcomma(places),
        "fill": intcomma(asks.places),
    }
    if voters.kind != franchises.PEOPLE:
        numbers["part"] = share(rule.get("quorum", {"share": "0"})["share"])
        return " ".join(_other_voters(asks, rule, voters, of_yes)) % numbers
    if method in COUNTED or method in FILLING:
        return counted_by(asks) % numbers
    if of_yes:
        return " ".join(_with_yes(method, rule, voters)) % numbers
    if method in ("majority", "double-majority") and (words := _other_thresholds(method, rule, voters)):
        return words % numbers
    if method == "double-majority" and voters.weights:
        words = _(
            "Passes if more than %(share)s of those who choose yes or no say yes, yes wins in places that hold more"
            " than half of the weight of all %(all)s, and at least %(q)s of %(n)s people take part."
        )
        words = f"{words} {_(WEIGHS[voters.by])}"
    elif method == "double-majority":
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


def _with_yes(method: str, rule: Mapping[str, Any], voters: franchises.Franchise) -> Iterator[str]:
    """The sentences where so many people have to say yes, whoever takes part; their numbers still to be put in."""
    if rule["threshold"]["of"] == "seats":
        yield _other_thresholds(method, rule, voters)
    else:
        yield (
            _("Passes if more than %(share)s of those who choose yes or no say yes.")
            if rule["threshold"].get("strict", True)
            else _("Passes if at least %(share)s of those who choose yes or no say yes.")
        )
        if method == "double-majority" and voters.weights:
            yield _("Yes has to win in places that hold more than half of the weight of all %(all)s.")
            yield _(WEIGHS[voters.by])
        elif method == "double-majority":
            yield _("Yes has to win in at least %(places)s of the %(all)s places.")
    yield _("It counts if at least %(q)s of %(n)s people say yes.")


def _other_voters(
    asks: papers.Paper, rule: Mapping[str, Any], voters: franchises.Franchise, of_yes: bool
) -> Iterator[str]:
    """The sentences where delegates or places decide, their numbers still to be put in."""
    if voters.kind == franchises.ASSEMBLIES:
        strict = rule["threshold"].get("strict", True)
        yield _("Each place answers what more of its people say, yes or no, if enough of them take part.")
        if voters.by == weights.EQUAL:
            yield (
                _("Passes if more than %(share)s of all %(all)s places answer yes.")
                if strict
                else _("Passes if at least %(share)s of all %(all)s places answer yes.")
            )
        else:
            yield (
                _("Passes if the places that answer yes hold more than %(share)s of all weight.")
                if strict
                else _("Passes if the places that answer yes hold at least %(share)s of all weight.")
            )
            yield _(WEIGHS[voters.by])
        if Fraction(rule.get("quorum", {}).get("share", 0)):
            yield _weight_that_counts(of_yes)
        return
    yield _how_delegates(asks, rule)
    if voters.weights:
        yield _weight_that_counts(of_yes)
    elif of_yes:
        yield _("It counts if at least %(q)s of %(n)s delegates say yes.")
    else:
        yield _("It counts if at least %(q)s of %(n)s delegates take part.")
    if voters.weights:
        yield _("The delegates of a place share its weight.")
        yield _(WEIGHS[voters.by])


def _weight_that_counts(of_yes: bool) -> str:
    if of_yes:
        return _("At least %(part)s of all weight has to say yes.")
    return _("At least %(part)s of all weight has to take part.")


def _how_delegates(asks: papers.Paper, rule: Mapping[str, Any]) -> str:
    if asks.method in COUNTED or asks.method in FILLING:
        return f"{_('Only the delegates vote.')} {_counts(asks)}"
    if rule["threshold"]["of"] == "seats" and not rule["threshold"].get("strict", True):
        return _("Passes if at least %(share)s of all delegates say yes.")
    if rule["threshold"]["of"] == "seats":
        return _("Passes if more than %(share)s of all delegates say yes.")
    if rule["threshold"].get("strict", True):
        return _("Passes if more than %(share)s of the delegates who choose yes or no say yes.")
    return _("Passes if at least %(share)s of the delegates who choose yes or no say yes.")


WEIGHS: Mapping[str, str] = {
    weights.EQUAL: gettext_noop("Every place weighs the same."),
    "population": gettext_noop("A place weighs as many as live there."),
    "square_root": gettext_noop("A place weighs as the square root of how many live there."),
}


def _other_thresholds(method: str, rule: Mapping[str, Any], voters: franchises.Franchise) -> str:
    """The sentence where a share of all who may vote is asked for, or a share that has only to be reached."""
    of_seats, strict = rule["threshold"]["of"] == "seats", rule["threshold"].get("strict", True)
    if of_seats:
        if method == "double-majority" and voters.weights:
            words = _(
                "Passes if more than %(share)s of all %(n)s who may vote say yes, and yes wins in places that hold more"
                " than half of the weight of all %(all)s."
            )
            return f"{words} {_(WEIGHS[voters.by])}"
        if method == "double-majority":
            return _(
                "Passes if more than %(share)s of all %(n)s who may vote say yes, and yes wins in at least %(places)s"
                " of the %(all)s places."
            )
        if not strict:
            return _("Passes if at least %(share)s of all %(n)s who may vote say yes.")
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
    "budget-mes": gettext_noop(
        "Everyone has an equal share of the pot. What people chose is paid from the shares of those who chose it,"
        " the most wanted for its price first (equal shares)."
    ),
    "budget-greedy": gettext_noop("What most people chose is paid for first, until the pot is used up."),
}
FILLING = ("spav", "stv")
"""The ways whose sentence counts how many are to win."""


def counted_by(asks: papers.Paper) -> str:
    """How a way of deciding counts and how many have to take part, its numbers still to be put in."""
    return f"{_counts(asks)} {_(ENOUGH)}"


def _counts(asks: papers.Paper) -> str:
    if asks.method == "approval" and asks.places > 1:
        return ngettext(
            "The %(fill)s option that most people mark wins.",
            "The %(fill)s options that most people mark win.",
            asks.places,
        )
    return _filling(asks) if asks.method in FILLING else _(COUNTED[asks.method])


def _filling(asks: papers.Paper) -> str:
    """The sentence of a way that fills so many places, or only one."""
    if asks.method == "stv":
        return ngettext(
            "%(fill)s is chosen. The votes of the last move on to the next choice of whoever gave them.",
            "%(fill)s are chosen. Votes that one of them does not need, and those of the last, move on to the next"
            " choice of whoever gave them.",
            asks.places,
        )
    return ngettext(
        "%(fill)s is chosen: the option that most people mark.",
        "%(fill)s are chosen, one after the other. Whoever already has a mark among the chosen counts for less in"
        " the next turn, so that everyone gets a fair share.",
        asks.places,
    )
