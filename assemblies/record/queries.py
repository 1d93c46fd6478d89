# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a record by number."""

from collections.abc import Iterable

from django.db.models import QuerySet

from assemblies.record.models import Body, Entry, Record


def since(record: Record, number: int, *, upto: int, subject: str | None = None) -> QuerySet[Entry]:
    """Entries numbered from `number` up to but not including `upto`, in order, of one subject or of all."""
    rows = Entry.objects.filter(record=record, number__gte=number, number__lt=upto).order_by("number")
    return rows if subject is None else rows.filter(subject=subject)


def position(public: Record, acts: Record) -> str:
    """Where both records stand now, as pages print it: "41.977"."""
    sizes = dict(Record.objects.filter(pk__in=[public.pk, acts.pk]).values_list("pk", "size"))
    return f"{sizes[public.pk]}.{sizes[acts.pk]}"


def entry(entry_id: int | None) -> Entry | None:
    """A numbered entry by the id that saying it gave; None while the sequencer has not come to it."""
    return Entry.objects.select_related("record").filter(pk=entry_id).first() if entry_id else None


def leaves(record: Record) -> list[bytes]:
    """Every leaf of a record in order."""
    return [
        bytes(leaf)
        for leaf in Entry.objects.filter(record=record).order_by("number").values_list("leaf", flat=True)
    ]


AT_ONCE = 10_000
"""Ids in one question: PostgreSQL takes 65,535 at most, and a ballot may have more votes."""


def bodies(entry_ids: Iterable[int]) -> dict[int, Body]:
    """What entries hold only as digests, where it was not erased."""
    ids = list(entry_ids)
    parts = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return {body.entry_id: body for part in parts for body in Body.objects.filter(pk__in=part)}
