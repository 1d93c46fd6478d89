# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every way of deciding, from the paper to the decision: composed, answered, counted, exported, verified."""

from datetime import timedelta

import pytest

from assemblies import clock
from assemblies.record import operations as record
from assemblies.voting import export, operations, queries, sheets
from assemblies.voting.models import Ballot, Decision, Vote
from assemblies.wording import counts
from governance import answers, ballots, canonical, papers, tallies, ways
from governance.commands import verify
from governance.refusals import Refusal
from tests import republic as world
from tests.assemblies.voting.ways_asked import ANSWERS, ASKS, OPTIONS, QUESTION

WAYS = list(ASKS)
VOTERS = ("ana", "ben", "cleo")


def opened(republic, method, **more):
    made = world.ready(republic)
    composed = operations.Composed(method, ASKS[method], **more)
    return operations.open_ballot(proposal=made, by=republic.olga, composed=composed)


def voted(republic, ballot, answers, *, objecting=""):
    for name, choice in zip(VOTERS, answers, strict=True):
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=republic.people[name],
            choice=choice,
            text_digest=ballot.text_digest,
            reason=objecting,
        )


def closed(ballot):
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        assert operations.close_due() == 1
    return queries.ballot(ballot.public_id)


@pytest.mark.parametrize("method", WAYS)
def test_what_is_composed_is_answered_counted_exported_and_verified(client, republic, method, tmp_path):
    ballot = opened(republic, method)
    voted(republic, ballot, ANSWERS[method])
    ballot = closed(ballot)
    decision = Decision.objects.get(ballot=ballot)
    assert decision.outcome in ("adopted", "decided")
    assert ballot.proposal.stage == "adopted"
    if ballot.asks.options:
        first = tallies.tally(
            queries.question(ballot) | {"votes": []}, ballot.asks.names()
        )  # names need no votes
        assert first["outcome"] == "no_quorum"
        won = [ballot.asks.names()[option] for option in decision.tally["winners"]]
        assert won and won[0] in decision.because
        names = {
            option.name
            for option in ballot.asks.options
            if set(option.pieces()) & set(decision.tally["winners"])
        }
        assert all(name in decision.told for name in names)
    page = client.get(f"/p/{ballot.proposal.public_id}/result/").content.decode()
    assert decision.told.split("“")[0] in page
    assert all(option.name in page for option in ballot.asks.options)
    client.force_login(republic.cleo)
    votes = client.get(f"/p/{ballot.proposal.public_id}/votes/").content.decode()
    assert all(line in votes for line in sheets.told(ballot.asks, Vote.objects.first().choice))
    record.seal_all()
    path = tmp_path / "decision.zip"
    path.write_bytes(export.archive(decision))
    verdict = verify.run({"export": str(path)})
    assert verdict["verified"], verdict["lines"][-1]
    path.write_bytes(export.public_archive(decision))
    assert verify.run({"export": str(path)})["verified"]


def test_who_loses_a_round_of_consent_reads_why_and_there_is_another(republic):
    ballot = opened(republic, "consent")
    with pytest.raises(answers.NoReason) as no:
        voted(republic, ballot, ("object", "agree", "agree"))
    assert no.value.at == "/reason" and not Vote.objects.exists()
    voted(republic, ballot, ("object", "agree", "agree"), objecting="It shuts out wheelchairs.")
    ballot = closed(ballot)
    assert ballot.tally["outcome"] == "returned" and not Decision.objects.exists()
    assert ballot.proposal.stage == "deliberation"
    reasons = dict(Vote.objects.values_list("voter__name", "reason"))
    assert reasons == {"Ana": "It shuts out wheelchairs.", "Ben": "", "Cleo": ""}


def test_a_tie_that_nothing_resolves_goes_back_to_be_talked_about(republic):
    ballot = opened(republic, "schulze")
    voted(republic, ballot, ([["1"], ["2"]], [["2"], ["1"]], "abstain"))
    ballot = closed(ballot)
    assert ballot.tally["outcome"] == "tied" and not Decision.objects.exists()
    assert ballot.proposal.stage == "deliberation"


def test_a_lot_drawn_at_the_opening_resolves_a_tie_and_stands_on_the_paper(republic):
    ballot = opened(republic, "schulze", lot=True)
    lot = ballot.paper["asks"]["lot"]
    assert sorted(lot) == ["1", "2", "3"]
    voted(republic, ballot, ([["1"], ["2"]], [["2"], ["1"]], "abstain"))
    closed(ballot)
    better = next(option for option in lot if option in ("1", "2"))
    assert Decision.objects.get(ballot=ballot).tally["winners"] == [better]


def test_a_vote_names_the_paper_with_its_options(republic):
    ballot = opened(republic, "schulze")
    assert ballot.text_digest == canonical.ni(canonical.encode(ballot.paper))
    assert ballot.paper["text"] == ballot.proposal.text_digest
    assert ballot.paper["asks"]["question"] == QUESTION
    with pytest.raises(ballots.OtherText):
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=republic.ana,
            choice=[["1"]],
            text_digest=ballot.proposal.text_digest,
        )
    assert not Vote.objects.exists()


def test_what_the_charter_asks_for_is_not_got_round_by_asking_for_options(republic):
    made = world.ready(republic, both=True, matter="water/floods")
    composed = operations.Composed("schulze", ASKS["schulze"])
    with pytest.raises(ways.MethodNotAllowed):
        operations.open_ballot(proposal=made, by=republic.ines, composed=composed)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("asks", "at"),
    [
        ({}, "/options"),
        ({"question": QUESTION, "options": OPTIONS[:1]}, "/options"),
        ({"question": QUESTION, "options": [OPTIONS[0], {"name": "fruit TREES"}]}, "/options/1/name"),
        ({"question": " ", "options": OPTIONS}, "/question"),
        ({"question": QUESTION, "options": [*OPTIONS, {"name": "\u202e"}]}, "/options/3/name"),
        ({"question": QUESTION, "options": [*OPTIONS, {"name": "x" * 121}]}, "/options/3/name"),
        ({"question": QUESTION, "options": OPTIONS * 21}, "/options"),
    ],
)
def test_a_paper_that_cannot_stand_opens_nothing(republic, asks, at):
    made = world.ready(republic)
    with pytest.raises(Refusal) as no:
        operations.open_ballot(proposal=made, by=republic.olga, composed=operations.Composed("schulze", asks))
    assert no.value.at == at
    assert not Ballot.objects.exists() and made.hearings.get().stage == "deliberation"


def test_each_voter_has_the_options_in_an_order_of_their_own_that_stays():
    asks = papers.compose("schulze", {"question": QUESTION, "options": [{"name": str(n)} for n in range(9)]})
    orders = {tuple(o.id for o in sheets.shuffled(asks.options, f"voter {n}")) for n in range(50)}
    assert len(orders) == 50
    assert sheets.shuffled(asks.options, "a") == sheets.shuffled(asks.options, "a")
    firsts = [sheets.shuffled(asks.options, f"voter {n}")[0].id for n in range(1800)]
    assert all(120 < firsts.count(option.id) < 290 for option in asks.options)


def test_a_long_outcome_has_its_first_sentences_at_the_head_and_loses_none():
    sentences = ["It won." * 20, "It was tied." * 20, "A lot resolved it."]
    head, below = counts.parted([counts.Told("", 0, one) for one in sentences])
    assert head == sentences[0] and below == sentences[1:]
    assert counts.parted([counts.Told("", 0, one) for one in ("One.", "Two.")]) == ("One. Two.", [])
    assert counts.parted([counts.Told("", 0, "x" * 900)]) == ("x" * 900, [])
    won, how = counts.Told("chosen", 0, "A and B."), counts.Told("stv_quota", 0, "Two places.")
    tie = counts.Told("stv_order_last", 2, "C left.")
    assert counts.parted([won, how, tie]) == ("A and B.", ["Two places.", "C left."])
    assert counts.parted([won, how, tie], drawn=range(2, 4)) == ("A and B.", ["Two places."])
