# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking votes by hand: what was said on paper or by phone, entered by two facilitators apart from each other."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.http import Http404

from assemblies import clock, writing
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.registry import queries as registry
from assemblies.voting import queries
from assemblies.voting.models import Ballot, Vote
from assemblies.voting.operations import casting
from assemblies.voting.waiting import DIFFERED, LAPSED, VOTED, WAITING, HandBundle, HandEntry
from governance import ballots, events, hands, powers
from governance.powers import Power

AGREED = "agreed"
OUTCOMES = (WAITING, AGREED, DIFFERED, VOTED)


class Taken(NamedTuple):
    """What became of an entry: it waits for the second, agreed with the first and is a vote, differed from it, or
    the person voted here meanwhile. `cast` is the vote, where it is one."""

    state: str
    cast: casting.Cast | None = None


def take_vote(
    *, ballot: Ballot, voter: Person, by: Person, way: str, choice: Any, text_digest: str, reason: str = ""
) -> Taken:
    """Enter what one person chose on an open ballot. The first entry waits; the second, by another facilitator who
    was not shown the first, makes a vote of the two if they say the same, and ends both if they do not.

    Takes what `cast_vote` takes. Raises NoPower and the refusals of governance.hands, ballots and answers.
    """
    powers.require(Power.TAKE_VOTES, registry.standing(by, ballot.assembly))
    hands.admit(ballot.secrecy, way, bundle=False)
    hands.entering(by.public_id, [voter.public_id])
    reason = writing.plain(reason, at="/reason", most=2_000, least=0, lines=True)
    given = casting.Given(choice, reason, text_digest)
    while True:
        try:
            with transaction.atomic():
                return _take(ballot, voter, by, way, given)
        except (
            IntegrityError
        ) as error:  # somebody else's first entry came in between: this is the second, then
            if "one_entry_a_voter" not in str(error):
                raise


def _take(ballot: Ballot, voter: Person, by: Person, way: str, given: casting.Given) -> Taken:
    vote = admitted(ballot, voter, given)
    found = HandEntry.objects.select_for_update(of=["self"]).select_related("by")
    entry = found.filter(ballot=ballot, voter=voter).first()
    if entry is None or entry.state != WAITING:
        # Asked again, for the entry may have become a vote while this one waited for it.
        hands.may_take(votes=[voter.name] if queries.vote_of(ballot, voter) else [])
        return _first(ballot, voter, by, way, vote)
    hands.entering(by.public_id, [voter.public_id], entry.by.public_id)
    if vote.again:
        return end([entry], VOTED, by, vote.at)
    said = (way, vote.choice, vote.reason)
    if not hands.agree((entry.way, entry.choice, entry.reason), said):
        return end([entry], DIFFERED, by, vote.at)
    hand = casting.Hand(way, entry.by, by)
    cast = casting.write(vote._replace(reason=entry.reason), ballot.public_id, voter, hand=hand)
    if cast is None:  # their own vote came while this one waited for the row
        return end([entry], VOTED, by, vote.at)
    entry.delete()
    return Taken(AGREED, cast)


def admitted(ballot: Ballot, voter: Person, given: casting.Given) -> casting.Admitted:
    """What the law admits of somebody else's vote, under the ballot's lock. Raises what `cast_vote` raises."""
    try:
        return casting.admitted(casting.locked(ballot.public_id, voter), voter, given, by_hand=True)
    except ballots.NotInFranchise:
        hands.may_take(lives=False)
        raise


def _first(ballot: Ballot, voter: Person, by: Person, way: str, vote: casting.Admitted) -> Taken:
    HandEntry.objects.filter(ballot=ballot, voter=voter).exclude(state=WAITING).delete()
    HandEntry.objects.create(
        ballot=ballot, voter=voter, by=by, way=way, choice=vote.choice, reason=vote.reason, at=vote.at
    )
    entered(ballot, voter, by, way, vote.at)
    return Taken(WAITING)


def entered(ballot: Ballot, voter: Person, by: Person, way: str, at: datetime) -> None:
    """Say a first entry on the record of acts."""
    event = events.VoteEntered(
        proposal=ballot.proposal.public_id,
        ballot=ballot.public_id,
        way=way,
        who=voter.public_id,
        by=by.public_id,
    )
    record.say(ballot.assembly, event, at=at)


def end(entries: list[HandEntry], state: str, by: Person | None, at: datetime) -> Taken:
    """End entries that wait: nothing of what they chose stays, and each is said on the record."""
    for entry in entries:
        entry.state, entry.choice, entry.reason, entry.second = state, "", "", by
        entry.save(update_fields=["state", "choice", "reason", "second"])
        ended(entry, state, by, at)
    return Taken(state)


def ended(entry: HandEntry, why: str, by: Person | None, at: datetime) -> None:
    """Say on the record of acts that an entry came to nothing."""
    event = events.EntryEnded(
        proposal=entry.ballot.proposal.public_id,
        ballot=entry.ballot.public_id,
        why=why,
        who=entry.voter.public_id,
        by=by.public_id if by else None,
    )
    record.say(entry.ballot.assembly, event, at=at)


def withdraw_entry(*, ballot: Ballot, voter: Person, by: Person) -> None:
    """Withdraw an entry of one's own that waits. Raises Http404 where there is none."""
    powers.require(Power.TAKE_VOTES, registry.standing(by, ballot.assembly))
    with transaction.atomic():
        waits = HandEntry.objects.select_for_update(of=["self"]).filter(
            ballot=ballot, voter=voter, by=by, bundle=None, state=WAITING
        )
        entry = waits.select_related("voter").first()
        if entry is None:
            raise Http404
        entry.ballot = ballot
        ended(entry, "withdrawn", by, clock.now())
        entry.delete()


def lapse(ballot: Ballot, at: datetime) -> None:
    """End what still waits when a ballot closes: it counts for nothing, and its choices are forgotten. Of whoever
    voted here meanwhile that vote counts."""
    HandBundle.objects.filter(ballot=ballot, state=WAITING).update(state=LAPSED, papers="")
    waiting = HandEntry.objects.select_for_update(of=["self"]).filter(ballot=ballot, state=WAITING)
    rows = list(waiting.select_related("voter").order_by("pk"))
    voted = Vote.objects.filter(ballot=ballot, voter__in=[entry.voter_id for entry in rows])
    here = set(voted.values_list("voter_id", flat=True))
    for entry in rows:
        entry.ballot = ballot
        end([entry], VOTED if entry.voter_id in here else LAPSED, None, at)
