# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lending one's vote to someone, and taking it back; one after the other in an assembly."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.proposals.models import Proposal
from assemblies.record import operations as record
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from assemblies.voting.models import Ballot, Delegation, Lendings
from governance import delegations, events, powers, remits
from governance.ballots import Recovered
from governance.lifecycle import ENDED, Stage
from governance.powers import Power
from governance.refusals import Refusal


@dataclass(frozen=True)
class For:
    """What a vote is lent for: one proposal, a matter and all below it, or with neither all the assembly decides."""

    matter: str = ""
    proposal: Proposal | None = None

    @property
    def scope(self) -> str:
        return "proposal" if self.proposal else "matter" if self.matter else "assembly"

    @property
    def said(self) -> dict[str, str]:
        """As the record says it."""
        about = self.proposal.public_id if self.proposal else ""
        return {"scope": self.scope, "matter": self.matter, "proposal": about}


ALL = For()


class NothingLent(Refusal):
    code = "nothing_lent"


def lend(
    *, assembly: Assembly, person: Person, to: Person | None, what: For = ALL, tell: bool = True
) -> Delegation:
    """Lend a vote in an assembly, or with nobody `to` keep it from being carried; it takes the place of what was lent
    for the same before. In force at once, on ballots that are open too. `tell`: whether to write to them when somebody
    has voted with it.

    Raises NoPower, delegations.MayNotLend, Recovered, remits.BadMatter, and Refusal for a proposal that is not here.
    """
    powers.require(Power.LEND_VOTE, registry.standing(person, assembly))
    rules = registry.rules(registry.charter(assembly))
    delegations.admit(
        allowed=rules.lending,
        who=person.public_id,
        to=to.public_id if to else None,
        lives_here=to is not None and powers.holds(Power.CAST_VOTE, registry.standing(to, assembly)),
    )
    _check(what, assembly)
    with transaction.atomic():
        nth, at = _next(assembly)
        _not_recovered(person, assembly)
        _end(assembly, person, what, at)
        made = Delegation.objects.create(
            assembly=assembly,
            lender=person,
            carrier=to,
            scope=what.scope,
            matter=what.matter,
            proposal=what.proposal,
            tell=tell,
            since=at,
        )
        event = events.VoteLent(nth=nth, **what.said, who=person.public_id, to=to.public_id if to else None)
        record.say(assembly, event, at=at)
    return made


def take_back(*, assembly: Assembly, person: Person, what: For = ALL) -> None:
    """Take back a vote that was lent for this, or no longer keep it from being carried. Raises NothingLent."""
    powers.require(Power.OWN, registry.standing(person, None))
    with transaction.atomic():
        nth, at = _next(assembly)
        if not _end(assembly, person, what, at):
            raise NothingLent(_("You have not lent your vote for this."))
        event = events.VoteTakenBack(nth=nth, **what.said, who=person.public_id)
        record.say(assembly, event, at=at)


def _next(assembly: Assembly) -> tuple[int, datetime]:
    """Wait until nobody else lends or takes back here, keep others waiting until the commit, and count on."""
    Lendings.objects.bulk_create([Lendings(assembly=assembly)], ignore_conflicts=True)
    row = Lendings.objects.select_for_update().get(assembly=assembly)
    Lendings.objects.filter(pk=row.pk).update(acts=F("acts") + 1)
    return row.acts + 1, clock.now()


def _end(assembly: Assembly, person: Person, what: For, at: datetime) -> int:
    standing = Delegation.objects.filter(
        assembly=assembly, lender=person, matter=what.matter, proposal=what.proposal, until=None
    )
    return standing.update(until=at)


def _not_recovered(person: Person, assembly: Assembly) -> None:
    """Whoever reads the letter that sets a password could else lend away a vote that it does not let them cast."""
    since = person.recovered_at
    if since and Ballot.objects.filter(assembly=assembly, closed_at=None, opened_at__lt=since).exists():
        raise Recovered(
            _(
                "Your password was set by a letter while voting is open here. You can lend your vote once it has closed."
            )
        )


def _check(what: For, assembly: Assembly) -> None:
    if what.matter:
        remits.path(what.matter, "/matter")
        known = {row["path"] for row in assembly.network.matters}
        if known and what.matter not in known:
            raise remits.BadMatter(_("This network has no such matter."), code="unknown_matter", at="/matter")
    if what.proposal and (what.proposal.assembly_id != assembly.pk or Stage(what.proposal.stage) in ENDED):
        raise Refusal(_("This proposal is not before this assembly."), code="not_before_us", at="/proposal")
