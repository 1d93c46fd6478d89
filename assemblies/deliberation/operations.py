# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contributing to a conversation, hiding with a reason that stays in sight, and erasing what one wrote oneself."""

from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assemblies import clock, writing
from assemblies.deliberation.models import KINDS, Contribution
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.proposals.models import Hearing, Proposal
from assemblies.record import operations as record
from assemblies.registry import queries as registry
from governance import events, powers
from governance.lifecycle import OPEN, Stage
from governance.powers import Power
from governance.refusals import Refusal


class TalkClosed(Refusal):
    code: ClassVar[str] = "talk_closed"


class TakenAway(Refusal):
    code: ClassVar[str] = "taken_away"


class NotYours(Refusal):
    code: ClassVar[str] = "not_yours"


def contribute(
    *,
    proposal: Proposal,
    by: Person,
    kind: str,
    text: str,
    reply_to: Contribution | None = None,
    language: str = "",
) -> Contribution:
    """Add to the conversation on a live proposal. Kinds are KINDS; a reply to a reply joins the first's thread.

    Raises TalkClosed where the talk has ended, TakenAway where what is replied to was hidden or erased.
    """
    text = writing.plain(text, at="/text", most=5_000, lines=True)
    _fits(proposal, kind, reply_to)
    with transaction.atomic():
        proposal = proposals.locked(proposal)  # so that nothing is added to a talk that ends at this moment
        powers.require(Power.CONTRIBUTE, registry.standing(by, proposal.assembly))
        hearing = _open_hearing(proposal)
        if reply_to is not None:
            _still_there(reply_to)
        home = registry.home_seat(by, proposal.network)
        at = clock.now()
        made = Contribution(
            proposal=proposal,
            hearing=hearing,
            author=by,
            home=home.assembly if home else None,
            kind=kind,
            reply_to=reply_to.reply_to or reply_to if reply_to else None,
            text=text,
            html=writing.html(text, breaks=True),
            language=language[:10],
            at=at,
        )
        made.entry_id = record.say(proposal.assembly, _said(made), at=at)
        made.save()
        proposals.touch(proposal, at=at)
    return made


def _open_hearing(proposal: Proposal) -> Hearing:
    hearing = proposal_queries.live_hearing(proposal)
    if hearing is None or Stage(hearing.stage) not in OPEN:
        raise TalkClosed(_("The conversation on this proposal has ended."))
    return hearing


def _still_there(reply_to: Contribution) -> None:
    # Locked, so that no reply joins what is hidden or erased at this moment. The first of the thread counts as well:
    # a reply to a reply is a reply to it.
    wanted = [reply_to.pk, *([reply_to.reply_to_id] if reply_to.reply_to_id else [])]
    for row in Contribution.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        require_there(row)


def require_there(contribution: Contribution) -> None:
    """Pass a contribution whose text can be read, or raise TakenAway."""
    if contribution.hidden_at is not None:
        raise TakenAway(_("This contribution was hidden. Nobody can reply to it any more."))
    if contribution.erased_at is not None:
        raise TakenAway(_("This contribution was erased by its author. Nobody can reply to it any more."))


def _said(made: Contribution) -> events.ContributionMade:
    return events.ContributionMade(
        proposal=made.proposal.public_id,
        contribution=made.public_id,
        kind=made.kind,
        who=made.author.public_id,
        text=made.text,
    )


def _fits(proposal: Proposal, kind: str, reply_to: Contribution | None) -> None:
    if kind not in KINDS:
        raise Refusal(_("There is no contribution of this kind."), code="no_such_kind", at="/kind")
    if reply_to is not None and reply_to.proposal_id != proposal.pk:
        raise Refusal(
            _("That contribution belongs to another proposal."), code="other_proposal", at="/reply_to"
        )


def hide(*, contribution: Contribution, by: Person, reason: str) -> Contribution:
    """Hide a contribution. Its place and the reason stay visible, and the act is on the public record."""
    reason = writing.plain(reason, at="/reason", most=300, least=5)
    here = contribution.proposal.assembly
    powers.require(Power.HIDE, registry.standing(by, here))
    with transaction.atomic():
        row = Contribution.objects.select_for_update().get(pk=contribution.pk)
        if row.hidden_at is not None:
            raise Refusal(_("This contribution is already hidden."), code="already_hidden")
        row.hidden_at, row.hidden_because = clock.now(), reason
        row.save(update_fields=["hidden_at", "hidden_because"])
        event = events.ContributionHidden(
            proposal=contribution.proposal.public_id,
            contribution=row.public_id,
            reason=reason,
            by=by.public_id,
        )
        record.say(here, event, at=row.hidden_at)
    return row


def erase(*, contribution: Contribution, by: Person) -> Contribution:
    """Erase the text of what one wrote, whenever; its place, replies and entry stay. Doing it again changes nothing.

    Raises NotYours where somebody else wrote it.
    """
    require_author(contribution, by)
    with transaction.atomic():
        row = _to_erase(by).get(pk=contribution.pk)
        if row.erased_at is None:
            _erase(row)
    return row


def require_author(contribution: Contribution, by: Person) -> None:
    """Pass whoever wrote a contribution, or raise NotYours."""
    if contribution.author_id != by.pk:
        raise NotYours(_("Only whoever wrote this can erase it."))


def erase_all(*, by: Person) -> int:
    """Erase the texts of everything a person contributed, and why they claimed what they claimed, wherever that was.
    Returns how many there were."""
    with transaction.atomic():
        rows = list(_to_erase(by).filter(erased_at=None).order_by("pk"))
        for row in rows:
            _erase(row)
        reasons = proposals.erase_reasons(by=by)
    return len(rows) + reasons


def _to_erase(by: Person) -> QuerySet[Contribution]:
    known = ("proposal__assembly__public_record", "proposal__assembly__acts_record")
    return Contribution.objects.select_for_update(of=("self",)).select_related(*known).filter(author=by)


def _erase(row: Contribution) -> None:
    row.text, row.html, row.language, row.erased_at = "", "", "", clock.now()
    row.save(update_fields=["text", "html", "language", "erased_at"])
    if row.entry_id:
        record.forget(row.entry_id)
    event = events.ContributionErased(proposal=row.proposal.public_id, contribution=row.public_id)
    record.say(row.proposal.assembly, event, at=row.erased_at)
