# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API asks the same judge as the pages: who asks, with what, and from how often."""

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver
from rest_framework import exceptions

from assemblies.deliberation import operations as deliberation
from assemblies.doors import problems, refusing
from assemblies.people import operations as people
from assemblies.people import operations_pacing
from assemblies.registry import operations as registry
from assemblies.voting.models import Vote
from governance import powers
from governance.claims import Kind
from governance.powers import Office
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.api.test_journey import WORDS
from tests.assemblies.sortition import scene
from tests.republic import Republic

API = next(found for found in get_resolver().url_patterns if str(found.pattern) == "api/v1/").url_patterns
METHODS = [
    (method, route)
    for route in API
    for method in ("GET", "POST", "PUT", "PATCH")
    if hasattr(route.callback.cls, method.lower())
]


def test_whoever_is_not_signed_in_does_only_what_anyone_may(republic: Republic) -> None:
    ballot = small.at_vote(republic)
    said = deliberation.contribute(proposal=ballot.proposal, by=republic.ben, kind="comment", text="Well.")
    names = {"assembly_id": republic.linden.public_id, "proposal_id": ballot.proposal.public_id}
    names |= {"ballot_id": ballot.public_id, "contribution_id": said.public_id}
    claim = small.proposals.make_claim(
        proposal=small.discussed(republic), by=republic.dov, kind=Kind.AFFECTED, reason="It is ours too."
    )
    names |= {"claim_id": claim.public_id}
    names |= {"secret": "a" * 24, "number": "0", "receipt": "AAAA-BBBB-CCCC"}
    names |= {"bundle_id": "0" * 13, "draw_id": scene.announced(republic).public_id}
    names |= {"person_id": republic.ben.public_id, "token_id": "0" * 13, "invitation_id": "0" * 13}
    for method, route in METHODS:
        path = "/" + re.sub(r"<\w+:(\w+)>", lambda found: names[found[1]], str(route.pattern))
        answer = Program()(method, path, {})
        welcome = (
            (200, 404, 400) if path.endswith("/consistency") else (200, 404)
        )  # it asks between which sizes
        assert answer.status_code in (welcome if anyone(method, route) else (401,)), (method, path)
    assert len(METHODS) > 70


def anyone(method: str, route: Any) -> bool:
    """Whether the table of powers opens this method to anyone at all."""
    power = route.callback.cls.powers.get(method) or route.callback.cls.power
    return all(powers.holders(power, place) & Office.PUBLIC for place in powers.COLUMNS)


@pytest.mark.parametrize("secret", ["", "wrong", "\x00", "a" * 5000, "ä"])
def test_a_wrong_token_is_refused_even_where_none_is_needed(republic: Republic, secret: str) -> None:
    answer = Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/assemblies")
    problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_every_answer_that_wants_a_sign_in_says_how(republic: Republic) -> None:
    answers = [Program()("GET", "/me"), Program()("POST", "/proposals", WORDS)]
    context: dict[str, Any] = {}
    bare = problems.problem(exceptions.NotAuthenticated(), context)
    outside = refusing.refused(RequestFactory().get("/api/v1/me"), powers.NotSignedIn("Sign in."))
    for answer in [*answers, bare, outside]:
        assert answer is not None and answer.status_code == 401
        assert answer["WWW-Authenticate"] == 'Bearer realm="nested"'


def test_the_description_says_how_one_signs_in(republic: Republic) -> None:
    described = Program().get("/openapi.json")
    schemes = described["components"]["securitySchemes"]
    assert (schemes["token"]["type"], schemes["token"]["scheme"]) == ("http", "bearer")
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", "sessionid")
    assert described["paths"]["/me"]["get"]["security"] == [{"token": []}, {"session": []}]
    assert {} in described["paths"]["/network"]["get"]["security"]


def test_a_suspended_person_s_token_acts_no_more(republic: Republic) -> None:
    ana = Program(republic.ana)
    ana.get("/me")
    people.deactivate(person=republic.ana)
    problem(ana("GET", "/me"), 401)
    problem(ana("POST", "/proposals", WORDS), 401)


def test_a_seat_that_ended_gives_no_power(republic: Republic) -> None:
    ballot = small.at_vote(republic)
    ben, path = Program(republic.ben), f"/ballots/{ballot.public_id}/vote"
    seat = republic.ben.seats.get(home=True)
    registry.leave_seat(person=republic.ben, seat_id=seat.pk)
    problem(ben("PUT", path, {"choice": "yes", "text": ballot.text_digest}), 403)
    assert not Vote.objects.exists()


def test_a_page_s_session_acts_only_with_its_csrf_token(republic: Republic) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(republic.ana, backend="assemblies.people.sessions.Backend")
    assert client.get("/api/v1/me").status_code == 200
    problem(client.post("/api/v1/proposals", WORDS, content_type="application/json"), 403)
    token = "a" * 32
    client.cookies["csrftoken"] = token
    answer = client.post(
        "/api/v1/proposals", WORDS, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 201


def test_a_draft_is_its_author_s_in_every_resource(republic: Republic) -> None:
    draft = small.proposals.raise_proposal(
        author=republic.ana, raised_in=republic.linden, content=small.content(republic)
    )
    parts = ("", "/hearings", "/placements", "/versions", "/contributions", "/ballot", "/decision")
    for part in parts:
        for other in (Program(), Program(republic.ben), Program(republic.olga)):
            problem(other("GET", f"/proposals/{draft.public_id}{part}"), 404)
    for act in ("submit", "second", "withdraw", "check"):
        problem(Program(republic.ben)("POST", f"/proposals/{draft.public_id}/{act}"), 404)
    Program(republic.ana).send("POST", f"/proposals/{draft.public_id}/withdraw")
    problem(Program(republic.ben)("GET", f"/proposals/{draft.public_id}"), 404)


def test_nobody_changes_or_withdraws_the_proposal_of_another(republic: Republic) -> None:
    path = f"/proposals/{small.raised(republic).public_id}"
    for who in (republic.ben, republic.olga, republic.ines):
        problem(Program(who)("PATCH", path, {"title": "Taken over"}), 403)
        problem(Program(who)("POST", f"{path}/withdraw"), 403)


def test_too_many_requests_are_told_when_to_go_on(republic: Republic, settings: Any) -> None:
    settings.API_RATE = 3
    operations_pacing.forget()
    ana, anyone = Program(republic.ana), Program()
    for _ in range(3):
        ana.get("/me")
        anyone.get("/network")
    for answer in (ana("GET", "/me"), anyone("GET", "/network", X_Forwarded_For="192.0.2.7")):
        problem(answer, 429)
        assert 0 < int(answer["Retry-After"]) <= 61
    Program(republic.ben).get("/me")
    operations_pacing.forget()
