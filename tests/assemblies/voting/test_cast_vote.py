# SPDX-License-Identifier: AGPL-3.0-or-later
"""One vote a person, changeable until the close, recorded or refused and nothing between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from assemblies import clock
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations as registry
from assemblies.voting import operations, queries
from assemblies.voting.models import Ballot, Decision, Vote
from governance import answers, ballots
from governance.lifecycle import Stage
from tests import republic as world


def cast(ballot, voter, choice="yes"):
    return operations.cast_vote(
        ballot=ballot.public_id, voter=voter, choice=choice, text_digest=ballot.text_digest
    )


def test_a_neighbour_votes_and_the_vote_is_an_entry_with_two_salted_digests(republic):
    ballot = world.at_vote(republic)
    kept = cast(ballot, republic.ana)
    record.seal_all()
    entry = Entry.objects.get(pk=kept.entry_id)
    leaf = bytes(entry.leaf).decode()
    assert entry.type == "VoteCast" and entry.record_id == republic.linden.acts_record_id
    assert '"sealed":{"choice":"sha-256:' in leaf and '"who":"sha-256:' in leaf
    assert republic.ana.public_id not in leaf and '"yes"' not in leaf


def test_a_changed_vote_replaces_the_first_and_both_are_on_the_record(republic):
    ballot = world.at_vote(republic)
    first, second = cast(ballot, republic.ana, "yes"), cast(ballot, republic.ana, "no")
    assert Vote.objects.get(ballot=ballot).choice == "no"
    assert first.receipt != second.receipt and first.at < second.at
    record.seal_all()
    assert Entry.objects.filter(type="VoteCast").count() == 2


@pytest.mark.parametrize("who", ["dov", "fay", "zoe", "ines", "sam"])
def test_only_people_at_home_in_the_cover_vote(republic, who):
    ballot = world.at_vote(republic)
    with pytest.raises(ballots.NotInFranchise):
        cast(ballot, republic.people[who])
    assert not Vote.objects.exists()


def test_a_facilitator_of_the_town_has_no_vote_in_a_neighbourhood(republic):
    ballot = world.at_vote(republic)
    with pytest.raises(ballots.NotInFranchise):
        cast(ballot, republic.ines)


def test_who_moves_in_after_the_opening_cannot_vote_on_it(republic):
    ballot = world.at_vote(republic)
    registry.take_home_seat(person=republic.zoe, assembly=republic.linden)
    with pytest.raises(ballots.NotInFranchise):
        cast(ballot, republic.zoe)


@pytest.mark.parametrize("choice", ["", "maybe", "YES", "yes ", "0", None])
def test_a_choice_that_is_not_on_the_paper_is_refused(republic, choice):
    ballot = world.at_vote(republic)
    with pytest.raises(answers.NoSuchChoice):
        cast(ballot, republic.ana, choice)


def test_a_vote_on_another_text_is_refused(republic):
    ballot = world.at_vote(republic)
    with pytest.raises(ballots.OtherText):
        operations.cast_vote(
            ballot=ballot.public_id, voter=republic.ana, choice="yes", text_digest="ni:///other"
        )


def test_a_late_vote_is_refused_by_the_clock_of_the_database(republic):
    ballot = world.at_vote(republic)
    with clock.travel(ballot.closes_at), pytest.raises(ballots.NotOpen):
        cast(ballot, republic.ana)


def test_a_ballot_stays_open_until_its_hour(republic):
    ballot = world.at_vote(republic)
    with pytest.raises(operations.TooSoon):
        operations.close_ballot(ballot=ballot, by=republic.olga)


def test_the_clock_closes_counts_and_decides_once(republic):
    ballot = world.at_vote(republic)
    for name in ("ana", "ben"):
        cast(ballot, republic.people[name])
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        assert operations.close_due() == 1
        assert operations.close_due() == 0
    decision = Decision.objects.get(ballot=ballot)
    assert decision.outcome == "adopted" and decision.tally["because"]
    assert decision.proposal.__class__.objects.get(pk=decision.proposal_id).stage == Stage.ADOPTED


def test_a_first_missed_quorum_is_talked_about_again_and_a_second_ends_it(republic):
    ballot = world.at_vote(republic)
    with clock.travel(ballot.closes_at):
        operations.close_due()
    proposal = type(ballot.proposal).objects.get(pk=ballot.proposal_id)
    assert proposal.stage == Stage.DELIBERATION and not Decision.objects.exists()
    with clock.travel(ballot.closes_at + timedelta(days=5)):
        again = operations.open_ballot(proposal=proposal, by=republic.olga)
    with clock.travel(again.closes_at):
        operations.close_due()
    assert Decision.objects.get().outcome == "no_quorum"


def test_no_count_is_to_be_had_before_the_close(republic):
    from django.http import Http404

    ballot = world.at_vote(republic)
    cast(ballot, republic.ana)
    with pytest.raises(Http404):
        queries.votes(ballot)
    assert set(queries.turnout_now(ballot)) == {
        "voted",
        "seats",
        "quorum",
        "of_yes",
        "reached",
        "line",
        "places",
        "weight",
        "carries",
    }


def in_threads(work, items, threads=8):
    def one(item):
        try:
            return work(item)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, items))


@pytest.mark.django_db(transaction=True)
def test_fifty_devices_of_one_member_leave_one_vote_the_one_recorded_last(real_republic):
    ballot = world.at_vote(real_republic)
    choices = ["yes", "no"] * 25
    kept = in_threads(lambda choice: cast(ballot, real_republic.ana, choice), choices)
    assert all(isinstance(each, operations.Cast) for each in kept)
    vote = Vote.objects.get(ballot=ballot)
    record.seal_all()
    last = Entry.objects.filter(type="VoteCast").order_by("number").last()
    standing = max(kept, key=lambda each: each.at)
    assert (vote.cast_at, vote.receipt) == (standing.at, standing.receipt)
    assert last.pk == standing.entry_id
    assert vote.choice == choices[kept.index(standing)]


@pytest.mark.django_db(transaction=True)
def test_what_was_acknowledged_is_counted_and_what_came_late_was_told_so(real_republic):
    names = ["ana", "ben", "cleo", "olga"]
    for _ in range(5):
        ballot = world.at_vote(real_republic)
        Ballot.objects.filter(pk=ballot.pk).update(closes_at=clock.now() + timedelta(milliseconds=60))

        def act(name, ballot=ballot):
            if name == "close":
                while operations.close_due() == 0:
                    pass
                return None
            return [in_one(ballot, name) for _ in range(12)]

        def in_one(ballot, name):
            try:
                return cast(ballot, real_republic.people[name])
            except ballots.NotOpen as late:
                return late

        answers = in_threads(act, [*names, "close"], 5)
        assert not [each for each in answers if isinstance(each, Exception)]
        recorded = {
            name
            for name, each in zip(names, answers, strict=False)
            if any(isinstance(a, operations.Cast) for a in each)
        }
        counted = set(Vote.objects.filter(ballot=ballot).values_list("voter__name", flat=True))
        assert {name.title() for name in recorded} == counted
        closed_at = Ballot.objects.get(pk=ballot.pk).closed_at
        assert all(vote.cast_at <= closed_at for vote in Vote.objects.filter(ballot=ballot))


def test_a_change_by_a_clock_that_is_behind_still_stands_after_the_vote_it_changes(republic):
    ballot = world.at_vote(republic)
    with clock.travel(clock.now() + timedelta(hours=1)):
        first = cast(ballot, republic.ana, "yes")
    second = cast(ballot, republic.ana, "no")
    assert second.at > first.at and Vote.objects.get(ballot=ballot).choice == "no"
