# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims made, backed, accepted, taken back and ended by the clock; one that is heeded changes the effects."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock, writing
from assemblies.people.models import Person
from assemblies.proposals import queries
from assemblies.proposals.models import Backing, Claim, Proposal
from assemblies.proposals.operations import hearings, placing, versions
from assemblies.record import operations as record
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from governance import amounts, claims, effects, events, lifecycle, placement, powers
from governance.claims import Ending, Kind
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal

HEARD = (Stage.SECONDING, Stage.DELIBERATION)
"""Stages in which claims are made and answered, as places are checked on request."""


class ClaimEnded(Refusal):
    code: ClassVar[str] = "claim_ended"


class ClaimedBefore(Refusal):
    code: ClassVar[str] = "claimed_before"


class AlreadyBehind(Refusal):
    code: ClassVar[str] = "already_behind"


def make_claim(*, proposal: Proposal, by: Person, kind: Kind, share: str = "1", reason: str = "") -> Claim:
    """Say of the place one lives in that a proposal touches it, `share` of its people, or does not; with why.

    Others who live there stand behind it, or its author accepts it. Once a place for each version of the text.
    """
    reason = writing.plain(reason, at="/reason", most=600, least=10, lines=True)
    asked = amounts.share(share, "/share", above_zero=True) if kind is Kind.AFFECTED else Fraction(0)
    with transaction.atomic():
        proposal = hearings.locked(proposal)
        place = _home(proposal, by)
        _heard(proposal)
        claims.check(kind, place.public_id, queries.reached(proposal))
        if queries.said_before(proposal, place):
            raise ClaimedBefore(_("%(place)s has said so already.") % {"place": place.name})
        at, rules = clock.now(), registry.network_rules(proposal.network)
        made = Claim.objects.create(
            proposal=proposal,
            place=place,
            by=by,
            kind=kind,
            share=amounts.written(asked),
            reason=reason,
            version=proposal.version,
            needed=claims.needed(queries.people_at_home(place), rules),
            made_at=at,
            until=at + timedelta(days=rules.claim_days),
        )
        Backing.objects.create(claim=made, person=by, at=at)
        event = events.ClaimMade(
            proposal=proposal.public_id,
            claim=made.public_id,
            place=place.public_id,
            claims=kind.value,
            share=made.share,
            who=by.public_id,
            text=reason,
        )
        made.entry_id = record.say(proposal.assembly, event, at=at)
        made.save(update_fields=["entry_id"])
        _uphold_if_enough(proposal, made, at)
    return queries.claim(made.public_id)


def back_claim(*, claim: Claim, by: Person) -> Claim:
    """Stand behind a claim of the place one lives in. With as many as it needs it is upheld."""
    with transaction.atomic():
        proposal, claim = _locked(claim)
        powers.require(Power.CLAIM, registry.standing(by, claim.place))
        at = clock.now()
        _waits(claim, at)
        if queries.stands_behind(claim, by):
            raise AlreadyBehind(_("You stand behind this already."))
        Backing.objects.create(claim=claim, person=by, at=at)
        event = events.ClaimBacked(proposal=proposal.public_id, claim=claim.public_id, who=by.public_id)
        record.say(proposal.assembly, event, at=at)
        _uphold_if_enough(proposal, claim, at)
    return queries.claim(claim.public_id)


def accept_claim(*, claim: Claim, by: Person) -> Claim:
    """The author agrees: what the proposal touches changes at once."""
    with transaction.atomic():
        proposal, claim = _locked(claim)
        hearings.author_may(Power.ANSWER_CLAIM, proposal, by)
        at = clock.now()
        _waits(claim, at)
        _heed(proposal, claim, Ending.ACCEPTED, at)
    return queries.claim(claim.public_id)


def withdraw_claim(*, claim: Claim, by: Person) -> Claim:
    """Whoever made a claim takes it back."""
    with transaction.atomic():
        proposal, claim = _locked(claim)
        powers.require(Power.CLAIM, registry.standing(by, claim.place))
        if claim.by_id != by.pk:
            raise Refusal(_("Only whoever said this takes it back."), code="not_yours")
        at = clock.now()
        _waits(claim, at)
        _end(proposal, claim, Ending.WITHDRAWN, at)
    return queries.claim(claim.public_id)


def end_claims_due(*, at: datetime | None = None) -> int:
    """The clock's moves: claims that too few stood behind in time, or whose proposal moved on, end. Safe to offer
    again and again."""
    ended = 0
    now = at or clock.now()
    for row in Claim.objects.filter(ending="").select_related("proposal").order_by("pk").iterator():
        if row.until > now and row.proposal.stage in HEARD:
            continue
        with transaction.atomic():
            proposal, claim = _locked(row)
            over = proposal.stage not in HEARD
            if claim.ending or (claim.until > now and not over):
                continue
            _end(proposal, claim, Ending.OVERTAKEN if over else Ending.LAPSED, now)
            ended += 1
    return ended


def erase_reasons(*, by: Person) -> int:
    """Erase why somebody claimed, wherever that was; the claims stay. Returns how many there were."""
    with transaction.atomic():
        known = ("proposal__assembly__public_record", "proposal__assembly__acts_record")
        rows = Claim.objects.select_for_update(of=("self",)).select_related(*known).filter(by=by)
        erased = list(rows.exclude(reason="").order_by("pk"))
        for row in erased:
            Claim.objects.filter(pk=row.pk).update(reason="")
            if row.entry_id:
                record.forget(row.entry_id)
            event = events.ReasonErased(proposal=row.proposal.public_id, claim=row.public_id)
            record.say(row.proposal.assembly, event, at=clock.now())
    return len(erased)


def against(proposal: Proposal, found: placement.Placement) -> None:
    """Refuse effects that go against a claim that was heeded. Raises claims.Contradicted."""
    judged = found.judgement
    reached = judged.question.affected if judged else effects.affected(found.nesting, {})
    row = queries.contradicted(proposal, reached)
    if row is not None:
        said = (
            _("%(place)s is affected: that was claimed and heeded, and stands.")
            if row.kind == Kind.AFFECTED
            else _("%(place)s is not affected: that was claimed and heeded, and stands.")
        )
        raise claims.Contradicted(said % {"place": row.place.name}, at="/places")


def settle(proposal: Proposal, at: datetime) -> None:
    """End the claims that changed effects agree with: their author has accepted them so."""
    reached = queries.reached(proposal)
    for row in queries.waiting_claims(proposal):
        if not claims.contradicted(Kind(row.kind), row.place.public_id, Fraction(row.share), reached):
            _end(proposal, row, Ending.ACCEPTED, at)


def _home(proposal: Proposal, by: Person) -> Assembly:
    """The base place that a person speaks for: where they live."""
    seat = registry.home_seat(by, proposal.network)
    place = registry.assembly(seat.assembly.public_id) if seat else proposal.raised_in
    powers.require(Power.CLAIM, registry.standing(by, place))
    return place


def _heard(proposal: Proposal) -> None:
    if proposal.stage not in HEARD:
        raise lifecycle.NoSuchMove(_("Whom it affects is settled while a proposal is seconded or discussed."))


def _locked(claim: Claim) -> tuple[Proposal, Claim]:
    proposal = hearings.locked(claim.proposal)
    return proposal, queries.claim(claim.public_id)


def _waits(claim: Claim, at: datetime) -> None:
    """Refuse what comes once a claim has ended, by the clock too where it has not looked yet."""
    if claim.ending or at >= claim.until or claim.proposal.stage not in HEARD:
        raise ClaimEnded(_("This has ended, so nothing more can be done with it."))


def _uphold_if_enough(proposal: Proposal, claim: Claim, at: datetime) -> None:
    if queries.behind(claim) >= claim.needed:
        _heed(proposal, claim, Ending.UPHELD, at)


def _heed(proposal: Proposal, claim: Claim, ending: Ending, at: datetime) -> None:
    """Change the effects as the claim says, and run the test on them: it may move the proposal."""
    nesting, place = registry.the_nesting(proposal.network), claim.place.public_id
    if claims.contradicted(Kind(claim.kind), place, Fraction(claim.share), queries.reached(proposal)):
        places = claims.changed(nesting, queries.named(proposal), place, Fraction(claim.share))
        content = replace(
            versions.of(proposal), places={id: amounts.written(share) for id, share in places.items()}
        )
        proposal.version += 1
        versions.write(proposal, content, at)
    _end(proposal, claim, ending, at)
    placing.run_test(proposal, occasion="claim", at=at)


def _end(proposal: Proposal, claim: Claim, ending: Ending, at: datetime) -> None:
    behind = queries.behind(claim)
    Claim.objects.filter(pk=claim.pk).update(ending=ending.value, ended_at=at, stood=behind)
    event = events.ClaimEnded(
        proposal=proposal.public_id,
        claim=claim.public_id,
        place=claim.place.public_id,
        claims=claim.kind,
        share=claim.share,
        ending=ending.value,
        behind=behind,
        version=proposal.version,
        digest=proposal.text_digest,
    )
    record.say(proposal.assembly, event, at=at)
