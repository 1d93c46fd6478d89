# SPDX-License-Identifier: AGPL-3.0-or-later
"""What authors write: drafts begun, texts and effects changed, proposals taken back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock, writing
from assemblies.people.models import Person
from assemblies.proposals import queries
from assemblies.proposals.models import Draft, Proposal
from assemblies.proposals.operations import hearings, placing
from assemblies.record import operations as record
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from governance import canonical, events, lifecycle, placement, powers
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal


class TextFrozen(Refusal):
    code: ClassVar[str] = "text_frozen"


@dataclass(frozen=True)
class Content:
    """What an author writes: words, and effects. `places`: public id → share; `means`: code → amount;
    `lasts`: for how long it binds, as `governance.terms` reads it."""

    title: str
    summary: str
    text: str
    matter: str
    binding: bool = True
    lasts: str = ""
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
            lasts=self.lasts,
            places=dict(self.places),
            means=dict(self.means),
            language=self.language[:10],
        )

    def effects(self) -> tuple[Any, ...]:
        return (self.matter, self.binding, self.lasts, dict(self.places), dict(self.means))

    def digest(self) -> str:
        return canonical.ni(canonical.encode(asdict(self)))


def raise_proposal(*, author: Person, raised_in: Assembly, content: Content) -> Proposal:
    """Begin a draft in the author's home place. The effects are read by the law, so a draft is never unreadable."""
    powers.require(Power.RAISE, registry.standing(author, raised_in))
    content = content.cleaned()
    placing.check_term(raised_in, binding=content.binding, lasts=content.lasts)
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
    for name in ("title", "summary", "text", "matter", "binding", "lasts", "language"):
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


def change(*, proposal: Proposal, by: Person, content: Content) -> Proposal:
    """Change the text or the effects: a new version. Changed effects are tested again and may move it."""
    content = content.cleaned()
    with transaction.atomic():
        proposal = hearings.locked(proposal)
        hearings.author_may(Power.EDIT_DRAFT, proposal, by)
        if Stage(proposal.stage) not in (Stage.DRAFT, Stage.SECONDING, Stage.DELIBERATION):
            raise TextFrozen(_("The text cannot change any more: people are voting on it, or it is decided."))
        placing.check_term(proposal.raised_in, binding=content.binding, lasts=content.lasts)
        _test_content(proposal.raised_in, content)
        before = (proposal.matter, proposal.binding, proposal.lasts, proposal.places, proposal.means)
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
