# SPDX-License-Identifier: AGPL-3.0-or-later
"""Casting a vote: the one act that thousands do in one hour."""

import json
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg
from django.db import connection, transaction
from django.http import Http404

from assemblies import clock, writing
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.voting.models import APART
from governance import answers, ballots, events, franchises, hands, papers

# One question under the ballot's lock. The clock is read in the outer part, which has rows only once the lock is
# held: a vote that waited for a closing must see that it is late.
READ = """
WITH ballot AS MATERIALIZED (
  SELECT b.id, b.opened_at, b.closes_at, b.closed_at IS NOT NULL, b.text_digest, b.assembly_id, p.public_id, b.method,
         CASE WHEN b.method NOT IN ('majority', 'double-majority') THEN b.paper END, b.secrecy,
         b.seated_by, b.franchise
    FROM voting_ballot b JOIN proposals_proposal p ON p.id = b.proposal_id
   WHERE b.public_id = %s FOR SHARE OF b)
SELECT ballot.*, clock_timestamp(), mine.cast_at, mine.by_hand, seat.since, child.id, child.public_id, r.id, r.assembly_ni
  FROM ballot JOIN registry_assembly a ON a.id = ballot.assembly_id JOIN record_record r ON r.id = a.acts_record_id
  LEFT JOIN LATERAL (
       SELECT CASE WHEN ballot.franchise = 'delegates' THEN (
                SELECT d.since FROM registry_seat d
                 WHERE d.person_id = s.person_id AND d.assembly_id = a.id AND d.office = 'delegate' AND d.until IS NULL)
              ELSE s.since END AS since, s.assembly_id
         FROM registry_seat s JOIN registry_closure c ON c.descendant_id = s.assembly_id AND c.ancestor_id = a.id
        WHERE s.person_id = %s AND s.home AND s.until IS NULL) seat ON true
  LEFT JOIN voting_vote mine ON mine.ballot_id = ballot.id AND mine.voter_id = %s
  LEFT JOIN LATERAL (
       SELECT k.id, k.public_id FROM registry_assembly k
         JOIN registry_closure kc ON kc.ancestor_id = k.id AND kc.descendant_id = seat.assembly_id
        WHERE k.parent_id = a.id
           OR EXISTS (SELECT 1 FROM registry_constituency y
                       WHERE y.overlay_id = a.id AND y.constituent_id = k.id)
        ORDER BY k.name, k.id LIMIT 1) child ON true
"""

# Who moved house after the opening may still have been at home in the cover all along. Seldom, so it is asked apart;
# the place is the one that the ballot counted her seat in.
STAYED = """
SELECT home.since, child.id, child.public_id
  FROM registry_home_at(%(person)s, %(here)s, %(opened)s) home
  LEFT JOIN LATERAL (
       SELECT k.id, k.public_id FROM registry_assembly k
         JOIN registry_closure kc ON kc.ancestor_id = k.id AND kc.descendant_id = home.assembly_id
        WHERE k.parent_id = %(here)s
           OR EXISTS (SELECT 1 FROM registry_constituency y
                       WHERE y.overlay_id = %(here)s AND y.constituent_id = k.id)
        ORDER BY k.name, k.id LIMIT 1) child ON true
"""

INSERT = """
INSERT INTO voting_vote AS held (ballot_id, voter_id, choice, apart, reason, place_id, cast_at, receipt,
                                 by_hand, entered_by_id, confirmed_by_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (ballot_id, voter_id) DO """

# Only a later vote takes the place of an earlier one. Where two of one person cross, the one that comes second to
# the row finds itself the earlier, and is cast again with a new time: the later entry is the one that stands.
# A paper of a secret ballot is nobody's in particular, so its choice cannot be exchanged for another.
WRITE = (
    INSERT  # nosec B608
    + """UPDATE
   SET choice = EXCLUDED.choice, apart = EXCLUDED.apart, reason = EXCLUDED.reason, place_id = EXCLUDED.place_id,
       receipt = EXCLUDED.receipt, cast_at = EXCLUDED.cast_at, by_hand = EXCLUDED.by_hand,
       entered_by_id = EXCLUDED.entered_by_id, confirmed_by_id = EXCLUDED.confirmed_by_id
 WHERE held.cast_at < EXCLUDED.cast_at AND (held.by_hand = '' OR held.apart IS NULL)
"""
)
ONCE = INSERT + "NOTHING"
"""What a facilitator enters takes the place of no vote."""


INSTANT = timedelta(microseconds=1)


class Cast(NamedTuple):
    """What a voter keeps: when it was recorded and a code that finds the vote again and never shows the choice."""

    at: datetime
    receipt: str
    entry_id: int
    proposal: str
    again: bool
    """Whether it takes the place of an earlier vote, whose receipt finds nothing from now on."""


class _Acts(NamedTuple):
    """Just enough of an assembly to say an act on its record."""

    acts_record: Any
    public_record: Any = None


class _Book(NamedTuple):
    pk: int
    assembly_ni: str


def cast_vote(*, ballot: str, voter: Person, choice: Any, text_digest: str, reason: str = "") -> Cast:
    """Cast or change a vote on the ballot with this public id. Recorded once this returns, or not at all.

    `choice` is a word, or what the shell's `tally` takes; `reason` is that of an objection. Raises Http404 and the
    refusals of governance.ballots and governance.answers. Of two at one instant, the later entry stands.
    """
    given = Given(choice, writing.plain(reason, at="/reason", most=2_000, least=0, lines=True), text_digest)
    while True:
        with transaction.atomic():
            done = _cast(locked(ballot, voter), ballot, voter, given)
        if isinstance(done, Cast):
            return done
        given = given._replace(apart=done)


class Hand(NamedTuple):
    """How a vote came that was taken by hand, and who entered it, first and second."""

    way: str
    entered: Person
    confirmed: Person


class Given(NamedTuple):
    choice: Any
    reason: str
    text_digest: str
    apart: uuid.UUID | None = None


class Admitted(NamedTuple):
    """A vote that the law admits, with what is needed to write it down."""

    ballot: int
    secret: bool
    proposal: str
    choice: str
    reason: str
    child: int | None
    place: str | None
    """The child it counts for, where the count asks for that."""
    at: datetime
    again: bool
    acts: _Acts


def locked(ballot: str, voter: Person) -> tuple[Any, ...]:
    """The ballot, shared until the transaction ends, with what the law asks about a voter. Raises Http404."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [ballot, voter.pk, voter.pk])
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        raise Http404
    return row


def admitted(row: tuple[Any, ...], voter: Person, given: Given, *, by_hand: bool = False) -> Admitted:
    """Hold a vote against the law. An account that was recovered casts no vote; its person may give one by hand."""
    (
        pk,
        opened_at,
        closes_at,
        closed,
        digest,
        here,
        proposal,
        method,
        paper,
        secrecy,
        seated_by,
        franchise,
        *facts,
    ) = row
    read_at, held_at, held_by_hand, home_since, child, place, record_id, ni = facts
    now = read_at + clock.shift()
    law = ballots.Ballot(opened_at, closes_at, closed, digest, seated_by, franchise)
    by, by_place = seated_by or opened_at, method == "double-majority" or franchise != franchises.PEOPLE
    if home_since is not None and home_since > by and franchise != franchises.DELEGATES:
        home_since, child, place = _stayed(voter, here, by) or (home_since, child, place)
    elif home_since is not None and franchise == franchises.DELEGATES:
        # Seats and weights were counted by where delegates lived at the opening.
        lived = _stayed(voter, here, opened_at)
        home_since, child, place = (home_since, *lived[1:]) if lived else (None, child, place)
    since = home_since if voter.is_active else None
    recovered_at = None if by_hand else voter.recovered_at
    ballots.admit(law, home_since=since, text_digest=given.text_digest, now=now, recovered_at=recovered_at)
    if secrecy == ballots.SECRET and not by_hand:
        hands.may_change(held_by_hand or "")
    choice = answers.admit(method, _asked(paper), given.choice)
    reason = answers.reason(method, choice, given.reason)
    at = max(now, held_at + INSTANT) if held_at else now  # the clock of a server that took over may be behind
    acts, secret = _Acts(_Book(record_id, ni)), secrecy == ballots.SECRET
    again = held_at is not None
    return Admitted(pk, secret, proposal, choice, reason, child, place if by_place else None, at, again, acts)


def _cast(row: tuple[Any, ...], ballot: str, voter: Person, given: Given) -> Cast | uuid.UUID | None:
    """Write a vote that the law admits and say so on the record; None where a later one stands already.

    On a secret ballot the choice alone is written first, and its key returned: the vote that names it comes in
    another transaction, so that nothing about the two rows says that they belong together.
    """
    vote = admitted(row, voter, given)
    if vote.secret and given.apart is None:
        return put_apart(vote.ballot, vote.choice)
    return write(vote, ballot, voter, apart=given.apart)


def write(
    vote: Admitted, ballot: str, voter: Person, *, apart: uuid.UUID | None = None, hand: Hand | None = None
) -> Cast | None:
    """Write a vote and say so on the record; None where one stands that it does not take the place of."""
    event = events.VoteCast(
        proposal=vote.proposal,
        ballot=ballot,
        who=voter.public_id,
        choice=vote.choice if apart is None else None,
        assembly=vote.place,
        reason=vote.reason or None,
        way=hand.way if hand else None,
        entered=hand.entered.public_id if hand else None,
        confirmed=hand.confirmed.public_id if hand else None,
    )
    receipt = fresh_receipt()
    marks = [hand.way, hand.entered.pk, hand.confirmed.pk] if hand else ["", None, None]
    kept = APART if apart else vote.choice
    written = [vote.ballot, voter.pk, kept, apart, vote.reason, vote.child, vote.at, receipt, *marks]
    sql = ONCE if hand else WRITE
    entry_id = record.say_with(sql, written, pair=vote.acts, event=event, at=vote.at)
    return None if entry_id is None else Cast(vote.at, receipt, entry_id, vote.proposal, vote.again)


def _asked(paper: str | None) -> dict[str, Any]:
    return papers.read(json.loads(paper)["asks"]).asked() if paper else {}


def put_apart(ballot: int, choice: str) -> uuid.UUID:
    """Write a choice beside no name, and give the key by which a vote names it until the close."""
    key = uuid.uuid4()
    unlogged(
        "INSERT INTO voting_choiceapart (key, ballot_id, choice) VALUES (%s, %s, %s)", [key, ballot, choice]
    )
    return key


def unlogged(statement: str, values: list[Any]) -> None:
    """Send a statement without its values, so that a server which logs one that failed logs no choice."""
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement.encode(), values)


def _stayed(voter: Person, here: int, by: datetime) -> tuple[Any, ...] | None:
    """Home since when, and the child (row id, public id) it counted in when seats were looked at; None after a break."""
    with connection.cursor() as cursor:
        cursor.execute(STAYED, {"person": voter.pk, "here": here, "opened": by})
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


RECEIPT = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def fresh_receipt() -> str:
    """A receipt code such as K7QF-2M9X-TR4D."""
    letters = [secrets.choice(RECEIPT) for _ in range(12)]
    return "-".join("".join(letters[k : k + 4]) for k in (0, 4, 8))
