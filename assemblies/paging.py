# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of a list, by a cursor that says after which row to go on: nothing is told twice or left out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.request import Request

from assemblies import shapes

USUAL = 50


class Page(NamedTuple):
    """Some rows, and the address of those that follow them."""

    results: list[Any]
    next: str | None


def page(request: Request, rows: QuerySet[Any], order: Sequence[str], asked: dict[str, Any]) -> Page:
    """One page of rows. `order` names fields that never change and together are unique, "-" for falling.

    `asked` holds "limit" and "cursor" as shapes.Listing reads them. Raises Unfit for a cursor of another list.
    """
    limit = asked.get("limit", USUAL)
    if "cursor" in asked:
        rows = rows.filter(_after(order, _opened(request, asked["cursor"], len(order))))
    found = list(rows.order_by(*order)[: limit + 1])
    more = len(found) > limit
    return Page(
        found[:limit], address(request, cursor=_closed(request, found[limit - 1], order)) if more else None
    )


def address(request: Request, **changed: Any) -> str:
    """The address asked for, with some parameters changed."""
    query = QueryDict(mutable=True)
    query.update(request.query_params)
    for name, value in changed.items():
        query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"


def _signer(request: Request) -> signing.Signer:
    # Signed, so that a cursor holds nothing but what a page of this very list put into it.
    return signing.Signer(salt=f"cursor {request.path}")


def _closed(request: Request, row: Model, order: Sequence[str]) -> str:
    values = [_value(row, name.lstrip("-")) for name in order]
    kept = [["at", v.isoformat()] if isinstance(v, datetime) else ["is", v] for v in values]
    return _signer(request).sign_object(kept)


def _value(row: Any, name: str) -> Any:
    for step in name.split("__"):
        row = getattr(row, step)
    return row


def _opened(request: Request, cursor: str, length: int) -> list[Any]:
    try:
        kept = _signer(request).unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        kept = []
    if len(kept) != length:
        raise shapes.Unfit(
            {"cursor": [_("This cursor belongs to no page of this list. Begin again without it.")]},
            root="query:",
        )
    return [datetime.fromisoformat(value) if kind == "at" else value for kind, value in kept]


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    found, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field = name.lstrip("-")
        verb = "lt" if name.startswith("-") else "gt"
        found |= same & Q(**{f"{field}__{verb}": value})
        same &= Q(**{field: value})
    return found
