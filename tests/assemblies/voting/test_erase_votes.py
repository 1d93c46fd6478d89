# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever runs the server can take a name from a vote once voting has closed: the record says so, and the count stands."""

import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.record.models import Body, Entry
from assemblies.voting import export, operations, queries
from assemblies.voting.models import Carried, Vote
from governance import ballots, exports, verify
from governance.witnessing import NotVerified
from tests import republic as world
from tests.assemblies.voting.test_franchise import cast, decided, opened
from tests.assemblies.voting.test_lent_votes import lend


def erase(ballot, *people, because="By order of the court."):
    return operations.erase_votes(ballot=ballot, of=people, because=because)


@pytest.fixture
def closed(republic):
    """Decided, with a vote of Ben's that he changed once, and with Ana's that he carried."""
    lend(republic, "ana", "ben")
    ballot = world.at_vote(republic)
    for person, choice in ((republic.ben, "no"), (republic.cleo, "yes"), (republic.ben, "yes")):
        cast(ballot, person, choice)
    decided(ballot)
    return queries.ballot(ballot.public_id)


def test_the_vote_stays_as_nobodys_and_the_export_says_what_is_gone(republic, closed):
    before = queries.counts(closed)
    assert erase(closed, republic.ben) == 2  # both of his acts: the one he changed, too
    record.seal_all()
    made = queries.decision_of(closed.proposal)
    files = export.files(made)
    gone = [line for line in map(json.loads, files[exports.VOTES].splitlines()) if line.get("erased")]
    said = Entry.objects.get(type="VotesErased")
    assert len(gone) == 2 and str(gone[0]["number"]) in bytes(said.leaf).decode()
    lines = list(verify.checks(files))
    assert "Erased, as the public record says: 2 of them." in " ".join(lines)
    assert verify.NOT_COUNTED in lines and "lost" not in " ".join(lines)
    assert list(verify.checks(export.public_files(made)))
    assert queries.counts(closed) == before


def test_nothing_in_the_tables_leads_from_the_person_to_the_vote(republic, closed):
    erase(closed, republic.ben)
    assert not Vote.objects.filter(ballot=closed, voter=republic.ben).exists()
    assert not Carried.objects.filter(ballot=closed, carrier=republic.ben).exists()
    assert not Carried.objects.filter(ballot=closed, to=republic.ben).exists()
    assert (
        Carried.objects.get(ballot=closed).carrier
        == Vote.objects.get(ballot=closed, choice="yes", voter__is_active=False).voter
    )
    assert not Body.objects.filter(
        values__who=republic.ben.public_id, entry_id__in=Entry.objects.filter(type="VoteCast").values("pk")
    ).exists()
    assert Person.objects.filter(pk=republic.ben.pk, is_active=True).exists(), "the account itself stays"


def test_its_pages_and_its_program_still_answer(client, republic, closed):
    erase(closed, republic.ben)
    record.seal_all()
    client.force_login(republic.ana)
    proposal = closed.proposal.public_id
    page = client.get(f"/p/{proposal}/result/").content.decode()
    assert "Somebody whose name was erased" in page and "Ben" not in page  # who carried Ana's
    listed = client.get(f"/p/{proposal}/votes/").content.decode()
    assert "Somebody whose name was erased" in listed and "Ben" not in listed
    assert client.get(f"/api/v1/decisions/{closed.public_id}").status_code == 200
    assert client.get(f"/api/v1/ballots/{closed.public_id}/carried").json()["carried"] == 1
    told = client.get(f"/a/{closed.assembly.public_id}/record/").content.decode()
    assert "Whoever runs the server erased who is behind 2 acts of voting" in told and "court" not in told


def test_others_are_told_apart_and_a_second_time_there_is_nothing(republic, closed):
    erase(closed, republic.ben)
    with pytest.raises(operations.NothingToErase):
        erase(closed, republic.ben)
    assert erase(closed, republic.cleo) == 1
    record.seal_all()
    assert Entry.objects.filter(type="VotesErased").count() == 2
    assert list(verify.checks(export.files(queries.decision_of(closed.proposal))))


def test_where_one_of_them_did_not_vote_nobody_is_erased(republic, closed):
    with pytest.raises(operations.NothingToErase, match="Ana did not vote"):
        erase(closed, republic.ben, republic.ana)
    assert Vote.objects.filter(ballot=closed, voter=republic.ben).exists()
    assert not Entry.objects.filter(type="VotesErased").exists()


def test_an_open_ballot_and_a_missing_reason_are_refused(republic):
    ballot = world.at_vote(republic)
    cast(ballot, republic.ben)
    with pytest.raises(ballots.NotClosed):
        erase(ballot, republic.ben)
    with pytest.raises(Exception, match="Say why"):
        erase(ballot, republic.ben, because="  ")
    assert Vote.objects.get(ballot=ballot).voter == republic.ben


def test_of_a_secret_ballot_who_took_part_is_erased_and_its_numbers_are_counted_again(republic):
    ballot = opened(republic, secrecy="secret")
    for person in (republic.ben, republic.cleo, republic.dov):
        cast(ballot, person)
    made = decided(ballot)
    assert erase(ballot, republic.ben) == 1
    record.seal_all()
    lines = list(verify.checks(export.files(made)))
    assert "Erased, as the public record says: 1 of them." in " ".join(lines)
    assert any("The numbers, counted again, give the result recorded" in line for line in lines)


def test_of_a_secret_ballot_there_are_no_fewer_choices_than_voters_who_are_left(republic, monkeypatch):
    ballot = opened(republic, secrecy="secret")
    for person in (republic.ben, republic.cleo, republic.dov):
        cast(ballot, person)
    made = decided(ballot)
    erase(ballot, republic.ben)
    record.seal_all()
    files = export.files(made)
    monkeypatch.setattr("governance.verify.recounted._chosen", lambda export: iter([("", 1)]))
    with pytest.raises(NotVerified, match="fewer choices than voters"):
        list(verify.checks(files))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_erase_once(republic, closed):
    found = []

    def one():
        try:
            found.append(erase(closed, republic.ben))
        except operations.NothingToErase:
            found.append(0)
        finally:
            connection.close()

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    record.seal_all()
    assert sorted(found) == [0, 2] and Entry.objects.filter(type="VotesErased").count() == 1


def test_by_command_with_an_address_or_an_id(republic, closed, capsys):
    call_command(
        "erase_votes", closed.public_id, republic.ben.email, republic.cleo.public_id, because="A court."
    )
    assert "3." in capsys.readouterr().out
    with pytest.raises(CommandError, match="did not vote"):
        call_command("erase_votes", closed.public_id, republic.ben.public_id, because="A court.")
    with pytest.raises(CommandError, match="no ballot, or no account"):
        call_command("erase_votes", closed.public_id, "nobody@example.org", because="A court.")
    with pytest.raises(CommandError, match="no ballot, or no account"):
        call_command("erase_votes", "nothing", republic.ben.public_id, because="A court.")
