# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding to a network that lives: a place inside another, and the matters and means of the whole."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies import wording
from assemblies.registry import forms, operations, queries
from assemblies.registry.doors import PlacePage
from assemblies.registry.models import Assembly
from governance.powers import Power
from governance.refusals import Refusal


class AddPlace(PlacePage):
    """A facilitator adds a place inside the one they facilitate."""

    power = Power.ADD_PLACE

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        here = self.here
        return self.page(request, forms.AddPlaceForm(here=here))

    def post(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        here = self.here
        form = forms.AddPlaceForm(request.POST, here=here)
        if not form.is_valid():
            return self.page(request, form, 422)
        try:
            made = operations.add_place(parent=here, by=self.me, **form.cleaned_data)
        except Refusal as no:
            form.add_error("name" if no.at == "/name" else None, wording.refusal(no))
            return self.page(request, form, 422)
        said = _("%(name)s is founded, and you facilitate it to begin with. Invite people who live there.")
        messages.success(request, said % {"name": made.name})
        return HttpResponseRedirect(reverse("assembly", args=[made.public_id]))

    def page(self, request: HttpRequest, form: forms.AddPlaceForm, status: int = 200) -> HttpResponse:
        here = self.here
        context = {
            "here": here,
            "form": form,
            "lived_in": here.seats.filter(home=True, until=None).exists(),
            "there": list(queries.children(here).values_list("name", flat=True)[:60]),
        }
        return render(request, "registry/add_place.html", context, status=status)


class Lists(PlacePage):
    """The matters and means of a network, and two forms to add to them, in the assembly that holds the whole."""

    power = Power.ADD_MATTERS

    def assembly(self) -> Assembly:
        return queries.holds_all()

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        act = request.POST.get("act")
        if act not in ("matter", "means"):
            raise Http404
        form: forms.AddMatterForm | forms.AddMeansForm = (
            forms.AddMatterForm(request.POST)
            if act == "matter"
            else forms.AddMeansForm(request.POST, auto_id="e_%s")
        )
        if not form.is_valid():
            return self.page(request, 422, **{f"{act}_form": form})
        add = operations.add_matter if act == "matter" else operations.add_means
        here = self.here
        try:
            add(assembly=here, by=self.me, **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, wording.refusal(no))
            return self.page(request, 422, **{f"{act}_form": form})
        messages.success(request, _("It is added, and it is on the public record."))
        return HttpResponseRedirect(request.path)

    def page(self, request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
        here = self.here
        context = {
            "here": here,
            "matters": [(row["name"], row["path"], row["path"].count("/")) for row in here.network.matters],
            "means": list(queries.all_means(here.network).values()),
            "matter_form": forms.AddMatterForm(),
            "means_form": forms.AddMeansForm(auto_id="e_%s"),
        }
        return render(request, "registry/lists.html", context | more, status=status)
