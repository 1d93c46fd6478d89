# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own page: name, language, seats, tokens, and the way out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies.doors.pages import Page
from assemblies.people import forms as people_forms
from assemblies.people import operations as people_operations
from assemblies.people import queries as people
from assemblies.registry import operations, queries
from assemblies.registry.doors import PlacePage
from assemblies.registry.models import Seat
from governance.powers import Power

SHOWN = 20
"""Whoever founds or imports a whole city facilitates hundreds of places at first."""


class Own(Page):
    """A page that only its owner sees."""

    power = Power.OWN


class Me(Own):
    """Name, language, seats and tokens on one page; each form names its act."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def page(self, request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "name_form": people_forms.NameForm(initial={"name": self.me.name}),
            "token_form": people_forms.TokenForm(),
            "seats": queries.seats_of(self.me)[:SHOWN],
            "more_seats": max(0, queries.seats_of(self.me).count() - SHOWN),
            "tokens": people.tokens_of(self.me),
        }
        response = render(request, "registry/me.html", context | more, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        acts: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "rename": self.rename,
            "make-token": self.make_token,
            "end-token": self.end_token,
        }
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        return act(request)

    def rename(self, request: HttpRequest) -> HttpResponse:
        form = people_forms.NameForm(request.POST)
        if not form.is_valid():
            return self.page(request, 422, name_form=form)
        people_operations.rename(person=self.me, name=form.cleaned_data["name"])
        messages.success(request, _("Your neighbours see the new name from now on."))
        return HttpResponseRedirect(reverse("seats"))

    def make_token(self, request: HttpRequest) -> HttpResponse:
        form = people_forms.TokenForm(request.POST)
        if not form.is_valid():
            return self.page(request, 422, token_form=form)
        _row, secret = people_operations.make_token(person=self.me, label=form.cleaned_data["label"])
        return self.page(request, secret=secret)

    def end_token(self, request: HttpRequest) -> HttpResponse:
        people_operations.end_token(person=self.me, public_id=request.POST.get("token", ""))
        messages.success(request, _("The token is ended."))
        return HttpResponseRedirect(reverse("seats"))


class LeaveSeat(PlacePage):
    """Ask once more before a seat is left, and say what it leaves behind."""

    power = Power.OWN

    def seat(self, office: str) -> Seat:
        found = queries.seats_of(self.me).filter(assembly=self.here, office=office).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, assembly_id: str, office: str) -> HttpResponse:
        seat = self.seat(office)
        alone = seat.office == "facilitator" and queries.facilitators(seat.assembly).count() == 1
        return render(request, "registry/leave_seat.html", {"seat": seat, "alone": alone})

    def post(self, request: HttpRequest, assembly_id: str, office: str) -> HttpResponse:
        operations.leave_seat(person=self.me, seat_id=self.seat(office).pk)
        messages.success(request, _("You have left this seat."))
        return HttpResponseRedirect(reverse("seats"))


class LeaveInstance(Own):
    """Leave for good: every seat, the name, the address and the way to sign in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        seats = queries.seats_of(self.me)
        context = {"seats": seats[:SHOWN], "more_seats": max(0, seats.count() - SHOWN)}
        return render(request, "registry/leave_instance.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("sure") != "yes":
            raise Http404
        operations.leave_for_good(person=self.me)
        logout(request)
        return render(request, "registry/left.html")
