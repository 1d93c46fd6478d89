# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records told to a neighbour: one sentence for every kind of entry, with titles, places and amounts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assemblies import wording
from assemblies.front import acts, lots
from assemblies.people.models import Person
from assemblies.proposals.models import Proposal
from assemblies.record import queries as record
from assemblies.record.models import Entry
from assemblies.registry import queries as registry
from assemblies.registry import table
from assemblies.registry.models import Assembly
from governance import entries
from governance.claims import HEEDED, Kind
from governance.powers import Power

Facts = Mapping[str, Any]
PLACES = ("child", "answer", "came_from", "decided_by", "place")


@dataclass(frozen=True)
class Known:
    """What entries name by id: titles of proposals, names of places, who did each and why, by its entry."""

    here: Assembly
    titles: Mapping[str, str]
    places: Mapping[str, str]
    by: Mapping[int, str]
    named: wording.Named
    reasons: Mapping[int, str] = field(default_factory=dict)


def known(rows: Iterable[tuple[Entry, Facts]], here: Assembly, reads_acts: bool) -> Known:
    """All of it for a page of entries, in one query each; reasons for those who may read what they are about."""
    rows = list(rows)
    subjects = {row.subject for row, _facts in rows if row.subject}
    places = {facts[name] for _row, facts in rows for name in PLACES if facts.get(name)}
    bodies = record.bodies(row.pk for row, _facts in rows if row.type not in acts.UNNAMED | lots.UNNAMED)
    who = {key: body.values["by"] for key, body in bodies.items() if body.values.get("by")}
    people = dict(Person.objects.filter(public_id__in=who.values()).values_list("public_id", "name"))
    told = Proposal.objects.filter(public_id__in=subjects, submitted_at__isnull=False)
    return Known(
        here=here,
        titles=dict(told.values_list("public_id", "title")),
        places={key: place.name for key, place in registry.names(list(places)).items()},
        reasons={
            key: b.values["reason"] for key, b in bodies.items() if reads_acts and b.values.get("reason")
        },
        by={key: people[person] for key, person in who.items() if person in people},
        named=wording.Named(here.network),
    )


def sentence(row: Entry, facts: Facts, known: Known) -> SafeString:
    """One entry in one sentence, as HTML: the title leads to the proposal."""
    by = known.by.get(row.pk, "")
    find = TOLD.get(row.type)
    if row.pk in known.reasons:
        facts = {**facts, "reason": known.reasons[row.pk]}
    words = _words(row, facts, known) | {"by": _bdi(by)}
    told = find(facts, bool(by)) if find else _("Something that this page has no words for yet: %(type)s.")
    filled = {name: conditional_escape(word) for name, word in words.items()}
    # Sentence and words are each escaped already; only their mark is lost where they meet.
    return mark_safe(conditional_escape(told) % filled)  # nosec B308 B703


def _words(row: Entry, facts: Facts, known: Known) -> dict[str, Any]:
    place = next((known.places.get(facts[name], "") for name in PLACES if facts.get(name)), "")
    words = {
        "type": row.type,
        "here": _bdi(known.here.name),
        "place": _bdi(place),
        "title": _title(row, known),
    }
    words |= {name: _bdi(facts[name]) for name in ("name", "reason") if facts.get(name)}
    if "means" in facts and "amount" in facts:
        words["amount"] = known.named.amount(facts["means"], facts["amount"].removeprefix("-"))
        words["left"] = known.named.amount(facts["means"], facts.get("left", "0"))
    for name in ("closes", "until"):
        if facts.get(name):
            words["time"] = _time(entries.moment(facts[name]), known.here)
    if row.type == "PlaceAmended" and facts["population"] is not None:
        words["people"] = wording.number(str(facts["population"]))
    if row.type in ("PowerGranted", "PowerEnded"):
        words["power"] = _(table.DOES[Power(facts["power"])])
    if row.type in ("VotesCarried", "VotesErased"):
        words["number"] = wording.number(str(facts["number"] if "number" in facts else len(facts["acts"])))
    return words | acts.words(facts) | lots.words(facts) | {"version": facts.get("version", "")}


def _bdi(text: str) -> SafeString:
    return format_html("<bdi>{}</bdi>", text)


def _title(row: Entry, known: Known) -> SafeString:
    title = known.titles.get(row.subject)
    if title is None:
        return _bdi(row.subject)
    return format_html('<a href="{}"><bdi>{}</bdi></a>', reverse("proposal", args=[row.subject]), title)


def _time(at: datetime, here: Assembly) -> str:
    return date_format(at.astimezone(registry.zone(here)), "j F Y, H:i")


def _amended(facts: Facts, by: bool) -> str:
    if facts["population"] is None:
        return _("What is known of %(name)s was brought up to date.")
    return ngettext(
        "What is known of %(name)s was brought up to date: %(people)s person lives there.",
        "What is known of %(name)s was brought up to date: %(people)s people live there.",
        facts["population"],
    )


def _hearing(facts: Facts, by: bool) -> str:
    return {
        "escalate": _("“%(title)s” moved up here from %(place)s."),
        "devolve": _("“%(title)s” was handed back to here from %(place)s."),
        "refer": _("“%(title)s” was passed on to here from %(place)s."),
    }.get(facts["came_by"], _("“%(title)s” was raised here."))


MOVED = {
    "submit": gettext_lazy("“%(title)s” was put forward."),
    "take_up": gettext_lazy("Enough people seconded “%(title)s”, so it is talked about."),
    "withdraw": gettext_lazy("“%(title)s” was taken back by its author."),
    "lapse": gettext_lazy("“%(title)s” lapsed: it rested for too long."),
    "escalate": gettext_lazy("“%(title)s” moved on to a wider place."),
    "devolve": gettext_lazy("“%(title)s” moved on to a smaller place."),
    "refer": gettext_lazy("“%(title)s” moved on to another place."),
    "open_ballot": gettext_lazy("“%(title)s” went from the conversation to the vote."),
    "adopt": gettext_lazy("The vote on “%(title)s” ended: it is adopted."),
    "reject": gettext_lazy("The vote on “%(title)s” ended: it is not adopted."),
    "hear": gettext_lazy("Somebody objected to “%(title)s”, so it is talked about again."),
    "tie": gettext_lazy("The vote on “%(title)s” ended in a tie, so it is talked about again."),
    "talk_again": gettext_lazy("There were too few votes on “%(title)s”, so it is talked about again."),
    "miss_quorum": gettext_lazy(
        "There were too few votes on “%(title)s” for the second time, so it was not decided."
    ),
}


def _decided(facts: Facts, by: bool) -> str:
    return {
        "adopted": _("The votes on “%(title)s” were counted: adopted."),
        "decided": _("The votes on “%(title)s” were counted, and it is decided."),
        "rejected": _("The votes on “%(title)s” were counted: not adopted."),
    }.get(facts["outcome"], _("The votes on “%(title)s” were counted: there were too few."))


def _brought_home(facts: Facts, by: bool) -> str:
    return {
        "adopted": _("%(place)s adopted “%(title)s”, which had come through here or touches this place."),
        "decided": _("%(place)s decided “%(title)s”, which had come through here or touches this place."),
        "rejected": _(
            "%(place)s did not adopt “%(title)s”, which had come through here or touches this place."
        ),
    }.get(facts["outcome"], _("There were too few votes when %(place)s voted on “%(title)s”."))


def _placed(facts: Facts, by: bool) -> str:
    if facts["answer"] is None:
        return _("It was checked who decides “%(title)s”: nobody can, as it stands.")
    return _("It was checked who decides “%(title)s”: %(place)s.")


def _claimed(facts: Facts, by: bool) -> str:
    affected = facts["claims"] == Kind.AFFECTED
    if facts["ending"] in HEEDED:
        return (
            _("%(place)s is affected by “%(title)s” too: that was claimed and heeded.")
            if affected
            else _("%(place)s is not affected by “%(title)s”: that was claimed and heeded.")
        )
    return (
        _("%(place)s claimed to be affected by “%(title)s” too, and it came to nothing.")
        if affected
        else _("%(place)s claimed not to be affected by “%(title)s”, and it came to nothing.")
    )


def _granted(facts: Facts, by: bool) -> str:
    if facts["until"] is None:
        return (
            _("%(by)s gave one person a power: %(power)s.")
            if by
            else _("One person was given a power: %(power)s.")
        )
    if by:
        return _("%(by)s gave one person a power until %(time)s: %(power)s.")
    return _("One person was given a power until %(time)s: %(power)s.")


def _drawn(facts: Facts, by: bool) -> str:
    if facts["amount"].startswith("-"):
        return _("%(amount)s that was set aside for “%(title)s” was given back; %(left)s is left.")
    return _("%(amount)s was set aside for “%(title)s”; %(left)s is left.")


def _facilitator(facts: Facts, by: bool) -> str:
    if facts["how"] == "taken_up":
        return (
            _("%(by)s took up the facilitator's seat.") if by else _("The facilitator's seat was taken up.")
        )
    return _("%(by)s named another facilitator.") if by else _("Another facilitator was named.")


def _hid(facts: Facts, by: bool) -> str:
    if facts.get("reason"):
        return (
            _("%(by)s hid a contribution to “%(title)s”: %(reason)s")
            if by
            else _("A contribution to “%(title)s” was hidden: %(reason)s")
        )
    return (
        _("%(by)s hid a contribution to “%(title)s”.")
        if by
        else _("A contribution to “%(title)s” was hidden.")
    )


TOLD: dict[str, Callable[[Facts, bool], str]] = {
    "AssemblyFounded": lambda facts, by: _("%(here)s was founded."),
    "CharterTaken": lambda facts, by: _("Version %(version)s of the charter came into force."),
    "ChildJoined": lambda facts, by: _("%(place)s became part of %(here)s."),
    "PlaceAmended": _amended,
    "AllotmentSet": lambda facts, by: _("%(here)s was given %(amount)s."),
    "AllotmentDrawn": _drawn,
    "FacilitatorSeated": _facilitator,
    "FacilitatorLeft": lambda facts, by: (
        _("%(by)s stepped down as facilitator.") if by else _("A facilitator stepped down.")
    ),
    "MatterAdded": lambda facts, by: _("“%(name)s” was added to the matters that can be decided."),
    "MeansAdded": lambda facts, by: _("“%(name)s” was added to the means that can be used up."),
    "PowerGranted": _granted,
    "PowerEnded": lambda facts, by: (
        _("%(by)s took back a power given to one person: %(power)s.")
        if by
        else _("A power given to one person was taken back: %(power)s.")
    ),
    "ProposalPlaced": _placed,
    "ClaimEnded": _claimed,
    "ReasonErased": lambda facts, by: _("Whoever claimed something about “%(title)s” erased why."),
    "HearingOpened": _hearing,
    "StageChanged": lambda facts, by: str(MOVED[facts["verb"]]),
    "ContributionHidden": _hid,
    "ContributionErased": lambda facts, by: _("Whoever wrote a contribution to “%(title)s” erased its text."),
    "BallotOpened": lambda facts, by: (
        _("%(by)s opened voting on “%(title)s”, until %(time)s.")
        if by
        else _("Voting on “%(title)s” was opened, until %(time)s.")
    ),
    "VotesCarried": lambda facts, by: ngettext(
        "Voting on “%(title)s” has closed: %(number)s lent vote went with somebody who voted.",
        "Voting on “%(title)s” has closed: %(number)s lent votes went with somebody who voted.",
        facts["number"],
    ),
    "VotesParted": lambda facts, by: _(
        "Voting on “%(title)s” was secret: choices and names were parted for good."
    ),
    "VotesCounted": lambda facts, by: _("The votes on “%(title)s” were counted, place by place."),
    "VotesErased": lambda facts, by: ngettext(
        "Whoever runs the server erased who is behind %(number)s act of voting on “%(title)s”.",
        "Whoever runs the server erased who is behind %(number)s acts of voting on “%(title)s”.",
        len(facts["acts"]),
    ),
    "DecisionMade": _decided,
    "RoundEnded": lambda facts, by: {
        "returned": _("The votes on “%(title)s” were counted: somebody objected."),
        "tied": _("The votes on “%(title)s” were counted: a tie."),
    }.get(facts["outcome"], _("The votes on “%(title)s” were counted: there were too few.")),
    "ReasonsGiven": lambda facts, by: (
        _("%(by)s gave the reasons for the decision on “%(title)s”.")
        if by
        else _("The reasons for the decision on “%(title)s” were given.")
    ),
    "DecisionBroughtHome": _brought_home,
    **acts.TOLD,
    **lots.TOLD,
}
