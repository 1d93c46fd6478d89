# SPDX-License-Identifier: AGPL-3.0-or-later
"""The conversation on a proposal, as it stands."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from assemblies.deliberation.models import Contribution
from assemblies.prepared import Given
from assemblies.proposals.models import Proposal
from assemblies.record.models import Entry
from assemblies.registry.models import Assembly
from governance import entries

PAGE = 20


class Said(NamedTuple):
    """A contribution as a page shows it, with the replies to it, oldest first.

    Of a hidden and of an erased one `html` is empty.
    """

    pk: int
    public_id: str
    reply_to_id: int | None
    author_id: int
    author: str
    name: str
    home: str
    kind: str
    at: datetime
    is_hidden: bool
    hidden_because: str
    is_erased: bool
    html: str
    language: str
    answers: "tuple[Said, ...]" = ()


SAID = """
SELECT c.id, c.public_id, c.reply_to_id, c.author_id, p.public_id, p.name, coalesce(h.name, ''), c.kind, c.at,
       c.hidden_at IS NOT NULL, c.hidden_because, c.erased_at IS NOT NULL,
       CASE WHEN c.hidden_at IS NULL THEN c.html ELSE '' END, c.language
  FROM deliberation_contribution c JOIN people_person p ON p.id = c.author_id
  LEFT JOIN registry_assembly h ON h.id = c.home_id
 WHERE """
OPENINGS = SAID + "c.proposal_id = %(proposal)s AND c.reply_to_id IS NULL"
NARROWED = """ AND (c.kind = %(kind)s OR EXISTS (
    SELECT FROM deliberation_contribution r WHERE r.reply_to_id = c.id AND r.kind = %(kind)s))"""
EARLIER = " AND c.id < %(before)s"
LATEST = " ORDER BY c.id DESC LIMIT %(most)s"
REPLIES = SAID + "c.reply_to_id = ANY(%(openings)s) ORDER BY c.at, c.id"


def thread(of: Proposal, *, kind: str = "", before: int | None = None) -> list[Said]:
    """The latest contributions with their replies, oldest first; at most PAGE of them, before a row id if given."""
    asked = OPENINGS + NARROWED * bool(kind) + EARLIER * (before is not None) + LATEST
    latest = _said(asked, proposal=of.pk, kind=kind, before=before, most=PAGE)
    answers: dict[int | None, list[Said]] = {opening.pk: [] for opening in latest}
    for reply in _said(REPLIES, openings=list(answers)) if answers else ():
        answers[reply.reply_to_id].append(reply)
    return [opening._replace(answers=tuple(answers[opening.pk])) for opening in reversed(latest)]


def _said(sql: str, **given: Any) -> list[Said]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [Said(*row) for row in cursor.fetchall()]


def said(row: Contribution) -> Said:
    """A contribution's row as a page shows it."""
    hidden = row.hidden_at is not None
    return Said(
        pk=row.pk,
        public_id=row.public_id,
        reply_to_id=row.reply_to_id,
        author_id=row.author_id,
        author=row.author.public_id,
        name=row.author.name,
        home=row.home.name if row.home else "",
        kind=row.kind,
        at=row.at,
        is_hidden=hidden,
        hidden_because=row.hidden_because,
        is_erased=row.erased_at is not None,
        html="" if hidden else row.html,
        language=row.language,
        answers=() if row.reply_to_id else tuple(_said(REPLIES, openings=[row.pk])),
    )


def by_entries(entry_ids: Iterable[int]) -> QuerySet[Contribution]:
    """Contributions by the entries that said them, in order."""
    return Contribution.objects.filter(entry_id__in=list(entry_ids)).select_related(
        "author", "home", "reply_to"
    )


def contribution(public_id: str) -> Contribution:
    """One contribution by its public id. Raises Http404."""
    rows = Contribution.objects.select_related(
        "author",
        "home",
        "hearing",
        "proposal__network",
        "proposal__assembly__public_record",
        "proposal__author",
    )
    return get_object_or_404(rows, public_id=public_id)


def kinds(of: Proposal) -> dict[str, int]:
    """How many contributions of each kind there are, replies among them."""
    rows = Contribution.objects.filter(proposal=of).order_by().values_list("kind").annotate(Count("pk"))
    return dict(rows)


UNANSWERED = """
SELECT count(*) FROM deliberation_contribution k
 WHERE k.proposal_id = {proposal} AND k.kind = 'concern' AND k.hidden_at IS NULL AND k.erased_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM deliberation_contribution r
                    WHERE r.reply_to_id = coalesce(k.reply_to_id, k.id) AND r.id > k.id
                      AND r.author_id <> k.author_id AND r.hidden_at IS NULL AND r.erased_at IS NULL)
"""
"""How many concerns on a proposal nobody else has answered in words that can still be read. One said in a reply is
answered by what follows it there, because replies are one deep."""


def unanswered_concerns(of: Proposal) -> int:
    """Concerns that nobody else has answered: said before a ballot is opened."""
    with connection.cursor() as cursor:
        cursor.execute(UNANSWERED.format(proposal="%s"), [of.pk])
        found: int = cursor.fetchone()[0]
    return found


def _said_in(here: Assembly | Given) -> QuerySet[Contribution]:
    return Contribution.objects.filter(hearing__assembly=here).select_related("proposal", "author", "home")


def newest_in(here: Assembly | Given) -> QuerySet[Contribution]:
    """What was said here, latest first, without what is hidden or erased."""
    return _said_in(here).filter(hidden_at=None, erased_at=None).order_by("-pk")


def hidden_in(here: Assembly | Given) -> QuerySet[Contribution]:
    """What was hidden here, latest first."""
    return _said_in(here).exclude(hidden_at=None).order_by("-hidden_at")


def taken_away_by_entries(entry_ids: Iterable[int]) -> list[Contribution]:
    """Contributions hidden or erased by the acts that these entries are."""
    acts = Entry.objects.filter(pk__in=list(entry_ids), type__in=("ContributionHidden", "ContributionErased"))
    named = [entries.read(bytes(act.leaf)).facts["contribution"] for act in acts]
    return list(Contribution.objects.filter(public_id__in=named).select_related("author", "home", "reply_to"))
