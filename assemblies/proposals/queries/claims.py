# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims on a proposal: those that wait, those that were heeded, and how many stand behind each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from assemblies.people.models import Person
from assemblies.proposals.models import Backing, Claim, Hearing, Proposal
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly, Seat
from governance import charters, claims, effects
from governance.claims import Ending, Kind

WITH = ("proposal__network", "proposal__assembly", "proposal__author", "place", "by")


def claim(public_id: str) -> Claim:
    """One claim with its proposal and place, and how many stand `behind` it. Raises Http404."""
    found: Claim = get_object_or_404(_counted().select_related(*WITH), public_id=public_id)
    return found


def claims_on(of: Proposal, by: Person | None = None) -> QuerySet[Any]:
    """Every claim on a proposal in order, each with how many stand `behind` it, and whether whoever asks `stands`
    behind it."""
    stands = Exists(Backing.objects.filter(claim=OuterRef("pk"), person=by)) if by else Value(False)
    found: QuerySet[Any] = _counted().annotate(stands=stands).filter(proposal=of)
    return found.select_related("place", "by").order_by("made_at", "pk")


def _counted() -> QuerySet[Any]:
    """Claims with how many stand `behind` each: those who are at home in its place now, or were when it ended."""
    at_home = Seat.objects.filter(home=True, until=None, person__is_active=True)
    living = at_home.filter(person=OuterRef("person"), assembly=OuterRef("claim__place"))
    backed = Backing.objects.filter(Exists(living), claim=OuterRef("pk")).order_by().values("claim")
    number = Subquery(backed.annotate(n=Count("pk")).values("n"))
    return Claim.objects.annotate(behind=Coalesce("stood", number, 0))


def waiting_claims(of: Proposal) -> QuerySet[Any]:
    """The claims on a proposal that have not ended, the first made first."""
    return claims_on(of).filter(ending="")


def ready_at(hearing: Hearing, rules: charters.Charter) -> datetime:
    """From when on a proposal under discussion may be put to the vote, unless what holds it up is settled before."""
    waiting = Claim.objects.filter(proposal=hearing.proposal_id, ending="").values_list("made_at", "until")
    return claims.ready_at(talked_until(hearing, rules), waiting)


def talked_until(hearing: Hearing, rules: charters.Charter) -> datetime:
    """Until when it has to be talked about at the least."""
    return hearing.stage_at + timedelta(days=rules.deliberation_days)


def behind(of: Claim) -> int:
    """How many stand behind a claim now."""
    number: int = _counted().values_list("behind", flat=True).get(pk=of.pk)
    return number


def stands_behind(of: Claim, person: Person) -> bool:
    """Whether somebody stands behind a claim."""
    return Backing.objects.filter(claim=of, person=person).exists()


def said_before(of: Proposal, place: Assembly) -> bool:
    """Whether a place has its say on a proposal's text: a claim that waits, or one on this version that was not
    taken back."""
    on_it = Q(version=of.version) & ~Q(ending=Ending.WITHDRAWN)
    return Claim.objects.filter(Q(ending="") | on_it, proposal=of, place=place).exists()


def named(of: Proposal) -> Mapping[str, Fraction]:
    """The places that a proposal touches, each with its share: the one it was raised in where it names none and is
    not light."""
    if of.places:
        return {place: Fraction(share) for place, share in of.places.items()}
    means = {code: Decimal(amount) for code, amount in of.means.items()}
    heavy = effects.Effects({}, of.matter, means, of.binding).heavy
    return {of.raised_in.public_id: Fraction(1)} if heavy else {}


def reached(of: Proposal) -> effects.Affected:
    """The base places that a proposal touches now."""
    return effects.affected(registry.the_nesting(of.network), named(of))


def contradicted(of: Proposal, reached: effects.Affected) -> Claim | None:
    """A claim on a proposal that was heeded and that these effects go against: the latest of each place counts."""
    heeded = claims_on(of).filter(ending__in=[ending.value for ending in claims.HEEDED])
    latest: dict[int, Claim] = {row.place_id: row for row in heeded}
    for row in latest.values():
        if claims.contradicted(Kind(row.kind), row.place.public_id, Fraction(row.share), reached):
            return row
    return None


def people_at_home(place: Assembly) -> int:
    """How many have their home seat in a base place."""
    return Seat.objects.filter(assembly=place, home=True, until=None).count()
