# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raising proposals, changing them, and moving them along their journey."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F

from assemblies import clock, writing
from assemblies.people.models import Person
from assemblies.proposals import queries
from assemblies.proposals.models import Draft, Hearing, Placement, Proposal, Second
from assemblies.record import operations as record
from assemblies.registry import operations as registry_operations
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from governance import canonical, events, lifecycle, placement, powers
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal


class AlreadySeconded(Refusal):
    code: ClassVar[str] = "already_seconded"


class TextFrozen(Refusal):
    code: ClassVar[str] = "text_frozen"


class PlacedElsewhere(Refusal):
    code: ClassVar[str] = "placed_elsewhere"


@dataclass(frozen=True)
class Content:
    """What an author writes: words, and effects. `places`: public id → share; `means`: code → amount."""

    title: str
    summary: str
    text: str
    matter: str
    binding: bool = True
    places: Mapping[str, str] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)
    language: str = ""

    def cleaned(self) -> "Content":
        """The same, fit to keep. Raises Refusal with a pointer."""
        return Content(
            title=writing.plain(self.title, at="/title", most=160, least=5),
            summary=writing.plain(self.summary, at="/summary", most=600, least=10, lines=True),
            text=writing.plain(self.text, at="/text", most=40_000, least=0, lines=True),
            matter=writing.plain(self.matter, at="/matter", most=120),
            binding=bool(self.binding),
            places=dict(self.places),
            means=dict(self.means),
            language=self.language[:10],
        )

    def effects(self) -> tuple[Any, ...]:
        return (self.matter, self.binding, dict(self.places), dict(self.means))

    def digest(self) -> str:
        return canonical.ni(canonical.encode(asdict(self)))


def raise_proposal(*, author: Person, raised_in: Assembly, content: Content) -> Proposal:
    """Begin a draft in the author's home place. The effects are read by the law, so a draft is never unreadable."""
    powers.require(Power.RAISE, registry.standing(author, raised_in))
    content = content.cleaned()
    _test_content(raised_in, content)
    with transaction.atomic():
        at = clock.now()
        made = Proposal(
            network=raised_in.network,
            author=author,
            raised_in=raised_in,
            assembly=raised_in,
            made_at=at,
            moved_at=at,
        )
        _write(made, content, at)
    return made


def _test_content(raised_in: Assembly, content: Content) -> placement.Placement:
    return queries.test(
        raised_in.network,
        raised_in=raised_in,
        matter=content.matter,
        places=content.places,
        means=content.means,
        binding=content.binding,
    )


def _write(proposal: Proposal, content: Content, at: datetime) -> None:
    for name in ("title", "summary", "text", "matter", "binding", "language"):
        setattr(proposal, name, getattr(content, name))
    proposal.places, proposal.means = dict(content.places), dict(content.means)
    proposal.html = writing.html(content.text)
    proposal.text_digest = content.digest()
    proposal.save()
    Draft.objects.create(
        proposal=proposal,
        number=proposal.version,
        content=asdict(content),
        digest=proposal.text_digest,
        at=at,
    )


def locked(proposal: Proposal) -> Proposal:
    """The proposal as it is now, locked, so that what is read of it is still true when it is written."""
    Proposal.objects.select_for_update().get(pk=proposal.pk)
    return queries.proposal(proposal.public_id)


def _author_may(power: Power, proposal: Proposal, by: Person) -> None:
    powers.require(power, registry.standing(by, proposal.assembly, author=proposal.author_id == by.pk))


def change(*, proposal: Proposal, by: Person, content: Content) -> Proposal:
    """Change the text or the effects: a new version. Changed effects are tested again and may move it."""
    content = content.cleaned()
    with transaction.atomic():
        proposal = locked(proposal)
        _author_may(Power.EDIT_DRAFT, proposal, by)
        if Stage(proposal.stage) not in (Stage.DRAFT, Stage.SECONDING, Stage.DELIBERATION):
            raise TextFrozen("The text cannot change any more: people are voting on it, or it is decided.")
        _test_content(proposal.raised_in, content)
        before = (proposal.matter, proposal.binding, proposal.places, proposal.means)
        at = clock.now()
        proposal.version += 1
        _write(proposal, content, at)
        if proposal.stage != Stage.DRAFT:
            event = events.TextChanged(
                proposal=proposal.public_id,
                version=proposal.version,
                digest=proposal.text_digest,
                who=by.public_id,
            )
            record.say(proposal.assembly, event, at=at)
            if content.effects() != before:
                run_test(proposal, occasion="effects", at=at)
    return queries.proposal(proposal.public_id)


def submit(*, proposal: Proposal, by: Person) -> Placement:
    """Put a draft forward: the test is run; it opens where it was raised and moves on by itself if placed elsewhere.

    An answer of nobody leaves it a draft; the placement returned says why.
    """
    with transaction.atomic():
        proposal = locked(proposal)
        _author_may(Power.EDIT_DRAFT, proposal, by)
        lifecycle.move(Stage(proposal.stage), "submit")
        at = clock.now()
        found = queries.test_of(proposal)
        if found.assembly is None:
            return _keep_placement(proposal, found, "submitted", at, said=False)
        proposal.submitted_at = at
        proposal.save(update_fields=["submitted_at"])
        record.say(
            proposal.raised_in, events.ProposalRaised(proposal=proposal.public_id, who=by.public_id), at=at
        )
        _open_hearing(
            proposal, proposal.raised_in, came_by="raised", because="", stage=Stage.SECONDING, at=at
        )
        kept = _keep_placement(proposal, found, "submitted", at)
        _follow(proposal, kept, at)
    return kept


def _keep_placement(
    proposal: Proposal, found: placement.Placement, occasion: str, at: datetime, *, said: bool = True
) -> Placement:
    snapshot = registry_operations.take_snapshot(proposal.network)
    theta, delta = registry.theta_delta(proposal.network)
    given = {
        "snapshot": snapshot.digest,
        "effects": {
            "places": proposal.places,
            "matter": proposal.matter,
            "means": proposal.means,
            "binding": proposal.binding,
        },
        "raised_in": proposal.raised_in.public_id,
        "theta": f"{theta.numerator}/{theta.denominator}",
        "delta": f"{delta.numerator}/{delta.denominator}",
    }
    answer = found.as_json()
    entry_id = None
    if said:
        event = events.ProposalPlaced(
            proposal=proposal.public_id,
            answer=found.assembly,
            because=found.because,
            digest=canonical.ni(canonical.encode({"input": given, "answer": answer})),
        )
        entry_id = record.say(proposal.assembly, event, at=at)
    return Placement.objects.create(
        proposal=proposal,
        at=at,
        occasion=occasion,
        snapshot=snapshot,
        input=given,
        answer=answer,
        assembly=Assembly.objects.filter(public_id=found.assembly).first() if found.assembly else None,
        because=found.because,
        entry_id=entry_id,
    )


def run_test(proposal: Proposal, *, occasion: str, at: datetime) -> Placement:
    """Run the test again on a live proposal, record it, and move the proposal where it says. Inside a transaction.

    An answer of nobody moves nothing: it stays, and its ballot cannot open while that is so.
    """
    kept = _keep_placement(proposal, queries.test_of(proposal), occasion, at)
    _follow(proposal, kept, at)
    return kept


def ask_check(*, proposal: Proposal, by: Person) -> Placement:
    """ "Think this is the wrong place?" Anyone of the cover may have the test run again. Returns its answer."""
    with transaction.atomic():
        proposal = locked(proposal)
        _author_may(Power.ASK_CHECK, proposal, by)
        if Stage(proposal.stage) not in (Stage.SECONDING, Stage.DELIBERATION):
            raise lifecycle.NoSuchMove(
                "The place is checked while a proposal is seconded or discussed, not now."
            )
        return run_test(proposal, occasion="asked", at=clock.now())


def _follow(proposal: Proposal, kept: Placement, at: datetime) -> None:
    """Move a proposal to the assembly that its placement names, if that is another one."""
    hearing = queries.live_hearing(proposal)
    if hearing is None or kept.assembly is None or kept.assembly_id == hearing.assembly_id:
        return
    verb = _verb(hearing.assembly, kept.assembly)
    seconded = (
        hearing.stage == Stage.DELIBERATION
        or queries.hearings(proposal).filter(missed_quorums__gt=0).exists()
    )
    move(hearing, verb, because=kept.because, at=at)
    stage = Stage.DELIBERATION if seconded else Stage.SECONDING
    there = registry.assembly(kept.assembly.public_id)
    opened = _open_hearing(proposal, there, came_by=verb, because=kept.because, stage=stage, at=at)
    _take_up_if_seconded(proposal, opened, at)


def _verb(here: Assembly, there: Assembly) -> str:
    if there.contains.filter(descendant=here).exists():
        return "escalate"
    return "devolve" if here.contains.filter(descendant=there).exists() else "refer"


def _open_hearing(
    proposal: Proposal, assembly: Assembly, *, came_by: str, because: str, stage: Stage, at: datetime
) -> Hearing:
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
            raise lifecycle.NoSuchMove("This proposal is not waiting for seconds.")
        home = registry.home_seat(by, proposal.network)
        if proposal.author_id == by.pk:
            raise AlreadySeconded("You raised this, so others have to second it.")
        if home is None or queries.has_seconded(proposal, by):
            raise AlreadySeconded("You have already seconded this.")
        at = clock.now()
        made = Second.objects.create(proposal=proposal, person=by, home=home.assembly, at=at)
        record.say(
            proposal.assembly, events.ProposalSeconded(proposal=proposal.public_id, who=by.public_id), at=at
        )
        hearing = queries.live_hearing(proposal)
        if hearing is not None:
            _take_up_if_seconded(proposal, hearing, at)
    return made


def _take_up_if_seconded(proposal: Proposal, hearing: Hearing, at: datetime) -> None:
    needed = registry.rules(hearing.charter).seconds_needed
    if hearing.stage == Stage.SECONDING and queries.seconds_here(proposal, hearing.assembly) >= needed:
        move(hearing, "take_up", because=f"{needed} people have seconded it.", at=at)


def withdraw(*, proposal: Proposal, by: Person) -> Proposal:
    """The author takes a proposal back, at any time before its ballot."""
    with transaction.atomic():
        proposal = locked(proposal)
        _author_may(Power.WITHDRAW, proposal, by)
        at = clock.now()
        hearing = queries.live_hearing(proposal)
        if hearing is None:
            step = lifecycle.move(Stage(proposal.stage), "withdraw")
            proposal.stage, proposal.moved_at = step.target, at
            proposal.save(update_fields=["stage", "moved_at"])
        else:
            move(hearing, "withdraw", because="The author withdrew it.", at=at)
    return queries.proposal(proposal.public_id)


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
