# SPDX-License-Identifier: AGPL-3.0-or-later
"""Carrying: at the close of an open ballot, votes that were lent and not cast go with those who voted."""

from datetime import datetime

from django.db import connection

from assemblies.record import operations as record
from assemblies.voting import carrying
from assemblies.voting.models import Ballot
from governance import canonical, events

WRITE = """
INSERT INTO voting_carried (ballot_id, lender_id, to_id, carrier_id, place_id, outside)
SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[])
"""


def carry(ballot: Ballot, at: datetime) -> None:
    """Write down what became of each vote that was lent and not cast, and say by how many lendings on the public
    record. In the transaction of the close, under the ballot's lock; who lends meanwhile waits for nothing."""
    found = carrying.standing(ballot)
    rows = _rows(ballot, found)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [ballot.pk, *map(list, zip(*rows, strict=True))])
    event = events.VotesCarried(
        proposal=ballot.proposal.public_id,
        ballot=ballot.public_id,
        acts=found.acts,
        number=len(found.followed.carriers),
        digest=canonical.ni(canonical.encode(carrying.beside(ballot))),
    )
    record.say(ballot.assembly, event, at=at)


Row = tuple[int, int, int | None, int | None, bool]


def _rows(ballot: Ballot, found: carrying.Standing) -> list[Row]:
    inside, ids = carrying.counted_in(ballot.assembly_id), found.rows
    rows: list[Row] = []
    for lender, to in found.followed.next.items():
        carrier = found.followed.carriers.get(lender)
        place = inside.get(found.homes[lender], (None, ""))[0]
        rows.append((ids[lender], ids[to], ids[carrier] if carrier else None, place, False))
    return rows + [(ids[lender], ids[to], None, None, True) for lender, to in found.outside.items()]
