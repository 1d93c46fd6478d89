# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what: the whole table, what it says of you here, and exceptions given for a term."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.doors.pages import Page
from assemblies.people import queries as people
from assemblies.people.models import Person
from assemblies.registry import forms, operations, queries, table
from assemblies.registry.doors import PlacePage
from assemblies.registry.models import Assembly, Grant
from governance.powers import GRANTABLE, Power


class Powers(Page):
    """The whole table of powers, written from the law's own."""

    power = Power.OPEN

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "registry/powers.html", {"rows": table.rows(), "columns": table.columns()})


class MyStanding(PlacePage):
    """What the person asking may do in one assembly, and for the rest, who could."""

    power = Power.READ

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        facts = table.bearing(self.person, self.here)
        rows = table.mine(self.standing, facts)
        context = {
            "here": self.here,
            "held": [row for row in rows if row["held"] or row["own"]],
            "not_held": [row for row in rows if not row["held"] and not row["own"]],
            "vacant": facts.vacant,
        }
        return render(request, "registry/standing.html", context)


class Grants(PlacePage):
    """A facilitator gives one person one power for a term, or takes it back before its end."""

    power = Power.GRANT

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        return self.page(request, forms.GrantForm(), 200)

    def post(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        if request.POST.get("act") == "end":
            return self.end(request)
        form = forms.GrantForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, 422)
        to: Person = form.cleaned_data["person"]
        until = clock.now() + timedelta(days=form.cleaned_data["days"])
        operations.grant(
            assembly=self.here,
            by=self.me,
            to=to,
            power=Power(form.cleaned_data["power"]),
            until=until,
        )
        messages.success(request, _("The power is given, and it is on the public record."))
        return HttpResponseRedirect(request.path)

    def end(self, request: HttpRequest) -> HttpResponse:
        """Take back what is named. Raises Http404 for a power that can be given to nobody."""
        to, power = people.person(request.POST.get("person", "")), request.POST.get("power", "")
        if power not in GRANTABLE:
            raise Http404
        operations.end_grant(assembly=self.here, by=self.me, to=to, power=Power(power))
        messages.success(request, _("The power is taken back, and it is on the public record."))
        return HttpResponseRedirect(request.path)

    def page(self, request: HttpRequest, form: forms.GrantForm, status: int) -> HttpResponse:
        here = self.here
        rows = [(row, power_of(row)) for row in in_force(here)]
        given = [(row.user, _(table.DOES[power]), row.until, power.value) for row, power in rows]
        zone = queries.zone(here)
        context = {"here": here, "form": form, "given": given, "zone": zone}
        return render(request, "registry/grants.html", context, status=status)


def in_force(here: Assembly) -> QuerySet[Grant]:
    """Exceptions in force in an assembly, by the name of who holds them."""
    rows = Grant.objects.filter(content_object=here).filter(Q(until=None) | Q(until__gt=clock.now()))
    return rows.select_related("user", "permission").order_by("user__name", "pk")


def power_of(row: Grant) -> Power:
    """The power that a grant's row stands for."""
    return Power(row.permission.codename)
