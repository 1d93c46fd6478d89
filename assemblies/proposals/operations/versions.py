# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a proposal says, whole: cleaned, tested, and kept as a version by its number."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from assemblies import writing
from assemblies.proposals import queries
from assemblies.proposals.models import Draft, Proposal
from assemblies.registry.models import Assembly
from governance import canonical, placement


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


def tested(raised_in: Assembly, content: Content) -> placement.Placement:
    """What the test says of it. Raises the law's refusals for effects that cannot be read."""
    return queries.test(
        raised_in.network,
        raised_in=raised_in,
        matter=content.matter,
        places=content.places,
        means=content.means,
        binding=content.binding,
    )


def write(proposal: Proposal, content: Content, at: datetime) -> None:
    """Keep it as the proposal's version of its number, inside the caller's transaction."""
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


def of(proposal: Proposal) -> Content:
    """What a proposal says now."""
    return Content(**{name: getattr(proposal, name) for name in Content.__dataclass_fields__})
