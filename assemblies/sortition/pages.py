# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of draws by lot: an assembly's, announcing one, and one with its quotas, progress, chances and who was drawn."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies import numerals, wording
from assemblies.doors.pages import Page
from assemblies.registry.doors import PlacePage
from assemblies.registry.models import Assembly
from assemblies.sortition import forms, operations, queries, showing
from assemblies.sortition.models import Draw
from governance import powers
from governance.powers import Power
from governance.refusals import Refusal

LISTED = 50
AGAIN, WITHOUT_SCRIPTS = 4, 15
"""Seconds after which a page asks again how far a draw is: in its place, or whole, which loses where one was."""


def whole(typed: str) -> int | None:
    """A small whole number as typed, in digits of any script; None where it is none."""
    digits = numerals.latin(typed)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 5 else None


class Draws(PlacePage):
    """The draws of an assembly."""

    power = Power.READ

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        context = {
            "here": self.here,
            "draws": queries.of_assembly(self.here)[:LISTED],
            "may_announce": powers.holds(Power.HOLD_DRAW, self.standing),
        }
        return render(request, "sortition/draws.html", context)


class Announce(PlacePage):
    """A facilitator announces a draw; quotas by place are suggested by how many people live in each."""

    power = Power.HOLD_DRAW

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        places = whole(request.GET.get("places", "")) or 12
        return self.page(request, forms.AnnounceForm(initial={"places": places}), places)

    def post(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        form = forms.AnnounceForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, 12, 422)
        given = {name: form.cleaned_data[name] for name in ("title", "places", "office", "days")}
        try:
            made = operations.announce(
                assembly=self.here,
                by=self.me,
                quotas=form.cleaned_data["features"],
                by_place=self.by_place(request),
                **given,
            )
        except Refusal as no:
            form.add_error(None, wording.refusal(no))
            return self.page(request, form, given["places"], 422)
        messages.success(request, _("It is announced, and it is on the public record."))
        return HttpResponseRedirect(reverse("draw", args=[made.public_id]))

    def by_place(self, request: HttpRequest) -> dict[str, tuple[int, int]]:
        """The least and the most of each place, where the form asks for quotas by place."""
        if "by_place" not in request.POST:
            return {}
        found = {}
        for child in queries.places_of(self.here):
            typed = [whole(request.POST.get(f"{end}-{child}", "")) for end in ("min", "max")]
            if None in typed:
                raise Refusal(
                    _("Give the least and the most of each place, in whole numbers."), at="/by_place"
                )
            found[child] = (typed[0] or 0, typed[1] or 0)
        return found

    def page(
        self, request: HttpRequest, form: forms.AnnounceForm, places: int, status: int = 200
    ) -> HttpResponse:
        rows = [
            (one, name, request.POST.get(f"min-{one}", least), request.POST.get(f"max-{one}", most))
            for one, (name, least, most) in queries.suggested(self.here, min(places, 200)).items()
        ]
        context = {
            "here": self.here,
            "form": form,
            "rows": rows if 1 < len(rows) <= showing.MOST_ROWS else (),
            "by_place": request.method == "GET" or "by_place" in request.POST,
        }
        return render(request, "sortition/announce.html", context, status=status)


class AboutDraw(Page):
    """A page about the draw in its address."""

    draw: Draw

    def assembly(self) -> Assembly:
        self.draw = queries.draw(self.kwargs["draw_id"])
        return self.draw.assembly


class OneDraw(AboutDraw):
    """One draw: stepping forward, how far it is, chances, and who was drawn."""

    power = Power.READ
    post_power = Power.SERVE

    def get(self, request: HttpRequest, draw_id: str) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest, draw_id: str) -> HttpResponse:
        try:
            messages.success(request, self.act(request))
        except Refusal as no:
            return self.page(request, 422, wording.refusal(no))
        return HttpResponseRedirect(request.path)

    def act(self, request: HttpRequest) -> str:
        """Do what was pressed, and say so."""
        pressed, draw, me = request.POST.get("act", "serve"), self.draw, self.me
        if pressed == "serve":
            rows = enumerate(queries.stated(self.draw))
            given = {row["feature"]: request.POST.get(f"f{n}", "") for n, row in rows}
            operations.step_forward(draw=draw, person=me, features=given)
            return _("You are on the list. Until it closes you can still step back.")
        if pressed == "back":
            operations.step_back(draw=draw, person=me)
            return _("You are not on the list any more.")
        if pressed not in ("accept", "decline"):
            raise Http404
        operations.answer(draw=draw, person=me, accepts=pressed == "accept")
        if pressed == "accept":
            return _("Thank you: the place is yours.")
        return _("You declined. Whoever comes next is asked.")

    def page(self, request: HttpRequest, status: int = 200, error: str = "") -> HttpResponse:
        context = showing.of(self.draw, self.person, self.standing) | {"error": error}
        if context["under_way"] and request.method == "GET":
            context |= {"again": AGAIN, "again_whole": WITHOUT_SCRIPTS}
        response = render(request, "sortition/draw.html", context, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response


class Lottery(AboutDraw):
    """All that a draw is repeated from, as a file."""

    power = Power.READ

    def get(self, request: HttpRequest, draw_id: str) -> HttpResponse:
        found: dict[str, Any] = queries.published(self.draw)
        response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response.headers["Content-Disposition"] = f'attachment; filename="draw-{draw_id}.json"'
        return response
