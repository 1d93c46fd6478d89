# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts put into words: names kept apart from the sentence, amounts with their units, shares, matters by name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Protocol

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_bidi, gettext_noop, ngettext
from django.utils.translation import gettext as _

from governance import terms

MOST_NAMES = 6
ISOLATE, END = (
    "\u2068",
    "\u2069",
)  # a name in another script keeps its direction and leaves the sentence its own
SIGNS = frozenset("£$€¥")
WHOLE = (
    gettext_noop("both"),
    gettext_noop("all three"),
    gettext_noop("all four"),
    gettext_noop("all five"),
    gettext_noop("all six"),
    gettext_noop("all of them"),
)


class Network(Protocol):
    """What is asked of a network here: how it calls its matters and its means."""

    matters: Any

    @property
    def means(self) -> Any: ...


class Named:
    """How one network calls its matters and means. The means are asked for when first needed, and once."""

    def __init__(self, network: Network | None, means: Iterable[Mapping[str, Any]] = ()) -> None:
        """`means` are rows already at hand: {"code", "unit"}, and "decimal_places" where known."""
        self.network = network
        self.known = {row["code"]: row for row in means}

    @cached_property
    def all_means(self) -> Mapping[str, Mapping[str, Any]]:
        rows = self.network.means.values("code", "name", "unit", "decimal_places") if self.network else ()
        return {row["code"]: row for row in rows}

    def matter(self, path: str) -> str:
        """A matter as the network calls it; its path where it has no name."""
        rows = self.network.matters or () if self.network else ()
        name = next((row["name"] for row in rows if row["path"] == path), path)
        return apart(name)

    def means(self, code: str) -> str:
        """A means as the network calls it; its code where it has no name."""
        row = self.all_means.get(code)
        return apart(row["name"] if row else code)

    def amount(self, code: str, exact: str) -> str:
        """An amount of a means: "£18,400", "12 hours"."""
        row = self.known.get(code) or self.all_means.get(code)
        if row is None:
            return apart(f"{number(exact)} {code}")
        return apart(quantity(row["unit"], exact, row.get("decimal_places")))


def quantity(unit: str, exact: str, places: int | None = None) -> str:
    """An amount with its unit, in the reader's own way of writing numbers: "£18,400", "£0.50", "12.5 m³"."""
    shown = number(exact, 2 if places is None and unit in SIGNS else places)
    return f"{unit}{shown}" if unit in SIGNS else f"{shown} {unit}"


def number(exact: str, places: int | None = None) -> str:
    """An exact number for reading, its digits grouped; a fraction stays one. Decimals are written out in full
    (`places` of them) where there are any."""
    try:
        value = Decimal(exact)
    except InvalidOperation:
        return exact
    whole = value == value.to_integral_value()
    if whole:
        value = value.quantize(Decimal(1)) if abs(value) < 10**20 else value
    shown: str = number_format(value, None if whole else places, use_l10n=True, force_grouping=True)
    return shown


def share(written: str) -> str:
    """A share as the law writes it, "31 %" or "1/3", for the reader."""
    if not written.endswith(" %"):
        return written
    return _("%(percent)s%%") % {"percent": number(written.removesuffix(" %"))}


def term(text: str, decided: date | None = None) -> str:
    """For how long something binds, as the law writes it; with the last day where it is decided already."""
    found = terms.read(text)
    if found.months is None:
        until = _day(found.until) if found.until else ""
        return _("Until %(day)s") % {"day": until} if until else _("Until it is decided otherwise")
    facts = {"n": number(str(found.months)), "day": _day(found.ends(decided)) if decided else ""}
    if decided:
        words = ngettext(
            "For %(n)s month from the decision, until %(day)s",
            "For %(n)s months from the decision, until %(day)s",
            found.months,
        )
        return words % facts
    words = ngettext("For %(n)s month from the decision", "For %(n)s months from the decision", found.months)
    return words % facts


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def apart(name: str) -> str:
    """A name that keeps its own direction inside a sentence of the other one."""
    return f"{ISOLATE}{name}{END}" if get_language_bidi() else name


def quoted(name: str) -> str:
    """A name between quotation marks, which stand on its own two sides whatever script the sentence is in."""
    return apart(f"“{name}”")


def listed(names: Sequence[str], more: int = 0, *, most: int = MOST_NAMES) -> str:
    """Names one after the other; beyond so many, how many more there are. `more` of them may be left out already."""
    if not more and len(names) > most + 1:
        names, more = names[:most], len(names) - most
    shown = _(", ").join(names)
    return _("%(names)s and %(more)s more") % {"names": shown, "more": number(str(more))} if more else shown


def placed(facts: Mapping[str, Any], named: Named) -> dict[str, str]:
    """The facts of a sentence of the subsidiarity test."""
    found = {name: _placed(name, fact, named) for name, fact in facts.items()}
    if "means" in facts:
        for name in ("value", "bound"):
            found[name] = named.amount(facts["means"], facts[name])
    return found


def _placed(name: str, fact: str | Sequence[str] | Mapping[str, Any], named: Named) -> str:
    if name == "asked":
        pairs = (one.partition(" ") for one in fact)
        return listed([named.amount(code, exact) for exact, _space, code in pairs])
    if isinstance(fact, Mapping):
        return listed([apart(one) for one in fact["shown"]], fact["more"])
    if not isinstance(fact, str):
        return listed([apart(one) for one in fact])
    if name in ("matter", "given"):
        return named.matter(fact)
    if name in ("value", "bound"):
        return share(fact) if "%" in fact or "/" in fact else number(fact)
    return _(fact) if name == "whole" and fact in WHOLE else apart(fact)
