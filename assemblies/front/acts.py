# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record of members' acts told to a neighbour: somebody did something; who did stands there only as a digest."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from governance.claims import Kind

Facts = Mapping[str, Any]

UNNAMED = frozenset(
    {
        "SeatTaken",
        "SeatLeft",
        "ProposalRaised",
        "TextChanged",
        "ProposalSeconded",
        "ClaimMade",
        "ClaimBacked",
        "ContributionMade",
        "VoteCast",
        "VoteLent",
        "VoteTakenBack",
    }
)
"""Acts whose sealed part is not even looked up for a sentence: nobody learns here who voted, or how."""

OFFICES = {
    "member": gettext_noop("Member"),
    "delegate": gettext_noop("Delegate"),
    "facilitator": gettext_noop("Facilitator"),
    "auditor": gettext_noop("Auditor"),
    "observer": gettext_noop("Observer"),
}
KINDS = {
    "comment": gettext_noop("comment"),
    "question": gettext_noop("question"),
    "concern": gettext_noop("concern"),
    "argument_for": gettext_noop("argument for"),
    "argument_against": gettext_noop("argument against"),
    "suggestion": gettext_noop("suggestion for the text"),
    "testimony": gettext_noop("testimony from experience"),
}


def words(facts: Facts) -> dict[str, Any]:
    """What the sentences below are filled with: {"office", "kind", "made"}, each where the facts have it."""
    office, kind = OFFICES.get(facts.get("office", "")), KINDS.get(facts.get("kind", ""))
    found: dict[str, Any] = {"made": facts.get("made", 1)}
    if office:
        found["office"] = _(office)
    if kind:
        found["kind"] = _(kind)
    return found


def _seat_taken(facts: Facts, by: bool) -> str:
    if facts["home"]:
        return _("Somebody took their home seat here.")
    return _("Somebody took a seat here: %(office)s.")


def _invited(facts: Facts, by: bool) -> str:
    """One entry is one invitation; a list that tells those made in one go at once says how many (`made`)."""
    made = facts.get("made", 1)
    if by:
        return ngettext(
            "%(by)s made %(made)s invitation to take a home seat here.",
            "%(by)s made %(made)s invitations to take a home seat here.",
            made,
        )
    return ngettext(
        "%(made)s invitation to take a home seat here was made.",
        "%(made)s invitations to take a home seat here were made.",
        made,
    )


def _entered(facts: Facts, by: bool) -> str:
    if facts["way"] == "phone":
        return (
            _(
                "%(by)s entered a vote on “%(title)s” given by phone. A second facilitator has to enter it too."
            )
            if by
            else _(
                "A vote on “%(title)s” given by phone was entered. A second facilitator has to enter it too."
            )
        )
    return (
        _("%(by)s entered a vote on “%(title)s” given on paper. A second facilitator has to enter it too.")
        if by
        else _("A vote on “%(title)s” given on paper was entered. A second facilitator has to enter it too.")
    )


ENDED = {
    "withdrawn": gettext_lazy(
        "A vote on “%(title)s” that was entered by hand was taken back before it counted."
    ),
    "differed": gettext_lazy(
        "Two facilitators entered a vote on “%(title)s” by hand, each another one. Neither counts."
    ),
    "voted": gettext_lazy(
        "A vote on “%(title)s” was entered by hand, and then somebody voted here after all. Their own vote counts."
    ),
    "lapsed": gettext_lazy(
        "A vote on “%(title)s” that one facilitator had entered by hand had no second entry. It does not count."
    ),
}


TOLD: dict[str, Callable[[Facts, bool], str]] = {
    "RecordBegun": lambda facts, by: _("The record of members' acts was begun."),
    "SeatTaken": _seat_taken,
    "SeatLeft": lambda facts, by: _("Somebody left a seat here: %(office)s."),
    "InvitationMade": _invited,
    "InvitationEnded": lambda facts, by: (
        _("%(by)s ended an invitation that nobody had taken.")
        if by
        else _("An invitation that nobody had taken was ended.")
    ),
    "ProposalRaised": lambda facts, by: _("Somebody put “%(title)s” forward."),
    "TextChanged": lambda facts, by: _("The text of “%(title)s” was changed: version %(version)s."),
    "ProposalSeconded": lambda facts, by: _("Somebody seconded “%(title)s”."),
    "ClaimMade": lambda facts, by: (
        _("Somebody who lives in %(place)s said that it is affected by “%(title)s” too.")
        if facts["claims"] == Kind.AFFECTED
        else _("Somebody who lives in %(place)s said that it is not affected by “%(title)s”.")
    ),
    "ClaimBacked": lambda facts, by: _("Somebody stood behind what a place says of itself and “%(title)s”."),
    "ContributionMade": lambda facts, by: _("Somebody contributed to “%(title)s”: %(kind)s."),
    "VoteCast": lambda facts, by: _("Somebody voted on “%(title)s”."),
    "VoteLent": lambda facts, by: (
        _("Somebody lent their vote on “%(title)s”.")
        if facts.get("scope") == "proposal"
        else _("Somebody lent their vote here.")
    ),
    "VoteTakenBack": lambda facts, by: (
        _("Somebody took back a vote that was lent on “%(title)s”.")
        if facts.get("scope") == "proposal"
        else _("Somebody took back a vote that was lent here.")
    ),
    "VoteEntered": _entered,
    "EntryEnded": lambda facts, by: str(ENDED[facts["why"]]),
}
