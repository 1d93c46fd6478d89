# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where delegates or places weigh, enough has taken part when enough weight has: on pages, by program, in results."""

import pytest

from assemblies.voting import franchised, met, passing
from tests.assemblies.voting.test_franchise import cast, decided, opened, seat


def said(client, ballot):
    return " ".join(client.get(f"/p/{ballot.proposal.public_id}/").content.decode().split())


def by_program(client, ballot):
    return client.get(f"/api/v1/ballots/{ballot.public_id}").json()["turnout"]


def test_delegates_have_taken_part_with_their_weight_not_with_their_number(client, republic):
    seat(republic, "ana", "dov", "eva")  # Linden's 400 by one, Weir's 300 by two
    ballot = opened(republic, franchise="delegates", weights="population", quorum_share="1/2")
    cast(ballot, republic.dov)
    cast(ballot, republic.eva)
    told = by_program(client, ballot)
    assert (told["voted"], told["quorum"], told["reached"]) == (2, None, False)
    assert told["weight"] == {"cast": "300", "all": "700", "needed": "350"}
    assert "42.86% of all weight has taken part. 50% are needed" in said(client, ballot)
    cast(ballot, republic.ana)
    told = by_program(client, ballot)
    assert told["reached"] is True and told["weight"]["cast"] == "700"
    assert "Enough has taken part for this to count: 100% of all weight" in said(client, ballot)


def test_the_law_too_says_in_weight_why_it_came_out_so(client, republic):
    seat(republic, "ana", "dov", "eva")
    ballot = opened(republic, franchise="delegates", weights="population", quorum_share="1/2")
    for name in ("ana", "dov"):
        cast(ballot, republic.people[name])
    tally = decided(ballot).tally
    assert tally["because"] == (
        "Adopted, because the votes “yes” weigh 550 and those “no” 0; more than 275 was needed."
    )


def test_a_place_takes_part_once_enough_of_its_people_voted(client, republic):
    weir = republic.weir.charters.get()
    weir.rules = weir.rules | {"quorum_share": "1"}
    weir.save(update_fields=["rules"])
    ballot = opened(republic, franchise="assemblies", quorum_share="2/3")
    assert by_program(client, ballot)["reached"] is False
    for name in ("ana", "dov"):
        cast(ballot, republic.people[name])
    assert by_program(client, ballot)["weight"] == {"cast": "1", "all": "2", "needed": "4/3"}
    client.force_login(republic.ana)
    assert "What counts is the weight that takes part." in client.get("/").content.decode()
    assert "Enough for it to count" not in client.get("/").content.decode()


def test_where_people_are_asked_for_nothing_is_told_in_weight(client, republic):
    ballot = opened(republic)
    told = by_program(client, ballot)
    assert told["weight"] is None and told["quorum"] == ballot.quorum and told["reached"] is False
    assert "of all weight" not in said(client, ballot)


def test_people_of_a_double_majority_are_counted_in_people_whatever_their_places_weigh(republic):
    ballot = opened(republic, method="double-majority", weights="population", stricter=["double-majority"])
    for name in ("ana", "ben", "cleo"):
        cast(ballot, republic.people[name])
    parts = [sentence for _, sentence in met.told(ballot, decided(ballot).tally)]
    assert parts == [
        "3 of 8 people took part. At least 2 had to.",
        "3 of the 3 who chose yes or no said yes. At least 2 had to.",
        "Places with 57.14% of all weight are for it. More than 50% were needed.",
    ]


@pytest.mark.parametrize("franchise", ["delegates", "assemblies"])
def test_where_all_abstain_no_line_is_told_in_per_cent_of_nothing(client, republic, franchise):
    seat(republic, "ana", "dov")
    ballot = opened(republic, franchise=franchise, weights="population")
    for name in ("ana", "dov"):
        cast(ballot, republic.people[name], "abstain")
    made = decided(ballot)
    assert made.outcome == "rejected"
    page = client.get(f"/p/{ballot.proposal.public_id}/result/").content.decode()
    assert "More than 0% were needed" not in page and "line is at 0%" not in page
    if franchise == "delegates":
        assert "Not adopted: nobody chose yes or no." in page and "Nobody chose yes or no." in page


def test_a_secret_ballot_says_before_the_vote_what_numbers_of_places_may_tell(client, republic):
    ballot = opened(republic, secrecy="secret", franchise="assemblies")
    warning = "Where fewer than five people of a place vote, or all of them alike"
    client.force_login(republic.ana)
    at = f"/p/{ballot.proposal.public_id}/ballot/"
    assert warning in client.get(at).content.decode()
    sent = {"choice": "yes", "text": ballot.text_digest, "step": "check"}
    assert warning in client.post(at, sent).content.decode()
    assert warning in client.get(f"/api/v1/ballots/{ballot.public_id}").json()["warning"]


def test_a_secret_ballot_of_people_says_so_only_where_they_are_few_and_an_open_one_never(client, republic):
    few = "So few people may vote here"
    ballot = opened(republic, secrecy="secret")
    client.force_login(republic.ana)
    at = f"/p/{ballot.proposal.public_id}/ballot/"
    page = client.get(at).content.decode()
    assert few not in page and "of a place vote" not in page
    type(ballot).objects.filter(pk=ballot.pk).update(seats=4)
    assert few in client.get(at).content.decode()
    type(ballot).objects.filter(pk=ballot.pk).update(secrecy="open")
    assert few not in client.get(at).content.decode()


def test_the_rule_says_at_least_where_two_thirds_of_all_are_enough(republic):
    ballot = opened(republic, method="supermajority", threshold_of="seats", stricter=["supermajority"])
    assert "Passes if at least two thirds of all 8 who may vote say yes." in passing.of(ballot)


def test_the_rule_of_a_double_majority_of_all_names_the_weight_of_places(client, republic):
    ballot = opened(
        republic,
        method="double-majority",
        weights="population",
        threshold_of="seats",
        stricter=["double-majority"],
    )
    assert "yes wins in places that hold more than half of the weight of all 2" in passing.of(ballot)
    assert "in at least 2 of the 2 places" not in passing.of(ballot)
    for name in ("ana", "ben", "cleo", "olga"):
        cast(ballot, republic.people[name])
    cast(ballot, republic.dov, "abstain")
    decided(ballot)
    page = " ".join(client.get(f"/p/{ballot.proposal.public_id}/result/").content.decode().split())
    assert "This needed most people, and places with more than half of all weight." in page
    assert "2. Places by weight" in page and "weighs 57.14%" in page
    assert "only “No opinion”, 1 vote" in page and "0% yes, 1 vote" not in page


def test_one_person_is_no_people():
    assert franchised.may_vote("people", 1, 30).endswith("30 days before voting opened can vote: 1 person.")
