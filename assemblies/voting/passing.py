# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule of a ballot in sentences: what it takes to pass, and afterwards whether each part of it was met."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from assemblies.voting.models import Ballot

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
    return passes(ballot.method, ballot.rule, ballot.seats, ballot.quorum, len(ballot.seats_by_place))


def passes(method: str, rule: Mapping[str, Any], seats: int, quorum: int, places: int) -> str:
    """What it takes to pass, in one sentence with its numbers. `places` are those that count in a double majority."""
    numbers = {
        "share": share(rule["threshold"]["share"]),
        "q": intcomma(quorum),
        "n": intcomma(seats),
        "places": intcomma(places // 2 + 1),
        "all": intcomma(places),
    }
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


def met(ballot: Ballot, tally: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    """Each check of a count as (whether it holds, a sentence in whole numbers). The exact bounds stay in the tally."""
    words = {
        "quorum": _("%(value)s of %(all)s people took part. At least %(needed)s had to."),
        "threshold": _("%(value)s of the %(all)s who chose yes or no said yes. At least %(needed)s had to."),
        "assemblies": _("Yes won in %(value)s of %(all)s places. At least %(needed)s were needed."),
    }
    counts = tally["counts"]
    totals = {"quorum": ballot.seats, "assemblies": len(ballot.seats_by_place)}
    totals["threshold"] = counts["yes"] + counts["no"]
    for check in tally["checks"]:
        name, bound = check["name"], Fraction(check["bound"])
        if name in words:
            needed = ceil(bound) if name == "quorum" else floor(bound) + 1
            numbers = {"value": check["value"], "all": totals[name], "needed": needed}
            yield check["holds"], words[name] % {k: intcomma(v) for k, v in numbers.items()}
