# SPDX-License-Identifier: AGPL-3.0-or-later
"""A vote can be lent, taken back, carried by who votes, and repeated from the export; a direct vote overrides it."""

from datetime import timedelta

import pytest

from assemblies import clock
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry.models import Assembly, Network, Seat
from assemblies.voting import carrying, export, operations, queries
from assemblies.voting.models import Ballot, Carried, Decision, Delegation
from governance import canonical, delegations, exports, powers, verify
from governance.refusals import Refusal
from governance.witnessing import NotVerified
from tests import republic as world


def lend(republic, who, to, place="linden", **what):
    return operations.lend(
        assembly=here(republic, place),
        person=republic.people[who],
        to=republic.people[to] if to else None,
        what=operations.For(**what),
    )


def here(republic, place) -> Assembly:
    return Assembly.objects.select_related("network", "public_record", "acts_record").get(
        pk=getattr(republic, place).pk
    )


def cast(ballot, person, choice="yes"):
    return operations.cast_vote(
        ballot=ballot.public_id, voter=person, choice=choice, text_digest=ballot.text_digest
    )


def closed(ballot) -> Ballot:
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        assert operations.close_due() == 1
    record.seal_all()
    return queries.ballot(ballot.public_id)


def decided(ballot) -> Decision:
    return Decision.objects.get(ballot=closed(ballot))


def carriers(ballot) -> dict[str, str | None]:
    rows = Carried.objects.filter(ballot=ballot, outside=False).select_related("lender", "carrier")
    return {row.lender.name: row.carrier.name if row.carrier else None for row in rows}


def test_a_chain_is_carried_by_the_first_who_votes_and_counts_with_the_rest(republic):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    lend(republic, "ben", "cleo")
    cast(ballot, republic.cleo, "yes")
    cast(ballot, republic.olga, "no")
    made = decided(ballot)
    assert made.tally["counts"] == {"yes": 3, "no": 1, "abstain": 0}
    assert carriers(ballot) == {"Ana": "Cleo", "Ben": "Cleo"}


def test_a_direct_vote_overrides_and_carries_those_who_lent_to_it(republic):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    lend(republic, "ben", "cleo")
    cast(ballot, republic.ben, "no")
    cast(ballot, republic.cleo, "yes")
    assert decided(ballot).tally["counts"] == {"yes": 1, "no": 2, "abstain": 0}
    assert carriers(ballot) == {"Ana": "Ben"}


def test_the_nearest_rule_wins_and_nobody_for_this_stops_a_wider_one(republic):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    lend(republic, "ana", "cleo", matter="mobility")
    lend(republic, "olga", "ben")
    lend(republic, "olga", None, proposal=ballot.proposal)
    cast(ballot, republic.ben, "no")
    cast(ballot, republic.cleo, "yes")
    assert decided(ballot).tally["counts"] == {"yes": 2, "no": 1, "abstain": 0}
    assert carriers(ballot) == {"Ana": "Cleo"}


def test_a_vote_lent_for_another_matter_or_another_assembly_stays_at_home(republic):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben", matter="water")
    lend(republic, "olga", "ben", place="ashby")
    cast(ballot, republic.ben)
    cast(ballot, republic.cleo)
    assert decided(ballot).tally["counts"]["yes"] == 2 and not carriers(ballot)


def test_taken_back_or_lent_anew_the_latest_word_stands(republic):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    lend(republic, "ana", "cleo")
    lend(republic, "olga", "cleo")
    operations.take_back(assembly=here(republic, "linden"), person=republic.olga)
    cast(ballot, republic.ben, "no")
    cast(ballot, republic.cleo, "yes")
    assert decided(ballot).tally["counts"] == {"yes": 2, "no": 1, "abstain": 0}
    with pytest.raises(operations.NothingLent):
        operations.take_back(assembly=here(republic, "linden"), person=republic.olga)


def test_a_loop_gives_nothing_and_is_kept_as_lost(republic):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    lend(republic, "ben", "ana")
    lend(republic, "olga", "ana")
    cast(ballot, republic.cleo)
    assert decided(ballot).tally["counts"]["yes"] == 1
    assert carriers(ballot) == {"Ana": None, "Ben": None, "Olga": None}


def test_in_a_double_majority_a_carried_vote_counts_where_its_own_voter_lives(republic):
    ballot = world.at_vote(republic, both=True, method="double-majority")
    lend(republic, "dov", "ana", place="ashby")
    lend(republic, "eva", "ana", place="ashby")
    cast(ballot, republic.ana, "yes")
    made = decided(ballot)
    assert queries.counts_by_place(ballot)[republic.weir.public_id]["yes"] == 2
    assert made.tally["assemblies"][republic.weir.public_id]["for"] is True
    assert list(verify.checks(export.files(made)))


def test_who_moved_away_lends_nothing_and_carries_nothing(republic):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "cleo")
    lend(republic, "ben", "olga")
    for who in ("ana", "olga"):
        seat = Seat.objects.get(person=republic.people[who], home=True, until=None)
        registry.leave_seat(person=republic.people[who], seat_id=seat.pk)
    cast(ballot, republic.cleo)
    made = decided(ballot)
    assert made.tally["counts"]["yes"] == 1 and carriers(ballot) == {"Ben": None}
    assert list(Carried.objects.filter(outside=True).values_list("lender__name", flat=True)) == ["Ana"]
    assert list(verify.checks(export.files(made)))


def test_votes_on_a_secret_ballot_are_never_lent(republic):
    made = world.ready(republic)
    lend(republic, "ana", "ben")
    composed = operations.Composed(secrecy="secret")
    ballot = operations.open_ballot(proposal=made, by=republic.olga, composed=composed)
    cast(ballot, republic.ben)
    assert not ballot.carries and decided(ballot).tally["counts"]["yes"] == 1
    assert not Carried.objects.exists()


def test_a_charter_that_lends_none_refuses_and_counts_none(republic):
    proposal = world.ready(republic)
    lend(republic, "ana", "ben")
    for charter in republic.linden.charters.all():
        charter.rules = charter.rules | {"lending": False}
        charter.save(update_fields=["rules"])
    with pytest.raises(delegations.MayNotLend):
        lend(republic, "cleo", "ben")
    ballot = operations.open_ballot(proposal=proposal, by=republic.olga)
    cast(ballot, republic.ben)
    assert decided(ballot).tally["counts"]["yes"] == 1


@pytest.mark.parametrize(("who", "to", "no"), [
    ("ana", "ana", delegations.MayNotLend), ("ana", "dov", delegations.MayNotLend),
    ("ana", "sam", delegations.MayNotLend), ("dov", "ana", powers.NoPower), ("zoe", "ana", powers.NoPower),
])  # fmt: skip
def test_only_who_votes_here_lends_and_only_to_another_who_does(republic, who, to, no):
    with pytest.raises(no):
        lend(republic, who, to)
    assert not Delegation.objects.exists()


def test_what_it_is_lent_for_has_to_be_there(republic):
    elsewhere = world.raised(republic, both=True)
    for what in ({"matter": "mobility//"}, {"proposal": elsewhere}):
        with pytest.raises(Refusal):
            lend(republic, "ana", "ben", **what)
    assert not Delegation.objects.exists()


def test_whoever_reads_the_letter_of_a_password_lends_no_vote_on_what_is_open(republic):
    world.at_vote(republic)
    republic.ana.recovered_at = clock.now() + timedelta(seconds=1)
    republic.ana.save()
    with pytest.raises(Refusal) as no:
        lend(republic, "ana", "ben")
    assert "set by a letter" in no.value.sentence


def test_the_export_repeats_who_carries_whom_from_every_act_of_lending(republic):
    lend(republic, "ana", "ben")
    lend(republic, "cleo", "ben", matter="water")
    lend(republic, "olga", "ana")
    ballot = world.at_vote(republic)
    lend(republic, "ben", "cleo")
    operations.take_back(assembly=here(republic, "linden"), person=republic.olga)
    cast(ballot, republic.cleo)
    cast(ballot, republic.olga, "no")
    files = export.files(decided(ballot))
    said = list(verify.checks(files))
    assert (
        "All 5 acts of lending are in the record of acts, none left out. 2 votes are carried by others, 0 are lost."
        in said
    )
    assert any("of 2 voters and 2 carried votes" in line for line in said)
    of_water = canonical.decode_exact(files[exports.LENT])["acts"][1]
    assert set(of_water) == {"number", "leaf"}, "what is about another matter stays sealed"


def tampered(files, change):
    lent = canonical.decode_exact(files[exports.LENT])
    change(lent)
    return {**files, exports.LENT: canonical.encode(lent)}


@pytest.mark.parametrize("change", [
    lambda lent: lent["acts"].pop(),
    lambda lent: lent["acts"].pop(0),
    lambda lent: lent["acts"][0].update(to="someone"),
    lambda lent: lent["acts"][0].update(number=lent["acts"][1]["number"]),
    lambda lent: lent["acts"].__setitem__(0, {"number": lent["acts"][0]["number"], "leaf": lent["acts"][0]["leaf"]}),
    lambda lent: lent["acts"].reverse(),
    lambda lent: lent["acts"].__setitem__(0, {**{k: lent["acts"][0][k] for k in ("number", "leaf")}, "erased": True}),
    lambda lent: lent["outside"].append("someone"),
    lambda lent: lent["places"].update(someone="there"),
], ids=["last", "first", "to", "number", "closed", "order", "erased", "outside", "places"])  # fmt: skip
def test_no_act_of_lending_can_be_left_out_or_altered(republic, change):
    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    lend(republic, "olga", "ben")
    cast(ballot, republic.ben)
    cast(ballot, republic.cleo, "no")
    files = export.files(decided(ballot))
    assert list(verify.checks(files))
    with pytest.raises((NotVerified, Refusal)):
        list(verify.checks(tampered(files, change)))
    with pytest.raises(NotVerified):
        list(verify.checks({name: data for name, data in files.items() if name != exports.LENT}))


def test_where_the_body_of_a_lending_is_gone_nothing_is_verified(republic):
    """Nothing erases a lending: who left keeps no name in it."""
    from assemblies.record.models import Body, Entry

    ballot = world.at_vote(republic)
    lend(republic, "ana", "ben")
    cast(ballot, republic.ben)
    cast(ballot, republic.cleo)
    made = decided(ballot)
    Body.objects.filter(entry_id=Entry.objects.get(type="VoteLent").pk).delete()
    with pytest.raises(NotVerified, match="does not open its seal"):
        list(verify.checks(export.files(made)))


def test_one_sees_hand_by_hand_where_the_own_vote_goes(republic):
    ballot = world.at_vote(republic)
    assert carrying.chain(ballot, republic.ana).hands == ()
    lend(republic, "ana", "ben")
    lend(republic, "ben", "cleo")
    found = carrying.chain(ballot, republic.ana)
    assert [hand.name for hand in found.hands] == ["Ben", "Cleo"] and found.carrier is None and not found.loop
    cast(ballot, republic.cleo)
    assert carrying.chain(ballot, republic.ana).carrier.name == "Cleo"
    cast(ballot, republic.ben)
    assert [hand.name for hand in carrying.chain(ballot, republic.ana).hands] == ["Ben"]
    lend(republic, "ana", None, proposal=ballot.proposal)
    assert carrying.chain(ballot, republic.ana).hands == ()
    lend(republic, "olga", "ana")
    operations.take_back(
        assembly=here(republic, "linden"), person=republic.ana, what=operations.For(proposal=ballot.proposal)
    )
    lend(republic, "ana", "olga")
    looped = carrying.chain(ballot, republic.ana)
    assert looped.loop and looped.carrier is None and [hand.name for hand in looped.hands] == ["Olga", "Ana"]


@pytest.mark.parametrize("matter", ["no/such/matter", "Mobility", "mobility/"])
def test_for_a_matter_that_there_is_not_nothing_is_lent(republic, matter):
    Network.objects.update(matters=[{"path": "mobility", "name": "Mobility"}])
    with pytest.raises(Refusal) as no:
        lend(republic, "ana", "ben", matter=matter)
    assert no.value.at == "/matter" and not Delegation.objects.exists()
