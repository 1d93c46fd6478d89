# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operator's page: who runs the instance, whose account is suspended and why. None of it is a say in anything."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from assemblies import writing
from assemblies.doors.pages import Page
from assemblies.people import operations, queries
from governance.powers import Power

FOUND = 20


class Operator(Page):
    """Find an account, suspend it with a reason or reinstate it, and hand the running on."""

    power = Power.OPERATE
    post_power = Power.APPOINT

    def get(self, request: HttpRequest) -> HttpResponse:
        words = writing.shown(request.GET.get("q", ""))[:80].strip()
        context: dict[str, Any] = {
            "q": words,
            "found": list(queries.accounts(words)[:FOUND]) if words else [],
            "operators": queries.operators(),
            "suspensions": queries.suspensions()[:100],
        }
        response = render(request, "people/operator.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("act") == "lay-down":
            operations.lay_down(person=self.me)
            messages.success(request, _("You do not run this instance any more."))
            return HttpResponseRedirect("/")
        if request.POST.get("act") != "name":
            raise Http404
        to = queries.person(request.POST.get("person", ""))
        operations.name_operator(by=self.me, to=to)
        messages.success(request, _("%(name)s runs this instance too from now on.") % {"name": to.name})
        return HttpResponseRedirect(request.path)


class Suspend(Page):
    """Suspend an account, or give it back, each with a reason that is kept and told to its owner."""

    power = Power.SUSPEND
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        person = queries.person(request.POST.get("person", ""))
        reason, act = request.POST.get("reason", ""), request.POST.get("act")
        if act == "suspend":
            operations.suspend(by=self.me, person=person, reason=reason)
            said = _("The account of %(name)s is suspended.")
        elif act == "reinstate":
            operations.reinstate(by=self.me, person=person, reason=reason)
            said = _("The account of %(name)s is reinstated.")
        else:
            raise Http404
        messages.success(request, said % {"name": person.name})
        return HttpResponseRedirect("/operator/")
