# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that explain the house and ask for nothing."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assemblies.doors.pages import Page
from assemblies.registry import queries
from governance.powers import Power


class Explanation(Page):
    """A page of plain words; it shows the network's own numbers where it has some."""

    power = Power.OPEN
    template: ClassVar[str]

    def get(self, request: HttpRequest) -> HttpResponse:
        network = queries.network()
        theta, delta = queries.theta_delta(network) if network else (None, None)
        shares = {"theta": theta and round(theta * 100), "delta": delta and round(delta * 100)}
        return render(request, self.template, shares)


class How(Explanation):
    template = "registry/how.html"


class Check(Explanation):
    template = "registry/check.html"


class YourData(Explanation):
    template = "registry/your_data.html"


class Accessibility(Explanation):
    template = "registry/accessibility.html"
