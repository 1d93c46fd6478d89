# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever lent their vote hears once when somebody has voted with it, in their language, and never what was chosen."""

from datetime import timedelta

import pytest
from django.core import mail

from assemblies import clock
from assemblies.voting import operations
from tests import republic as world
from tests.assemblies.voting.test_lent_votes import cast, lend


@pytest.fixture
def sends(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


def later():
    return clock.travel(clock.now() + timedelta(minutes=2))


def test_one_letter_a_ballot_to_everyone_whose_vote_is_carried(republic, sends):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    lend(republic, "ben", "cleo")
    assert operations.tell_lenders() == 0
    cast(ballot, republic.cleo, "no")
    with later():
        assert operations.tell_lenders() == 2
        cast(ballot, republic.cleo, "yes")
    assert {letter.to[0] for letter in mail.outbox} == {"ana@valley.invalid", "ben@valley.invalid"}
    told = mail.outbox[0]
    assert "Cleo has voted on “Reopen the path” in Linden" in told.body
    assert f"https://valley.invalid/p/{ballot.proposal.public_id}/" in told.body
    assert f"https://valley.invalid/a/{republic.linden.public_id}/lent/" in told.body
    assert (
        "is carried" in told.subject
        and "yes" not in told.body.lower().split()
        and "no" not in told.body.lower().split("\n")[0].split()
    )
    with clock.travel(clock.now() + timedelta(minutes=5)):
        assert operations.tell_lenders() == 0


def test_a_ballot_is_looked_at_once_a_minute(republic, sends):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    operations.tell_lenders()
    cast(ballot, republic.ben)
    assert operations.tell_lenders() == 0
    with later():
        assert operations.tell_lenders() == 1


def test_who_votes_or_wants_no_letters_gets_none(republic, sends):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    operations.lend(assembly=republic.linden, person=republic.olga, to=republic.ben, tell=False)
    cast(ballot, republic.ana)
    cast(ballot, republic.ben)
    assert operations.tell_lenders() == 0 and not mail.outbox


def test_letters_are_in_the_language_of_who_reads_them(republic, sends):
    republic.ana.language = "ar"
    republic.ana.save()
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    cast(ballot, republic.ben)
    assert operations.tell_lenders() == 1
    assert "صوّت" in mail.outbox[0].body


def test_nothing_is_written_where_letters_are_kept_for_the_operator(republic, settings):
    settings.EMAIL_BACKEND = "assemblies.people.letters.KeepLetters"
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    cast(ballot, republic.ben)
    assert operations.tell_lenders() == 0


def test_the_page_asks_whether_to_write(client, republic):
    client.force_login(republic.ana)
    at = f"/a/{republic.linden.public_id}/lent/"
    assert 'name="tell" value="1" checked' in client.get(at).content.decode()
    client.post(at, {"to": republic.ben.public_id, "what": ""})
    client.post(at, {"to": republic.cleo.public_id, "what": "matter:water", "tell": "1"})
    assert list(republic.ana.lent.order_by("pk").values_list("tell", flat=True)) == [False, True]
