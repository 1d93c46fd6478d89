# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is acknowledged outlives the machine, even on a server whose habit is to commit without waiting for the disk."""

import pytest
from django.db import connection, transaction

from assemblies.deliberation import operations as deliberation
from assemblies.record import operations as record
from assemblies.voting import operations as voting
from tests import republic as world


def do_not_wait() -> None:
    """For this test's transaction, as a server would for all whose habit it is."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def now() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return str(cursor.fetchone()[0])


def vote(republic):
    ballot = world.at_vote(republic)
    do_not_wait()
    return lambda: voting.cast_vote(
        ballot=ballot.public_id, voter=republic.ana, choice="yes", text_digest=ballot.text_digest
    )


def contribution(republic):
    proposal = world.discussed(republic)
    do_not_wait()
    return lambda: deliberation.contribute(proposal=proposal, by=republic.ana, kind="comment", text="Good.")


def numbering(republic):
    world.at_vote(republic)
    do_not_wait()
    return lambda: record.seal()


@pytest.mark.parametrize("act", [vote, contribution, numbering])
def test_every_act_waits_for_the_disk(republic, act):
    do = act(republic)
    with transaction.atomic():
        assert now() == "off"
        do()
        assert now() == "on"
