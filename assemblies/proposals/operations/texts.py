# SPDX-License-Identifier: AGPL-3.0-or-later
"""What authors write: drafts begun, texts and effects changed, proposals taken back."""

from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.proposals import queries
from assemblies.proposals.models import Proposal
from assemblies.proposals.operations import claiming, hearings, placing, versions
from assemblies.proposals.operations.versions import Content
from assemblies.record import operations as record
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from governance import events, lifecycle, powers
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal


class TextFrozen(Refusal):
    code: ClassVar[str] = "text_frozen"


def raise_proposal(*, author: Person, raised_in: Assembly, content: Content) -> Proposal:
    """Begin a draft in the author's home place. The effects are read by the law, so a draft is never unreadable."""
    powers.require(Power.RAISE, registry.standing(author, raised_in))
    content = content.cleaned()
    placing.check_term(raised_in, binding=content.binding, lasts=content.lasts)
    versions.tested(raised_in, content)
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
        versions.write(made, content, at)
    return made


def change(*, proposal: Proposal, by: Person, content: Content) -> Proposal:
    """Change the text or the effects: a new version. Changed effects are tested again and may move it."""
    content = content.cleaned()
    with transaction.atomic():
        proposal = hearings.locked(proposal)
        hearings.author_may(Power.EDIT_DRAFT, proposal, by)
        if Stage(proposal.stage) not in (Stage.DRAFT, Stage.SECONDING, Stage.DELIBERATION):
            raise TextFrozen(_("The text cannot change any more: people are voting on it, or it is decided."))
        placing.check_term(proposal.raised_in, binding=content.binding, lasts=content.lasts)
        claiming.against(proposal, versions.tested(proposal.raised_in, content))
        before = (proposal.matter, proposal.binding, proposal.lasts, proposal.places, proposal.means)
        at = clock.now()
        proposal.version += 1
        versions.write(proposal, content, at)
        if proposal.stage != Stage.DRAFT:
            event = events.TextChanged(
                proposal=proposal.public_id,
                version=proposal.version,
                digest=proposal.text_digest,
                who=by.public_id,
            )
            record.say(proposal.assembly, event, at=at)
            claiming.settle(proposal, at)
            if content.effects() != before:
                placing.run_test(proposal, occasion="effects", at=at)
    return queries.proposal(proposal.public_id)


def withdraw(*, proposal: Proposal, by: Person) -> Proposal:
    """The author takes a proposal back, at any time before its ballot."""
    with transaction.atomic():
        proposal = hearings.locked(proposal)
        hearings.author_may(Power.WITHDRAW, proposal, by)
        at = clock.now()
        hearing = queries.live_hearing(proposal)
        if hearing is None:
            step = lifecycle.move(Stage(proposal.stage), "withdraw")
            proposal.stage, proposal.moved_at = step.target, at
            proposal.save(update_fields=["stage", "moved_at"])
        else:
            hearings.move(hearing, "withdraw", because="The author withdrew it.", at=at)
    return queries.proposal(proposal.public_id)
