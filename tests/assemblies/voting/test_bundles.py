# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers of a secret ballot taken by hand: a bundle by two facilitators, and nothing that leads from a name to one."""

import json
import re
from collections import Counter

import pytest
from django.db import connection
from django.http import Http404

from assemblies.people.models import Person
from assemblies.registry import operations as registry
from assemblies.voting import export, operations, queries
from assemblies.voting.models import ChoiceApart, ChoiceCounted, Decision, Vote
from assemblies.voting.operations import Papers, bundling, casting, parting
from assemblies.voting.waiting import HandBundle, HandEntry
from governance import ballots, hands, powers
from governance.commands import verify
from tests import republic as world
from tests.assemblies.voting.test_by_hand import close, said

ORDER = {"question": "In which order?", "options": [{"name": f"Idea {n}"} for n in range(1, 8)]}


def people(where, many=6):
    found = []
    for n in range(many):
        made = Person.objects.create(email=f"{where.name}{n}@valley.invalid", name=f"{where.name} {n}")
        registry.take_home_seat(person=made, assembly=where)
        found.append(made)
    return found


def opened(republic, method="", **more):
    """A secret ballot; Olga and Dov facilitate Linden, Ines and Olga the town."""
    both = method == "double-majority"
    registry.take_seat(person=republic.dov, assembly=republic.linden, office="facilitator")
    registry.take_seat(person=republic.olga, assembly=republic.ashby, office="facilitator")
    made = world.ready(republic, both=both)
    composed = operations.Composed(method, secrecy="secret", **more)
    return operations.open_ballot(
        proposal=made, by=republic.ines if both else republic.olga, composed=composed
    )


@pytest.fixture
def voters(republic):
    return people(republic.linden)


@pytest.fixture
def ballot(republic, voters):
    return opened(republic)


PAPERS = (Papers("yes", 4), Papers("no", 2))


def bundle(ballot, by, voters, papers=PAPERS, confirms="", **more):
    given = {"text_digest": ballot.text_digest} | more
    return operations.take_bundle(
        ballot=ballot, people=voters, papers=papers, by=by, confirms=confirms, **given
    )


def cast(ballot, voter, choice="yes"):
    return operations.cast_vote(
        ballot=ballot.public_id, voter=voter, choice=choice, text_digest=ballot.text_digest
    )


def agreed(ballot, republic, voters, papers=PAPERS):
    first = bundle(ballot, republic.olga, voters, papers)
    return bundle(ballot, republic.dov, voters, papers, first.bundle)


def test_two_facilitators_who_agree_make_votes_of_a_bundle(ballot, republic, voters):
    first = bundle(ballot, republic.olga, voters)
    assert first.state == "waiting" and queries.turnout(ballot) == 0
    second = bundle(ballot, republic.dov, voters[::-1], PAPERS[::-1], first.bundle)
    assert second.state == "agreed" and queries.turnout(ballot) == 6
    assert set(Vote.objects.values_list("by_hand", "entered_by", "confirmed_by", "choice")) == {
        ("paper", republic.olga.pk, republic.dov.pk, "apart")
    }
    assert not HandBundle.objects.exists() and not HandEntry.objects.exists()
    cast(ballot, republic.ana, "no")
    ballot = close(ballot)
    assert Decision.objects.get(ballot=ballot).tally["counts"] == {"yes": 4, "no": 3, "abstain": 0}


def test_which_paper_is_whose_is_left_to_chance(ballot, republic, voters, monkeypatch):
    class Turned:
        """Chance that turns every list round, so that what was drawn can be seen."""

        drawn = []

        def shuffle(self, rows):
            rows.reverse()
            self.drawn.append(list(rows))

    monkeypatch.setattr(bundling, "CHANCE", Turned())
    agreed(ballot, republic, voters, (Papers("yes", 3), Papers("no", 3)))
    choices, order, keys = Turned.drawn
    assert choices == ["yes"] * 3 + ["no"] * 3 and order == voters[::-1]
    assert keys[::-1] == list(ChoiceApart.objects.values_list("key", flat=True))
    assert set(keys) == set(Vote.objects.values_list("apart", flat=True))
    chosen = dict(ChoiceApart.objects.values_list("key", "choice"))
    assert Counter(chosen[vote.apart] for vote in Vote.objects.all()) == {"yes": 3, "no": 3}


def test_choices_and_votes_of_a_bundle_are_written_in_two_transactions(real_republic):
    voters = people(real_republic.linden)
    ballot = opened(real_republic)
    agreed(ballot, real_republic, voters)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM voting_choiceapart")
        [choices] = cursor.fetchall()
        cursor.execute("SELECT DISTINCT xmin::text FROM voting_vote")
        [votes] = cursor.fetchall()
    assert choices != votes


def test_a_second_entry_that_differs_counts_for_nothing_and_forgets_the_papers(ballot, republic, voters):
    first = bundle(ballot, republic.olga, voters)
    other = (Papers("yes", 3), Papers("no", 3))
    assert bundle(ballot, republic.dov, voters, other, first.bundle).state == "differed"
    assert not Vote.objects.exists() and not ChoiceApart.objects.exists()
    assert HandBundle.objects.get().papers == ""
    assert {facts["why"] for facts, _body in said("EntryEnded")} == {"differed"}
    with pytest.raises(Http404):
        bundle(ballot, republic.dov, voters, PAPERS, first.bundle)
    again = bundle(ballot, republic.dov, voters)
    assert bundle(ballot, republic.olga, voters, PAPERS, again.bundle).state == "agreed"


def test_other_names_differ_as_other_papers_do(ballot, republic, voters):
    first = bundle(ballot, republic.olga, voters)
    others = [*voters[:5], republic.ana]
    assert bundle(ballot, republic.dov, others, PAPERS, first.bundle).state == "differed"


def test_one_facilitator_is_never_both_and_may_send_the_same_again(ballot, republic, voters):
    first = bundle(ballot, republic.olga, voters)
    assert bundle(ballot, republic.olga, voters) == first
    assert bundle(ballot, republic.olga, voters, PAPERS, first.bundle).state == "waiting"
    assert len(said("VoteEntered")) == 6
    with pytest.raises(hands.OneFacilitator):
        bundle(ballot, republic.olga, voters, (Papers("yes", 6),), first.bundle)
    with pytest.raises(hands.BadBundle, match="stand in another bundle"):
        bundle(ballot, republic.olga, voters, (Papers("yes", 6),))
    assert not Vote.objects.exists()


def test_what_makes_no_bundle_is_refused(ballot, republic, voters):
    for who, papers, code in (
        (voters[:4], (Papers("yes", 4),), "too_few"),
        (voters, (Papers("yes", 5),), "not_as_many"),
        ([*voters, voters[0]], (Papers("yes", 7),), "bad_bundle"),
        (voters * 40, (Papers("yes", 240),), "bad_bundle"),
    ):
        with pytest.raises(hands.BadBundle) as no:
            bundle(ballot, republic.olga, who, papers)
        assert no.value.name == code
    with pytest.raises(hands.OwnVote):
        bundle(ballot, republic.olga, [*voters[:5], republic.olga])
    with pytest.raises(ballots.NotInFranchise):
        bundle(ballot, republic.olga, [*voters[:5], republic.fay])
    with pytest.raises(ballots.OtherText):
        bundle(ballot, republic.olga, voters, text_digest="ni:///other")
    with pytest.raises(powers.NoPower):
        bundle(ballot, republic.ben, voters)
    assert not HandBundle.objects.exists()


def test_a_secret_ballot_takes_no_phone_and_no_single_paper_and_an_open_one_no_bundle(
    ballot, republic, voters
):
    for way, code in (("phone", "no_phone"), ("paper", "only_bundles")):
        with pytest.raises(hands.NotByHand) as no:
            operations.take_vote(
                ballot=ballot, voter=voters[0], by=republic.olga, way=way, choice="yes",
                text_digest=ballot.text_digest,
            )  # fmt: skip
        assert no.value.name == code
    plain = world.at_vote(republic)
    with pytest.raises(hands.NotByHand):
        bundle(plain, republic.olga, voters)


def test_papers_of_several_places_are_not_mixed_where_places_count(republic):
    linden, weir = people(republic.linden), people(republic.weir)
    ballot = opened(republic, "double-majority")
    with pytest.raises(hands.BadBundle, match="one place"):
        bundle(ballot, republic.olga, [*linden[:3], *weir[:3]])
    for some, papers in ((linden, (Papers("yes", 6),)), (weir, (Papers("no", 6),))):
        first = bundle(ballot, republic.olga, some, papers)
        assert bundle(ballot, republic.ines, some, papers, first.bundle).state == "agreed"
    ballot = close(ballot)
    tally = Decision.objects.get(ballot=ballot).tally
    assert tally["outcome"] == "rejected" and tally["counts"] == {"yes": 6, "no": 6, "abstain": 0}


def test_whoever_voted_here_is_refused_and_a_vote_between_the_entries_ends_the_bundle(
    ballot, republic, voters
):
    cast(ballot, voters[0])
    with pytest.raises(hands.VotedHere, match="Linden 0"):
        bundle(ballot, republic.olga, voters)
    others = [*voters[1:], republic.ana]
    first = bundle(ballot, republic.olga, others)
    cast(ballot, voters[1])
    done = bundle(ballot, republic.dov, others, PAPERS, first.bundle)
    assert (done.state, done.people) == ("voted", ("Linden 1",))
    assert Vote.objects.count() == 2 and HandBundle.objects.get().papers == ""


def test_a_vote_cast_here_between_the_two_transactions_of_a_bundle_wins(
    ballot, republic, voters, monkeypatch
):
    first = bundle(ballot, republic.olga, voters)
    votes = bundling._votes

    def meanwhile(*given):
        cast(ballot, voters[2], "abstain")
        return votes(*given)

    monkeypatch.setattr(bundling, "_votes", meanwhile)
    done = bundle(ballot, republic.dov, voters, PAPERS, first.bundle)
    assert (done.state, done.people) == ("voted", ("Linden 2",))
    ballot = close(ballot)
    assert ballot.tally["counts"] == {"yes": 0, "no": 0, "abstain": 1}


def test_a_paper_cannot_be_exchanged_for_a_vote_here(ballot, republic, voters, monkeypatch):
    agreed(ballot, republic, voters)
    with pytest.raises(hands.CannotChange):
        cast(ballot, voters[0])
    # Nor where the vote was under way already when the bundle became votes.
    locked = casting.locked

    def before(public_id, voter):
        row = locked(public_id, voter)
        return (*row[:13], None, None, *row[15:])

    monkeypatch.setattr(casting, "locked", before)
    vote = casting.admitted(
        before(ballot.public_id, voters[0]), voters[0], casting.Given("no", "", ballot.text_digest)
    )
    key = casting.put_apart(vote.ballot, "no")
    assert casting.write(vote, ballot.public_id, voters[0], apart=key) is None
    monkeypatch.undo()
    ballot = close(ballot)
    assert ballot.tally["counts"] == {"yes": 4, "no": 2, "abstain": 0}


def test_a_bundle_is_taken_back_by_whoever_entered_it(ballot, republic, voters):
    first = bundle(ballot, republic.olga, voters)
    with pytest.raises(Http404):
        operations.withdraw_bundle(ballot=ballot, bundle=first.bundle, by=republic.dov)
    operations.withdraw_bundle(ballot=ballot, bundle=first.bundle, by=republic.olga)
    assert not HandBundle.objects.exists() and not HandEntry.objects.exists()
    assert [facts["why"] for facts, _body in said("EntryEnded")] == ["withdrawn"] * 6


def test_a_bundle_not_agreed_by_the_close_keeps_its_names_and_forgets_its_papers(ballot, republic, voters):
    bundle(ballot, republic.olga, voters)
    cast(ballot, republic.ana, "no")
    ballot = close(ballot)
    assert ballot.tally["counts"] == {"yes": 0, "no": 1, "abstain": 0}
    assert set(HandBundle.objects.values_list("state", "papers")) == {("lapsed", "")}
    assert HandEntry.objects.filter(state="lapsed", choice="").count() == 6


@pytest.mark.parametrize("ends", ["agreed", "lapsed", "differed"])
def test_after_the_close_no_table_holds_what_the_papers_said_beside_a_name(republic, ends):
    voters = people(republic.linden)
    ballot = opened(republic, "schulze", asks=ORDER)
    orders = [[[str(1 + (k + n) % 7)] for n in range(7)] for k in range(6)]
    papers = [Papers(one, 1) for one in orders]
    written = {json.dumps(one, separators=(",", ":")) for one in orders}
    first = bundle(ballot, republic.olga, voters, papers)
    assert tables_with(written) == {"voting_handbundle"}
    if ends == "differed":
        bundle(ballot, republic.dov, voters, [Papers(orders[0], 6)], first.bundle)
    if ends == "agreed":
        assert bundle(ballot, republic.dov, voters, papers, first.bundle).state == "agreed"
    close(ballot)
    parting.sweep()
    counted = list(ChoiceCounted.objects.values_list("choice", flat=True))
    assert set(counted) == (written if ends == "agreed" else set())
    assert tables_with(written) <= {"voting_choicecounted"}


def tables_with(written):
    """The tables in which one of these choices stands, however it is quoted."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for name in [row[0] for row in cursor.fetchall()]:
            cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), $$$$) FROM "{name}" t')
            text = re.sub(r'[\\\\" ]', "", cursor.fetchone()[0])
            found |= {name} if any(one.replace('"', "") in text for one in written) else set()
    return found


def test_a_secret_decision_with_a_bundle_is_exported_and_verifies(ballot, republic, voters, tmp_path):
    agreed(ballot, republic, voters)
    decision = Decision.objects.get(ballot=close(ballot))
    path = tmp_path / "decision.zip"
    path.write_bytes(export.archive(decision))
    verdict = verify.run({"export": str(path)})
    assert verdict["verified"], verdict["lines"][-1]
    assert any(line.startswith("6 of the votes that stand were taken by hand") for line in verdict["lines"])
