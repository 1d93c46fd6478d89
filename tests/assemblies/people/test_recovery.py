# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter gives an account back, and cannot be used to vote in a ballot that was open when it was read."""

import re

import pytest
from django.urls import reverse

from assemblies.people import operations as people
from assemblies.people.models import Letter, Person
from assemblies.voting import operations as voting
from assemblies.voting.models import Vote
from governance import ballots
from tests import republic as world

NEW = "a quite new password 2026"


@pytest.fixture(autouse=True)
def letters_are_kept(settings) -> None:
    settings.EMAIL_BACKEND = "assemblies.people.letters.KeepLetters"


def recover(client, person) -> None:
    """As whoever can read the letter does it, through the pages."""
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"/account/\S+", Letter.objects.filter(to=person.email).latest("pk").body)
    form = client.get(link[0], follow=True)
    done = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert done.status_code == 302, done.content.decode()


def cast(ballot, person, choice="yes"):
    return voting.cast_vote(
        ballot=ballot.public_id,
        voter=Person.objects.get(pk=person.pk),
        choice=choice,
        text_digest=ballot.text_digest,
    )


def test_who_reads_the_letter_cannot_vote_in_a_ballot_that_is_open(client, republic):
    ballot = world.at_vote(republic)
    cast(ballot, republic.ana, "yes")
    recover(client, republic.ana)
    with pytest.raises(ballots.Recovered):
        cast(ballot, republic.ana, "no")
    assert Vote.objects.get().choice == "yes"


def test_the_next_ballot_is_open_to_the_account_again(client, republic):
    recover(client, republic.ana)
    assert Person.objects.get(pk=republic.ana.pk).check_password(NEW)
    cast(world.at_vote(republic), republic.ana)


def test_programs_of_the_account_are_signed_out(client, republic):
    _row, secret = people.make_token(person=republic.ana, label="minutes")
    who = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert client.get("/api/v1/me", **who).status_code == 200
    recover(client, republic.ana)
    assert client.get("/api/v1/me", **who).status_code == 401


def test_a_password_changed_by_its_owner_closes_nothing(client, republic):
    republic.ana.set_password("the old password 1")
    republic.ana.save()
    client.force_login(republic.ana, backend=people.BACKEND)
    ballot = world.at_vote(republic)
    words = {"oldpassword": "the old password 1", "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), words).status_code == 302
    cast(ballot, republic.ana)
