# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page and the page of an assembly: they draw on every room, so they stand above them all."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from assemblies.doors.pages import Page
from assemblies.front import context, maps, queries, queues, running, words
from assemblies.people import queries as people
from assemblies.people.models import Person
from assemblies.registry import queries as registry
from assemblies.registry.doors import PlacePage
from assemblies.registry.models import Assembly, Network
from assemblies.sortition import queries as sortition
from assemblies.voting import lent
from assemblies.wording import moments
from governance import powers
from governance.powers import Power

ROBOTS = "User-agent: *\nDisallow: /account/\nDisallow: /me/\nDisallow: /join/\nDisallow: /begin/\nDisallow: /operator/\n"
DAY = 86_400
BEGINNING = 5
"""With fewer people in a base place its facilitator is shown what to do first."""


class Home(Page):
    """Nothing founded yet, a visitor, or somebody who is at home here: three first pages."""

    power = Power.OPEN

    def get(self, request: HttpRequest) -> HttpResponse:
        around = context.surroundings(request)
        network: Network | None = around["network"]
        if network is None:
            return render(request, "front/empty.html")
        if self.person is None:
            return render(request, "front/visitor.html", visitor(network))
        home = around["home"]
        shown = at_home(network, self.person, home.assembly if home else None)
        shown["letters"] = people.letters_for(self.person)
        if home and home.facilitates:
            shown["begin"] = first_steps(self.person, home.assembly, shown["living"])
        return render(request, "front/home.html", shown)


def visitor(network: Network) -> dict[str, Any]:
    """What a visitor sees: the map of the whole and how much is being decided in it."""
    top = queries.top()
    near = queries.surroundings(top) if top else []
    inside = queries.inside_twice(top) if top else []
    here = next((item for item in near if item.role == "here"), None)
    across = running.across(top) if top else []
    running.count_inside([*inside, *across, *([here] if here else ())])
    widest = [item for item in inside if here and item.parent == here.pk]
    return {
        "top": top,
        "map": maps.whole(network, here, inside) if here else None,
        "people": here.people if here else 0,
        "open": queries.open_ballots(),
        "me": here,
        "rows": [*widest, *across],
        "open_now": [tile(network, row) for row in queries.tiles(None, None, everywhere=True)],
        "decisions": [decision(row) for row in queries.decided_everywhere()],
    }


def at_home(network: Network, person: Person, home: Assembly | None) -> dict[str, Any]:
    """What needs a person now: their open ballots, what waits for seconds, what is talked about around them."""
    if home is None:
        return {"seats": list(registry.seats_of(person)), "tiles": [], "waiting": 0} | visitor(network)
    near = queries.surroundings(home)
    running.count_inside(near)
    shown = [tile(network, row) for row in queries.tiles(None, person)]
    lent_on = lent.waiting(person) if any(not row["row"].mine for row in shown) else {}
    for row in shown:
        row["carrier"] = lent_on.get(row["row"].proposal)
    return {
        "here": home,
        "living": next(item.people for item in near if item.role == "here"),
        "map": maps.tree(network, near),
        "rings": rings(network, near),
        "tiles": shown,
        "waiting": sum(not row["row"].mine for row in shown),
        "drawn": sortition.asked_of(person),
        "queue": queues.waiting(home, person),
        "decisions": [decision(row) for row in queries.decided_lately(home, around=True)],
    }


def first_steps(person: Person, home: Assembly, living: int) -> dict[str, Any] | None:
    """What a facilitator does first where hardly anyone lives yet: {"living", "base", "top"}; None later on.

    `base` and `top` are the home and the assembly that holds it all, where they facilitate it.
    """
    if living >= BEGINNING:
        return None
    around = [home, *registry.containers(home)]
    held = set(registry.facilitated_by(person).filter(assembly__in=around).values_list("assembly", flat=True))
    top = around[-1] if around[-1].pk in held else None
    return {"living": living, "base": home if home.pk in held else None, "top": top}


class AssemblyPage(PlacePage):
    """One assembly: where it stands, what needs you, what moves, what was decided, its places and its rules."""

    power = Power.READ

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        here = self.here
        request.of_network = here.network  # type: ignore[attr-defined]  # spares the frame of the page a query
        return render(request, "front/assembly.html", self.shown(here))

    def shown(self, here: Assembly) -> dict[str, Any]:
        """Everything the page shows, in eight queries."""
        network = here.network
        rules, facilitators, decided, number_inside = queries.about(here)
        lives = bool(self.standing.offices & powers.LIVES)
        shown = [tile(network, row) for row in queries.tiles(here, self.person, elsewhere=lives)]
        return around(here, number_inside) | {
            "here": here,
            "kind": maps.kind(network, here.scale),
            "level": maps.level(here.scale),
            "tiles": shown,
            "for_me": any(row["row"].may for row in shown),
            "waiting": sum(row["row"].may and not row["row"].mine for row in shown),
            "moves": [move(row, here) for row in queries.on_the_move(here)],
            "decisions": [decision(row) for row in queries.decided_lately(here)],
            "decided": decided,
            "charter": words.charter(rules, network.matters),
            "remit": words.remit(rules, network.matters),
            "facilitators": facilitators,
            "may": {power.value: powers.holds(power, self.standing) for power in Power},
            "position": f"{here.public_record.size}.{here.acts_record.size}",
        }


def around(here: Assembly, number_inside: int) -> dict[str, Any]:
    """The places around an assembly and inside it, of which there are so many; some of these are shown."""
    network, near, across = here.network, queries.surroundings(here), running.across(here)
    running.count_inside([*near, *across])
    inside = [item for item in near if item.role == "inside"]
    overlays = [item for item in near if item.role == "overlay"]
    return {
        "me": next(item for item in near if item.role == "here"),
        "crumbs": [item for item in near if item.role == "above"][::-1],
        "map": maps.tree(network, near),
        "inside": [(item, maps.kind(network, item.scale)) for item in inside],
        "across": across,
        "inside_word": inside_word(network, inside),
        "not_shown": max(0, number_inside - len(inside)),
        "overlays": [(each, maps.kind(network, each.scale), maps.level(each.scale)) for each in overlays],
    }


def move(row: queries.Move, here: Assembly) -> dict[str, Any]:
    """A line of what is on the move, with the rings it goes from and to."""
    there, this = maps.level(row.other_scale), maps.level(here.scale)
    return {
        "row": row,
        "level_from": this if row.away else there,
        "level_to": there if row.away else this,
        "since": wall(row.at, registry.zone(here)),
    }


def rings(network: Network, near: list[queries.Near]) -> list[tuple[queries.Near, str, int]]:
    """A home and what contains it, near to wide, each with its word and its ring."""
    path = [item for item in near if item.role in ("here", "above", "overlay")]
    return [(item, maps.kind(network, item.scale), maps.level(item.scale)) for item in path]


def inside_word(network: Network, inside: list[queries.Near]) -> str:
    """The word for the places inside where they are all of one kind; empty otherwise."""
    scales = {item.scale for item in inside}
    return str(network.scales[scales.pop()]["plural"]) if len(scales) == 1 else ""


def tile(network: Network, row: queries.Tile) -> dict[str, Any]:
    """A ballot as a tile shows it: turnout and quorum, never a count."""
    now, zone = queries.about_now(), ZoneInfo(row.zone or network.time_zone)
    left, at = (row.closes_at - now).total_seconds(), wall(row.closes_at, zone)
    return {
        "row": row,
        "kind": maps.kind(network, row.scale),
        "level": maps.level(row.scale),
        "percent": round(100 * row.voted / row.seats) if row.seats else 0,
        "enough": row.voted >= row.quorum,
        "still_needed": max(0, row.quorum - row.voted),
        "last_day": left < DAY,
        "over": left <= 0,
        "at": at,
        "today": at.date() == wall(now, zone).date(),
        "left": moments.relative(row.closes_at, now),
    }


def wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of a zone show; without a zone, so that templates do not turn it into another."""
    return instant.astimezone(zone).replace(tzinfo=None)


def decision(row: queries.Decided) -> dict[str, Any]:
    """A decision as a line: what it was in a word, and its count in a few."""
    return {
        "row": row,
        "adopted": row.outcome in ("adopted", "decided"),
        "outcome": words.outcome(row.outcome),
        "summary": words.summary(row.tally),
    }


class Robots(Page):
    """What crawlers may not visit."""

    power = Power.OPEN

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


class Favicon(Page):
    """Browsers ask for it here whatever the page says."""

    power = Power.OPEN

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponsePermanentRedirect(staticfiles_storage.url("mark.svg"))
