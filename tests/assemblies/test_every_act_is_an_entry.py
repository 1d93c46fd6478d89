# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every act is an entry: a whole journey, read back from the records of the places it went through."""

from datetime import timedelta

import pytest

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations as registry
from assemblies.registry import queries
from assemblies.voting import operations as voting
from governance import entries
from governance.powers import Power
from governance.refusals import Refusal
from tests import republic as world


def entries_of(book, *, after=0):
    """What a record says from a number on, by kind, in order."""
    record.seal_all()
    rows = Entry.objects.filter(record=book, number__gte=after).order_by("number")
    return [row.type for row in rows]


def size(book):
    record.seal_all()
    return Entry.objects.filter(record=book).count()


def vote(republic, ballot, name, choice):
    voting.cast_vote(
        ballot=ballot.public_id,
        voter=republic.people[name],
        choice=choice,
        text_digest=ballot.text_digest,
    )


def test_a_journey_is_told_act_by_act_where_each_was_done(republic):
    linden, ashby = republic.linden, republic.ashby
    books = (linden.public_record_id, linden.acts_record_id, ashby.public_record_id, ashby.acts_record_id)
    before = [size(book) for book in books]
    made = world.raised(republic)
    proposals.second(proposal=made, by=republic.ben)
    words = world.content(republic, text="More words.")
    proposals.change(proposal=made, by=republic.ana, content=words)
    proposals.second(proposal=made, by=republic.cleo)
    said = deliberation.contribute(proposal=made, by=republic.ben, kind="concern", text="It floods.")
    deliberation.hide(contribution=said, by=republic.olga, reason="It names a neighbour.")
    both = world.content(republic, both=True, means={"GBP": "10"})
    proposals.change(proposal=made, by=republic.ana, content=both)
    made = proposal_queries.proposal(made.public_id)
    with clock.travel(world.later(days=4)):
        ballot = voting.open_ballot(proposal=made, by=republic.ines)
        vote(republic, ballot, "ana", "yes")
        vote(republic, ballot, "dov", "no")
        vote(republic, ballot, "dov", "yes")
    with clock.travel(ballot.closes_at + timedelta(minutes=1)):
        decision = voting.close_ballot(ballot=ballot)
        voting.give_reasons(decision=decision, by=republic.ines, reasons="Both places asked for it.")
    told = [entries_of(book, after=start) for book, start in zip(books, before, strict=True)]
    assert told[0] == [
        *("HearingOpened", "ProposalPlaced", "StageChanged", "ContributionHidden"),
        *("ProposalPlaced", "StageChanged", "DecisionBroughtHome"),
    ]
    assert told[1] == [
        *("ProposalRaised", "ProposalSeconded", "TextChanged", "ProposalSeconded"),
        *("ContributionMade", "TextChanged"),
    ]
    assert told[2] == [
        *("HearingOpened", "ProposalPlaced", "AllotmentDrawn", "StageChanged", "BallotOpened"),
        *("VotesCarried", "StageChanged", "DecisionMade", "ReasonsGiven"),
    ]
    assert told[3] == ["VoteCast", "VoteCast", "VoteCast"]


def test_a_stage_that_changed_says_from_where_to_where_and_why(republic):
    made = world.discussed(republic)
    proposals.withdraw(proposal=made, by=republic.ana)
    record.seal_all()
    rows = Entry.objects.filter(record=republic.linden.public_record_id, type="StageChanged")
    told = [entries.read(bytes(row.leaf)).facts for row in rows.order_by("number")]
    assert [(row["source"], row["verb"], row["target"]) for row in told] == [
        ("seconding", "take_up", "deliberation"),
        ("deliberation", "withdraw", "withdrawn"),
    ]
    assert told[0]["because"] == "2 people have seconded it."


def test_coming_going_and_exceptions_are_told_too(republic):
    linden = republic.linden
    public, acts = size(linden.public_record_id), size(linden.acts_record_id)
    (slip,) = registry.invite(assembly=linden, by=republic.olga)
    registry.accept_invitation(person=republic.zoe, secret=slip)
    given = {"assembly": linden, "by": republic.olga, "to": republic.fay, "power": Power.CONTRIBUTE}
    registry.grant(**given, until=None)
    registry.end_grant(**given)
    registry.name_facilitator(assembly=linden, by=republic.olga, to=republic.zoe)
    for seat in queries.seats_of(republic.zoe):
        registry.leave_seat(person=republic.zoe, seat_id=seat.pk)
    assert entries_of(linden.acts_record_id, after=acts) == [
        *("InvitationMade", "SeatTaken", "SeatTaken", "SeatLeft", "SeatLeft"),
    ]
    assert entries_of(linden.public_record_id, after=public) == [
        *("PowerGranted", "PowerEnded", "FacilitatorSeated", "FacilitatorLeft"),
    ]


def test_what_is_refused_is_no_entry(republic):
    made = world.discussed(republic)
    before = size(republic.linden.public_record_id), size(republic.linden.acts_record_id)
    for act in (
        lambda: proposals.withdraw(proposal=made, by=republic.ben),
        lambda: proposals.second(proposal=made, by=republic.olga),
        lambda: deliberation.contribute(proposal=made, by=republic.dov, kind="comment", text="Hello."),
        lambda: voting.open_ballot(proposal=made, by=republic.olga),
        lambda: registry.invite(assembly=republic.linden, by=republic.ana),
        lambda: registry.take_home_seat(person=republic.ana, assembly=republic.weir),
    ):
        with pytest.raises(Refusal):
            act()
    assert (size(republic.linden.public_record_id), size(republic.linden.acts_record_id)) == before
