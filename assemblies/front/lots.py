# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records on draws by lot, told to a neighbour: who stepped forward or accepted stands there only as a digest."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies import wording

Facts = Mapping[str, Any]
UNNAMED = frozenset({"SteppedForward", "SteppedBack", "PlaceAccepted"})
COUNTED = ("places", "people", "ticket")


def words(facts: Facts) -> dict[str, Any]:
    """What the sentences below are filled with, where the facts are of a draw."""
    if "draw" not in facts:
        return {}
    found: dict[str, Any] = {n: wording.number(str(facts[n])) for n in COUNTED if n in facts}
    return found | ({"person": facts["number"]} if "number" in facts else {})


def _announced(facts: Facts, by: bool) -> str:
    if by:
        return ngettext(
            "%(by)s announced a draw by lot for %(places)s place. Until %(time)s people can step forward.",
            "%(by)s announced a draw by lot for %(places)s places. Until %(time)s people can step forward.",
            facts["places"],
        )
    return ngettext(
        "A draw by lot for %(places)s place was announced. Until %(time)s people can step forward.",
        "A draw by lot for %(places)s places was announced. Until %(time)s people can step forward.",
        facts["places"],
    )


TOLD: dict[str, Callable[[Facts, bool], str]] = {
    "DrawAnnounced": _announced,
    "SteppedForward": lambda facts, by: _("Somebody said that they would serve in a draw by lot."),
    "SteppedBack": lambda facts, by: _("Somebody said that they would not serve after all."),
    "DrawEnded": lambda facts, by: _("A draw by lot ended, and nobody was drawn: its quotas cannot be met."),
    "LotteryFixed": lambda facts, by: ngettext(
        "The lottery of a draw is fixed, with the chance of %(people)s person. Its seed is not known yet.",
        "The lottery of a draw is fixed, with the chances of %(people)s people. Its seed is not known yet.",
        facts["people"],
    ),
    "DrawMade": lambda facts, by: _("The lot was drawn: ticket %(ticket)s."),
    "PlaceAccepted": lambda facts, by: _("Number %(person)s accepted the place they were drawn for."),
    "PlaceDeclined": lambda facts, by: _("Number %(person)s declined the place they were drawn for."),
}
