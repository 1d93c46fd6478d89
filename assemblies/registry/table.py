# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law's table of powers in words, for the page and for docs/powers.md: written from the table, never by hand."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assemblies import wording
from assemblies.people.models import Person
from assemblies.registry import queries
from assemblies.registry.models import Assembly
from governance import powers
from governance.powers import Office, Power, Standing
from governance.scales import Place

DOES: dict[Power, str] = {
    Power.OPEN: gettext_noop("Open the pages that explain, sign in and sign up"),
    Power.READ: gettext_noop("Read proposals, decisions and the public record"),
    Power.OWN: gettext_noop("See and change what is one's own: profile, seats, tokens"),
    Power.READ_ACTS: gettext_noop("Read the record of members' acts"),
    Power.RAISE: gettext_noop("Raise a proposal"),
    Power.EDIT_DRAFT: gettext_noop("Change a draft"),
    Power.WITHDRAW: gettext_noop("Withdraw a proposal"),
    Power.SECOND: gettext_noop("Second a proposal"),
    Power.CONTRIBUTE: gettext_noop("Contribute to a conversation"),
    Power.ASK_CHECK: gettext_noop("Ask again which assembly decides"),
    Power.CLAIM: gettext_noop(
        "Say that this place is affected by a proposal, or is not, and stand behind it"
    ),
    Power.ANSWER_CLAIM: gettext_noop("Accept that a place is affected, or is not"),
    Power.CAST_VOTE: gettext_noop("Cast a vote"),
    Power.LEND_VOTE: gettext_noop("Lend the own vote, and take it back"),
    Power.SERVE: gettext_noop("Say that one would serve in a draw by lot, and answer when drawn"),
    Power.OPEN_BALLOT: gettext_noop("Open a ballot"),
    Power.CLOSE_BALLOT: gettext_noop("Close a ballot whose time has come"),
    Power.TAKE_VOTES: gettext_noop("Enter votes that were given on paper or by phone, two together"),
    Power.HOLD_DRAW: gettext_noop("Announce a draw by lot"),
    Power.GIVE_REASONS: gettext_noop("Give the reasons of a decision"),
    Power.HIDE: gettext_noop("Hide a contribution, with a reason that stays visible"),
    Power.FACILITATE: gettext_noop("Open the facilitators' page, with what waits for them"),
    Power.INVITE: gettext_noop("Invite people to take a home seat"),
    Power.GRANT: gettext_noop("Give one person one power for a term"),
    Power.NAME_FACILITATOR: gettext_noop("Name another facilitator among the people who live here"),
    Power.TAKE_UP: gettext_noop(
        "Take up the facilitator's seat while nobody holds it; in a wider place, whoever facilitates a place inside it"
    ),
    Power.ADD_PLACE: gettext_noop("Add a place inside this one"),
    Power.ADD_MATTERS: gettext_noop("Add matters and means, in the assembly that holds the whole network"),
    Power.OPERATE: gettext_noop("Run the instance: read kept letters, stop and start it"),
    Power.APPOINT: gettext_noop("Name another who runs the instance, or stop running it"),
    Power.SUSPEND: gettext_noop("Suspend an account, with a reason that is kept and told, or reinstate it"),
}
COLUMN: dict[Place, str] = {
    Place.BASE: gettext_noop("Where people live"),
    Place.BETWEEN: gettext_noop("Wider places"),
    Place.TOP: gettext_noop("The widest place"),
    Place.OVERLAY: gettext_noop("Across borders (overlays)"),
}


def rows() -> list[dict[str, Any]]:
    """Every power: {"power", "does", "cells": [who holds it, place by place], "grantable"}."""
    return [
        {
            "power": power.value,
            "does": _(DOES[power]),
            "cells": [(_(COLUMN[place]), wording.who_could(power, place)) for place in powers.COLUMNS],
            "grantable": power in powers.GRANTABLE,
        }
        for power in powers.TABLE
    ]


def columns() -> list[str]:
    return [_(COLUMN[place]) for place in powers.COLUMNS]


@dataclass(frozen=True)
class Here:
    """What else of an assembly bears on what one may do in it: whether it holds the whole network, whether places
    can lie inside it, whether anyone facilitates it, and whether the person asking could."""

    holds_all: bool
    holds_places: bool
    vacant: bool
    may_take_up: bool


def bearing(person: Person | None, here: Assembly) -> Here:
    """What bears on it of an assembly and the person asking."""
    return Here(
        holds_all=queries.top(here.network) == here,
        holds_places=here.scale > 0 and not here.overlay,
        vacant=queries.nobody_facilitates(here),
        may_take_up=queries.may_take_up(person, here),
    )


def mine(standing: Standing, here: Here) -> list[dict[str, Any]]:
    """What a standing may do and may not, in the table's order: {"power", "does", "who", "held", "granted", "own",
    "why"} each. `own` is what anyone may with what they raised themselves; `why` says why, or why not."""
    return [_row(power, standing, here) for power in powers.TABLE]


def _row(power: Power, standing: Standing, here: Here) -> dict[str, Any]:
    who, not_here = wording.who_could(power, standing.place), _not_here(power, here)
    held = powers.holds(power, standing) and not not_here
    granted = power in standing.grants
    own = powers.holders(power, standing.place) == Office.AUTHOR and _signed_in(standing)
    if held and granted:
        why = _("It was given to you for a term.")
    elif own:
        why = _("With what you raised yourself.")
    elif held:
        why = _("So may %(who)s.") % {"who": who}
    else:
        why = not_here or _why_not(power, standing, who)
    return {
        "power": power,
        "does": _(DOES[power]),
        "who": who,
        "held": held,
        "granted": granted,
        "own": own,
        "why": why,
    }


def _not_here(power: Power, here: Here) -> str:
    """Why a power is of no use in this assembly, whoever holds it; "" where it is."""
    if power is Power.ADD_MATTERS and not here.holds_all:
        return _("That is done in the assembly that holds the whole network.")
    if power is Power.ADD_PLACE and not here.holds_places:
        return _("No place can lie inside this one.")
    if power is Power.TAKE_UP and not here.vacant:
        return _("Somebody facilitates here.")
    if power is Power.TAKE_UP and not here.may_take_up:
        return _("Here it is taken up by somebody else.")
    return ""


def _why_not(power: Power, standing: Standing, who: str) -> str:
    held = powers.holders(power, standing.place)
    if held == powers.NOBODY:
        return _("Nobody may do this in an assembly of this kind.")
    if held == Office.PERSON:
        return _("For that, sign in.")
    return _("Only %(who)s may do this here.") % {"who": who}


def _signed_in(standing: Standing) -> bool:
    return standing.active and bool(standing.offices & Office.PERSON)


def markdown() -> str:
    """The table as docs/powers.md holds it, in English whatever language is active."""
    lines = [
        "<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->",
        "# Who may do what, where",
        "",
        "Written by `python3 manage.py write_powers` from the table in `governance/powers.py`; a test compares them.",
        "",
        f"| Power | {' | '.join(COLUMN[place] for place in powers.COLUMNS)} |",
        f"|---|{'---|' * len(powers.COLUMNS)}",
    ]
    for power in powers.TABLE:
        cells = " | ".join(powers.who_could(power, place) for place in powers.COLUMNS)
        lines.append(f"| **{DOES[power]}** (`{power.value}`) | {cells} |")
    given = ", ".join(f"`{power.value}`" for power in sorted(powers.GRANTABLE))
    lines += ["", f"Only {given} can be given to one person as an exception, for a term.", ""]
    return "\n".join(lines)
