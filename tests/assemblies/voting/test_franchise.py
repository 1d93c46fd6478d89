# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delegates vote for the place they sit for; places answer with what more of their people say; each by its weight."""

from datetime import timedelta

import pytest

from assemblies import clock
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry.models import Seat
from assemblies.voting import counted, export, met, operations, passing, queries
from assemblies.voting.models import Decision
from governance import ballots, exports, tallies, verify
from tests import republic as world


def chartered(republic, **rules):
    """A proposal before Ashby whose charter has these rules."""
    made = world.ready(republic, both=True)
    charter = made.hearings.get(assembly=republic.ashby).charter
    charter.rules = charter.rules | {"stricter": [], "by_matter": []} | rules
    charter.save(update_fields=["rules"])
    return made


def opened(republic, method="", asks=None, secrecy="", **rules):
    proposal = chartered(republic, **rules)
    composed = operations.Composed(method, asks or {}, secrecy=secrecy)
    return operations.open_ballot(proposal=proposal, by=republic.ines, composed=composed)


def seat(republic, *names):
    for name in names:
        registry.take_seat(person=republic.people[name], assembly=republic.ashby, office="delegate")


def cast(ballot, person, choice="yes"):
    return operations.cast_vote(
        ballot=ballot.public_id, voter=person, choice=choice, text_digest=ballot.text_digest
    )


def decided(ballot):
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        operations.close_due()
    record.seal_all()
    return Decision.objects.get(ballot=ballot)


def test_whoever_left_the_seat_reads_that_the_vote_stands(client, republic):
    seat(republic, "ana", "dov")
    ballot = opened(republic, franchise="delegates")
    cast(ballot, republic.ana)
    seat_id = Seat.objects.get(person=republic.ana, office="delegate", until=None).pk
    registry.leave_seat(person=republic.ana, seat_id=seat_id)
    client.force_login(republic.ana)
    page = f"/p/{ballot.proposal.public_id}/"
    for path in (page, f"{page}ballot/"):
        told = client.get(path).content.decode()
        assert "You have voted, and your vote stands." in told and f"{page}ballot/done/" in told
    client.force_login(republic.dov)
    assert "your vote stands" not in client.get(page).content.decode()
    assert decided(ballot).tally["counts"]["yes"] == 1


def test_only_delegates_vote_where_the_charter_says_so(client, republic):
    seat(republic, "ana", "dov", "eva")
    ballot = opened(republic, franchise="delegates")
    assert ballot.seats == 3 and ballot.franchise == "delegates"
    assert ballot.seats_by_place == {republic.linden.public_id: 1, republic.weir.public_id: 2}
    with pytest.raises(ballots.NotInFranchise) as no:
        cast(ballot, republic.ben)
    assert queries.barred(ballot, republic.ben).sentence == no.value.sentence
    assert "each for the place they sit for" in no.value.sentence
    assert queries.barred(ballot, republic.ana) is None
    assert list(queries.open_ballots_for(republic.ana)) == [ballot]
    assert not queries.open_ballots_for(republic.ben).exists()
    assert "at least 1 of 3 delegates take part" in passing.of(ballot)
    told = client.get(f"/p/{ballot.proposal.public_id}/").content.decode()
    assert "Every delegate who sat in Ashby when voting opened" in told
    assert "Delegates who sit in Ashby can vote." in told and "Everyone who lived" not in told
    client.force_login(republic.ana)
    assert (
        "Should Ashby adopt this?" in client.get(f"/p/{ballot.proposal.public_id}/ballot/").content.decode()
    )
    assert "1 vote needs you" in client.get("/").content.decode()
    cast(ballot, republic.ana, "yes")
    cast(ballot, republic.dov, "no")
    cast(ballot, republic.eva, "no")
    made = decided(ballot)
    assert made.tally["counts"] == {"yes": 1, "no": 2, "abstain": 0} and made.outcome == "rejected"
    said = list(verify.checks(export.files(made)))
    assert any("open their seals: who, choice, assembly" in line for line in said)
    assert verify.NOT_CHECKED in list(verify.checks(export.public_files(made)))
    page = client.get(f"/p/{ballot.proposal.public_id}/result/").content.decode()
    listed = client.get(f"/p/{ballot.proposal.public_id}/votes/").content.decode()
    assert "Instructions" in listed and "none written down" in listed
    assert "The delegates together decided" in page and "3 of 3 delegates took part" in page


@pytest.mark.parametrize(("by", "outcome"), [
    ("equal", "rejected"),  # one to two
    ("population", "adopted"),  # 400 to 300: Weir sends two, and they share its weight
    ("square_root", "adopted"),
])  # fmt: skip
def test_the_weight_of_a_place_is_shared_by_its_delegates(client, republic, by, outcome):
    seat(republic, "ana", "dov", "eva")
    ballot = opened(republic, franchise="delegates", weights=by)
    cast(ballot, republic.ana, "yes")
    cast(ballot, republic.dov, "no")
    cast(ballot, republic.eva, "no")
    made = decided(ballot)
    assert made.outcome == outcome
    assert list(verify.checks(export.files(made))) and list(verify.checks(export.public_files(made)))
    assert tallies.tally(counted.given(ballot))["outcome"] == outcome
    page = client.get(f"/p/{ballot.proposal.public_id}/result/").content.decode()
    assert ("Part of all weight" in page) == (by != "equal")
    if by == "population":
        assert made.tally["counts"] == {"yes": 400, "no": 300, "abstain": 0}
        assert "Adopted: yes has 57.14% of the weight behind yes and no; the line is at 50%." in page
        assert made.told in client.get(f"/p/{ballot.proposal.public_id}/").content.decode()
        assert "57.1%" in page and "A place weighs as many as live there." in passing.of(ballot)


def test_delegates_choose_among_options_by_weight_too(republic):
    seat(republic, "ana", "dov", "eva")
    asks = {"question": "Which?", "options": [{"name": "Oak"}, {"name": "Ash"}]}
    ballot = opened(republic, "plurality", asks, franchise="delegates", weights="population")
    first, second = (option.id for option in ballot.asks.options)
    cast(ballot, republic.ana, first)
    cast(ballot, republic.dov, second)
    cast(ballot, republic.eva, second)
    made = decided(ballot)
    assert made.tally["winners"] == [first]
    assert list(verify.checks(export.files(made)))


def test_delegates_vote_openly_and_lend_nothing(republic):
    seat(republic, "ana", "dov")
    proposal = chartered(republic, franchise="delegates")
    with pytest.raises(ballots.NoSuchPromise):
        operations.open_ballot(
            proposal=proposal, by=republic.ines, composed=operations.Composed(secrecy="secret")
        )
    operations.lend(assembly=republic.ashby, person=republic.dov, to=republic.ana)
    ballot = operations.open_ballot(proposal=proposal, by=republic.ines)
    cast(ballot, republic.ana)
    assert not ballot.carries and decided(ballot).tally["counts"]["yes"] == 1


def test_a_delegate_seated_after_the_opening_or_gone_does_not_vote(republic):
    seat(republic, "ana", "dov")
    ballot = opened(republic, franchise="delegates")
    seat(republic, "eva")
    with pytest.raises(ballots.NotInFranchise) as no:
        cast(ballot, republic.eva)
    assert "Your seat as a delegate began after" in no.value.sentence
    held = Seat.objects.get(person=republic.dov, office="delegate")
    registry.leave_seat(person=republic.dov, seat_id=held.pk)
    with pytest.raises(ballots.NotInFranchise):
        cast(ballot, republic.dov)


def test_without_delegates_nothing_is_put_to_the_vote(republic):
    with pytest.raises(operations.NobodyCanVote) as no:
        opened(republic, franchise="delegates")
    assert "sits here as a delegate" in no.value.sentence


def test_places_answer_with_what_more_of_their_people_say(client, republic):
    ballot = opened(republic, franchise="assemblies")
    assert ballot.seats == 8 and "Each place answers what more of its people say" in passing.of(ballot)
    assert "Passes if more than half of all 2 places answer yes." in passing.of(ballot)
    assert "At least one fifth of all weight has to take part." in passing.of(ballot)
    now = client.get(f"/p/{ballot.proposal.public_id}/").content.decode()
    assert "Enough people have voted" not in now and "0 are needed" not in now, "what is needed is a weight"
    for name in ("ana", "ben", "cleo"):
        cast(ballot, republic.people[name], "no")
    for name in ("dov", "eva"):
        cast(ballot, republic.people[name], "yes")
    made = decided(ballot)
    assert made.tally["counts"] == {"yes": 1, "no": 1, "abstain": 0} and made.outcome == "rejected"
    files = export.files(made)
    assert list(verify.checks(files)) and list(verify.checks(export.public_files(made)))
    assert "counts" in export.public_files(made)[exports.COUNTED].decode()
    page = client.get(f"/p/{ballot.proposal.public_id}/result/").content.decode()
    assert "The places decided." in page
    assert "Not adopted: 1 of 2 places answered yes, and at least 2 had to." in page
    assert "0% yes, 3 votes" in page and "100% yes, 2 votes" in page


def test_a_place_of_which_too_few_voted_has_not_answered(client, republic):
    weir = republic.weir.charters.get()
    weir.rules = weir.rules | {"quorum_share": "1"}
    weir.save(update_fields=["rules"])
    ballot = opened(republic, franchise="assemblies", weights="population", quorum_share="1/3")
    assert ballot.voters.enough[republic.weir.public_id] == 3
    cast(ballot, republic.ana, "yes")
    cast(ballot, republic.dov, "no")
    made = decided(ballot)
    assert made.tally["counts"] == {"yes": 400, "no": 0, "abstain": 0} and made.outcome == "adopted"
    assert list(verify.checks(export.files(made)))
    page = client.get(f"/p/{ballot.proposal.public_id}/result/").content.decode()
    assert "Adopted: places with 57.14% of all weight answered yes; the line is at 50%." in page
    assert (
        "too few voted · 0% yes, 1 vote · weighs" in " ".join(page.split())
        and "57.14% of all weight took part" in page
    )


def test_places_answer_on_a_secret_ballot_too(client, republic):
    ballot = opened(republic, secrecy="secret", franchise="assemblies")
    for name, choice in (("ana", "yes"), ("ben", "yes"), ("dov", "yes"), ("eva", "no"), ("ines", "yes")):
        cast(ballot, republic.people[name], choice)
    made = decided(ballot)
    assert made.tally["counts"]["yes"] == 2 and made.outcome == "adopted"
    assert list(verify.checks(export.files(made)))
    page = client.get(f"/p/{ballot.proposal.public_id}/result/").content.decode()
    assert "it says who took part" in page and "it says who chose what" not in page


@pytest.mark.parametrize(("by", "outcome"), [("equal", "rejected"), ("population", "adopted")])
def test_in_a_double_majority_places_weigh_as_the_charter_says(republic, by, outcome):
    ballot = opened(republic, method="double-majority", weights=by, stricter=["double-majority"])
    for name in ("ana", "ben", "cleo"):
        cast(ballot, republic.people[name], "yes")
    cast(ballot, republic.dov, "no")
    made = decided(ballot)
    assert made.outcome == outcome
    assert list(verify.checks(export.files(made)))
    if by == "population":
        assert "hold more than half of the weight" in passing.of(ballot)
        parts = [sentence for _, sentence in met.told(ballot, made.tally)]
        assert "Places with 57.14% of all weight are for it. More than 50% were needed." in parts


def test_lent_votes_are_heard_in_the_place_of_whoever_lent_them(republic):
    ballot = opened(republic, franchise="assemblies")
    operations.lend(assembly=republic.ashby, person=republic.dov, to=republic.ana)
    cast(ballot, republic.ana, "yes")
    cast(ballot, republic.ben, "yes")
    made = decided(ballot)
    assert made.tally["counts"]["yes"] == 2 and made.outcome == "adopted"
    assert list(verify.checks(export.files(made)))
