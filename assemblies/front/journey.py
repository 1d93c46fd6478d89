# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal's way from where it was raised to where it stands, step by step in words."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assemblies.front.standing import Facts, Round, Run, Said, Stay
from assemblies.proposals import drawing
from assemblies.proposals.models import Proposal
from assemblies.voting import passing
from governance import claims
from governance.claims import Kind
from governance.lifecycle import MOVED_ON, Stage

MOST_CHECKS = 4
MOST_CLAIMS = 6


class Step(NamedTuple):
    """One step. `state` is done, now or todo; `colour` the ring it happened at, `next` the one it led to;
    `icon` stands in the node where the scale's mark does not; `moved` where the step brought it to another place."""

    state: str
    title: str
    at: datetime | None
    text: str = ""
    because: str = ""
    colour: int = 1
    next: int = 1
    icon: str = ""
    until: bool = False
    moved: bool = False
    link: str = ""
    """Where more of it is told, from the proposal's own page on, and what that link says."""
    more: str = ""


def steps(of: Proposal, facts: Facts, ballot: Any, decision: Any) -> tuple[Step, ...]:
    """The whole journey in order, with what comes next."""
    found: list[Step] = []
    for stay in facts.stays:
        found += _stay(stay, facts, drawing.colour(of.network, stay.scale))
    if not facts.stays:
        return ()
    found += _now(of, facts, ballot, decision)
    said: set[str] = set()
    pairs = zip(found, [*found[1:], found[-1]], strict=True)
    above = facts.runs[-1].brief if facts.runs else ""
    return tuple(_joined(step, after, said, above) for step, after in pairs)


def _joined(step: Step, after: Step, said: set[str], above: str) -> Step:
    """A step that knows where it leads. A move gives its reason whatever was said before; a check does not say
    again what was given before, or stands in the box `above`."""
    known = step.because in said
    said.add(step.because)
    if step.moved:
        return step._replace(next=after.colour)
    text = _("The answer was the same.") if known and step.because else step.text
    because = "" if known or step.because == above else step.because
    return step._replace(next=after.colour, because=because, text=text)


def _stay(stay: Stay, facts: Facts, colour: int) -> Iterator[Step]:
    until = facts.stays[stay.number].at if stay.number < len(facts.stays) else None
    if stay.came_by == "raised":
        yield Step("done", _("Raised in %(place)s") % {"place": stay.name}, stay.at, colour=colour)
    else:
        yield Step("done", _arrived(stay), stay.at, _found(stay, facts), stay.because, colour, moved=True)
    runs = [run for run in facts.runs if stay.at <= run.at and (until is None or run.at < until)]
    brought = stay.came_by != "raised"
    stayed = [run for run in runs if run.assembly == stay.assembly and not (brought and run.at == stay.at)]
    steps = [(run.at, _checked(run, colour)) for run in _told(stayed)]
    steps += [(row.at, _undecided(row, colour)) for row in stay.rounds]
    # A claim that moved it ended in the very moment of the move: it belongs to the place that it left.
    steps += [(at, _claimed(row, at, colour)) for row, at in _settled(facts.claims, stay.at, until)]
    yield from (step for _at, step in sorted(steps, key=lambda pair: pair[0]))


TOLD = {
    "accepted": gettext_noop("The author accepted it."),
    "upheld": gettext_noop("Enough people who live there stand behind it."),
    "lapsed": gettext_noop("Too few people who live there stood behind it in time."),
}


def _settled(said: Sequence[Said], since: datetime, until: datetime | None) -> list[tuple[Said, datetime]]:
    """The claims that ended in a stay, and when; of many those that were heeded, then the last."""
    ended = ((row, row.ended_at) for row in said if row.ended_at and row.ending in TOLD)
    here = [(row, at) for row, at in ended if since < at and (until is None or at <= until)]
    return sorted(here, key=lambda pair: (pair[0].ending in claims.HEEDED, pair[1]))[-MOST_CLAIMS:]


def _claimed(row: Said, at: datetime, colour: int) -> Step:
    """What a place said of itself, and what became of it."""
    words = (
        _("“We are affected too”: %(place)s")
        if row.kind == Kind.AFFECTED
        else _("“We are not affected”: %(place)s")
    )
    title = words % {"place": row.place}
    more = _("What they said, and how many stand behind it")
    return Step("done", title, at, _(TOLD[row.ending]), colour=colour, icon="hand", link="claims/", more=more)


def _undecided(row: Round, colour: int) -> Step:
    """A vote that decided nothing, and why it did not."""
    titles = {
        "returned": _("Somebody objected"),
        "tied": _("The vote was tied"),
    }
    title, words = titles.get(row.outcome, _("There were too few votes")), _("So it was talked about again.")
    link = f"result/?ballot={row.key}" if row.key else ""
    more = _("How the vote came out")
    return Step("done", title, row.at, words, colour=colour, icon="users", link=link, more=more)


def _arrived(stay: Stay) -> str:
    words = {
        "escalate": _("Moved up to %(place)s"),
        "devolve": _("Handed back to %(place)s"),
        "refer": _("Passed on to %(place)s"),
    }
    return words.get(stay.came_by, _("Before %(place)s")) % {"place": stay.name}


def _found(stay: Stay, facts: Facts) -> str:
    """What the check that brought it here said of the place it left, and on what occasion it was run."""
    words = {
        "effects": _("The check was run again because what it does was changed."),
        "asked": _("The check was run again because someone asked."),
        "ballot": _("The check was run once more before the vote."),
        "claim": _("The check was run again because of whom it affects."),
    }
    brought = [run for run in facts.runs if run.at == stay.at and run.assembly == stay.assembly]
    return " ".join(filter(None, (words.get(brought[0].occasion), brought[0].left))) if brought else ""


def _told(runs: list[Run]) -> list[Run]:
    """The checks worth telling: the first, and the latest few."""
    return runs if len(runs) <= MOST_CHECKS else runs[:1] + runs[1 - MOST_CHECKS :]


def _checked(run: Run, colour: int) -> Step:
    words = {
        "submitted": _("Affected places checked"),
        "effects": _("Checked again, because what it does was changed"),
        "asked": _("Checked again, because someone asked"),
        "ballot": _("Checked once more before the vote"),
        "claim": _("Checked again, because of whom it affects"),
    }
    title = words.get(run.occasion, _("Checked again"))
    return Step("done", title, run.at, because=run.brief, colour=colour, icon="map-pin")


def _now(of: Proposal, facts: Facts, ballot: Any, decision: Any) -> Iterator[Step]:
    stay = facts.stays[-1]
    stage, place, colour = Stage(of.stage), {"place": stay.name}, drawing.colour(of.network, stay.scale)
    if stage is Stage.SECONDING:
        due = stay.stage_at + timedelta(days=stay.rules.seconding_days)
        title = _("%(place)s is asked to take it up") % place
        words = seconds(facts.seconds, stay.rules.seconds_needed)
        yield Step("now", title, due, words, colour=colour, icon="users", until=True)
        yield Step("todo", _("Talked through"), None, colour=colour, icon="message-circle")
    if stage is Stage.DELIBERATION:
        ready = ready_at(facts)
        title = _("%(place)s talks it through") % place
        words = _("A ballot can open once it has been talked about for long enough.")
        yield Step("now", title, stay.stage_at, words, colour=colour, icon="message-circle")
        yield Step("todo", _("A ballot can open"), ready, colour=colour, icon="vote")
    if stage is Stage.BALLOT and ballot is not None:
        yield Step("done", _("Talked through"), None, colour=colour, icon="message-circle")
        title, words = _("%(place)s is voting") % place, passing.of(ballot)
        yield Step("now", title, ballot.closes_at, words, colour=colour, icon="vote", until=True)
        yield Step(
            "todo", _("The result is told in every place on this journey"), None, colour=colour, icon="flag"
        )
    if stage in (Stage.ADOPTED, Stage.REJECTED, Stage.NO_QUORUM) and decision is not None:
        yield Step("now", _decided(stage) % place, decision.at, decision.told, colour=colour, icon="gavel")
    if stage in (Stage.WITHDRAWN, Stage.LAPSED):
        title = _("Withdrawn by its author") if stage is Stage.WITHDRAWN else _("Lapsed")
        words = _lapsed(stay, facts) if stage is Stage.LAPSED else ""
        yield Step("now", title, of.moved_at, words, colour=colour, icon="x")
    if stage in MOVED_ON:
        yield Step("now", _("On its way"), of.moved_at, colour=colour, icon="arrow-right")


def _lapsed(stay: Stay, facts: Facts) -> str:
    """Why the clock ended it: what did not come in time."""
    if stay.missed > 1:
        return _("There were too few votes twice, and nobody asked for help.")
    if facts.seconds < stay.rules.seconds_needed:
        return _("It was not seconded in time.") + " " + seconds(facts.seconds, stay.rules.seconds_needed)
    return _("Nobody had added to it for a long time.")


def _decided(stage: Stage) -> str:
    return {
        Stage.ADOPTED: _("Adopted by %(place)s"),
        Stage.REJECTED: _("Not adopted by %(place)s"),
    }.get(stage, _("Too few votes in %(place)s, twice"))


def seconds(found: int, needed: int) -> str:
    """How many stand behind it, of how many it takes."""
    return ngettext(
        "%(n)s of %(needed)s person it needs has seconded it.",
        "%(n)s of %(needed)s people it needs have seconded it.",
        needed,
    ) % {"n": found, "needed": needed}


def ready_at(facts: Facts) -> datetime:
    """From when a ballot can open on a proposal under deliberation."""
    stay = facts.stays[-1]
    talked_until = stay.stage_at + timedelta(days=stay.rules.deliberation_days)
    return claims.ready_at(talked_until, ((row.at, row.until) for row in facts.claims if not row.ending))
