# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of a page: it opens to whoever holds the power that the page names."""

from typing import Any, ClassVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views import View

from assemblies.doors import judging
from assemblies.people.models import Person
from governance.powers import Power, Standing


class Page(View):
    """A page of the house. It names the power it needs, and `assembly()` where it needs it.

    `power` guards reading, `post_power` writing where that differs. Without a power nobody gets in.
    """

    power: ClassVar[Power | None] = None
    post_power: ClassVar[Power | None] = None
    person: Person | None
    standing: Standing

    @property
    def me(self) -> Person:
        """Who is asking, for what only someone signed in reaches."""
        return cast(Person, self.person)

    def assembly(self) -> object:
        """The assembly whose power is asked; None for what belongs to no assembly. Pages override it."""
        return None

    def is_author(self) -> bool:
        """Whether the person asking wrote the proposal in question. Pages about one override it."""
        return False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        power = self.power if reads else (self.post_power or self.power)
        if power is None:
            raise PermissionDenied
        judging.admit(self, power, judging.person_of(request))
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))
