# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals as they stand: one, many, their journey, who seconded, and what the test would say of effects."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.people.models import Person
from assemblies.prepared import Given, Prepared
from assemblies.proposals.models import Draft, Hearing, Placement, Proposal, Second
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly, Closure, Means, Network
from governance import amounts, effects, placement
from governance.lifecycle import MOVED_ON, Stage
from governance.refusals import Refusal

Cursor = tuple[datetime, str]
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
    found = Proposal.objects.select_related(*WITH).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


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


def find_places(network: Network, words: str, most: int = 12) -> list[Assembly]:
    """Places whose name holds these words, those that begin with them first, then the narrower."""
    rows = Assembly.objects.filter(network=network, name__icontains=words).select_related("parent")
    first = Case(When(name__istartswith=words, then=0), default=1)
    return list(rows.defer("boundary").order_by(first, "scale", "name", "pk")[:most])


def drafts(of: Proposal) -> QuerySet[Draft]:
    """The versions of a text that all may read: from the one that was put forward on, oldest first."""
    rows = Draft.objects.filter(proposal=of).order_by("number")
    if of.submitted_at is None:
        return rows
    first = rows.filter(at__lte=of.submitted_at).order_by("-number").values("number")[:1]
    return rows.filter(number__gte=Coalesce(Subquery(first), 1))


MOST_SPOTS = 19
"""So many circles inside a bowl can still be told apart."""


def bowls(decides: Assembly, affected: Iterable[str]) -> dict[str, Any]:
    """The nested bowls of an answer, in two queries: {"rings": near to wide, the deciding one first; "inside":
    [(place, lit)] the places drawn in it, lit where anyone in them is affected}. `affected` are public ids.
    """
    rings = registry.containers(decides)
    rows = registry.children(decides).defer("boundary").annotate(lit=_touches(list(affected)))
    inside = list(rows.order_by("-lit", "name")[:MOST_SPOTS])
    return spots(rings, [(place, place.lit) for place in inside])


def _touches(affected: Sequence[str]) -> Q:
    """Whether an assembly holds one of some places or lies in one, or shares a place with it across the nestings."""
    here, its = OuterRef("pk"), Closure.objects
    holds = its.filter(ancestor=here, descendant__public_id__in=affected)
    lies_in = its.filter(descendant=here, ancestor__public_id__in=affected)
    shares = its.filter(ancestor=here, descendant__contained_in__ancestor__public_id__in=affected)
    return Q(Exists(holds)) | Q(Exists(lies_in)) | Q(Exists(shares), overlay=True)


def spots(rings: Sequence[Any], inside: Sequence[tuple[Any, bool]]) -> dict[str, Any]:
    """Rings and places as `bowls` gives them, from rows at hand, those that are lit first."""
    drawn = sorted(inside[:MOST_SPOTS], key=lambda pair: pair[0].name)
    return {"rings": list(rings), "inside": drawn}


def on_the_move(here: Assembly) -> QuerySet[Hearing]:
    """Hearings that left this assembly for another, latest first."""
    return (
        Hearing.objects.filter(assembly=here, stage__in=("escalated", "devolved", "referred"))
        .select_related("proposal__assembly__network", "assembly__network")
        .order_by("-ended_at")
    )


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


MOST_DRAFTS = 20
DRAFTS = Prepared(
    lambda: (
        Proposal.objects.filter(author=Given("author"), stage=Stage.DRAFT, raised_in=Given("here"))
        .only("public_id", "title", "made_at")
        .order_by("-made_at")[:MOST_DRAFTS]
    )
)


def drafts_of(person: Person, here: Assembly) -> list[Proposal]:
    """A person's latest drafts in an assembly, as a list shows them."""
    return DRAFTS(author=person.pk, here=here.pk)


def test(
    network: Network,
    *,
    raised_in: Assembly,
    matter: str,
    places: Mapping[str, Any],
    means: Mapping[str, Any],
    binding: bool,
) -> placement.Placement:
    """Run the subsidiarity test on effects as given: places by public id → share, means by code → amount.

    Raises the law's refusals for effects that cannot be read.
    """
    theta, delta = registry.theta_delta(network)
    known = registry.all_means(network) if means else {}
    asked = effects.Effects(
        places={key: _share(key, text) for key, text in places.items()},
        matter=matter,
        means={code: _amount(known, code, text) for code, text in means.items()},
        binding=binding,
    )
    nesting = registry.the_nesting(network)
    try:
        return placement.place(nesting, asked, raised_in.public_id, theta=theta, delta=delta)
    except Refusal as no:
        no.at = no.at.removeprefix(
            "/effects"
        )  # the shell's input has them in a part of their own; here they are all
        raise


def _share(key: str, text: Any) -> Fraction:
    return amounts.share(text, f"/places/{effects.pointer(key)}", above_zero=True)


def _amount(known: Mapping[str, Means], code: str, text: Any) -> Decimal:
    """An amount of a means that the network knows, with no more decimal places than it has."""
    at = f"/means/{effects.pointer(code)}"
    means = known.get(code)
    if means is None:
        raise effects.BadEffects(_("This network has no such means."), code="unknown", at=at)
    amount = amounts.amount(text, at)
    if -int(amount.as_tuple().exponent) > means.decimal_places or amount >= 10**14:
        sentence = ngettext(
            "%(name)s has at most %(n)s decimal place.",
            "%(name)s has at most %(n)s decimal places.",
            means.decimal_places,
        )
        raise effects.BadEffects(sentence % {"name": means.name, "n": means.decimal_places}, at=at)
    return amount


def test_of(of: Proposal) -> placement.Placement:
    """The test on a proposal's own effects as they are now."""
    return test(
        of.network,
        raised_in=of.raised_in,
        matter=of.matter,
        places=of.places,
        means=of.means,
        binding=of.binding,
    )
