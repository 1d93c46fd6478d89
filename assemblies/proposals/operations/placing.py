# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the subsidiarity test on a proposal, keeping its answer, and moving the proposal where it says."""

from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.proposals import queries
from assemblies.proposals.models import Placement, Proposal
from assemblies.proposals.operations import hearings
from assemblies.record import operations as record
from assemblies.registry import operations as registry_operations
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly, Snapshot
from governance import canonical, events, lifecycle, placement, terms
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal


class PlacedElsewhere(Refusal):
    code: ClassVar[str] = "placed_elsewhere"


def submit(*, proposal: Proposal, by: Person) -> Placement:
    """Put a draft forward: the test is run; it opens where it was raised and moves on by itself if placed elsewhere.

    An answer of nobody leaves it a draft; the placement returned says why.
    """
    with transaction.atomic():
        proposal = hearings.locked(proposal)
        hearings.author_may(Power.EDIT_DRAFT, proposal, by)
        lifecycle.move(Stage(proposal.stage), "submit")
        check_term(proposal.raised_in, binding=proposal.binding, lasts=proposal.lasts)
        at = clock.now()
        found = _tested(proposal)
        if found.answer.assembly is None:
            return _keep_placement(proposal, found, "submitted", at, said=False)
        proposal.submitted_at = at
        proposal.save(update_fields=["submitted_at"])
        record.say(
            proposal.raised_in, events.ProposalRaised(proposal=proposal.public_id, who=by.public_id), at=at
        )
        hearings.open_hearing(
            proposal, proposal.raised_in, came_by="raised", because="", stage=Stage.SECONDING, at=at
        )
        kept = _keep_placement(proposal, found, "submitted", at)
        _follow(proposal, kept, at)
    return kept


def check_term(raised_in: Assembly, *, binding: bool, lasts: str) -> None:
    """Refuse a time to bind that makes no sense today, where the proposal is raised."""
    today = clock.now().astimezone(registry.zone(raised_in)).date()
    terms.check(lasts, binding=binding, today=today)


class _Tested(NamedTuple):
    """What the test says, and the nesting that it was run on."""

    answer: placement.Placement
    snapshot: Snapshot


def _tested(proposal: Proposal) -> _Tested:
    """Run the test and keep the very nesting that it was run on; where another changed the network in between it is
    run again, or nobody could repeat it."""
    while True:
        answer = queries.test_of(proposal)
        snapshot = registry_operations.take_snapshot(proposal.network, answer.nesting)
        if snapshot is not None:
            return _Tested(answer, snapshot)


def _keep_placement(
    proposal: Proposal, tested: _Tested, occasion: str, at: datetime, *, said: bool = True
) -> Placement:
    """Keep a run of the test: what was asked and of which nesting, which gives the whole answer again, and the
    answer as a reader needs it, however far the proposal reaches. `said` puts it on the record."""
    found, snapshot = tested
    given, answer = _asked(proposal, snapshot), found.kept()
    digest = canonical.ni(canonical.encode({"input": given, "answer": answer}))
    decides = Assembly.objects.filter(public_id=found.assembly).first() if found.assembly else None
    return Placement.objects.create(
        proposal=proposal,
        at=at,
        occasion=occasion,
        snapshot=snapshot,
        input=given,
        answer=answer,
        assembly=decides,
        because=found.because,
        entry_id=_say_placed(proposal, found, digest, at) if said else None,
    )


def _asked(proposal: Proposal, snapshot: Snapshot) -> dict[str, Any]:
    """What the test was given, as `python -m governance place` takes it beside the nesting that is named."""
    theta, delta = registry.theta_delta(proposal.network)
    return {
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


def _say_placed(proposal: Proposal, found: placement.Placement, digest: str, at: datetime) -> int:
    event = events.ProposalPlaced(
        proposal=proposal.public_id, answer=found.assembly, because=found.because, digest=digest
    )
    return record.say(proposal.assembly, event, at=at)


def run_test(proposal: Proposal, *, occasion: str, at: datetime) -> Placement:
    """Run the test again on a live proposal, record it, and move the proposal where it says. Inside a transaction.

    An answer of nobody moves nothing: it stays, and its ballot cannot open while that is so.
    """
    kept = _keep_placement(proposal, _tested(proposal), occasion, at)
    _follow(proposal, kept, at)
    return kept


def ask_check(*, proposal: Proposal, by: Person) -> Placement:
    """ "Think this is the wrong place?" Anyone of the cover may have the test run again. Returns its answer."""
    with transaction.atomic():
        proposal = hearings.locked(proposal)
        hearings.author_may(Power.ASK_CHECK, proposal, by)
        if Stage(proposal.stage) not in (Stage.SECONDING, Stage.DELIBERATION):
            raise lifecycle.NoSuchMove(
                _("The place is checked while a proposal is seconded or discussed, not now.")
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
    hearings.move(hearing, verb, because=kept.because, at=at)
    stage = Stage.DELIBERATION if seconded else Stage.SECONDING
    there = registry.assembly(kept.assembly.public_id)
    opened = hearings.open_hearing(proposal, there, came_by=verb, because=kept.because, stage=stage, at=at)
    hearings.take_up_if_seconded(proposal, opened, at)


def _verb(here: Assembly, there: Assembly) -> str:
    if there.contains.filter(descendant=here).exists():
        return "escalate"
    return "devolve" if here.contains.filter(descendant=there).exists() else "refer"
