# SPDX-License-Identifier: AGPL-3.0-or-later
"""A charter, turnout and outcomes as sentences a neighbour understands."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies import wording
from assemblies.voting import passing
from assemblies.wording import moments
from governance import charters, franchises, weights
from governance.charters import Charter
from governance.ways import Way


def charter(rules: Any, matters: Any = ()) -> list[tuple[str, str]]:
    """Kept rules as (what it is about, sentence), with the numbers in force; `matters` are the network's."""
    held, names = charters.read(rules), _names(matters)
    return [
        (_("To be talked about"), _seconds(held)),
        (_("Talking"), _days(held.deliberation_days)),
        (_("Voting"), _ballot(held)),
        *([(_("Who votes"), _who_votes(held))] if held.seated_days or _voters(held.usual) else []),
        *(
            [(_("Lending a vote"), _("On open ballots a vote can be lent to somebody else who votes here."))]
            if held.lending
            else []
        ),
        (_("To count"), _quorum(held)),
        (_("To be adopted"), _enough(held, held.usual)),
        *(
            (names.get(way.matter, way.matter), f"{_voters(way)} {_enough(held, way)}".strip())
            for way in held.by_matter
        ),
        (_("When it goes quiet"), _lapse(held)),
    ]


def _seconds(held: Charter) -> str:
    return ngettext(
        "A proposal needs %(n)s person behind it within %(days)s.",
        "A proposal needs %(n)s people behind it within %(days)s.",
        held.seconds_needed,
    ) % {"n": held.seconds_needed, "days": moments.days(held.seconding_days)}


def _days(days: int) -> str:
    return ngettext(
        "It is talked about for at least %(n)s day before a ballot can open.",
        "It is talked about for at least %(n)s days before a ballot can open.",
        days,
    ) % {"n": days}


def _ballot(held: Charter) -> str:
    return _("A ballot stays open for at least %(days)s and closes at %(hour)s:00.") % {
        "days": moments.hours(held.ballot_hours),
        "hour": held.closing_hour,
    }


def _who_votes(held: Charter) -> str:
    seated = _seated(held) if held.seated_days else ""
    return f"{_voters(held.usual)} {seated}".strip()


def _voters(way: Way) -> str:
    """Who votes by a way of deciding, where it is not everyone who lives here, and what places weigh; else empty."""
    told = {
        franchises.DELEGATES: _("The delegates of the places inside vote, each for the place they sit for."),
        franchises.ASSEMBLIES: _("The places inside decide, each with what more of its people say."),
    }
    found = [told[way.franchise]] if way.franchise in told else []
    if way.weights != weights.EQUAL and (found or way.method == "double-majority"):
        found.append(_(passing.WEIGHS[way.weights]))
    return " ".join(found)


def _seated(held: Charter) -> str:
    return _("Whoever had a home seat here %(days)s before voting opened.") % {
        "days": moments.days(held.seated_days)
    }


def _quorum(held: Charter) -> str:
    words = {"share": passing.share(held.quorum_share)}
    if held.quorum_count == "affirmative":
        return _("At least %(share)s of those who may vote have to say yes.") % words
    return _("At least %(share)s of those who may vote have to take part.") % words


def _enough(held: Charter, way: Way) -> str:
    return f"{_threshold(held, way)} {_more(way)}".strip()


def _threshold(held: Charter, way: Way) -> str:
    enough = {"share": passing.share(held.threshold_share)}
    if way.method == "consent":
        return _("Nobody may object, and somebody has to agree.")
    if way.method == "double-majority":
        return (
            _("More than %(share)s of yes and no, and yes in more than half of the places inside.") % enough
        )
    if way.method == "supermajority":
        return _("At least two thirds of those who choose yes or no have to choose yes.")
    if held.threshold_of == "seats":
        return _("More than %(share)s of all who may vote have to choose yes.") % enough
    return _("More than %(share)s of those who choose yes or no have to choose yes.") % enough


def _more(way: Way) -> str:
    """What whoever opens a ballot may ask for beyond that, in sentences; empty where nothing is."""
    told = {
        "supermajority": _("Whoever opens the ballot may ask for two thirds."),
        "double-majority": _(
            "Whoever opens the ballot may ask for yes in more than half of the places inside as well."
        ),
        "consent": _("Whoever opens the ballot may ask for consent: that nobody objects."),
    }
    found = [told[one] for one in told if one in way.stricter]
    if way.others:
        found.append(
            _("Where there are several options, or a pot to share out, they may be put in order or marked.")
        )
    return " ".join(found)


def _lapse(held: Charter) -> str:
    return ngettext(
        "A proposal lapses after %(n)s day without a contribution.",
        "A proposal lapses after %(n)s days without a contribution.",
        held.lapse_days,
    ) % {"n": held.lapse_days}


def _names(matters: Any) -> dict[str, str]:
    return {row["path"]: row.get("name", row["path"]) for row in matters or ()}


def remit(rules: Any, matters: Any) -> list[str]:
    """What an assembly may decide about, by name; empty where nothing limits it."""
    held, names = charters.read(rules), _names(matters)
    if held.remit is None:
        return []
    found = []
    for row in held.remit:
        name = names.get(row["matter"], row["matter"])
        found.append(_("%(matter)s, and nobody below") % {"matter": name} if row.get("exclusive") else name)
    return found


OUTCOMES = {
    "adopted": lambda: _("Adopted."),
    "decided": lambda: _("Decided."),
    "rejected": lambda: _("Not adopted."),
    "no_quorum": lambda: _("Too few votes."),
    "returned": lambda: _("Back to the conversation."),
    "tied": lambda: _("Tied."),
}


def outcome(code: str) -> str:
    """An outcome in a word or two."""
    found = OUTCOMES.get(code)
    return found() if found else code


def summary(tally: Any) -> str:
    """A count in one short line, from the law's answer as it is kept: how many said yes, and in how many places."""
    counts = tally.get("counts", {})
    if "yes" not in counts:
        return wording.outcome(tally)
    yes = Fraction(counts.get("yes", 0))  # text where votes weigh parts of one
    chosen = yes + Fraction(counts.get("no", 0))
    if not chosen:
        return _("Nobody chose yes or no.")
    percent = round(100 * yes / chosen)
    places = _places(tally.get("assemblies", {}))
    if places is None:
        return _("%(percent)s%% yes") % {"percent": percent}
    given = {"percent": percent, "yes": places[0], "all": places[1]}
    return _("%(percent)s%% yes · yes in %(yes)s of %(all)s places") % given


def _places(assemblies: Any) -> tuple[int, int] | None:
    """In how many places yes won, and of how many; None where places did not count."""
    return (sum(row["for"] for row in assemblies.values()), len(assemblies)) if assemblies else None
