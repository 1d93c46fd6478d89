# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 20: nobody links vote to voter after a secret ballot has closed, from a full dump and all that was logged."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404

from assemblies import clock
from assemblies.front import own
from assemblies.record import operations as record
from assemblies.voting import export, operations, queries
from assemblies.voting.models import ChoiceApart, ChoiceCounted, Decision, Vote
from governance import ballots
from governance.commands import verify
from tests import republic as world


def opened(republic, method="", **more):
    made = world.ready(republic, both=method == "double-majority")
    by = republic.ines if method == "double-majority" else republic.olga
    composed = operations.Composed(method, secrecy="secret", **more)
    return operations.open_ballot(proposal=made, by=by, composed=composed)


def cast(ballot, person, choice):
    return operations.cast_vote(
        ballot=ballot.public_id, voter=person, choice=choice, text_digest=ballot.text_digest
    )


def close(ballot):
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        assert operations.close_due() == 1
    record.seal_all()
    return queries.ballot(ballot.public_id)


def test_a_secret_vote_can_be_changed_until_the_close_and_the_last_one_counts(republic):
    ballot = opened(republic)
    first = cast(ballot, republic.ana, "no")
    again = cast(ballot, republic.ana, "yes")
    cast(ballot, republic.ben, "yes")
    assert again.again and again.receipt != first.receipt
    ballot = close(ballot)
    assert Decision.objects.get(ballot=ballot).tally["counts"] == {"yes": 2, "no": 0, "abstain": 0}


def test_before_the_close_no_count_and_no_choice_is_told_to_anyone(republic):
    ballot = opened(republic)
    cast(ballot, republic.ana, "no")
    vote = queries.vote_of(ballot, republic.ana)
    assert vote.choice == "apart" and queries.own_choice(vote) is None
    assert own.about(republic.ana)["votes"][0]["choice"] is None
    assert not ChoiceCounted.objects.exists()
    with pytest.raises(Http404):
        queries.votes(ballot)


def test_after_the_close_nothing_leads_from_a_name_to_a_choice(republic):
    ballot = opened(republic)
    for person, choice in ((republic.ana, "no"), (republic.ben, "yes"), (republic.cleo, "yes")):
        cast(ballot, person, choice)
    ballot = close(ballot)
    assert not ChoiceApart.objects.exists()
    assert set(Vote.objects.values_list("choice", "apart")) == {("apart", None)}
    assert Counter(ChoiceCounted.objects.values_list("choice", flat=True)) == {"yes": 2, "no": 1}
    with connection.cursor() as cursor:  # one transaction wrote every row of both, whoever came when
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM voting_choicecounted")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM voting_vote")
        assert cursor.fetchone() == (1,)
    with pytest.raises(Http404):
        queries.votes(ballot)


def test_what_the_record_holds_of_a_secret_vote_says_nothing_of_the_choice(republic):
    ballot = opened(republic)
    cast(ballot, republic.ana, "no")
    close(ballot)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.values, b.salts FROM record_entry e JOIN record_body b ON b.entry_id = e.id"
            " WHERE e.type = 'VoteCast'"
        )
        [(values, salts)] = cursor.fetchall()
    assert set(json.loads(values)) == set(json.loads(salts)) == {"who"}


@pytest.mark.parametrize("method", ["", "double-majority"])
def test_a_secret_decision_is_exported_whole_and_in_public_and_verifies(republic, method, tmp_path):
    ballot = opened(republic, method)
    people = [republic.ana, republic.ben, republic.cleo] + ([republic.dov] if method else [])
    for person, choice in zip(people, ("yes", "no", "yes", "yes"), strict=False):
        cast(ballot, person, choice)
    ballot = close(ballot)
    decision = Decision.objects.get(ballot=ballot)
    files = export.files(decision)
    assert all("choice" not in json.loads(line) for line in files["votes.jsonl"].splitlines())
    path = tmp_path / "decision.zip"
    path.write_bytes(export.archive(decision))
    verdict = verify.run({"export": str(path)})
    assert verdict["verified"], verdict["lines"][-1]
    assert any("which voter made which choice" in line for line in verdict["lines"])
    path.write_bytes(export.public_archive(decision))
    assert verify.run({"export": str(path)})["verified"]


def test_a_choice_put_in_after_the_parting_is_found_out(republic, tmp_path):
    ballot = opened(republic)
    for person, choice in ((republic.ana, "no"), (republic.ben, "yes"), (republic.cleo, "yes")):
        cast(ballot, person, choice)
    decision = Decision.objects.get(ballot=close(ballot))
    ChoiceCounted.objects.filter(choice="no").update(choice="yes")
    path = tmp_path / "decision.zip"
    path.write_bytes(export.archive(decision))
    verdict = verify.run({"export": str(path)})
    assert not verdict["verified"] and "parted" in verdict["lines"][-1]


def test_a_choice_whose_vote_never_came_counts_for_nothing(republic):
    ballot = opened(republic)
    cast(ballot, republic.ana, "yes")
    cast(ballot, republic.ben, "yes")
    ChoiceApart.objects.create(key="0" * 32, ballot=ballot, choice="no")
    ballot = close(ballot)
    assert Decision.objects.get(ballot=ballot).tally["counts"]["no"] == 0


def test_consent_is_open_and_the_charter_may_allow_one_promise_alone():
    with pytest.raises(ballots.NoSuchPromise):
        ballots.promise("secret", ("open", "secret"), "consent")
    with pytest.raises(ballots.NoSuchPromise):
        ballots.promise("secret", ("open",), "majority")
    assert ballots.promise("", ("secret", "open"), "majority") == "secret"
    assert ballots.promise("", ("secret",), "consent") == "open"
    with pytest.raises(ballots.NoSuchPromise):
        ballots.promise("trustee", ("open", "secret"), "majority")
