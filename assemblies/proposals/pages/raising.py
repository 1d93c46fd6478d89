# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raising and changing a proposal; while one fills it in, who would decide it and why."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assemblies.doors.pages import Page
from assemblies.proposals import drawing, forms, operations, picking
from assemblies.proposals.pages.about import About, address
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal

CHANGEABLE = (Stage.DRAFT, Stage.SECONDING, Stage.DELIBERATION)


class Form(Page):
    """What raising and changing share: the form, its helpers without JavaScript, and its preview."""

    def home(self) -> Assembly | None:
        """Where the proposal is raised; None for someone who lives in no place of this network."""
        seat = registry.home_seat(self.person, registry.network())
        return registry.assembly(seat.assembly.public_id) if seat else None

    def show(self, typed: forms.Typed, home: Assembly, status: int = 200, **more: Any) -> HttpResponse:
        """The form as it stands, with the places to pick from."""
        picker = picking.picker(home, typed)
        context = {
            "typed": typed,
            "home": home,
            "picker": picker,
            "map": drawing.place_map(home.network, home, picker),
            "matters": forms.matters(home.network),
            "means": picking.means(home, typed),
            "shares": forms.SHARES,
            **more,
        }
        response = render(self.request, "proposals/raise.html", context, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    def helped(self, typed: forms.Typed, home: Assembly, **more: Any) -> HttpResponse | None:
        """Answer what only helps to fill it in (map, find, add, who decides, the Enter key); None for others."""
        data = self.request.POST
        if data.get("map"):
            typed.around = data["map"]
        elif data.get("add"):
            picking.add(typed, home, data["add"])
        elif data.get("do") not in ("help", "find", "place"):
            return None
        elif typed.words or data["do"] == "find":
            more |= {"found": picking.find(typed, home), "sought": True}
        return self.show(typed, home, preview=picking.preview(typed, home), **more)

    def content(self, typed: forms.Typed, home: Assembly) -> operations.Content:
        """What was typed, read; every no is in `typed.errors`."""
        typed.read_words()
        return typed.content(home.network, registry.all_means(home.network), language=get_language() or "")


class Raise(Form):
    """Begin a draft in one's home place."""

    power = Power.OWN

    def get(self, request: HttpRequest) -> HttpResponse:
        home = self.home()
        if home is None:
            return render(request, "proposals/nowhere.html")
        return self.show(forms.Typed(places={home.public_id: forms.Share("1")}), home)

    def post(self, request: HttpRequest) -> HttpResponse:
        home = self.home()
        if home is None:
            return render(request, "proposals/nowhere.html", status=409)
        typed = forms.typed(request.POST)
        helped = self.helped(typed, home)
        return helped if helped is not None else self.keep(typed, home)

    def keep(self, typed: forms.Typed, home: Assembly) -> HttpResponse:
        content = self.content(typed, home)
        if not typed.errors:
            try:
                made = operations.raise_proposal(author=self.me, raised_in=home, content=content)
            except Refusal as no:
                if not no.at:
                    raise
                typed.refuse(no)
            else:
                messages.success(
                    self.request, _("Your draft is kept. Only you can see it until you put it forward.")
                )
                return HttpResponseRedirect(address(made))
        return self.show(typed, home, 422, preview=picking.preview(typed, home))


class Edit(About, Form):
    """Change the text or the effects. Once it is put forward every change is a new version that all can read."""

    power = Power.EDIT_DRAFT

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        if Stage(self.proposal.stage) not in CHANGEABLE:
            raise operations.TextFrozen(
                _("The text cannot change any more: people are voting on it, or it is decided.")
            )
        typed = forms.of_proposal(self.proposal)
        home = registry.assembly(self.proposal.raised_in.public_id)
        return self.show(typed, home, proposal=self.proposal, preview=picking.preview(typed, home))

    def post(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        home = registry.assembly(self.proposal.raised_in.public_id)
        typed = forms.typed(request.POST)
        helped = self.helped(typed, home, proposal=self.proposal)
        if helped is not None:
            return helped
        content = self.content(typed, home)
        if not typed.errors:
            try:
                changed = operations.change(proposal=self.proposal, by=self.me, content=content)
            except Refusal as no:
                if not no.at:
                    raise
                typed.refuse(no)
            else:
                messages.success(request, _("The change is kept."))
                return HttpResponseRedirect(address(changed))
        return self.show(typed, home, 422, proposal=self.proposal, preview=picking.preview(typed, home))


class Preview(Form):
    """Who would decide what is typed so far, as the fragment that the form shows beside itself."""

    power = Power.OWN

    def post(self, request: HttpRequest) -> HttpResponse:
        home = self.where(request.POST.get("raised_in", "").replace("\x00", ""))
        typed = forms.typed(request.POST)
        shown = picking.preview(typed, home) if home else None
        response = render(request, "proposals/_placement.html", {"preview": shown, "home": home})
        response.headers["Cache-Control"] = "no-store"
        return response

    def where(self, raised_in: str) -> Assembly | None:
        """The place that a draft was raised in, for an author who has moved since; else one's home."""
        home = self.home()
        if not raised_in or (home and home.public_id == raised_in):
            return home
        return registry.assembly(raised_in)
