# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way out, for a page's own script: leaving for good, with the texts one wrote or without."""

from typing import Any, ClassVar

from django.contrib.auth import logout
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.deliberation import operations as deliberation
from assemblies.registry import operations as registry
from governance.powers import Power


class Sure(shapes.Shape):
    """That you are sure."""

    sure = shapes.Flag()
    erase = shapes.Flag(
        required=False, default=False, help_text="Whether the texts of what you said in talks go as well."
    )


class Leave(programs.Resource):
    """Leaving for good."""

    power = Power.OWN
    by_session: ClassVar = frozenset({"POST"})

    @programs.writes(Sure, {200: shapes.Empty}, kept=False)
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Leave for good: every seat, your name, your address and the way to sign in. It cannot be undone.

        Only from the session of a page, never by a token. What you said stays without a name, unless erased; how
        you voted stays.
        """
        if not given["sure"]:
            raise shapes.Unfit({"sure": [_("This cannot be undone, so it has to be true.")]})
        with transaction.atomic():
            if given["erase"]:
                deliberation.erase_all(by=self.me)
            registry.leave_for_good(person=self.me)
        logout(request._request)
        return Response({})
