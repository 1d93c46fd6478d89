# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a ballot: what is asked, what it takes, until when; the receipt; the result and how to check it."""

import json
import re

import pytest

from assemblies import clock
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations as registry
from assemblies.voting import operations
from assemblies.voting.models import Decision, Vote
from governance import canonical, entries, tallies
from tests import republic as world

RULE = "Passes if more than half of those who choose yes or no say yes, and at least 1 of 5 people take part."
BOTH = (
    "Passes if more than half of those who choose yes or no say yes, yes wins in at least 2 of the 2 places,"
    " and at least 2 of 8 people take part."
)


def cast(republic, ballot, **choices):
    for name, choice in choices.items():
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=republic.people[name],
            choice=choice,
            text_digest=ballot.text_digest,
        )


def decided(republic, ballot, **choices):
    cast(republic, ballot, **choices)
    with clock.travel(ballot.closes_at):
        operations.close_due()
    record.seal_all()
    return Decision.objects.get(ballot=ballot)


def page(client, ballot, path="", *, by=None, **data):
    if by is not None:
        client.force_login(by)
    at = f"/p/{ballot.proposal.public_id}/{path}"
    answer = client.post(at, data) if data else client.get(at)
    assert answer.status_code == 200, at
    return answer.content.decode()


@pytest.mark.parametrize(("both", "method", "rule"), [(False, "", RULE), (True, "double-majority", BOTH)])
def test_every_page_of_a_ballot_says_what_it_takes_to_pass(client, republic, both, method, rule):
    ballot = world.at_vote(republic, both=both, method=method)
    client.force_login(republic.ana)
    assert page(client, ballot).count(rule) == 2  # on the ballot's card and in the journey
    assert rule in page(client, ballot, "ballot/")
    assert rule in page(client, ballot, "ballot/", choice="yes")
    decided(republic, ballot, ana="yes", ben="yes", dov="yes") if both else decided(
        republic, ballot, ana="yes"
    )
    assert rule in page(client, ballot, "result/")


def test_a_proposal_says_plainly_who_votes(client, republic):
    shown = page(client, world.at_vote(republic))
    assert "5 people can vote" in shown and "Everyone who lived in Linden when voting opened" in shown


def test_the_ballot_says_what_is_asked_and_when_it_closes(client, republic):
    ballot = world.at_vote(republic)
    client.force_login(republic.ana)
    for shown in (page(client, ballot, "ballot/"), page(client, ballot, "ballot/", choice="no")):
        assert "Should Linden adopt this?" in shown
        closes = ballot.closes_at.astimezone()
        assert f"Closes {closes:%A} {closes.day} {closes:%B %Y}, " in shown
        assert "Linden local time" in shown and re.search(r"data-rel>in \d+ (days|hours)</time>", shown)


ASKED = ("What happens if it passes", "What happens if it does not pass")


@pytest.mark.parametrize(
    ("choice", "first", "then"),
    [
        (
            "yes",
            (f"{ASKED[0]}, as you choose", "The old path is opened again."),
            (ASKED[1], "Nothing changes."),
        ),
        (
            "no",
            (f"{ASKED[1]}, as you choose", "Nothing changes."),
            (ASKED[0], "The old path is opened again."),
        ),
        ("abstain", (ASKED[0], "The old path is opened again."), (ASKED[1], "Nothing changes.")),
    ],
)
def test_before_it_is_cast_a_vote_says_what_follows_either_way(client, republic, choice, first, then):
    ballot = world.at_vote(republic)
    client.force_login(republic.ana)
    told = page(client, ballot, "ballot/", choice=choice).split('<dl class="sum')[1]
    rows = re.findall(r"<dt>([^<]*)</dt><dd>(?:<span[^>]*>)?([^<]*)<", told)
    assert rows.index(first) + 1 == rows.index(then)
    assert ("What your answer does" in told) == (choice == "abstain")


def test_local_time_is_said_with_a_clock_and_a_place_or_not_at_all(client, republic):
    before, ready = (
        world.raised(republic, title="Mend the bridge"),
        world.ready(republic, title="Three limes"),
    )
    waits = world.discussed(republic, title="A bench")
    for proposal, times in ((before, 1), (ready, 0), (waits, 1), (world.at_vote(republic).proposal, 1)):
        shown = client.get(f"/p/{proposal.public_id}/").content.decode()
        said = re.findall(r"\d\d:\d\d</b><small>Linden local time · <time [^>]*>in \d+ \w+</time>", shown)
        assert shown.count("local time") == len(said) == times
    assert "A ballot can open now" in client.get(f"/p/{ready.public_id}/").content.decode()


def test_a_changed_vote_says_that_the_earlier_receipt_is_replaced(client, republic):
    ballot = world.at_vote(republic)
    client.force_login(republic.ana)
    vote = {"choice": "yes", "text": ballot.text_digest}
    first = client.post(f"/b/{ballot.public_id}/cast/", vote, follow=True).content.decode()
    assert "Your earlier receipt code finds nothing any more" not in first
    second = client.post(f"/b/{ballot.public_id}/cast/", vote, follow=True).content.decode()
    assert "Your earlier receipt code finds nothing any more" in second


def test_ones_own_page_lists_the_ballots_one_took_part_in_without_the_choices(client, republic):
    ballot = world.at_vote(republic)
    cast(republic, ballot, ana="abstain", ben="yes")
    client.force_login(republic.ana)
    shown = client.get("/me/").content.decode()
    assert ballot.proposal.title in shown and Vote.objects.get(voter=republic.ana).receipt in shown
    assert Vote.objects.get(voter=republic.ben).receipt not in shown
    assert "No opinion" not in shown and "abstain" not in shown


def test_the_result_counts_in_whole_numbers(client, republic):
    ballot = world.at_vote(republic, both=True, method="double-majority")
    decision = decided(republic, ballot, ana="yes", ben="yes", dov="yes", eva="no")
    shown = page(client, ballot, "result/")
    assert "4 of 8 people took part. At least 2 had to." in shown
    assert "3 of the 4 who chose yes or no said yes. At least 3 had to." in shown
    assert "Yes won in 1 of 2 places. At least 2 were needed." in shown
    assert "Bright circles said yes: 1 of 2." in shown
    assert {check["bound"] for check in decision.tally["checks"]} == {"1.6", "2", "1"}


@pytest.mark.parametrize(("by", "reads"), [(None, False), ("fay", False), ("ana", True)])
def test_only_those_who_may_read_the_votes_are_shown_the_way_to_them(client, republic, by, reads):
    ballot = world.at_vote(republic)
    decided(republic, ballot, ana="yes", ben="no", cleo="yes")
    shown = page(client, ballot, "result/", by=republic.people[by] if by else None)
    at = f"/p/{ballot.proposal.public_id}"
    for way in ("votes", "export"):
        assert (f'href="{at}/{way}/"' in shown) == reads
        assert (client.get(f"{at}/{way}/").status_code == 200) == reads
    assert ("Those who live in Linden or sit there can" in shown) != reads


@pytest.mark.parametrize(("both", "method"), [(False, ""), (True, "double-majority")])
def test_anyone_repeats_the_count_and_holds_it_against_the_public_record(client, republic, both, method):
    ballot = world.at_vote(republic, both=both, method=method)
    decision = decided(republic, ballot, ana="yes", ben="no", cleo="yes")
    assert f'href="/p/{ballot.proposal.public_id}/count/"' in page(client, ballot, "result/")
    given = json.loads(page(client, ballot, "count/"))
    again = tallies.tally(given)
    leaf = bytes(Entry.objects.get(pk=decision.entry_id).leaf)
    assert entries.read(leaf).facts["digest"] == canonical.ni(canonical.encode(again))
    assert republic.ana.public_id not in json.dumps(given)


def test_the_count_is_kept_back_until_the_close(client, republic):
    ballot = world.at_vote(republic)
    cast(republic, ballot, ana="yes")
    assert client.get(f"/p/{ballot.proposal.public_id}/count/").status_code == 404


def test_many_places_have_numbers_in_the_bowls_and_a_key_beside_them(client, republic):
    few = world.at_vote(republic, both=True)
    decided(republic, few, ana="yes", dov="yes")
    assert '<ul class="key"><li><b class="tab">1' not in page(client, few, "result/")
    names = [f"Meadowgate {n}" for n in range(1, 8)]
    rows = [world.Founding(name, 0, parent=republic.ashby) for name in names]
    world.registry.found_many(network=republic.network, foundings=rows)
    many = world.at_vote(republic, both=True)
    decided(republic, many, ana="yes", dov="no")
    shown = page(client, many, "result/")
    for number, name in enumerate(["Linden", *names, "Weir"], 1):
        assert f'<li><b class="tab">{number}</b> <span dir="auto">{name}</span></li>' in shown
        assert f">{number}</tspan></text>" in shown
    assert "Bright circles said yes: 1 of 9." in shown


def test_people_without_places_is_told_in_one_sentence_and_both_halves_are_drawn(client, republic):
    ballot = world.at_vote(republic, both=True, method="double-majority")
    decision = decided(republic, ballot, ana="yes", ben="yes", dov="yes", eva="no")
    assert decision.told == (
        "Not adopted: 75% of those who chose yes or no said yes, but only 1 of 2 places did; at least 2 were needed."
    )
    shown = page(client, ballot, "result/")
    assert shown.index("1. Most people") < shown.index("75% yes") < shown.index("2. Most places")
    assert "Share of all votes" in shown


def test_the_rule_s_line_stands_in_the_bar_of_all_votes(client, republic):
    ballot = world.at_vote(republic)
    decided(republic, ballot, ana="yes", ben="no", cleo="abstain")
    shown = page(client, ballot, "result/")
    assert 'class="tick" vector-effect="non-scaling-stroke" d="M133.3 0V40"' in shown
    assert "1. Most people" not in shown and "The line is what yes has to pass." in shown


FEW = "So few people voted, or all alike, that this result may give a single vote away."
FEW_OF_PLACE = "Where fewer than five people of a place voted, or all of them alike"


@pytest.mark.parametrize(
    ("answers", "warned"),
    [
        (("yes", "yes", "no", "abstain"), True),
        (("yes",) * 5, True),
        (("abstain",) * 5, True),
        (("yes", "yes", "yes", "yes", "no"), False),
    ],
)
def test_a_result_of_few_or_of_all_alike_says_what_it_may_give_away(client, republic, answers, warned):
    voters = ("ana", "ben", "cleo", "olga", "zoe")
    registry.take_home_seat(person=republic.zoe, assembly=republic.linden)
    ballot = world.at_vote(republic)
    decided(republic, ballot, **dict(zip(voters, answers, strict=False)))
    shown = page(client, ballot, "result/")
    assert (FEW in shown) is warned and FEW_OF_PLACE not in shown


def of_two_places(republic, linden, weir):
    """A decided ballot of Ashby's in which six people of each of its places chose so; None: did not vote."""
    people = {place: [] for place in (republic.linden, republic.weir)}
    for place, several in people.items():
        for number in range(6):
            one = Person.objects.create(
                email=f"{place.pk}-{number}@valley.invalid", name=f"Of {place.name} {number}"
            )
            registry.take_home_seat(person=one, assembly=place)
            several.append(one)
    ballot = world.at_vote(republic, both=True)
    for several, answers in zip(people.values(), (linden, weir), strict=True):
        for voter, choice in zip(several, answers, strict=False):
            operations.cast_vote(
                ballot=ballot.public_id, voter=voter, choice=choice, text_digest=ballot.text_digest
            )
    return ballot, decided(republic, ballot)


MIXED = ("yes", "yes", "yes", "no", "abstain", "no")


@pytest.mark.parametrize(
    ("weir", "warned"), [(("no", "yes"), True), (("no",) * 6, True), (MIXED, False), ((), False)]
)
def test_so_do_the_counts_of_places_where_one_is_so_small_or_all_alike(client, republic, weir, warned):
    ballot, _ = of_two_places(republic, MIXED, weir)
    shown = page(client, ballot, "result/")
    assert (FEW_OF_PLACE in shown) is warned and FEW not in shown
