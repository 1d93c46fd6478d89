# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors' judge: which power a view declares, who is asking, and whether that person holds it here."""

from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from rest_framework import permissions
from rest_framework.request import Request

from assemblies.people.models import Person
from governance.powers import Power, Standing, require


class Standings(Protocol):
    """How the doors are told who somebody is to an assembly; `here` is None for what belongs to none."""

    def __call__(self, person: Person | None, here: Any, *, author: bool) -> Standing: ...


@cache
def standings() -> Standings:
    """The registry's answer, by the name that the settings give. Raises ImportError where it names nothing."""
    return cast(Standings, import_string(settings.STANDINGS))


def person_of(request: HttpRequest | Request) -> Person | None:
    """Who is asking, None when nobody is signed in or the account is suspended."""
    user = request.user
    return user if user.is_authenticated and user.is_active else None


def power_of(view: Any) -> Power | None:
    """The power that a view declares, on itself, its class, or (for an API) its method."""
    for holder in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        power = getattr(holder, "power", None)
        if power is not None:
            return Power(power)
    return None


def admit(view: Any, power: Power, person: Person | None) -> None:
    """Let a person in where they hold the power, in the assembly that the view names. Raises NoPower.

    The view keeps who came, where, and what they are there: `person`, `here` and `standing`.
    """
    view.person = person
    view.here = view.assembly() if hasattr(view, "assembly") else None
    author = view.is_author() if hasattr(view, "is_author") else False
    view.standing = standings()(person, view.here, author=author)
    require(power, view.standing)


class HoldsPower(permissions.BasePermission):
    """The judge for programs: a view names its power (by method) and its assembly, or is denied."""

    def has_permission(self, request: Request, view: Any) -> bool:
        powers = getattr(view, "powers", {})
        power = powers.get(request.method) or getattr(view, "power", None)
        if request.method == "OPTIONS":
            power = Power.OPEN
        if power is None:
            return False
        admit(view, power, person_of(request))
        return True
