# SPDX-License-Identifier: AGPL-3.0-or-later
"""The conversation on a proposal, as it stands."""

from collections.abc import Iterable
from functools import cache

from django.db.models import Count, QuerySet
from django.http import Http404

from assemblies.deliberation.models import Contribution
from assemblies.prepared import AnyOf, Given, Prepared
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


def _shown() -> QuerySet[Contribution]:
    return Contribution.objects.select_related("author", "home").only(*SHOWN)


@cache
def _latest(narrowed: bool, earlier: bool) -> Prepared[Contribution]:
    def rows() -> QuerySet[Contribution]:
        found = _shown().filter(proposal=Given("proposal"), reply_to=None)
        found = found.filter(kind=Given("kind")) if narrowed else found
        found = found.filter(pk__lt=Given("before")) if earlier else found
        return found.order_by("-pk")[:PAGE]

    return Prepared(rows)


REPLIES = Prepared(lambda: _shown().filter(reply_to__in=AnyOf("openings")).order_by("at", "pk"))


def thread(of: Proposal, *, kind: str = "", before: int | None = None) -> list[Contribution]:
    """The latest contributions with their replies, oldest first; at most PAGE of them, before a row id if given.

    The replies to each are its `answers`, oldest first.
    """
    latest = _latest(bool(kind), before is not None)(proposal=of.pk, kind=kind, before=before)
    answers: dict[int | None, list[Contribution]] = {row.pk: [] for row in latest}
    for reply in REPLIES(openings=list(answers)) if answers else ():
        answers[reply.reply_to_id].append(reply)
    for row in latest:
        row.answers = answers[row.pk]  # type: ignore[attr-defined]
    return latest[::-1]


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


def unanswered_by_proposal(held: Iterable[Proposal]) -> dict[int, int]:
    """Row id of a proposal → concerns without a reply; those with none are left out."""
    open_ones = Contribution.objects.filter(
        proposal__in=list(held), kind="concern", hidden_at=None, replies=None
    )
    return dict(open_ones.values_list("proposal").annotate(n=Count("pk")).order_by())


def _said_in(here: Assembly) -> QuerySet[Contribution]:
    return Contribution.objects.filter(hearing__assembly=here).select_related("proposal", "author", "home")


def newest_in(here: Assembly) -> QuerySet[Contribution]:
    """What was said here, latest first, without what is hidden."""
    return _said_in(here).filter(hidden_at=None).order_by("-pk")


def hidden_in(here: Assembly) -> QuerySet[Contribution]:
    """What was hidden here, latest first."""
    return _said_in(here).exclude(hidden_at=None).order_by("-hidden_at")


def hidden_by_entries(entry_ids: Iterable[int]) -> list[Contribution]:
    """Contributions hidden by the acts that these entries are."""
    acts = Entry.objects.filter(pk__in=list(entry_ids), type="ContributionHidden")
    named = [entries.read(bytes(act.leaf)).facts["contribution"] for act in acts]
    return list(Contribution.objects.filter(public_id__in=named).select_related("author", "home", "reply_to"))
