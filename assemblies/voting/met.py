# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule of a ballot that has closed: whether each part of it was met, in sentences with the numbers."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from assemblies.voting.models import Ballot
from assemblies.wording import weighed
from governance import franchises


def told(ballot: Ballot, tally: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    """Each check of a count as (whether it holds, a sentence in whole numbers). The exact bounds stay in the tally."""
    if ballot.weighs:
        yield from _weighed(ballot, tally)
        return
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
    if ballot.franchise == franchises.DELEGATES:
        words["quorum"] = _("%(value)s of %(all)s delegates took part. At least %(needed)s had to.")
    if ballot.of_yes:
        words["quorum"] = (
            _("%(value)s of %(all)s delegates said yes. At least %(needed)s had to.")
            if ballot.franchise == franchises.DELEGATES
            else _("%(value)s of %(all)s people said yes. At least %(needed)s had to.")
        )
    for check in tally["checks"]:
        name, bound = check["name"], Fraction(check["bound"])
        if (
            name == "assemblies" and ballot.voters.weights
        ):  # people count one each, the places they live in do not
            yield check["holds"], _by_weight(check, _all_places(ballot))
        elif name in words:
            reach = name == "quorum" or (name == "threshold" and not strict)
            needed = ceil(bound) if reach else floor(bound) + 1
            numbers = {"value": check["value"], "all": totals[name], "needed": needed}
            yield check["holds"], words[name] % {k: intcomma(v) for k, v in numbers.items()}


def _weighed(ballot: Ballot, tally: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    """The checks where delegates or places weigh otherwise than one each: in per cent of all weight."""
    words = {
        "quorum": _("Yes has %(value)s of all weight. At least %(needed)s had to say yes.")
        if ballot.of_yes
        else _("%(value)s of all weight took part. At least %(needed)s had to."),
        "threshold": _("Yes has %(value)s of what counts. More than %(needed)s were needed."),
    }
    if not ballot.rule.get("threshold", {}).get("strict", True):
        words["threshold"] = _("Yes has %(value)s of what counts. At least %(needed)s were needed.")
    for check in tally["checks"]:
        name, of = check["name"], Fraction(ballot.all_weight)
        if name == "threshold" and ballot.rule["threshold"]["of"] == "cast":
            of = sum((Fraction(tally["counts"][answer]) for answer in ("yes", "no")), Fraction(0))
            if not of:
                yield check["holds"], _("Nobody chose yes or no.")
                continue
        if name in words:
            yield check["holds"], words[name] % _in_per_cent(check, of)


def _by_weight(check: Mapping[str, Any], of: Fraction) -> str:
    words = _("Places with %(value)s of all weight are for it. More than %(needed)s were needed.")
    return words % _in_per_cent(check, of)


def _in_per_cent(check: Mapping[str, Any], of: Fraction) -> dict[str, str]:
    numbers = {"value": check["value"], "needed": check["bound"]}
    return {name: weighed.percent(Fraction(number), of) for name, number in numbers.items()}


def _all_places(ballot: Ballot) -> Fraction:
    """What all places of a double majority weigh together."""
    return sum((Fraction(weight) for weight in ballot.voters.weights.values()), Fraction(0))
