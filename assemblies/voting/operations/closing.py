# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing ballots, counting them, and saying what was decided."""

import logging
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from assemblies import clock, writing
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.proposals.models import Hearing
from assemblies.record import operations as record
from assemblies.registry import operations as registry_operations
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from assemblies.voting import counted, queries
from assemblies.voting.models import Ballot, Decision
from assemblies.voting.operations import carrying, parting, taking
from assemblies.voting.operations.opening import TooSoon, means
from governance import ballots, canonical, events, powers
from governance.powers import Power
from governance.refusals import Refusal

log = logging.getLogger(__name__)

CLOSER = 7_311_005
"""With a ballot's row id, the lock of whoever closes it; no voter asks for that one."""
CAST = "SELECT count(*), max(cast_at) FROM voting_vote WHERE ballot_id = %s"


class _Disturbed(Exception):
    """Someone voted while the votes were counted without holding the ballot."""


def close_ballot(*, ballot: Ballot, by: Person | None = None) -> Decision | None:
    """Close a ballot whose hour has come (or on which everyone has voted), count it, and say what was decided.

    `by` is None for the clock. Returns None for a first missed quorum, for a standing objection and for a tie that
    nothing resolves: these send it back to be talked about.
    """
    if by is not None:
        powers.require(Power.CLOSE_BALLOT, registry.standing(by, ballot.assembly))
    try:
        return _close(ballot, hold=not counted.takes_long(ballot))
    except _Disturbed:
        return _close(ballot, hold=True)


def _close(ballot: Ballot, *, hold: bool) -> Decision | None:
    """Close in one transaction. What takes long does not `hold` the ballot while it is counted, or late voters, who
    are to be told so at once, would wait for that and keep others from being served."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [CLOSER, ballot.pk % 2**31])
        if not cursor.fetchone()[0]:
            raise ballots.NotOpen(_("The votes of this ballot are being counted already."))
        with transaction.atomic():
            ballot, at = _ended(ballot)
            before = _cast(cursor, ballot)
            # Who changes a vote before the hour would meet its row again where it is parted from its choice.
            hold = hold or (at < ballot.closes_at and ballot.secrecy == ballots.SECRET)
            transaction.set_rollback(not hold)  # going back to before this block lets go of the ballot
        ballot.closed_at = at
        taking.lapse(ballot, at)
        if ballot.secrecy == ballots.SECRET:
            parting.part(ballot, at)
        if ballot.carries:
            carrying.carry(ballot, at)
        ballot.tally = count(ballot)
        # Waits for whoever votes just now, and holds the ballot from here on.
        ballot.save(update_fields=["closed_at", "tally"])
        if not hold and _cast(cursor, ballot) != before:
            raise _Disturbed
        if ballot.by_place and ballot.secrecy == ballots.OPEN:
            _name_numbers(ballot, at)
        return _conclude(ballot, ballot.tally, at)


def _name_numbers(ballot: Ballot, at: datetime) -> None:
    """Say what each place's numbers are, by their digest: the outcome alone would allow others as well."""
    facts = {"proposal": ballot.proposal.public_id, "ballot": ballot.public_id}
    record.say(ballot.assembly, events.VotesCounted(**facts, digest=counted.digest(ballot)), at=at)


def _ended(ballot: Ballot) -> tuple[Ballot, datetime]:
    """The ballot, held, as it is when no vote is under way, and when that is: at its hour or later, so that who votes
    from now on is late by the clock; or before, where everyone has voted, and may yet change that."""
    Ballot.objects.select_for_update().get(pk=ballot.pk)
    ballot = queries.ballot(ballot.public_id)
    at = clock.now()
    if ballot.closed_at is not None:
        raise ballots.NotOpen(_("This ballot is already closed."))
    if at < ballot.closes_at and queries.turnout(ballot) < ballot.seats:
        raise TooSoon(_("Voting stays open until its hour, unless everyone has voted."))
    return ballot, at


def _cast(cursor: Any, ballot: Ballot) -> Any:
    """How many have voted, and when the last of them did."""
    cursor.execute(CAST, [ballot.pk])
    return cursor.fetchone()


def count(ballot: Ballot) -> dict[str, Any]:
    """Count a ballot by the law. Returns the shell's `tally` answer."""
    return counted.tally(ballot)


VERB = {
    "adopted": "adopt",
    "decided": "adopt",
    "rejected": "reject",
    "returned": "hear",
    "tied": "tie",
}
AGAIN = frozenset({"talk_again", "hear", "tie"})
"""Moves that decide nothing: it is talked about again, and put to the vote once more."""


def _conclude(ballot: Ballot, tally: dict[str, Any], at: datetime) -> Decision | None:
    hearing = Hearing.objects.select_related("assembly", "charter").get(pk=ballot.hearing_id)
    outcome = tally["outcome"]
    verb = VERB.get(outcome, "talk_again" if hearing.missed_quorums == 0 else "miss_quorum")
    if outcome == "no_quorum":
        hearing.missed_quorums += 1
    if verb != "adopt":
        means(registry_operations.give_back, ballot.proposal, ballot.assembly, at)
    proposals.move(hearing, verb, because=tally["because"], at=at)
    if verb in AGAIN:
        _end_round(ballot, tally, at)
        return None
    return _decide(ballot, tally, at)


def _end_round(ballot: Ballot, tally: dict[str, Any], at: datetime) -> None:
    """Say what a ballot came to that decided nothing, so that its count can be repeated as well."""
    event = events.RoundEnded(
        proposal=ballot.proposal.public_id,
        ballot=ballot.public_id,
        outcome=tally["outcome"],
        because=tally["because"],
        digest=canonical.ni(canonical.encode(tally)),
    )
    ballot.ended_entry = record.say(ballot.assembly, event, at=at)
    ballot.save(update_fields=["ended_entry"])


def _decide(ballot: Ballot, tally: dict[str, Any], at: datetime) -> Decision:
    """Write down what the count decided, and say it here and wherever the proposal came by."""
    event = events.DecisionMade(
        proposal=ballot.proposal.public_id,
        ballot=ballot.public_id,
        outcome=tally["outcome"],
        because=tally["because"],
        digest=canonical.ni(canonical.encode(tally)),
    )
    made = Decision.objects.create(
        ballot=ballot,
        proposal=ballot.proposal,
        assembly=ballot.assembly,
        outcome=tally["outcome"],
        tally=tally,
        because=tally["because"],
        at=at,
        entry_id=record.say(ballot.assembly, event, at=at),
    )
    _bring_home(made, at)
    return made


def _bring_home(decision: Decision, at: datetime) -> None:
    """Tell every assembly on the journey, and the place where it started."""
    touched = {h.assembly_id for h in proposal_queries.hearings(decision.proposal)} | {
        decision.proposal.raised_in_id
    }
    event = events.DecisionBroughtHome(
        proposal=decision.proposal.public_id, decided_by=decision.assembly.public_id, outcome=decision.outcome
    )
    told = Assembly.objects.select_related("public_record", "acts_record").filter(pk__in=touched)
    for assembly in told.exclude(pk=decision.assembly_id):
        record.say(assembly, event, at=at)


def close_due() -> int:
    """The clock's closings, and what is left to do after those by hand. Idempotent: each ballot is locked, looked at
    again, and closed once."""
    closed = 0
    due = Ballot.objects.filter(closed_at=None, closes_at__lte=clock.now()).select_related("assembly")
    for ballot in due.order_by("closes_at", "pk"):
        try:
            close_ballot(ballot=ballot)
        except (ballots.NotOpen, TooSoon):
            continue
        except (OperationalError, InterfaceError):  # nothing can be closed now
            raise
        except Exception:  # it is offered again, and meanwhile keeps no other from its close
            log.exception("ballot %s could not be counted", ballot.public_id)
            continue
        closed += 1
    parting.sweep()
    return closed


def give_reasons(*, decision: Decision, by: Person, reasons: str) -> Decision:
    """Add the assembly's reasons, in its facilitator's words, to a decision; once, on the record."""
    reasons = writing.plain(reasons, at="/reasons", most=4_000, least=10, lines=True)
    powers.require(Power.GIVE_REASONS, registry.standing(by, decision.assembly))
    with transaction.atomic():
        row = Decision.objects.select_for_update().get(pk=decision.pk)
        if row.reasons:
            raise Refusal(_("The reasons for this decision have been given."), code="already_given")
        row.reasons, row.reasons_html = reasons, writing.html(reasons, breaks=True)
        row.save(update_fields=["reasons", "reasons_html"])
        event = events.ReasonsGiven(
            proposal=decision.proposal.public_id, digest=canonical.ni(reasons.encode()), by=by.public_id
        )
        record.say(registry.assembly(decision.assembly.public_id), event, at=clock.now())
    return row
