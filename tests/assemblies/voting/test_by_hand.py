# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes on paper and by phone: two facilitators agree or nothing is counted, and whoever voted here comes first."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from assemblies import clock
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.record.models import Body, Entry
from assemblies.registry import operations as registry
from assemblies.registry.models import Seat
from assemblies.voting import export, operations, queries, taken
from assemblies.voting.models import Decision, Vote
from assemblies.voting.waiting import HandEntry
from governance import ballots, hands, powers
from governance.commands import verify
from tests import republic as world


@pytest.fixture
def ballot(republic):
    """An open ballot in Linden, which Olga and Dov facilitate; Dov lives in Weir."""
    registry.take_seat(person=republic.dov, assembly=republic.linden, office="facilitator")
    return world.at_vote(republic)


def take(ballot, by, voter, choice="yes", way="paper", **more):
    given = {"text_digest": ballot.text_digest} | more
    return operations.take_vote(ballot=ballot, voter=voter, by=by, way=way, choice=choice, **given)


def cast(ballot, voter, choice="no"):
    return operations.cast_vote(
        ballot=ballot.public_id, voter=voter, choice=choice, text_digest=ballot.text_digest
    )


def close(ballot):
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        assert operations.close_due() == 1
    record.seal_all()
    return queries.ballot(ballot.public_id)


def said(kind):
    record.seal_all()
    rows = Entry.objects.filter(type=kind).order_by("pk")
    bodies = dict(Body.objects.filter(entry_id__in=rows.values("pk")).values_list("entry_id", "values"))
    return [(json.loads(bytes(row.leaf))["facts"], bodies[row.pk]) for row in rows]


def test_two_facilitators_who_agree_make_one_vote_marked_as_by_hand(ballot, republic):
    assert take(ballot, republic.olga, republic.ana).state == "waiting"
    assert not Vote.objects.exists() and queries.turnout(ballot) == 0
    taken = take(ballot, republic.dov, republic.ana)
    assert taken.state == "agreed" and taken.cast.receipt
    [vote] = Vote.objects.all()
    assert (vote.voter, vote.choice, vote.by_hand) == (republic.ana, "yes", "paper")
    assert (vote.entered_by, vote.confirmed_by) == (republic.olga, republic.dov)
    assert queries.turnout(ballot) == 1 and not HandEntry.objects.exists()


def test_what_is_entered_by_hand_is_on_the_record_without_the_choice_until_it_is_a_vote(ballot, republic):
    take(ballot, republic.olga, republic.ana, way="phone")
    [(facts, body)] = said("VoteEntered")
    assert facts["way"] == "phone" and body == {
        "who": republic.ana.public_id,
        "by": republic.olga.public_id,
    }
    take(ballot, republic.dov, republic.ana, way="phone")
    [(facts, body)] = said("VoteCast")
    assert set(facts) == {"proposal", "ballot"}
    assert body == {
        "who": republic.ana.public_id,
        "choice": "yes",
        "way": "phone",
        "entered": republic.olga.public_id,
        "confirmed": republic.dov.public_id,
    }


@pytest.mark.parametrize("second", [{"choice": "no"}, {"way": "phone"}])
def test_entries_that_differ_count_for_nothing_and_can_be_entered_anew(ballot, republic, second):
    take(ballot, republic.olga, republic.ana)
    assert take(ballot, republic.dov, republic.ana, **second).state == "differed"
    assert not Vote.objects.exists()
    [entry] = HandEntry.objects.all()
    assert (entry.state, entry.choice, entry.by, entry.second) == (
        "differed",
        "",
        republic.olga,
        republic.dov,
    )
    [(facts, body)] = said("EntryEnded")
    assert facts["why"] == "differed" and "choice" not in body
    # The second who differed is the first of the next two: what anybody entered before says nothing any more.
    assert take(ballot, republic.dov, republic.ana, "no").state == "waiting"
    assert take(ballot, republic.olga, republic.ana, "no").state == "agreed"


def test_one_facilitator_is_never_both(ballot, republic):
    take(ballot, republic.olga, republic.ana)
    with pytest.raises(hands.OneFacilitator):
        take(ballot, republic.olga, republic.ana)
    assert not Vote.objects.exists()
    with pytest.raises(IntegrityError, match="by_hand_two_enter_it"), transaction.atomic():
        Vote.objects.create(
            ballot=ballot, voter=republic.ana, choice="yes", cast_at=clock.now(), receipt="A",
            by_hand="paper", entered_by=republic.olga, confirmed_by=republic.olga,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="by_hand_two_enter_it"), transaction.atomic():
        Vote.objects.create(
            ballot=ballot, voter=republic.ana, choice="yes", cast_at=clock.now(), receipt="A", by_hand="paper"
        )


def test_nobody_enters_their_own_vote_first_or_second(ballot, republic):
    with pytest.raises(hands.OwnVote):
        take(ballot, republic.olga, republic.olga)
    take(ballot, republic.dov, republic.olga)
    with pytest.raises(hands.OwnVote):
        take(ballot, republic.olga, republic.olga)


def test_whoever_voted_here_is_refused_at_the_first_entry(ballot, republic):
    cast(ballot, republic.ana)
    with pytest.raises(hands.VotedHere, match="Ana"):
        take(ballot, republic.olga, republic.ana)
    take(ballot, republic.olga, republic.ben)
    take(ballot, republic.dov, republic.ben)
    with pytest.raises(hands.VotedHere):
        take(ballot, republic.olga, republic.ben)


def test_a_vote_cast_here_between_the_entries_wins_and_ends_what_waited(ballot, republic):
    take(ballot, republic.olga, republic.ana, "yes")
    cast(ballot, republic.ana, "no")
    assert take(ballot, republic.dov, republic.ana, "yes").state == "voted"
    [vote] = Vote.objects.all()
    assert (vote.choice, vote.by_hand) == ("no", "")
    assert HandEntry.objects.get().state == "voted" and HandEntry.objects.get().choice == ""
    assert said("EntryEnded")[0][0]["why"] == "voted"


def test_on_an_open_ballot_the_voter_may_still_change_it_and_theirs_is_no_longer_by_hand(ballot, republic):
    take(ballot, republic.olga, republic.ana)
    take(ballot, republic.dov, republic.ana)
    assert cast(ballot, republic.ana, "no").again
    [vote] = Vote.objects.all()
    assert (vote.choice, vote.by_hand, vote.entered_by, vote.confirmed_by) == ("no", "", None, None)


def test_only_people_who_may_vote_there_and_only_by_its_own_facilitators(ballot, republic):
    for stranger in (republic.eva, republic.fay, republic.zoe, republic.sam):
        with pytest.raises(ballots.NotInFranchise):
            take(ballot, republic.olga, stranger)
    for nobody in (republic.ines, republic.ben, republic.zoe):  # Ines facilitates the town
        with pytest.raises(powers.NoPower):
            take(ballot, nobody, republic.ana)
    assert not HandEntry.objects.exists()


@pytest.mark.parametrize("choice", ["", "maybe", None, ["yes"]])
def test_a_choice_that_is_not_on_the_paper_is_refused_at_once(ballot, republic, choice):
    with pytest.raises(Exception, match="Choose"):
        take(ballot, republic.olga, republic.ana, choice)


def test_an_entry_answers_the_paper_that_is_open_and_comes_in_time(ballot, republic):
    with pytest.raises(ballots.OtherText):
        take(ballot, republic.olga, republic.ana, text_digest="ni:///other")
    take(ballot, republic.olga, republic.ana)
    with clock.travel(ballot.closes_at), pytest.raises(ballots.NotOpen):
        take(ballot, republic.dov, republic.ana)


def test_an_entry_is_taken_back_by_whoever_entered_it(ballot, republic):
    take(ballot, republic.olga, republic.ana)
    with pytest.raises(Http404):
        operations.withdraw_entry(ballot=ballot, voter=republic.ana, by=republic.dov)
    operations.withdraw_entry(ballot=ballot, voter=republic.ana, by=republic.olga)
    assert not HandEntry.objects.exists() and said("EntryEnded")[0][0]["why"] == "withdrawn"
    assert take(ballot, republic.dov, republic.ana).state == "waiting"


def test_what_is_not_agreed_by_the_close_counts_for_nothing_and_forgets_the_choice(ballot, republic):
    take(ballot, republic.olga, republic.ana, "yes")
    cast(ballot, republic.ben, "no")
    ballot = close(ballot)
    assert Decision.objects.get(ballot=ballot).tally["counts"] == {"yes": 0, "no": 1, "abstain": 0}
    assert set(HandEntry.objects.values_list("state", "choice")) == {("lapsed", "")}
    assert said("EntryEnded")[0] == (
        {"proposal": ballot.proposal.public_id, "ballot": ballot.public_id, "why": "lapsed"},
        {"who": republic.ana.public_id},
    )


def test_at_the_close_whoever_voted_here_is_not_told_of_as_lost(ballot, republic):
    take(ballot, republic.olga, republic.ana, "yes")
    take(ballot, republic.olga, republic.cleo, "yes")
    cast(ballot, republic.ana, "no")
    close(ballot)
    states = dict(HandEntry.objects.values_list("voter__name", "state"))
    assert states == {"Ana": "voted", "Cleo": "lapsed"} and taken.unagreed(ballot) == 1


def test_somebody_whose_password_came_by_letter_votes_by_hand_and_not_by_that_account(ballot, republic):
    Person.objects.filter(pk=republic.ana.pk).update(recovered_at=clock.now() + timedelta(seconds=5))
    republic.ana.refresh_from_db()
    with pytest.raises(ballots.Recovered):
        cast(ballot, republic.ana)
    take(ballot, republic.olga, republic.ana)
    assert take(ballot, republic.dov, republic.ana).state == "agreed"


def test_an_export_says_how_many_were_taken_by_hand_and_by_whom(ballot, republic, tmp_path):
    for voter in (republic.ana, republic.cleo):
        take(ballot, republic.olga, voter)
        take(ballot, republic.dov, voter)
    cast(ballot, republic.cleo, "yes")
    cast(ballot, republic.ben, "no")
    decision = Decision.objects.get(ballot=close(ballot))
    path = tmp_path / "decision.zip"
    path.write_bytes(export.archive(decision))
    verdict = verify.run({"export": str(path)})
    assert verdict["verified"], verdict["lines"][-1]
    told = "1 of the votes that stand were taken by hand, 2 in all, each entered by two people"
    assert any(line.startswith(told) for line in verdict["lines"])


def test_a_mark_taken_off_or_an_entry_by_one_person_is_found_out(ballot, republic, tmp_path):
    take(ballot, republic.olga, republic.ana)
    take(ballot, republic.dov, republic.ana)
    cast(ballot, republic.ben, "yes")
    files = export.files(Decision.objects.get(ballot=close(ballot)))
    lines = [json.loads(line) for line in files["votes.jsonl"].splitlines()]
    unmarked = [{k: v for k, v in line.items() if not k.startswith(("way", "ent", "con"))} for line in lines]
    other = [line | ({"confirmed": line["entered"]} if "way" in line else {}) for line in lines]
    for changed in (unmarked, other):
        for name, data in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(data)
        text = "".join(json.dumps(line, separators=(",", ":"), sort_keys=True) + "\n" for line in changed)
        (tmp_path / "votes.jsonl").write_text(text)
        verdict = verify.run({"export": str(tmp_path)})
        assert not verdict["verified"] and "seal" in verdict["lines"][-1]


def test_the_law_itself_refuses_a_vote_by_hand_that_does_not_name_two_others():
    line = {"number": 3, "who": "a", "way": "paper", "entered": "b", "confirmed": "c"}
    assert list(hands.checked([line])) and not list(hands.checked([{"number": 1, "who": "a"}]))
    for wrong in ({"confirmed": "b"}, {"entered": "a"}, {"confirmed": "a"}, {"way": "letter"}):
        with pytest.raises(hands.OneFacilitator):
            list(hands.checked([line | wrong]))


def test_where_delegates_vote_they_alone_are_there_to_be_entered_for(republic):
    from tests.assemblies.voting import test_franchise

    test_franchise.seat(republic, "ana", "dov", "eva")
    made = test_franchise.opened(republic, franchise="delegates")
    sit = {seat.person.name for seat in Seat.objects.filter(assembly=made.assembly, office="delegate")}
    listed = list(taken.people(made))
    assert {one.name for one in listed} == sit and sit
    registry.take_seat(person=republic.fay, assembly=made.assembly, office="facilitator")
    registry.take_seat(person=republic.zoe, assembly=made.assembly, office="facilitator")
    take(made, republic.fay, listed[0])
    assert take(made, republic.zoe, listed[0]).state == "agreed"
    nobody = next(one for one in republic.people.values() if one.name not in sit and one.is_active)
    with pytest.raises(ballots.NotInFranchise):
        take(made, republic.fay if nobody != republic.fay else republic.zoe, nobody)
