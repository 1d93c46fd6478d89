# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outcomes of yes or no where delegates or places weigh: in places, or in per cent of all weight."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext as _

from governance import franchises, weights


def told(
    tally: Mapping[str, Any],
    voters: franchises.Franchise,
    everything: Fraction,
    strict: bool,
    of_yes: bool = False,
) -> str:
    """Why it came out so. `everything` is what all who may vote weigh; `strict`: more than the bound was needed;
    `of_yes`: the quorum is one of approval.
    Empty where the law's own sentence says it in people."""
    checks = {each["name"]: each for each in tally["checks"]}
    by_places = voters.kind == franchises.ASSEMBLIES
    if not voters.weighs or not checks:
        return ""
    alike = by_places and voters.by == weights.EQUAL
    if tally["outcome"] == "no_quorum":
        return _few(checks["quorum"], everything, alike, of_yes)
    if "threshold" not in checks:
        return ""
    value, bound = (Fraction(checks["threshold"][name]) for name in ("value", "bound"))
    adopted = tally["outcome"] == "adopted"
    if alike:
        facts = {
            "n": int(value),
            "all": int(everything),
            "needed": floor(bound) + 1 if strict else ceil(bound),
        }
        if adopted:
            return _("Adopted: %(n)s of %(all)s places answered yes, and at least %(needed)s had to.") % facts
        return _("Not adopted: %(n)s of %(all)s places answered yes, and at least %(needed)s had to.") % facts
    base = _base(tally, everything, by_places)
    if not base:
        return _("Not adopted: nobody chose yes or no.")
    return _by_weight(value, bound, base, adopted, by_places)


def _base(tally: Mapping[str, Any], everything: Fraction, by_places: bool) -> Fraction:
    """Of what the shares are told: of all weight, or of that behind yes and no."""
    return (
        everything if by_places else sum((Fraction(tally["counts"][a]) for a in ("yes", "no")), Fraction(0))
    )


def _by_weight(value: Fraction, bound: Fraction, of: Fraction, adopted: bool, by_places: bool) -> str:
    facts = {"part": percent(value, of), "needed": percent(bound, of)}
    if by_places and adopted:
        return (
            _("Adopted: places with %(part)s of all weight answered yes; the line is at %(needed)s.") % facts
        )
    if by_places:
        return (
            _("Not adopted: places with %(part)s of all weight answered yes; the line is at %(needed)s.")
            % facts
        )
    if adopted:
        return (
            _("Adopted: yes has %(part)s of the weight behind yes and no; the line is at %(needed)s.") % facts
        )
    return (
        _("Not adopted: yes has %(part)s of the weight behind yes and no; the line is at %(needed)s.") % facts
    )


def _few(check: Mapping[str, Any], everything: Fraction, alike: bool, of_yes: bool) -> str:
    value, bound = Fraction(check["value"]), Fraction(check["bound"])
    if alike:
        facts = {"n": int(value), "all": int(everything), "needed": ceil(bound)}
        if of_yes:
            return _("Too few answered yes: %(n)s of %(all)s places, and at least %(needed)s had to.") % facts
        return _("Too few answered: %(n)s of %(all)s places, and at least %(needed)s had to.") % facts
    part = {"part": percent(value, everything), "needed": percent(bound, everything)}
    if of_yes:
        return _("Too few said yes: %(part)s of all weight, and at least %(needed)s had to.") % part
    return _("Too few took part: %(part)s of all weight, and at least %(needed)s had to.") % part


def percent(part: Fraction, of: Fraction) -> str:
    """A part in per cent, with as many digits as tell it from a round number."""
    return _("%(percent)s%%") % {"percent": f"{float(100 * part / of):.4g}" if of else "0"}
