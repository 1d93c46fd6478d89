# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding a network from the one-time link: an account, a sketch, a check, and the recovery key."""

from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies.doors.pages import Page
from assemblies.people import operations as people_operations
from assemblies.registry import forms, lists, operations, sketching
from assemblies.registry.models import Network
from assemblies.registry.pages import drawing, recovery
from governance.powers import Power


class Begin(Page):
    """First who founds it, then a sketch on one page, then a check of it with the question where home is."""

    power = Power.OPEN
    post_power = Power.OWN

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        key = recovery.kept(request, secret)
        if key is not None:
            return self.file(key[0]) if "file" in request.GET else self.key(request, *key)
        operations.founders_link(secret)
        if self.person is None:
            return self.answer(request, "registry/founding_account.html")
        return self.sketch(request, forms.FoundingForm(initial=first_sketch()))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        key = recovery.kept(request, secret)
        if key is not None:
            return self.said(request, *key)
        operations.founders_link(secret)
        form = forms.FoundingForm(request.POST)
        if request.POST.get("step") == "draw":
            return self.answer(request, "registry/_drawing.html", {"drawing": drawing.of(form)})
        if not form.is_valid() or request.POST.get("step") == "change":
            return self.sketch(request, form, 200 if form.is_valid() else 422)
        lines: list[sketching.Line] = form.cleaned_data["places"]
        home = request.POST.get("home", "")
        if request.POST.get("step") != "found" or home not in {line.ref for line in lines if line.base}:
            missed = request.POST.get("step") == "found"
            context = {"form": form, "lines": kinds_of(form, lines), "missed": missed}
            return self.answer(request, "registry/founding_check.html", context, 422 if missed else 200)
        network, made = self.found(secret, form, home)
        recovery.keep(request, secret, key=made, network=network.name)
        return HttpResponseRedirect(request.path)

    def sketch(self, request: HttpRequest, form: forms.FoundingForm, status: int = 200) -> HttpResponse:
        """The page that is filled in, with every complaint there is."""
        context = {"form": form, "drawing": drawing.of(form)}
        return self.answer(request, "registry/founding.html", context, status)

    def key(self, request: HttpRequest, key: str, network: str, *, missed: bool = False) -> HttpResponse:
        """Show the key: as often as the page is asked for, until the founder says that they have it."""
        context = {"name": network, "key": key, "missed": missed}
        return self.answer(request, "registry/founded.html", context, 422 if missed else 200)

    def said(self, request: HttpRequest, key: str, network: str) -> HttpResponse:
        """The founder says that they have it written down; from then on nobody can be shown it."""
        if request.POST.get("have") != "yes":
            return self.key(request, key, network, missed=True)
        recovery.drop(request)
        return HttpResponseRedirect(reverse("home"))

    def file(self, key: str) -> HttpResponse:
        """The key as a file, to be kept on something that is not this computer."""
        response = HttpResponse(key, content_type="application/x-pem-file")
        response.headers["Content-Disposition"] = 'attachment; filename="recovery-key.pem"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def found(self, secret: str, form: forms.FoundingForm, home: str) -> tuple[Network, str]:
        """Found it all, or nothing. Returns the network and the recovery key's private half."""
        founder, key = self.me, Ed25519PrivateKey.generate()
        given = form.cleaned_data
        with transaction.atomic():
            network = operations.found_first(
                secret=secret,
                founder=founder,
                name=given["name"],
                host=given["host"],
                time_zone=given["time_zone"],
                scales=given["scales"],
                foundings=sketching.foundings(given["places"], len(given["scales"])),
                home=home,
                recovery_public=key.public_key().public_bytes_raw(),
                matters=given["matters"],
                means=given["means"],
            )
            people_operations.make_operator(person=founder)
        return network, recovery.pem(key)

    def answer(
        self, request: HttpRequest, template: str, context: object = None, status: int = 200
    ) -> HttpResponse:
        response = render(request, template, cast(dict[str, object] | None, context), status=status)
        response.headers["Cache-Control"] = "no-store"
        return response


def kinds_of(form: forms.FoundingForm, lines: list[sketching.Line]) -> list[tuple[sketching.Line, str, int]]:
    """Each line of the sketch with the word for its kind of place and its scale number, 1 the narrowest."""
    scales = form.cleaned_data["scales"]
    found = [len(scales) - 1 - line.depth for line in lines]
    return [(line, scales[scale]["name"], scale + 1) for line, scale in zip(lines, found, strict=True)]


def first_sketch() -> dict[str, str]:
    """Something to change rather than an empty page."""
    return {
        "host": settings.PUBLIC_HOST or "trial.invalid",
        "scales": _("neighbourhood, neighbourhoods\ntown, towns"),
        "places": _("Our town\n    North side: 400\n    South side: 500"),
        **lists.starting(),
    }
