# SPDX-License-Identifier: AGPL-3.0-or-later
"""The conversation on a proposal, as it stands."""

from collections.abc import Iterable

from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404

from assemblies.deliberation.models import Contribution
from assemblies.proposals.models import Proposal
from assemblies.record.models import Entry
from assemblies.registry.models import Assembly
from governance import entries

PAGE = 20
SHOWN = (
    *("public_id", "proposal", "reply_to", "kind", "html", "language", "at", "hidden_at", "hidden_because"),
    *("entry_id", "author__name", "home__name"),
)
"""What of a contribution a page shows; the rest, above all of its author, is not even read."""


def thread(of: Proposal, *, kind: str = "", before: int | None = None) -> list[Contribution]:
    """The latest contributions with their replies, oldest first; at most PAGE of them, before a row id if given."""
    shown = Contribution.objects.select_related("author", "home").only(*SHOWN)
    rows = shown.filter(proposal=of, reply_to=None)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(pk__lt=before) if before else rows
    latest = rows.order_by("-pk").prefetch_related(Prefetch("replies", shown.order_by("at", "pk")))[:PAGE]
    return list(reversed(latest))


def by_entries(entry_ids: Iterable[int]) -> QuerySet[Contribution]:
    """Contributions by the entries that said them, in order."""
    return Contribution.objects.filter(entry_id__in=list(entry_ids)).select_related(
        "author", "home", "reply_to"
    )


def counts(of: Proposal) -> dict[str, int]:
    """Kind → how many contributions of it there are, replies included."""
    return dict(
        Contribution.objects.filter(proposal=of).values_list("kind").annotate(n=Count("pk")).order_by()
    )


def contribution(public_id: str) -> Contribution:
    """One contribution by its public id. Raises Http404."""
    found = (
        Contribution.objects.select_related(
            "author",
            "home",
            "hearing",
            "proposal__network",
            "proposal__assembly__public_record",
            "proposal__author",
        )
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def unanswered_concerns(of: Proposal) -> int:
    """Concerns without a reply: said before a ballot is opened."""
    return Contribution.objects.filter(proposal=of, kind="concern", hidden_at=None, replies=None).count()


def hidden_in(here: Assembly) -> QuerySet[Contribution]:
    return Contribution.objects.filter(hearing__assembly=here).exclude(hidden_at=None).order_by("-hidden_at")


def hidden_by_entries(entry_ids: Iterable[int]) -> list[Contribution]:
    """Contributions hidden by the acts that these entries are."""
    acts = Entry.objects.filter(pk__in=list(entry_ids), type="ContributionHidden")
    named = [entries.read(bytes(act.leaf)).facts["contribution"] for act in acts]
    return list(Contribution.objects.filter(public_id__in=named).select_related("author", "home", "reply_to"))
