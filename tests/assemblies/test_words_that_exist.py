# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database itself refuses a stage, an office, a kind, a choice or an outcome that does not exist."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.voting import operations as voting
from tests import republic as world

COLUMNS = [
    ("proposals_proposal", "stage"),
    ("proposals_hearing", "stage"),
    ("proposals_hearing", "came_by"),
    ("proposals_placement", "occasion"),
    ("deliberation_contribution", "kind"),
    ("registry_seat", "office"),
    ("registry_assembly", "place"),
    ("voting_ballot", "method"),
    ("voting_vote", "choice"),
    ("voting_decision", "outcome"),
]


@pytest.fixture
def decided(republic):
    """A world with a row of everything: a proposal that was talked about, voted on and decided."""
    ballot = world.at_vote(republic)
    voting.cast_vote(
        ballot=ballot.public_id, voter=republic.ana, choice="yes", text_digest=ballot.text_digest
    )
    voting.cast_vote(
        ballot=ballot.public_id, voter=republic.ben, choice="yes", text_digest=ballot.text_digest
    )
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        assert voting.close_due() == 1
    proposal = world.discussed(republic)
    deliberation.contribute(proposal=proposal, by=republic.ana, kind="comment", text="A word of mine")


@pytest.mark.parametrize("table, column", COLUMNS)
def test_no_other_word_is_taken(decided, table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0, "nothing is asked of an empty table"
        for word in ("nowhere", ""):
            with pytest.raises(IntegrityError, match=r"_that_exists|home_seats_are"), transaction.atomic():
                cursor.execute(f"UPDATE {table} SET {column} = %s", [word])
