# SPDX-License-Identifier: AGPL-3.0-or-later
"""All places: one step of the nesting at a time, so that a list stays short in a network of any size."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assemblies.doors import Page
from assemblies.registry import queries
from assemblies.registry.models import Assembly, Seat
from governance.powers import Power

A_PAGE = 60


class Places(Page):
    """The places inside one place (`?in=`), or the widest ones, and the overlays; by name with `?q=`."""

    power = Power.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        inside = request.GET.get("in", "")
        here = queries.assembly(inside) if inside else None
        words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
        page = Paginator(found(here, words), A_PAGE).get_page(request.GET.get("page"))
        shown = list(page.object_list)
        people = people_in([row.pk for row in shown] + ([here.pk] if here else []))
        context: dict[str, Any] = {
            "here": here,
            "crumbs": queries.containers(here)[::-1][:-1] if here else [],
            "page": page,
            "rows": [(row, people.get(row.pk, 0)) for row in shown],
            "people": people.get(here.pk, 0) if here else None,
            "overlays": [] if here or words else overlays(),
            "q": words,
        }
        return render(request, "registry/places.html", context)


def found(here: Assembly | None, words: str) -> QuerySet[Assembly]:
    """Places to list, by name: those with these words in their name, else the ones one step inside."""
    if words:
        rows = Assembly.objects.filter(name__icontains=words).order_by("-scale", "name", "pk")
    elif here:
        rows = queries.children(here)
    else:
        rows = Assembly.objects.filter(parent=None, overlay=False).order_by("-scale", "name", "pk")
    inside = Count("children", distinct=True) + Count("constituents", distinct=True)
    return rows.defer("boundary").select_related("network").annotate(inside=inside)


def overlays() -> QuerySet[Assembly]:
    """Overlays, named by what they are made of: at most a page of them."""
    return Assembly.objects.filter(overlay=True).defer("boundary").select_related("network").order_by("name")[:A_PAGE]


def people_in(rows: list[int]) -> dict[int, int]:
    """Row id of an assembly → how many people have their home seat in its cover."""
    counted = (
        Seat.objects.filter(Q(home=True, until=None), assembly__contained_in__ancestor__in=rows)
        .values_list("assembly__contained_in__ancestor")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return dict(counted)
