# SPDX-License-Identifier: AGPL-3.0-or-later
"""All places: one step of the nesting at a time, so that a list stays short in a network of any size."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assemblies.doors.pages import Page
from assemblies.pictures import packing
from assemblies.registry import queries
from assemblies.registry.models import Assembly, Constituency, Seat
from governance.powers import Power

A_PAGE = 60
CIRCLES = 24


class Places(Page):
    """The places inside one place (`?in=`), or the widest ones, and the overlays; by name with `?q=`."""

    power = Power.READ

    def get(self, request: HttpRequest) -> HttpResponse:
        public_id = request.GET.get("in", "")
        here = queries.assembly(public_id) if public_id else None
        words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
        page = Paginator(found(here, words), A_PAGE).get_page(request.GET.get("page"))
        shown = list(page.object_list)
        people = people_in([row.pk for row in shown] + ([here.pk] if here else []))
        inside = count_inside([row.pk for row in shown])
        context: dict[str, Any] = {
            "here": here,
            "crumbs": queries.containers(here)[::-1][:-1] if here else [],
            "page": page,
            "rows": [(row, people.get(row.pk, 0), *kind(row), inside.get(row.pk, 0)) for row in shown],
            "overlays": [] if here or words else [(row, *kind(row)) for row in overlays()],
            "map": circles(here, shown, people) if here and not words and page.number == 1 else None,
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
    return rows.defer("boundary").select_related("network")


def count_inside(rows: list[int]) -> dict[int, int]:
    """Row id of an assembly → how many places lie one step inside it; those without any are left out."""
    children = Assembly.objects.filter(parent__in=rows).values_list("parent")
    constituents = Constituency.objects.filter(overlay__in=rows).values_list("overlay")
    return dict(children.annotate(n=Count("pk")).order_by()) | dict(
        constituents.annotate(n=Count("pk")).order_by()
    )


def kind(row: Assembly) -> tuple[str, int]:
    """The network's word for an assembly, and the ring it is drawn as: 1 the nearest, 5 the widest."""
    scales = row.network.scales
    return (scales[row.scale]["name"] if row.scale < len(scales) else "", min(row.scale + 1, 5))


def circles(here: Assembly, shown: list[Assembly], people: dict[int, int]) -> packing.Node | None:
    """A place and the largest inside it as the map of circles takes it; None where it has none."""

    def circle(row: Assembly) -> packing.Node:
        word, ring = kind(row)
        seated = people.get(row.pk, 0)
        return packing.Node(
            name=row.name,
            kind=word,
            colour=ring,
            href=reverse("assembly", args=[row.public_id]),
            people=max(row.population or seated, 1),
            label=f"{row.name}, {word}",
        )

    drawn = sorted(shown, key=lambda row: -(row.population or people.get(row.pk, 0)))[:CIRCLES]
    whole = circle(here)
    whole.here = whole.lit = True
    whole.children = [circle(row) for row in drawn]
    return whole if drawn else None


def overlays() -> QuerySet[Assembly]:
    """Overlays, named by what they are made of: at most a page of them."""
    return (
        Assembly.objects.filter(overlay=True)
        .defer("boundary")
        .select_related("network")
        .order_by("name")[:A_PAGE]
    )


def people_in(rows: list[int]) -> dict[int, int]:
    """Row id of an assembly → how many people have their home seat in its cover."""
    counted = (
        Seat.objects.filter(Q(home=True, until=None), assembly__contained_in__ancestor__in=rows)
        .values_list("assembly__contained_in__ancestor")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return dict(counted)
