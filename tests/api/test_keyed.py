# SPDX-License-Identifier: AGPL-3.0-or-later
"""A write that is sent again with its key is done once, however many send it at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import get_resolver

from assemblies import programs
from assemblies.deliberation.models import Contribution
from assemblies.people.models import KeyedAnswer
from assemblies.proposals.models import Proposal
from assemblies.registry.models import Invitation
from assemblies.voting.models import Vote
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.api.test_journey import WORDS
from tests.republic import Republic


def test_the_same_key_and_request_get_the_same_answer_and_do_nothing(republic: Republic) -> None:
    ana = Program(republic.ana)
    first = ana("POST", "/proposals", WORDS, Idempotency_Key="one")
    again = ana("POST", "/proposals", dict(reversed(WORDS.items())), Idempotency_Key="one")
    assert first.status_code == again.status_code == 201
    assert (first.content, first["Location"]) == (again.content, again["Location"])
    assert "Idempotent-Replayed" not in first and again["Idempotent-Replayed"] == "true"
    assert Proposal.objects.count() == 1


def test_the_same_key_with_another_request_is_refused(republic: Republic) -> None:
    ana, ben = Program(republic.ana), Program(republic.ben)
    ana.send("POST", "/proposals", WORDS, Idempotency_Key="one")
    other = {**WORDS, "title": "Another title"}
    assert problem(ana("POST", "/proposals", other, Idempotency_Key="one"), 422)["code"] == "key_reused"
    ben.send("POST", "/proposals", other, Idempotency_Key="one")  # a key is one person's own
    assert Proposal.objects.count() == 2


def test_a_refused_act_leaves_its_key_free(republic: Republic) -> None:
    ana = Program(republic.ana)
    where = {**WORDS, "places": {"zzzzzzzzzzzzz": "1"}}
    problem(ana("POST", "/proposals", where, Idempotency_Key="one"), 422)
    ana.send("POST", "/proposals", WORDS, Idempotency_Key="one")


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "x" * 101])
def test_a_key_has_one_form(republic: Republic, key: str) -> None:
    problem(Program(republic.ana)("POST", "/proposals", WORDS, Idempotency_Key=key), 400)
    assert Proposal.objects.count() == 0


def test_the_database_alone_does_not_tell_what_was_told_only_once(republic: Republic) -> None:
    where = f"/assemblies/{republic.linden.public_id}/invitations"
    olga = Program(republic.olga)
    made = olga.send("POST", where, {"number": 1}, Idempotency_Key="one")
    assert olga.send("POST", where, {"number": 1}, Idempotency_Key="one") == made
    assert Invitation.objects.count() == 1
    assert made["invitations"][0]["secret"] not in str(KeyedAnswer.objects.values().get())


def _at_once(calls: list) -> list:
    def call(one):
        try:
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [found.result() for found in [pool.submit(call, one) for one in calls]]


def test_retries_that_meet_do_the_act_once(real_republic: Republic) -> None:
    made = small.discussed(real_republic)
    ben = Program(real_republic.ben)
    path, body = f"/proposals/{made.public_id}/contributions", {"text": "Said once."}
    answers = _at_once([lambda: ben("POST", path, body, Idempotency_Key="same")] * 8)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 7
    assert Contribution.objects.count() == 1


def test_one_voter_on_many_devices_has_one_vote(real_republic: Republic) -> None:
    ballot = small.at_vote(real_republic)
    ben, path = Program(real_republic.ben), f"/ballots/{ballot.public_id}/vote"
    votes = [{"choice": choice, "text": ballot.text_digest} for choice in ("yes", "no", "abstain", "yes")]
    answers = _at_once([lambda vote=vote: ben("PUT", path, vote) for vote in votes])
    assert {answer.status_code for answer in answers} == {200}
    stands = Vote.objects.get(ballot=ballot)
    last = max((answer.json() for answer in answers), key=lambda kept: kept["cast_at"])
    assert (stands.choice, stands.receipt) == (last["choice"], last["receipt"])


def test_every_write_of_the_api_takes_a_key() -> None:
    api = next(found for found in get_resolver().url_patterns if str(found.pattern) == "api/v1/")
    unkeyed = [
        f"{method} {route.pattern}"
        for route in api.url_patterns
        if issubclass(route.callback.cls, programs.Resource)
        for method in ("post", "put", "patch", "delete")
        if (handler := getattr(route.callback.cls, method, None)) and not getattr(handler, "keyed", False)
    ]
    assert unkeyed == [
        "post me/leave",  # who left asks no more
        "post placements",  # trying changes nothing
        "post ballots/<public_id:ballot_id>/by-hand/bundles",  # its answer would keep what secret papers say
    ]
