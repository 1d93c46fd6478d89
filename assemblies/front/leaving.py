# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaving for good, with the texts one wrote or without: the one way out that draws on several rooms."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from assemblies.deliberation import operations as deliberation
from assemblies.registry.pages import seats


class LeaveInstance(seats.LeaveInstance):
    """Leave for good; where it is chosen, the texts of one's contributions are erased first."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("sure") != "yes":
            raise Http404
        with transaction.atomic():
            if request.POST.get("erase") == "yes":
                deliberation.erase_all(by=self.me)
            return super().post(request)
