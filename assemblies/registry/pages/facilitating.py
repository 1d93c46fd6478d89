# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who facilitates an assembly: named by another, taken up where nobody does; and all that one facilitates."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies import writing
from assemblies.doors.pages import Page
from assemblies.people import queries as people
from assemblies.registry import operations, queries
from assemblies.registry.doors import PlacePage
from governance import powers
from governance.powers import Power

FOUND = 20
A_PAGE = 60


class Facilitators(PlacePage):
    """Who facilitates here and since when; who may, names another, steps down, or takes the seat up."""

    power = Power.READ
    post_power = Power.OWN

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        return self.page(request)

    def page(self, request: HttpRequest) -> HttpResponse:
        here, held = self.here, list(queries.facilitators(self.here).order_by("since"))
        may_name = powers.holds(Power.NAME_FACILITATOR, self.standing)
        words = writing.shown(request.GET.get("q", ""))[:80] if may_name else ""
        context: dict[str, Any] = {
            "here": here,
            "held": held,
            "vacant": queries.nobody_facilitates(here),
            "lived_in": not queries.nobody_lives(here),
            "may_name": may_name,
            "mine": any(seat.person_id == (self.person and self.person.pk) for seat in held),
            "may_take_up": queries.may_take_up(self.person, here),
            "q": words,
            "found": list(queries.nameable(here, words)[:FOUND]) if words else [],
            "zone": queries.zone(here),
        }
        return render(request, "registry/facilitators.html", context)

    def post(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        act = request.POST.get("act", "")
        if act == "take-up":
            operations.take_up(assembly=self.here, person=self.me)
            messages.success(request, _("You facilitate here from now on, and it is on the public record."))
        elif act == "name":
            to = people.person(request.POST.get("person", ""))
            operations.name_facilitator(assembly=self.here, by=self.me, to=to)
            said = _("%(name)s facilitates here too from now on, and it is on the public record.")
            messages.success(request, said % {"name": to.name})
        else:
            raise Http404
        return HttpResponseRedirect(request.path)


class Facilitating(Page):
    """Every assembly that one facilitates, to choose one from."""

    power = Power.OWN

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = queries.facilitated_by(self.me)
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        if page.paginator.count == 1:
            only = page.object_list[0].assembly
            return HttpResponseRedirect(reverse("console", args=[only.public_id]))
        return render(request, "registry/facilitating.html", {"page": page})
