# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal's way through assemblies: hearings opened, seconded, moved by the table, lapsed by the clock."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.proposals import queries
from assemblies.proposals.models import Hearing, Proposal, Second
from assemblies.record import operations as record
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from governance import events, lifecycle, powers
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal


class AlreadySeconded(Refusal):
    code: ClassVar[str] = "already_seconded"


def locked(proposal: Proposal) -> Proposal:
    """The proposal as it is now, locked, so that what is read of it is still true when it is written."""
    Proposal.objects.select_for_update().get(pk=proposal.pk)
    return queries.proposal(proposal.public_id)


def author_may(power: Power, proposal: Proposal, by: Person) -> None:
    """Ask the one judge whether a person may do this with a proposal, who may be its author. Raises NoPower."""
    powers.require(power, registry.standing(by, proposal.assembly, author=proposal.author_id == by.pk))


def open_hearing(
    proposal: Proposal, assembly: Assembly, *, came_by: str, because: str, stage: Stage, at: datetime
) -> Hearing:
    """Open the next hearing, under the charter in force there, inside the caller's transaction, on the record."""
    number = Hearing.objects.filter(proposal=proposal).count() + 1
    before = Hearing.objects.filter(proposal=proposal, number=number - 1).select_related("assembly").first()
    hearing = Hearing.objects.create(
        proposal=proposal,
        assembly=assembly,
        charter=registry.charter(assembly),
        number=number,
        stage=stage,
        came_by=came_by,
        because=because,
        opened_at=at,
        stage_at=at,
    )
    proposal.assembly, proposal.stage, proposal.moved_at = assembly, stage, at
    proposal.save(update_fields=["assembly", "stage", "moved_at"])
    event = events.HearingOpened(
        proposal=proposal.public_id,
        stage=stage.value,
        came_from=before.assembly.public_id if before else None,
        came_by=came_by,
    )
    record.say(assembly, event, at=at)
    return hearing


def move(hearing: Hearing, verb: str, *, because: str = "", at: datetime) -> lifecycle.Move:
    """Make a move of the table on a hearing, inside the caller's transaction, on the record."""
    step = lifecycle.move(Stage(hearing.stage), verb)
    hearing.stage, hearing.stage_at = step.target, at
    if step.target in lifecycle.ENDED and step.target is not Stage.NO_QUORUM:
        hearing.ended_at = at
    hearing.save(update_fields=["stage", "stage_at", "ended_at", "missed_quorums"])
    Proposal.objects.filter(pk=hearing.proposal_id).update(stage=step.target, moved_at=at)
    proposal = Proposal.objects.only("public_id").get(pk=hearing.proposal_id)
    event = events.StageChanged(
        proposal=proposal.public_id,
        source=step.source.value,
        verb=verb,
        target=step.target.value,
        because=because,
    )
    record.say(registry.assembly(hearing.assembly.public_id), event, at=at)
    return step


def second(*, proposal: Proposal, by: Person) -> Second:
    """Stand behind a proposal so that it is taken up. Once a person; the author's own does not count."""
    with transaction.atomic():
        proposal = locked(proposal)
        powers.require(Power.SECOND, registry.standing(by, proposal.assembly))
        if proposal.stage != Stage.SECONDING:
            raise lifecycle.NoSuchMove(_("This proposal is not waiting for seconds."))
        home = registry.home_seat(by, proposal.network)
        if proposal.author_id == by.pk:
            raise AlreadySeconded(_("You raised this, so others have to second it."), code="your_own")
        if home is None or queries.has_seconded(proposal, by):
            raise AlreadySeconded(_("You have already seconded this."))
        at = clock.now()
        made = Second.objects.create(proposal=proposal, person=by, home=home.assembly, at=at)
        record.say(
            proposal.assembly, events.ProposalSeconded(proposal=proposal.public_id, who=by.public_id), at=at
        )
        hearing = queries.live_hearing(proposal)
        if hearing is not None:
            take_up_if_seconded(proposal, hearing, at)
    return made


def take_up_if_seconded(proposal: Proposal, hearing: Hearing, at: datetime) -> None:
    """Take a proposal up for deliberation once as many as its charter asks for have seconded it here."""
    needed = registry.rules(hearing.charter).seconds_needed
    if hearing.stage == Stage.SECONDING and queries.seconds_here(proposal, hearing.assembly) >= needed:
        move(hearing, "take_up", because=f"{needed} people have seconded it.", at=at)


def lapse_due(*, at: datetime | None = None) -> int:
    """The clock's moves: what was not seconded or not spoken of in time lapses. Safe to offer again and again."""
    lapsed = 0
    waiting = Hearing.objects.filter(
        ended_at=None, stage__in=(Stage.SECONDING, Stage.DELIBERATION, Stage.NO_QUORUM)
    )
    for hearing in waiting.select_related("charter", "proposal").iterator():
        if (at or clock.now()) < _lapses_at(hearing):
            continue
        with transaction.atomic():
            proposal = locked(hearing.proposal)
            live = queries.live_hearing(proposal)
            now = at or clock.now()
            if live is None or live.pk != hearing.pk or live.stage != hearing.stage or now < _lapses_at(live):
                continue
            move(live, "lapse", because=LAPSED[Stage(live.stage)], at=now)
            lapsed += 1
    return lapsed


LAPSED = {
    Stage.SECONDING: "It was not seconded in time.",
    Stage.DELIBERATION: "Nobody had added to it for a long time.",
    Stage.NO_QUORUM: "It missed its quorum twice and nobody asked for help.",
}


def _lapses_at(hearing: Hearing) -> datetime:
    rules = registry.rules(hearing.charter)
    days = {
        Stage.SECONDING: rules.seconding_days,
        Stage.DELIBERATION: rules.lapse_days,
        Stage.NO_QUORUM: rules.help_days,
    }[Stage(hearing.stage)]
    start = hearing.stage_at
    if hearing.stage == Stage.DELIBERATION:
        start = max(start, hearing.proposal.moved_at)
    return start + timedelta(days=days)


def touch(proposal: Proposal, *, at: datetime) -> None:
    """Note that someone contributed: it counts the conversation and keeps the proposal from lapsing."""
    Proposal.objects.filter(pk=proposal.pk).update(contributions=F("contributions") + 1, moved_at=at)
