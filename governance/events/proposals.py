# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to a proposal up to its vote: raised, placed, seconded, talked about, moved on."""

from dataclasses import dataclass

from governance.events.kinds import Act, Public, private


@dataclass(frozen=True, kw_only=True)
class ProposalRaised(Act):
    proposal: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class TextChanged(Act):
    proposal: str
    version: int
    digest: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class ProposalPlaced(Public):
    """The subsidiarity test was run: its input and answer are kept as digests of published bodies."""

    proposal: str
    answer: str | None
    because: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class HearingOpened(Public):
    proposal: str
    stage: str
    came_from: str | None
    came_by: str


@dataclass(frozen=True, kw_only=True)
class StageChanged(Public):
    proposal: str
    source: str
    verb: str
    target: str
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class ProposalSeconded(Act):
    proposal: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class ClaimMade(Act):
    """Somebody says of the place they live in that it is affected, or is not; see governance.claims."""

    proposal: str
    claim: str
    place: str
    claims: str
    share: str
    who: str = private()
    text: str = private()


@dataclass(frozen=True, kw_only=True)
class ClaimBacked(Act):
    proposal: str
    claim: str
    who: str = private()


@dataclass(frozen=True, kw_only=True)
class ClaimEnded(Public):
    """How a claim ended, and how many then stood behind it. Where it was heeded the effects changed: the version of
    the text that says so, and its digest; else the one that stands."""

    proposal: str
    claim: str
    place: str
    claims: str
    share: str
    ending: str
    behind: int
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ReasonErased(Public):
    """Whoever made a claim erased why: what its entry sealed can no longer be opened."""

    proposal: str
    claim: str


@dataclass(frozen=True, kw_only=True)
class ContributionMade(Act):
    proposal: str
    contribution: str
    kind: str
    who: str = private()
    text: str = private()


@dataclass(frozen=True, kw_only=True)
class ContributionHidden(Public):
    proposal: str
    contribution: str
    reason: str = private()
    by: str = private()


@dataclass(frozen=True, kw_only=True)
class ContributionErased(Public):
    """Whoever wrote a contribution erased its text: what its entry sealed can no longer be opened."""

    proposal: str
    contribution: str
