# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 18: every road × office × kind of place, asked for real, and held against what governance/powers says."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from assemblies.live.routing import urlpatterns as socket_routes
from assemblies.people import operations as people
from governance import powers
from governance.powers import Power
from governance.scales import Place
from tests import sizes
from tests.architecture import cast, declared
from tests.architecture.cast import Asker, Setting
from tests.republic import Republic

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
DECIDED = re.compile(r"result|/votes|/count/|export|reasons|decision")
NOT_THERE = frozenset(
    {
        "me/",
        "me/leave/",
        "me/seats/<slug:assembly_id>/<slug:office>/leave/",
        "look-around/",
        "begin/<str:secret>/",
        "operator/",
        "operator/accounts/",
    }
    | {
        "api/v1/invitations/<secret:secret>",
        "api/v1/me/tokens/<public_id:token_id>/end",
        "api/v1/assemblies/<public_id:assembly_id>/invitations/<public_id:invitation_id>/end",
        "api/v1/proposals/<public_id:proposal_id>/ballot-to-be",
    }
    | {"api/v1/ballots/<public_id:ballot_id>/by-hand/bundles/<public_id:bundle_id>/withdraw"}
    | {"b/<str:ballot_id>/by-hand/<str:person_id>/", "b/<str:ballot_id>/bundle/<str:bundle_id>/"}
    | {"draws/<str:draw_id>/lottery.json", "api/v1/draws/<public_id:draw_id>/lottery"}
    | {"p/<str:proposal_id>/ballot/done/", "a/<slug:assembly_id>/seats/", "network/"}
)
"""Roads on which there may be nothing for somebody whom they let in."""
FOR_ALL, A_FEW = (Power.OPEN, Power.READ, Power.OWN), ("visitor", "stranger", "suspended")
"""What no office decides is asked by these few only, but in the long form by everyone."""


def roads(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route with its view, from the root."""
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            yield from roads(each.url_patterns, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern), each.callback


def taken(view: Any) -> list[str]:
    """The methods that a view answers."""
    cls = getattr(view, "view_class", None) or getattr(view, "cls", None)
    return [method for method in METHODS if hasattr(cls, method.lower())]


def said_by(view: Any, method: str) -> Power | None:
    """The power that a view itself names for a method."""
    cls: Any = getattr(view, "view_class", None) or view.cls
    found: Power | None = cls.power
    if hasattr(cls, "powers"):
        found = cls.powers.get(method) or found
    elif method != "GET":
        found = getattr(cls, "post_power", None) or found
    return found


OURS = [(route, view) for route, view in roads() if route not in declared.LIBRARY]


def test_every_road_is_written_down_with_its_power() -> None:
    found = {f"{method} {route}": said_by(view, method) for route, view in OURS for method in taken(view)}
    odd = {road: power for road, power in found.items() if declared.DECLARED.get(road) is not power}
    assert odd == {}, "these are not in tests/architecture/declared.py, or with another power"
    assert set(declared.DECLARED) - set(found) == set(), "these are declared and not there"


def test_the_library_s_roads_are_known_and_there_is_no_admin() -> None:
    assert {route for route, view in roads() if view.__module__.startswith("allauth.")} == declared.LIBRARY
    assert not [route for route, _ in roads() if route.startswith(("admin", "__", "debug"))]


def test_every_socket_is_written_down_with_its_power() -> None:
    found = {str(route.pattern): route.callback.consumer_class.power for route in socket_routes}
    assert found == declared.SOCKETS


@dataclass
class Walk:
    """One asker before every road of one place; each request is undone, so that none depends on another."""

    at: Setting
    asker: Asker
    wrong: list[str] = field(default_factory=list)
    let_in: Counter[bool] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.browser, self.program = Client(), Client()
        if self.asker.person is not None:
            self.browser.force_login(self.asker.person, backend=people.BACKEND)
            secret = people.make_token(person=self.asker.person, label="walk")[1]
            self.program = Client(headers={"Authorization": f"Bearer {secret}"})

    def all(self, roads: dict[str, Power]) -> None:
        for road, power in roads.items():
            if power in FOR_ALL and not sizes.LONG and self.asker.name not in A_FEW:
                continue
            method, route = road.split(" ", 1)
            answer = self.ask(method, route)
            asked = (power, declared.AND_ALSO.get(road, power))
            self.look(road, answer, all(self.expected(route, each) for each in asked))

    def expected(self, route: str, power: Power) -> bool:
        """What the law says, from what is known of the asker here."""
        if route.startswith("api/") and not self.asker.active:
            return False  # the token of someone suspended is refused, and never taken for no token
        standing = self.asker.standing(self.at.place if placed(route) else Place.TOP)
        return powers.holds(power, standing)

    def ask(self, method: str, route: str) -> HttpResponse:
        by_token = route.startswith("api/") and f"{method} {route}" not in declared.BY_SESSION
        client = self.program if by_token else self.browser
        given: dict[str, Any] = {"choice": "yes", "text": self.at.ballot.text_digest}
        sent: dict[str, Any] = {"data": given} if method == "POST" else {}
        if route.startswith("api/"):
            sent = {} if method == "GET" else {"data": "{}", "content_type": "application/json"}
        with transaction.atomic():
            answer: HttpResponse = getattr(client, method.lower())("/" + self.address(route), **sent)
            transaction.set_rollback(True)
        return answer

    def address(self, route: str) -> str:
        ballot = self.at.decided if DECIDED.search(route) else self.at.ballot
        names = {
            "assembly_id": self.at.here.public_id,
            "proposal_id": ballot.proposal.public_id,
            "ballot_id": ballot.public_id,
            "contribution_id": self.at.said.public_id,
            "claim_id": self.at.claim.public_id,
            "secret": "no-such-secret-was-made-",
            "number": "0",
            "receipt": "AAAA-BBBB-CCCC",
            "draw_id": self.at.draw.public_id,
            "token_id": "0" * 13,
            "person_id": "0" * 13,
            "invitation_id": "0" * 13,
            "bundle_id": "0" * 13,
            "office": "member",
        }
        return re.sub(r"<\w+:(\w+)>", lambda found: names[found[1]], route)

    def look(self, road: str, answer: HttpResponse, may: bool) -> None:
        """Hold one answer against what the law says."""
        self.let_in[may] += 1
        method, route = road.split(" ", 1)
        expected: tuple[int, ...] = (403,) if self.asker.known else (401,)
        if not self.asker.known and not route.startswith("api/"):
            expected = (302,) if method == "GET" else (403,)
        if road == "POST b/<str:ballot_id>/cast/" and self.asker.known:
            expected = (409,)  # the franchise says it: who may vote is asked under the ballot's lock
        refused = answer.status_code in (401, 403) or "/account/login/" in answer.headers.get("Location", "")
        if may:
            well = not refused and answer.status_code < 500
            well = well and (answer.status_code != 404 or route in NOT_THERE)
        else:
            well = answer.status_code in expected
            well = well and (answer.status_code != 302 or "/account/login/" in answer.headers["Location"])
        if not well:
            self.wrong.append(f"{self.asker.name}, {road}: {answer.status_code}, the law says {may}")


def placed(route: str) -> bool:
    """Whether a power on this road is asked at an assembly, rather than of the instance."""
    names = ("assembly_id", "proposal_id", "ballot_id", "contribution_id", "draw_id", "claim_id")
    return any(name in route for name in names)


@pytest.fixture
def at(request: pytest.FixtureRequest, republic: Republic, settings: Any) -> Setting:
    settings.API_RATE = None
    return cast.setting(republic, request.param)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("at", list(Place), ids=lambda place: place.value, indirect=True)
def test_every_road_asks_what_the_law_asks(at: Setting) -> None:
    wrong, let_in = [], Counter[bool]()
    roads = {road: p for road, p in declared.DECLARED.items() if placed(road) or at.place is Place.TOP}
    for asker in at.askers:
        walk = Walk(at, asker)
        walk.all(roads)
        wrong += walk.wrong
        let_in += walk.let_in
    assert wrong == []
    assert len(at.askers) >= 15
    assert min(let_in.values()) > 100
