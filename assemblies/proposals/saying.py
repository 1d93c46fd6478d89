# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of claims shows: the places touched, each claim in words, and what this person may say."""

from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies import clock, wording
from assemblies.people.models import Person
from assemblies.proposals import queries
from assemblies.proposals.models import Claim, Proposal
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from assemblies.wording import moments
from governance import amounts, claims
from governance.claims import Ending, Kind
from governance.lifecycle import Stage
from governance.powers import Power, Standing, holds

MOST_TOUCHED = 12
A_PAGE = 20
SHARES = ("1", "1/2", "1/3", "1/10")


class Shown(NamedTuple):
    """A claim as its row shows it: `says` in a sentence, `state` where it stands, and what this person may do."""

    claim: Claim
    says: str
    state: str
    by: str
    waits: bool
    mine: bool
    may_back: bool
    may_accept: bool


def of(proposal: Proposal, person: Person | None, standing: Standing, page: str) -> dict[str, Any]:
    """Everything on the page, for this reader: claims that wait come first, then those that ended last."""
    seat = registry.home_seat(person, proposal.network)
    home = seat.assembly if seat else None
    heard = Stage(proposal.stage) in (Stage.SECONDING, Stage.DELIBERATION)
    reached = queries.reached(proposal)
    filled = reached.filled
    names = registry.names(list(filled)[:MOST_TOUCHED])
    kept = queries.claims_on(proposal, by=person).order_by(
        F("ended_at").desc(nulls_first=True), "made_at", "pk"
    )
    number = max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 5 else 1
    shown = list(kept[(number - 1) * A_PAGE : number * A_PAGE + 1])
    named = holds(Power.READ_ACTS, standing)
    said = home is not None and queries.said_before(proposal, home)
    return {
        "proposal": proposal,
        "here": proposal.assembly,
        "heard": heard,
        "home": home,
        "touched": [
            (names[id].ring, id, names[id].name, part(share)) for id, share in filled.items() if id in names
        ],
        "touched_more": max(len(filled) - len(names), 0),
        "rows": [_row(row, proposal, person, home, heard, named) for row in shown[:A_PAGE]],
        "before": number - 1,
        "after": number + 1 if len(shown) > A_PAGE else 0,
        "is_affected": bool(home and claims.share_of(reached, home.public_id)),
        "only_one": sum(high - low for low, high in reached.cover) == 1,
        "may_claim": home is not None and heard and not said,
        "said": said and heard,
        "shares": [(share, _("all of it") if share == "1" else part(Fraction(share))) for share in SHARES],
        **(_asks(proposal, home) if home and heard and not said else {}),
    }


def _asks(proposal: Proposal, home: Assembly) -> dict[str, Any]:
    rules = registry.network_rules(proposal.network)
    needed = claims.needed(queries.people_at_home(home), rules)
    return {"needed": needed, "days": moments.days(rules.claim_days)}


def _row(
    row: Any, of: Proposal, person: Person | None, home: Assembly | None, heard: bool, named: bool
) -> Shown:
    waits = not row.ending and heard and row.until > clock.now()
    lives = home is not None and row.place_id == home.pk
    mine = person is not None and row.by_id == person.pk
    return Shown(
        claim=row,
        says=says(row),
        state=state(row, waits),
        by=row.by.name if named or mine else "",
        waits=waits,
        mine=mine,
        may_back=waits and lives and not row.stands,
        may_accept=waits and person is not None and of.author_id == person.pk,
    )


def says(row: Claim) -> str:
    """What a claim says of its place, in one sentence."""
    if row.kind == Kind.NOT_AFFECTED:
        return _("%(place)s is not affected.") % {"place": row.place.name}
    if row.share == "1":
        return _("%(place)s is affected too.") % {"place": row.place.name}
    facts = {"place": row.place.name, "part": part(Fraction(row.share))}
    return _("%(place)s is affected too: %(part)s of its people.") % facts


def state(row: Any, waits: bool) -> str:
    """Where a claim, with how many stand `behind` it, stands or how it ended."""
    facts = {"n": row.behind, "needed": row.needed}
    ended: dict[str, str] = {
        Ending.ACCEPTED: _("The author accepted it."),
        Ending.UPHELD: ngettext(
            "Upheld: %(n)s person who lives there stands behind it, and %(needed)s had to.",
            "Upheld: %(n)s people who live there stand behind it, and %(needed)s had to.",
            row.behind,
        ),
        Ending.LAPSED: _("Not upheld: %(n)s of the %(needed)s people it needed stood behind it in time."),
        Ending.WITHDRAWN: _("Taken back."),
        Ending.OVERTAKEN: _("It came to nothing: the proposal had moved on."),
    }
    if row.ending:
        return ended[row.ending] % facts
    if not waits:
        return _("It has ended.")
    return (
        ngettext(
            "%(n)s of the %(needed)s person it needs stands behind it.",
            "%(n)s of the %(needed)s people it needs stand behind it.",
            row.needed,
        )
        % facts
    )


def part(share: Fraction) -> str:
    """How much of a place, in words where there are any; nothing for all of it."""
    words = {"1": "", "1/2": _("about half"), "1/3": _("about a third"), "1/10": _("about a tenth")}
    written = str(share)
    return words[written] if written in words else wording.share(amounts.percent(share))
