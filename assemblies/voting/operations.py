# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening ballots, casting votes, closing, and saying what was decided."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from django.db import connection, transaction
from django.http import Http404

from assemblies import clock, writing
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.proposals.models import Hearing, Proposal
from assemblies.record import operations as record
from assemblies.registry import operations as registry_operations
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from assemblies.voting import queries
from assemblies.voting.models import Ballot, Decision
from governance import ballots, canonical, charters, entries, events, lifecycle, powers, tallies
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal
from governance.scales import Place


class TooSoon(Refusal):
    code: ClassVar[str] = "too_soon"


class NobodyCanVote(Refusal):
    code: ClassVar[str] = "nobody_can_vote"


# ------------------------------------------------------------------ opening


def open_ballot(
    *, proposal: Proposal, by: Person, yes_means: str = "", no_means: str = "", method: str = ""
) -> Ballot | None:
    """Put a discussed proposal to the vote, by the rule of its charter.

    The test runs once more first: where it now lies elsewhere the proposal moves and None is returned.
    """
    with transaction.atomic():
        proposal = proposals.locked(proposal)
        here = proposal.assembly
        powers.require(Power.OPEN_BALLOT, registry.standing(by, here))
        hearing = proposal_queries.live_hearing(proposal)
        step = lifecycle.move(Stage(proposal.stage), "open_ballot")
        at = clock.now()
        if hearing is None:
            raise lifecycle.NoSuchMove("This proposal is not before an assembly.")
        rules = registry.rules(hearing.charter)
        _discussed_enough(hearing, rules, at)
        kept = proposals.run_test(proposal, occasion="ballot", at=at)
        if kept.assembly is None:
            raise proposals.PlacedElsewhere(f"It cannot be voted on as it stands. {kept.because}")
        if kept.assembly_id != here.pk:
            return None
        made = _make_ballot(proposal, hearing, rules, yes_means, no_means, method, at)
        _means(registry_operations.draw, proposal, here, at)
        proposals.move(hearing, step.verb, at=at)
        event = events.BallotOpened(
            proposal=proposal.public_id,
            ballot=made.public_id,
            text=made.text_digest,
            rule=canonical.ni(canonical.encode(queries.question(made))),
            method=made.method,
            seats=made.seats,
            quorum=made.quorum,
            closes=entries.instant(made.closes_at),
            by=by.public_id,
        )
        record.say(here, event, at=at)
    return made


def ready_at(hearing: Hearing, rules: charters.Charter) -> datetime:
    """From when on a proposal under discussion may be put to the vote."""
    return hearing.stage_at + timedelta(days=rules.deliberation_days)


def _discussed_enough(hearing: Hearing, rules: charters.Charter, at: datetime) -> None:
    ready = ready_at(hearing, rules)
    if at < ready:
        local = ready.astimezone(registry.zone(hearing.assembly))
        raise TooSoon(
            f"It has to be discussed until {local:%d %B, %H:%M} at least.", ready_at=ready.isoformat()
        )


def _make_ballot(
    proposal: Proposal,
    hearing: Hearing,
    rules: charters.Charter,
    yes_means: str,
    no_means: str,
    method: str,
    at: datetime,
) -> Ballot:
    here = hearing.assembly
    seats = registry.people_of_cover(here).filter(since__lte=at).count()
    if seats == 0:
        raise NobodyCanVote("Nobody has a home seat here yet, so nobody could vote.")
    method = rules.way(proposal.matter).choose(method)
    by_child: Mapping[int, int] = {} if here.place == Place.BASE else registry.people_by_child(here)
    if method == "double-majority" and len(by_child) < 2:
        raise Refusal("A double majority needs at least two places.", code="no_places", at="/method")
    ids = dict(Assembly.objects.filter(pk__in=by_child).values_list("pk", "public_id"))
    return Ballot.objects.create(
        proposal=proposal,
        hearing=hearing,
        assembly=here,
        opened_at=at,
        closes_at=charters.closes_at(rules, at, registry.zone(here)),
        method=method,
        rule={
            "quorum": {"of": "seats", "share": rules.quorum_share, "count": "all"},
            "threshold": {"of": "cast", "share": rules.threshold_share, "strict": True},
        },
        seats=seats,
        seats_by_place={ids[pk]: n for pk, n in by_child.items()},
        quorum=ballots.quorum_of(seats, rules.quorum),
        text_digest=proposal.text_digest,
        yes_means=writing.plain(yes_means, at="/yes_means", most=300, least=0) or proposal.summary[:300],
        no_means=writing.plain(no_means, at="/no_means", most=300, least=0) or "Nothing changes.",
    )


# ------------------------------------------------------------------ voting

# One question under the ballot's lock. The clock is read in the outer part, which has rows only once the lock is
# held: a vote that waited for a closing must see that it is late.
READ = """
WITH ballot AS MATERIALIZED (
  SELECT b.id, b.opened_at, b.closes_at, b.closed_at IS NOT NULL, b.text_digest, b.assembly_id, p.public_id, b.method
    FROM voting_ballot b JOIN proposals_proposal p ON p.id = b.proposal_id
   WHERE b.public_id = %s FOR SHARE OF b)
SELECT ballot.*, clock_timestamp(), mine.cast_at, seat.since, child.id, child.public_id, r.id, r.assembly_ni,
       set_config('synchronous_commit', 'on', true)
  FROM ballot JOIN registry_assembly a ON a.id = ballot.assembly_id JOIN record_record r ON r.id = a.acts_record_id
  LEFT JOIN LATERAL (
       SELECT s.since, s.assembly_id
         FROM registry_seat s JOIN registry_closure c ON c.descendant_id = s.assembly_id AND c.ancestor_id = a.id
        WHERE s.person_id = %s AND s.home AND s.until IS NULL) seat ON true
  LEFT JOIN voting_vote mine ON mine.ballot_id = ballot.id AND mine.voter_id = %s
  LEFT JOIN LATERAL (
       SELECT k.id, k.public_id FROM registry_assembly k
         JOIN registry_closure kc ON kc.ancestor_id = k.id AND kc.descendant_id = seat.assembly_id
        WHERE k.parent_id = a.id
           OR EXISTS (SELECT 1 FROM registry_constituency y
                       WHERE y.overlay_id = a.id AND y.constituent_id = k.id)
        ORDER BY k.name LIMIT 1) child ON true
"""

# Only a later vote takes the place of an earlier one. Where two of one person cross, the one that comes second to
# the row finds itself the earlier, and is cast again with a new time: the later entry is the one that stands.
WRITE = """
INSERT INTO voting_vote AS held (ballot_id, voter_id, choice, place_id, cast_at, receipt)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (ballot_id, voter_id) DO UPDATE
   SET choice = EXCLUDED.choice, place_id = EXCLUDED.place_id, receipt = EXCLUDED.receipt, cast_at = EXCLUDED.cast_at
 WHERE held.cast_at < EXCLUDED.cast_at
"""


INSTANT = timedelta(microseconds=1)


class Cast(NamedTuple):
    """What a voter keeps: when it was recorded and a code that finds the vote again and never shows the choice."""

    at: datetime
    receipt: str
    entry_id: int
    proposal: str


class _Acts(NamedTuple):
    """Just enough of an assembly to say an act on its record."""

    acts_record: Any
    public_record: Any = None


class _Book(NamedTuple):
    pk: int
    assembly_ni: str


def cast_vote(*, ballot: str, voter: Person, choice: str, text_digest: str) -> Cast:
    """Cast or change a vote on the ballot with this public id. Recorded once this returns, or not at all.

    Raises Http404 and the refusals of governance.ballots. Of two at one instant, the later entry stands.
    """
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(READ, [ballot, voter.pk, voter.pk])
            row = cursor.fetchone()
            if row is None:
                raise Http404
            cast = _cast(row, ballot, voter, choice, text_digest)
        if cast is not None:
            return cast


def _cast(row: tuple[Any, ...], ballot: str, voter: Person, choice: str, text_digest: str) -> Cast | None:
    """Write a vote that the law admits and say so on the record; None where a later one stands already."""
    pk, opened_at, closes_at, closed, digest, _, proposal, method, *facts = row
    read_at, held_at, home_since, child, place, record_id, ni, _ = facts
    now = read_at + clock.shift()
    law = ballots.Ballot(opened_at, closes_at, closed, digest)
    since = home_since if voter.is_active else None
    ballots.admit(law, choice, home_since=since, text_digest=text_digest, now=now)
    at = max(now, held_at + INSTANT) if held_at else now  # the clock of a server that took over may be behind
    event = events.VoteCast(
        proposal=proposal,
        ballot=ballot,
        who=voter.public_id,
        choice=choice,
        assembly=place if method == "double-majority" else None,
    )
    receipt = fresh_receipt()
    acts = _Acts(_Book(record_id, ni))
    entry_id = record.say_with(
        WRITE, [pk, voter.pk, choice, child, at, receipt], pair=acts, event=event, at=at
    )
    return None if entry_id is None else Cast(at, receipt, entry_id, proposal)


RECEIPT = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def fresh_receipt() -> str:
    """A receipt code such as K7QF-2M9X-TR4D."""
    letters = [secrets.choice(RECEIPT) for _ in range(12)]
    return "-".join("".join(letters[k : k + 4]) for k in (0, 4, 8))


# ------------------------------------------------------------------ closing


def close_ballot(*, ballot: Ballot, by: Person | None = None) -> Decision | None:
    """Close a ballot whose hour has come (or on which everyone has voted), count it, and say what was decided.

    `by` is None for the clock. Returns None for a first missed quorum, which sends it back to be talked about.
    """
    if by is not None:
        powers.require(Power.CLOSE_BALLOT, registry.standing(by, ballot.assembly))
    with transaction.atomic():
        Ballot.objects.select_for_update().get(pk=ballot.pk)  # waits for every vote under way
        ballot = queries.ballot(ballot.public_id)
        at = clock.now()
        if ballot.closed_at is not None:
            raise ballots.NotOpen("This ballot is already closed.")
        if at < ballot.closes_at and queries.turnout(ballot) < ballot.seats:
            raise TooSoon("Voting stays open until its hour, unless everyone has voted.")
        ballot.closed_at = at
        ballot.save(update_fields=["closed_at"])
        return _conclude(ballot, at)


def count(ballot: Ballot) -> dict[str, Any]:
    """Count a ballot by the law. Returns the shell's `tally` answer."""
    given = queries.question(ballot)
    if ballot.method == "double-majority":
        given["counts"] = queries.counts_by_place(ballot)
    else:
        found = queries.counts(ballot)
        given["votes"] = [{"choice": choice, "count": n} for choice, n in found.items() if n]
    answer: dict[str, Any] = tallies.tally(given)
    return answer


VERB = {"adopted": "adopt", "rejected": "reject"}


def _conclude(ballot: Ballot, at: datetime) -> Decision | None:
    tally = count(ballot)
    hearing = Hearing.objects.select_related("assembly", "charter").get(pk=ballot.hearing_id)
    outcome = tally["outcome"]
    verb = VERB.get(outcome, "talk_again" if hearing.missed_quorums == 0 else "miss_quorum")
    if outcome == "no_quorum":
        hearing.missed_quorums += 1
    if outcome != "adopted":
        _means(registry_operations.give_back, ballot.proposal, ballot.assembly, at)
    proposals.move(hearing, verb, because=tally["because"], at=at)
    if verb == "talk_again":
        return None
    proposal = ballot.proposal
    event = events.DecisionMade(
        proposal=proposal.public_id,
        ballot=ballot.public_id,
        outcome=outcome,
        because=tally["because"],
        digest=canonical.ni(canonical.encode(tally)),
    )
    entry_id = record.say(ballot.assembly, event, at=at)
    made = Decision.objects.create(
        ballot=ballot,
        proposal=proposal,
        assembly=ballot.assembly,
        outcome=outcome,
        tally=tally,
        because=tally["because"],
        at=at,
        entry_id=entry_id,
    )
    _bring_home(made, at)
    return made


def _means(act: Any, proposal: Proposal, assembly: Assembly, at: datetime) -> None:
    """Set a proposal's means aside when its ballot opens, or give them back when it is not adopted."""
    means = {code: Decimal(amount) for code, amount in proposal.means.items()}
    if means:
        act(assembly=assembly, proposal=proposal.public_id, means=means, at=at)


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
    """The clock's closings. Idempotent: each ballot is locked, looked at again, and closed once."""
    closed = 0
    for ballot in Ballot.objects.filter(closed_at=None, closes_at__lte=clock.now()).select_related(
        "assembly"
    ):
        try:
            close_ballot(ballot=ballot)
        except (ballots.NotOpen, TooSoon):
            continue
        closed += 1
    return closed


def give_reasons(*, decision: Decision, by: Person, reasons: str) -> Decision:
    """Add the assembly's reasons, in its facilitator's words, to a decision; once, on the record."""
    reasons = writing.plain(reasons, at="/reasons", most=4_000, least=10, lines=True)
    powers.require(Power.GIVE_REASONS, registry.standing(by, decision.assembly))
    with transaction.atomic():
        row = Decision.objects.select_for_update().get(pk=decision.pk)
        if row.reasons:
            raise Refusal("The reasons for this decision have been given.", code="already_given")
        row.reasons, row.reasons_html = reasons, writing.html(reasons)
        row.save(update_fields=["reasons", "reasons_html"])
        event = events.ReasonsGiven(
            proposal=decision.proposal.public_id, digest=canonical.ni(reasons.encode()), by=by.public_id
        )
        record.say(registry.assembly(decision.assembly.public_id), event, at=clock.now())
    return row
