# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands around every page: the way to other pages, the network, and where the person lives."""

from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, Q, QuerySet, Subquery, When
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from assemblies.prepared import Given, Prepared
from assemblies.registry import queries as registry
from assemblies.registry.models import Network, Seat

Link = tuple[str, str, bool]


def at_home() -> QuerySet[Seat]:
    """The home seat of a person, else any seat from which they facilitate. `facilitates` is the public id of an
    assembly that they facilitate: the one that is near if they do, else any; `many` is whether there are more."""
    held = Seat.objects.filter(person=Given("person"), office="facilitator", until=None)
    first = Case(When(assembly__public_id=Given("near"), then=0), default=1)
    found = Subquery(held.order_by(first, "-home", "since").values("assembly__public_id")[:1])
    more = Exists(held.values("pk")[1:2])
    seats = Seat.objects.filter(Q(home=True) | Q(office="facilitator"), person=Given("person"), until=None)
    seats = seats.annotate(facilitates=found, many=more).select_related("network", "assembly")
    return seats.defer("assembly__boundary").order_by("-home", "pk")[:1]


HOME = Prepared(at_home)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """{"nav": ((text, href, current), ...), "demonstration", "look_around", "network", "home",
    "letters_kept"} for every page.

    `home` is the home seat or None; `look_around` is whether visitors may sign in as made-up people,
    `letters_kept` whether nobody sends letters but the operator.
    Two queries at most, asked once a request however many templates are drawn in it.
    """
    kept: dict[str, Any] | None = getattr(request, "_surroundings", None)
    if kept is None:
        network, seat = where(
            getattr(request, "user", None), getattr(request, "of_network", None), asked(request)
        )
        home = seat if seat is not None and seat.home else None
        kept = {
            "look_around": bool(settings.LISTENS_ON_LOOPBACK and network and network.demonstration),
            "nav": nav(request, network, home, seat),
            "network": network,
            "demonstration": bool(network and network.demonstration),
            "home": home,
            "letters_kept": settings.EMAIL_BACKEND.endswith("KeepLetters"),
        }
        request._surroundings = kept  # type: ignore[attr-defined]
    return kept


def where(person: Any, known: Network | None, near: str) -> tuple[Network | None, Seat | None]:
    """The network, and the home seat of who is asking, else one they facilitate from; it brings its network along.

    `known` is the network where the page knows it already, `near` the public id of the assembly it is about.
    """
    if person is not None and person.is_authenticated:
        seat = HOME.first(person=person.pk, near=near)
        if seat is not None:
            seat.assembly.network = seat.network
            return seat.network, seat
    return known or registry.network(), None


def asked(request: HttpRequest) -> str:
    """Public id of the assembly that a page is about; empty where it is about none."""
    match = getattr(request, "resolver_match", None)
    return str(match.kwargs.get("assembly_id", "")) if match else ""


def nav(
    request: HttpRequest, network: Network | None, home: Seat | None, seat: Seat | None
) -> tuple[Link, ...]:
    """The main links: those of the assembly one is looking at, else those of one's own. `seat` knows what one
    facilitates; where that is more than one assembly, and one looks at none of them, there is a list to choose from."""
    given = asked(request)
    here = given or (home.assembly.public_id if home else None)
    links: list[tuple[str, str, dict[str, str]]] = [(_("Home"), "home", {})]
    if network is not None:
        links.append((_("Places"), "places", {}))
    if here:
        word = _("Assembly") if given else _("My assembly")
        links.append((word, "assembly", {"assembly_id": here}))
        links.append((_("Proposals"), "proposals", {"assembly_id": here}))
        links.append((_("Decisions"), "decisions", {"assembly_id": here}))
    facilitates = getattr(seat, "facilitates", None)
    if facilitates and not given and getattr(seat, "many", False):
        links.append((_("Facilitate"), "facilitating", {}))
    elif facilitates and (not given or given == facilitates):
        links.append((_("Facilitate"), "console", {"assembly_id": facilitates}))
    found = [(text, address(name, kwargs), name) for text, name, kwargs in links]
    return tuple((text, href, href == request.path) for text, href, name in found if href)


def address(name: str, kwargs: dict[str, str]) -> str:
    """Where a page is; empty where this instance has no such page."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
