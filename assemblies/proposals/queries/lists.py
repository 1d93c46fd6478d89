# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of proposals: those before an assembly, those that moved on, and one's own drafts."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import Case, Q, QuerySet, When

from assemblies.people.models import Person
from assemblies.prepared import Given, Prepared
from assemblies.proposals.models import Hearing, Proposal
from assemblies.registry.models import Assembly
from governance.lifecycle import MOVED_ON, Stage

Cursor = tuple[datetime, str]


def seen_by_all() -> QuerySet[Proposal]:
    """Every proposal but those never submitted (drafts, and drafts withdrawn), which only their authors see."""
    return Proposal.objects.exclude(submitted_at=None).select_related("author", "assembly__network")


def of_assembly(here: Assembly | Given) -> QuerySet[Proposal]:
    """Proposals before an assembly now, latest movement first."""
    return seen_by_all().filter(assembly=here).order_by("-moved_at", "-public_id")


def moved_on(here: Assembly | Given) -> QuerySet[Proposal]:
    """Proposals that were before this assembly and are elsewhere now, latest movement first."""
    left = Hearing.objects.filter(assembly=here, stage__in=sorted(MOVED_ON)).values("proposal")
    rows = seen_by_all().filter(pk__in=left).exclude(assembly=here)
    return rows.order_by("-moved_at", "-public_id")


COUNTS = """
SELECT p.stage, count(*) FROM proposals_proposal p
 WHERE p.assembly_id = %(here)s AND p.submitted_at IS NOT NULL GROUP BY p.stage
 UNION ALL
SELECT 'moved', count(DISTINCT p.id) FROM proposals_hearing h JOIN proposals_proposal p ON p.id = h.proposal_id
 WHERE h.assembly_id = %(here)s AND h.stage IN ('escalated', 'devolved', 'referred') AND p.assembly_id <> h.assembly_id
"""


def counts_by_stage(here: Assembly) -> dict[str, int]:
    """Stage → how many proposals before an assembly are in it, and "moved" → how many went on from it."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"here": here.pk})
        return dict(cursor.fetchall())


LISTED = (
    "public_id",
    "title",
    "summary",
    "stage",
    "contributions",
    "moved_at",
    "assembly__name",
    "assembly__scale",
)


@cache
def _listed(stages: frozenset[Stage], moved: bool, going_on: bool, most: int) -> Prepared[Proposal]:
    def rows() -> QuerySet[Proposal]:
        found = moved_on(Given("here")) if moved else of_assembly(Given("here"))
        found = found.filter(stage__in=sorted(stages)) if stages else found
        if going_on:  # the first of the two lets the index begin there
            found = found.filter(moved_at__lte=Given("at")).filter(
                Q(moved_at__lt=Given("at")) | Q(public_id__lt=Given("after"))
            )
        return found.select_related(None).select_related("assembly").only(*LISTED)[:most]

    return Prepared(rows)


def listed(
    here: Assembly,
    *,
    most: int,
    stages: Iterable[Stage] = (),
    moved: bool = False,
    after: Cursor | None = None,
) -> list[Proposal]:
    """At most so many proposals of an assembly's list, those at some stages or all; or those that moved on.

    `after` is the time and public id of the last one seen. Only what a list shows is read of them; `elsewhere`
    is the name of the assembly that one is before now, empty where that is this one.
    """
    ask = _listed(frozenset(stages), moved, after is not None, most)
    at, last = after or (None, None)
    rows = ask(here=here.pk, at=at, after=last)
    for row in rows:
        row.assembly.network = here.network
        row.elsewhere = "" if row.assembly_id == here.pk else row.assembly.name  # type: ignore[attr-defined]
    return rows


MOST_DRAFTS = 20
DRAFTS = Prepared(
    lambda: (
        Proposal.objects.filter(author=Given("author"), stage=Stage.DRAFT, raised_in=Given("here"))
        .only("public_id", "title", "made_at")
        .order_by("-made_at")[:MOST_DRAFTS]
    )
)


MOST_RAISED = 50


def raised_by(person: Person) -> list[Proposal]:
    """What a person raised, drafts first, then what moved last."""
    rows = Proposal.objects.filter(author=person).select_related("assembly__network")
    rows = rows.only(
        "public_id",
        "title",
        "stage",
        "moved_at",
        "assembly__name",
        "assembly__scale",
        "assembly__overlay",
        "assembly__own_time_zone",
        "assembly__network__scales",
        "assembly__network__time_zone",
    )
    return list(rows.order_by(Case(When(stage=Stage.DRAFT, then=0), default=1), "-moved_at")[:MOST_RAISED])


def drafts_of(person: Person, here: Assembly) -> list[Proposal]:
    """A person's latest drafts in an assembly, as a list shows them."""
    return DRAFTS(author=person.pk, here=here.pk)
