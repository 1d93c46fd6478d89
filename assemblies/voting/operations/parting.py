# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parting: at the close of a secret ballot its choices are taken from their voters, and nothing leads back."""

from datetime import datetime

from django.db import connection

from assemblies.record import operations as record
from assemblies.voting import counted
from assemblies.voting.models import Ballot
from governance import ballots, events

# All in one transaction and in an order drawn by the server's own source of chance, so that neither row numbers, nor
# places on a page of the table, nor the transaction that wrote a row say anything of who, or when.
SHUFFLE = """
INSERT INTO voting_choicecounted (ballot_id, choice, place_id)
SELECT v.ballot_id, a.choice, CASE WHEN %(places)s THEN v.place_id END
  FROM voting_vote v JOIN voting_choiceapart a ON a.key = v.apart
 WHERE v.ballot_id = %(ballot)s
 ORDER BY gen_random_uuid()
"""
FORGET = "UPDATE voting_vote SET apart = NULL WHERE ballot_id = %(ballot)s"
THROW_AWAY = "DELETE FROM voting_choiceapart WHERE ballot_id = %(ballot)s"


def part(ballot: Ballot, at: datetime) -> None:
    """Rewrite the choices of a ballot that closes, shuffled and by nobody; throw the keys away; say so on the public
    record. In the transaction of the close."""
    given = {"ballot": ballot.pk, "places": ballot.by_place}
    with connection.cursor() as cursor:
        cursor.execute(SHUFFLE, given)
        number = cursor.rowcount
        cursor.execute(FORGET, given)
        cursor.execute(THROW_AWAY, given)
    event = events.VotesParted(
        proposal=ballot.proposal.public_id,
        ballot=ballot.public_id,
        number=number,
        digest=counted.digest(ballot),
    )
    record.say(ballot.assembly, event, at=at)


def sweep() -> None:
    """Have the database give up the rows thrown away, which it keeps on its pages for a while, whoever closed the
    ballots and wherever a process ended since. Outside of any transaction; another reader's open one may keep them a
    little longer."""
    left = Ballot.objects.filter(secrecy=ballots.SECRET, swept=False, closed_at__isnull=False)
    closed = list(left.values_list("pk", flat=True))
    if closed and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM voting_choiceapart, voting_vote, voting_handbundle")
        Ballot.objects.filter(pk__in=closed).update(swept=True)
