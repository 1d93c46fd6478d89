# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever leaves for good leaves no address and no name in any table; what they said and voted still counts."""

from allauth.account.models import EmailAddress
from django.db import connection

from assemblies.deliberation import operations as deliberation
from assemblies.people import operations as people
from assemblies.registry import operations as registry
from assemblies.voting import operations as voting
from assemblies.voting import queries as votes
from tests import republic as world

COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
 WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'json', 'jsonb')
"""


def where(words):
    """Every table and column of the database in which some words stand."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1', [f"%{words}%"])
            if cursor.fetchone():
                found.append(f"{table}.{column}")
    return found


def test_no_table_holds_their_name_or_address_any_more(republic):
    cleo = republic.cleo
    cleo.name = "Cleopatra Uncommon"
    cleo.save()
    EmailAddress.objects.create(user=cleo, email=cleo.email, primary=True, verified=True)
    people.make_token(person=cleo, label="minutes")
    people.answer_once(person=cleo, key="k", request_digest="d", act=lambda: (200, {"email": cleo.email}))
    assert where("cleo@valley.invalid") and where("Cleopatra Uncommon")
    registry.leave_for_good(person=cleo)
    assert where("cleo@valley.invalid") == [] and where("Cleopatra Uncommon") == []


def test_what_they_said_and_voted_stays(republic):
    ballot = world.at_vote(republic)
    said = deliberation.contribute(
        proposal=ballot.proposal, by=republic.cleo, kind="argument_for", text="It is short."
    )
    voting.cast_vote(
        ballot=ballot.public_id, voter=republic.cleo, choice="yes", text_digest=ballot.text_digest
    )
    registry.leave_for_good(person=republic.cleo)
    said.refresh_from_db()
    assert said.text == "It is short."
    assert votes.turnout(ballot) == 1
