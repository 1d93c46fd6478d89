# SPDX-License-Identifier: AGPL-3.0-or-later
"""One proposal, its journey, its versions, and who seconded it."""

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404

from assemblies.people.models import Person
from assemblies.prepared import Given, Prepared
from assemblies.proposals.models import Draft, Hearing, Placement, Proposal, Second
from assemblies.registry.models import Assembly

WITH = (
    "author",
    "network",
    "raised_in",
    "assembly__network",
    "assembly__public_record",
    "assembly__acts_record",
)


def proposal(public_id: str) -> Proposal:
    """One proposal with its author and assembly. Raises Http404."""
    return get_object_or_404(Proposal.objects.select_related(*WITH), public_id=public_id)


FOR_PAGE = Prepared(
    lambda: (
        Proposal.objects.select_related(
            "author", "network", "assembly__public_record", "assembly__acts_record"
        )
        .defer("text", "assembly__boundary")
        .filter(public_id=Given("public_id"))
    )
)


def for_page(public_id: str) -> Proposal:
    """The same for its own page, read as lightly as can be. Raises Http404."""
    found = FOR_PAGE.first(public_id=public_id)
    if found is None:
        raise Http404
    found.assembly.network = found.network
    if found.raised_in_id == found.assembly_id:
        found.raised_in = found.assembly
    return found


def live_hearing(of: Proposal) -> Hearing | None:
    """The hearing that has not ended; None for a draft and for what is decided or gone."""
    return (
        Hearing.objects.select_related("assembly__network", "charter")
        .filter(proposal=of, ended_at=None)
        .first()
    )


def hearings(of: Proposal) -> QuerySet[Hearing]:
    """The journey: every hearing in order."""
    return Hearing.objects.filter(proposal=of).select_related("assembly__network").order_by("number")


def placements(of: Proposal) -> QuerySet[Placement]:
    return Placement.objects.filter(proposal=of).select_related("assembly").order_by("at", "pk")


def drafts(of: Proposal) -> QuerySet[Draft]:
    """The versions of a text that all may read: from the one that was put forward on, oldest first."""
    rows = Draft.objects.filter(proposal=of).order_by("number")
    if of.submitted_at is None:
        return rows
    first = rows.filter(at__lte=of.submitted_at).order_by("-number").values("number")[:1]
    return rows.filter(number__gte=Coalesce(Subquery(first), 1))


def seconds_here(of: Proposal, here: Assembly) -> int:
    """How many people of an assembly's cover have seconded a proposal, the author not counted."""
    return (
        Second.objects.filter(proposal=of, home__contained_in__ancestor=here)
        .exclude(person=of.author_id)
        .values("person")
        .distinct()
        .count()
    )


def has_seconded(of: Proposal, person: Person | None) -> bool:
    return person is not None and Second.objects.filter(proposal=of, person=person).exists()
