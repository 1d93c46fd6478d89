# SPDX-License-Identifier: AGPL-3.0-or-later
"""A quorum of approval: so many have to say yes, whoever takes part; nobody is told before the close whether they do."""

import pytest

from assemblies import clock
from assemblies.front import words
from assemblies.record import operations as record
from assemblies.voting import export, met, operations, passing
from assemblies.voting.models import Ballot, Decision
from governance import verify, ways
from tests.assemblies.voting.test_franchise import cast, decided, opened, seat

APPROVAL = {"quorum_count": "affirmative", "quorum_share": "1/2"}
"""Four of the eight who live in Ashby."""
STRICTER = {"method": "double-majority", "stricter": ["double-majority"]}


def said(client, path):
    return " ".join(client.get(path).content.decode().split())


def vote(republic, ballot, **choices):
    for name, choice in choices.items():
        cast(ballot, republic.people[name], choice)


def closed(ballot):
    with clock.travel(ballot.closes_at):
        assert operations.close_due() == 1
    record.seal_all()
    return Ballot.objects.get(pk=ballot.pk)


def test_before_the_close_nobody_is_told_whether_enough_said_yes(client, republic):
    ballot = opened(republic, **APPROVAL)
    vote(republic, ballot, ana="yes", ben="yes", cleo="yes", dov="yes", eva="abstain")
    page = said(client, f"/p/{ballot.proposal.public_id}/")
    assert (
        "For this to count, 4 people have to say yes. Whether that is so is told when voting closes." in page
    )
    assert "Enough people have voted" not in page and "people have to vote for this" not in page
    turnout = client.get(f"/api/v1/ballots/{ballot.public_id}").json()["turnout"]
    assert (turnout["quorum"], turnout["of_approval"], turnout["reached"]) == (4, True, None)
    client.force_login(republic.ana)
    tile = said(client, "/")
    assert "What counts is how many say yes." in tile and "Enough for it to count" not in tile
    client.force_login(republic.ines)
    [row] = client.get(f"/api/v1/assemblies/{ballot.assembly.public_id}/console").json()["open_ballots"]
    assert (row["quorum"], row["of_approval"]) == (4, True)


def test_many_took_part_and_too_few_said_yes(republic):
    ballot = opened(republic, **APPROVAL)
    vote(republic, ballot, ana="yes", ben="yes", cleo="yes", dov="no", eva="abstain", olga="abstain")
    tally = closed(ballot).tally
    assert tally["outcome"] == "no_quorum"
    assert tally["because"] == "No quorum, because 3 voted “yes” and at least 4 of 8 had to."
    assert list(met.told(ballot, tally)) == [(False, "3 of 8 people said yes. At least 4 had to.")]


def test_where_enough_said_yes_it_is_adopted_and_can_be_counted_again(client, republic):
    ballot = opened(republic, **APPROVAL)
    vote(republic, ballot, ana="yes", ben="yes", cleo="yes", dov="yes")
    decision = decided(ballot)
    assert decision.outcome == "adopted" and list(verify.checks(export.files(decision)))
    assert (True, "4 of 8 people said yes. At least 4 had to.") in list(met.told(ballot, decision.tally))
    page = said(client, f"/p/{ballot.proposal.public_id}/result/")
    assert "4 of 8 people said yes." in page and "how many had to take part" not in page


TAKING_PART = ("count for whether enough took part", "You count as taking part.")
"""What is said of no opinion and of lent votes where the quorum is of those who take part."""


@pytest.mark.parametrize(("rules", "is_said"), [({"quorum_share": "1/2"}, True), (APPROVAL, False)])
def test_nobody_is_told_that_taking_part_is_what_counts_where_only_a_yes_does(
    client, republic, rules, is_said
):
    operations.lend(assembly=republic.ashby, person=republic.dov, to=republic.ana)
    ballot = opened(republic, **rules)
    client.force_login(republic.ben)
    page = said(client, f"/p/{ballot.proposal.public_id}/")
    assert [words in page for words in TAKING_PART] == [is_said] * 2
    assert ("only a yes counts towards the number that is needed" in page) is not is_said
    chosen = {"step": "check", "choice": "abstain", "text": ballot.text_digest}
    checked = client.post(f"/p/{ballot.proposal.public_id}/ballot/", chosen)
    assert ("You count as taking part." in checked.content.decode()) is is_said
    vote(republic, ballot, ana="yes", ben="yes", cleo="yes")
    decided(ballot)
    page = said(client, f"/p/{ballot.proposal.public_id}/result/")
    assert "1 vote was carried by somebody it was lent to." in page
    assert ("counts for whether enough took part" in page) is is_said


def test_the_other_quorum_counts_who_takes_part(republic):
    ballot = opened(republic, quorum_share="1/2")
    vote(republic, ballot, ana="yes", ben="abstain", cleo="abstain", dov="abstain")
    assert closed(ballot).tally["outcome"] == "adopted"


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (
            {},
            "Passes if more than half of those who choose yes or no say yes. It counts if at least 4 of 8 people say",
        ),
        (
            {"method": "supermajority", "stricter": ["supermajority"]},
            "Passes if at least two thirds of those who choose yes or no say yes.",
        ),
        (
            {"threshold_of": "seats"},
            "more than half of all 8 who may vote say yes. It counts if at least 4 of 8",
        ),
        (
            STRICTER,
            "Yes has to win in at least 2 of the 2 places. It counts if at least 4 of 8 people say yes.",
        ),
        (
            STRICTER | {"weights": "population"},
            "Yes has to win in places that hold more than half of the weight",
        ),
        ({"franchise": "delegates"}, "It counts if at least 2 of 3 delegates say yes."),
        ({"franchise": "delegates", "weights": "population"}, "At least half of all weight has to say yes."),
        ({"franchise": "assemblies"}, "At least half of all weight has to say yes."),
    ],
)
def test_the_rule_says_who_has_to_say_yes(republic, rules, told):
    seat(republic, "ana", "dov", "eva")
    assert told in passing.of(opened(republic, **rules | APPROVAL))


def test_delegates_who_weigh_are_too_few_by_their_weight(client, republic):
    seat(republic, "ana", "dov", "eva")  # Linden's 400 by one, Weir's 300 by two
    ballot = opened(republic, franchise="delegates", weights="population", **APPROVAL)
    vote(republic, ballot, dov="yes", eva="yes", ana="abstain")
    page = said(client, f"/p/{ballot.proposal.public_id}/")
    assert "For this to count, 50% of all weight has to say yes." in page
    ballot = closed(ballot)
    assert ballot.tally["because"] == (
        "No quorum, because the votes “yes” weigh 300 of 700; at least 350 was needed."
    )
    assert ballot.weighed(ballot.tally) == "Too few said yes: 42.86% of all weight, and at least 50% had to."
    assert list(met.told(ballot, ballot.tally)) == [
        (False, "Yes has 42.86% of all weight. At least 50% had to say yes.")
    ]


def test_places_that_answer_yes_are_too_few(republic):
    ballot = opened(republic, franchise="assemblies", **APPROVAL | {"quorum_share": "1"})
    vote(republic, ballot, ana="yes", ben="yes", dov="no", eva="no")
    ballot = closed(ballot)
    assert ballot.weighed(ballot.tally) == "Too few answered yes: 1 of 2 places, and at least 2 had to."


def test_nobody_gets_round_it_with_options_and_the_charter_says_it(republic):
    asks = {"question": "Which?", "options": [{"name": "Yes"}, {"name": "No"}]}
    with pytest.raises(ways.MethodNotAllowed):
        opened(republic, method="plurality", asks=asks, **APPROVAL)
    assert not Ballot.objects.exists() and not Decision.objects.exists()
    told = dict(words.charter(APPROVAL))
    assert "At least half of those who may vote have to say yes." in told.values()
