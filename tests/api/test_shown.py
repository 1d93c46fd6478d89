# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages show of powers, proposals, ballots and decisions stands in the API too, in the same words."""

from datetime import timedelta

from django.test import Client

from assemblies import clock
from assemblies.record import operations as record
from assemblies.voting import operations as voting
from assemblies.voting.models import Ballot, Vote
from governance import powers
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.republic import Republic


def decided(republic: Republic) -> Ballot:
    ballot = small.at_vote(republic)
    for name, choice in (("ana", "yes"), ("ben", "yes"), ("cleo", "no")):
        voter = republic.people[name]
        voting.cast_vote(ballot=ballot.public_id, voter=voter, choice=choice, text_digest=ballot.text_digest)
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        voting.close_due()
    record.seal_all()
    return ballot


def test_the_whole_table_of_powers_is_told_to_anyone(republic: Republic) -> None:
    told = Program().get("/powers")["powers"]
    assert [row["power"] for row in told] == [power.value for power in powers.TABLE]
    invite = next(row for row in told if row["power"] == "invite")
    assert {one["place"]: one["who"] for one in invite["holders"]}["base"] == "its facilitators"
    assert [row["power"] for row in told if row["grantable"]] == ["read_acts", "contribute"]


def test_powers_and_standing_are_told_in_the_language_asked_for(republic: Republic) -> None:
    for path in ("/powers", f"/assemblies/{republic.linden.public_id}/standing"):
        english, arabic = (
            Program()("GET", path, Accept_Language=language).content.decode() for language in ("en", "ar")
        )
        assert "its facilitators" in english and "its facilitators" not in arabic, path


def test_who_could_take_up_an_empty_seat_is_told_that_they_could(republic: Republic) -> None:
    path = f"/assemblies/{republic.weir.public_id}/standing"
    told = [Program(who).get(path)["may_take_up"] for who in (republic.dov, republic.ana)]
    assert told == [True, False] and Program().get(path)["may_take_up"] is False


def test_a_ballot_says_what_it_takes_in_the_sentence_of_its_page(republic: Republic) -> None:
    ballot = small.at_vote(republic)
    told = Program().get(f"/ballots/{ballot.public_id}")["passes"]
    reader = Client()
    reader.force_login(republic.ben)
    page = reader.get(f"/p/{ballot.proposal.public_id}/ballot/").content.decode()
    assert told.startswith("Passes if more than half") and told in page
    assert Program(republic.ben).get("/me/ballots")["results"][0]["passes"] == told


def test_a_decision_says_each_part_of_its_rule_and_its_count(republic: Republic) -> None:
    ballot = decided(republic)
    told = Program().get(f"/decisions/{ballot.public_id}")
    page = Client().get(f"/p/{ballot.proposal.public_id}/result/").content.decode()
    assert told["passes"].startswith("Passes if") and len(told["checks"]) == 2
    assert all(check["holds"] and check["sentence"] in page for check in told["checks"])
    count = Program().get(f"/decisions/{ballot.public_id}/count")
    assert count == Client().get(f"/p/{ballot.proposal.public_id}/count/").json()
    assert {row["choice"]: row["count"] for row in count["votes"]} == {"yes": 2, "no": 1}


def test_a_decision_says_how_each_place_voted_and_when(republic: Republic) -> None:
    ballot = small.at_vote(republic, both=True)
    for name, choice in (("ana", "yes"), ("ben", "yes"), ("dov", "no"), ("eva", "no"), ("ines", "abstain")):
        voter = republic.people[name]
        voting.cast_vote(ballot=ballot.public_id, voter=voter, choice=choice, text_digest=ballot.text_digest)
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        voting.close_due()
    told = Program().get(f"/decisions/{ballot.public_id}")
    by_place = {row["assembly"]["name"]: (row["counts"], row["said_yes"]) for row in told["places"]}
    assert by_place == {
        "Linden": ({"yes": 2, "no": 0, "abstain": 0}, True),
        "Weir": ({"yes": 0, "no": 2, "abstain": 1}, False),
    }
    assert [row["voted"] for row in told["days"]] == [5, 5], "the day of the vote, and that of the close"


def test_a_receipt_is_found_after_the_close_and_tells_no_choice(republic: Republic) -> None:
    ballot = decided(republic)
    receipt = Vote.objects.filter(ballot=ballot).values_list("receipt", flat=True)[0]
    here = f"/decisions/{ballot.public_id}/receipts"
    assert Program().get(f"{here}/{receipt}") == {"receipt": receipt, "found": True}
    assert Program().get(f"{here}/AAAA-BBBB-CCCC")["found"] is False
    problem(Program()("GET", f"/decisions/{small.at_vote(republic).public_id}/receipts/{receipt}"), 404)
    problem(Program()("GET", f"/decisions/{small.at_vote(republic, title='Mend it').public_id}/count"), 404)


def test_a_proposal_says_what_it_waits_for(republic: Republic) -> None:
    seconding = Program().get(f"/proposals/{small.raised(republic).public_id}")["waits"]
    assert seconding["seconds_needed"] == 2 and seconding["seconding_until"] and not seconding["ballot_from"]
    talked = Program().get(f"/proposals/{small.discussed(republic).public_id}")["waits"]
    assert talked["ballot_from"] and talked["seconds_needed"] is None
    gone = decided(republic).proposal.public_id
    assert Program().get(f"/proposals/{gone}")["waits"] is None


def test_why_it_lies_where_it_lies_is_told_in_the_language_asked_for(republic: Republic) -> None:
    made = small.raised(republic, both=True).public_id
    for path in (f"/proposals/{made}/placements", f"/proposals/{made}/hearings"):
        english, arabic = (
            Program()("GET", path, Accept_Language=language).json()["results"][-1]["because"]
            for language in ("en", "ar")
        )
        assert "Ashby" in english and "Ashby" in arabic, path
        assert "lie in" in english and "lie in" not in arabic, path


def test_how_many_are_where_and_what_moved_on(republic: Republic) -> None:
    linden = f"/assemblies/{republic.linden.public_id}/proposals"
    moved = small.raised(republic, both=True)
    small.discussed(republic)
    draft = small.proposals.raise_proposal(
        author=republic.ana,
        raised_in=republic.linden,
        content=small.content(republic, title="Unready thought"),
    )
    counts = {row["stage"]: row["proposals"] for row in Program().get(f"{linden}/counts")["stages"]}
    assert counts == {"deliberation": 1, "moved": 1}, "a draft is counted for nobody"
    found = [row["id"] for row in Program().get(f"{linden}?which=moved")["results"]]
    assert found == [moved.public_id]
    assert draft.public_id not in str(Program(republic.ana).get(linden))
