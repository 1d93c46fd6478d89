# SPDX-License-Identifier: AGPL-3.0-or-later
"""What facilitators do, by program: the console, invitations and exceptions listed and ended, whom to name."""

from datetime import timedelta

import pytest
from django.test import Client

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.people import operations as people
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.registry.models import Grant, Invitation
from governance.powers import Power
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.republic import Republic


def test_the_console_tells_facilitators_what_waits_and_nobody_else(republic: Republic) -> None:
    here = f"/assemblies/{republic.linden.public_id}/console"
    seconding, ballot = small.raised(republic, title="Mend the bridge"), small.at_vote(republic)
    talked = small.ready(republic, title="Plant three limes")
    deliberation.contribute(proposal=talked, by=republic.ben, kind="concern", text="And in winter?")
    unkind = deliberation.contribute(proposal=talked, by=republic.cleo, kind="comment", text="Unkind words.")
    deliberation.hide(contribution=unkind, by=republic.olga, reason="It is unkind.")
    told = Program(republic.olga).get(here)
    (one,) = told["discussed"]
    assert (one["proposal"], one["is_ready"], one["concerns"]) == (talked.public_id, True, 1)
    assert "Linden" in one["placed"]
    assert [row["proposal"] for row in told["seconding"]] == [seconding.public_id]
    (row,) = told["open_ballots"]
    assert (row["proposal"], row["voted"], row["may_close"]) == (ballot.proposal.public_id, 0, False)
    assert not {"yes", "no", "counts"} & set(row), "no count before the close"
    assert [(said["text"], said["proposal"]) for said in told["newest"]] == [
        ("And in winter?", talked.public_id)
    ]
    (hidden,) = told["hidden"]
    assert hidden["hidden_because"] == "It is unkind." and hidden["text"] is None
    for other in (republic.ana, republic.ines, republic.zoe):
        problem(Program(other)("GET", here), 403)
    problem(Program()("GET", here), 401)


def test_what_facilitators_did_is_told_to_anyone_in_sentences(republic: Republic) -> None:
    here = f"/assemblies/{republic.linden.public_id}/facilitators/acts"
    made = small.discussed(republic, title="Tea & cake <now>")
    said = deliberation.contribute(proposal=made, by=republic.cleo, kind="comment", text="Unkind words.")
    deliberation.hide(contribution=said, by=republic.olga, reason="It is unkind.")
    record.seal_all()
    (act,) = Program().get(here)["results"]
    assert act["type"] == "ContributionHidden" and act["subject"] == made.public_id
    assert act["told"].startswith("Olga hid a contribution to “Tea & cake <now>”")
    assert "unkind" not in act["told"], "why is for those who may read what was said"
    (act,) = Program(republic.ben).get(here)["results"]
    assert act["told"] == "Olga hid a contribution to “Tea & cake <now>”: It is unkind."


def test_the_record_is_told_in_sentences_by_pages_of_a_list(republic: Republic) -> None:
    here = f"/assemblies/{republic.linden.public_id}"
    small.discussed(republic)
    record.seal_all()
    size = Program().get(f"{here}/checkpoint")["size"]
    rows, following = [], f"{here}/told?limit=3"
    while following:
        page = Program().get(following.removeprefix("/api/v1"))
        rows, following = rows + page["results"], page["next"]
    assert [row["number"] for row in rows] == list(range(size))[::-1]
    assert rows[-1]["told"] == "Linden was founded."
    assert all(row["told"] and "<" not in row["told"] for row in rows)
    ids = [row["id"] for row in Program().get(f"{here}/entries")["results"]]
    assert [row["id"] for row in rows[::-1]] == ids


def test_what_a_ballot_would_be_is_told_before_it_opens(republic: Republic) -> None:
    made = small.ready(republic, both=True)
    deliberation.contribute(proposal=made, by=republic.ben, kind="concern", text="And in winter?")
    path, ines = f"/proposals/{made.public_id}/ballot-to-be", Program(republic.ines)
    told = ines.get(path)
    assert told["is_ready"] and told["concerns"] == 1
    assert [way["method"] for way in told["ways"]] == ["majority", "double-majority"]
    problem(Program(republic.olga)("GET", path), 403)
    opened = ines.send("POST", f"/proposals/{made.public_id}/ballot", {"method": "double-majority"})
    assert opened["passes"] == told["ways"][1]["rule"] and "2 of the 2 places" in opened["passes"]
    problem(ines("GET", path), 404)


def test_invitations_are_listed_without_their_secrets_and_ended(republic: Republic) -> None:
    here, olga = f"/assemblies/{republic.linden.public_id}/invitations", Program(republic.olga)
    told = olga.send("POST", here, {"number": 3})["invitations"]
    assert {row["id"] for row in told} == {row["id"] for row in olga.get(here)["results"]}
    made = [row["secret"] for row in told]
    offered = Program().get(f"/invitations/{made[0]}")
    assert offered["assembly"]["name"] == "Linden" and offered["home"] is None
    assert Program(republic.dov).get(f"/invitations/{made[0]}")["home"]["name"] == "Weir"
    Program(republic.zoe).send("POST", "/invitations/accept", {"secret": made[0]})
    listed = olga.get(here)["results"]
    assert len(listed) == 3 and not any(secret in str(listed) for secret in made)
    (taken,) = olga.get(f"{here}?state=taken")["results"]
    assert taken["used_by"]["name"] == "Zoe" and taken["made_by"]["name"] == "Olga"
    first = Invitation.objects.order_by("pk")[1]
    ended = olga.send("POST", f"{here}/{first.public_id}/end")
    assert ended["used_at"] is None
    assert [row["id"] for row in olga.get(f"{here}?state=over")["results"]] == [first.public_id]
    assert len(olga.get(f"{here}?state=open")["results"]) == 1
    problem(Program(republic.fay)("POST", "/invitations/accept", {"secret": made[1], "move": True}), 409)
    problem(Program()("GET", f"/invitations/{made[1]}"), 404)
    problem(olga("POST", f"{here}/{first.public_id}/end"), 409)
    problem(olga("POST", f"{here}/{taken['id']}/end"), 409)
    problem(Program(republic.ana)("GET", here), 403)
    problem(Program(republic.ines)("POST", f"{here}/{first.public_id}/end"), 403)
    elsewhere = f"/assemblies/{republic.weir.public_id}/invitations/{first.public_id}/end"
    registry.take_seat(person=republic.olga, assembly=republic.weir, office="facilitator")
    problem(olga("POST", elsewhere), 404)
    record.seal_all()
    types = [
        row["type"] for row in olga.get(f"{here.removesuffix('/invitations')}/entries?record=acts")["results"]
    ]
    assert types.count("InvitationMade") == 3 and types.count("InvitationEnded") == 1


def test_exceptions_are_given_by_code_listed_and_taken_back(republic: Republic) -> None:
    linden = f"/assemblies/{republic.linden.public_id}"
    here, olga, zoe = f"{linden}/grants", Program(republic.olga), Program(republic.zoe)
    made = small.discussed(republic)
    talk = f"/proposals/{made.public_id}/contributions"
    problem(zoe("GET", talk), 403)
    given = olga.send("POST", here, {"person": republic.zoe.public_id, "power": "read_acts", "days": 3})
    assert given["person"]["id"] == republic.zoe.public_id
    zoe.get(talk)
    assert [(row["person"]["name"], row["power"]) for row in olga.get(here)["results"]] == [
        ("Zoe", "read_acts")
    ]
    end = {"person": republic.zoe.public_id, "power": "read_acts"}
    problem(Program(republic.ana)("GET", here), 403)
    problem(Program(republic.ana)("POST", f"{here}/end", end), 403)
    problem(olga("POST", f"{here}/end", {**end, "power": "contribute"}), 409)
    olga.send("POST", f"{here}/end", end, Idempotency_Key="once")
    problem(zoe("GET", talk), 403)
    assert olga.get(here)["results"] == []
    again = olga("POST", f"{here}/end", end, Idempotency_Key="once")
    assert again["Idempotent-Replayed"] == "true"
    problem(olga("POST", f"{here}/end", end), 409)
    record.seal_all()
    told = [row["told"] for row in Program().get(f"{linden}/facilitators/acts")["results"]]
    assert told[0] == "Olga took back a power given to one person: Read the record of members' acts."


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"power": "contribute", "days": 3}, 400),
        ({"email": "zoe@valley.invalid", "power": "contribute", "days": 3}, 400),
        ({"person": "0" * 13, "power": "contribute", "days": 3}, 404),
        ({"person": "0" * 13, "email": "zoe@valley.invalid", "power": "contribute", "days": 3}, 400),
        ({"person": "0" * 13, "power": "cast_vote", "days": 3}, 400),
    ],
)
def test_an_exception_names_one_person_and_a_power_that_can_be_given(
    republic: Republic, body: dict, status: int
) -> None:
    problem(Program(republic.olga)("POST", f"/assemblies/{republic.linden.public_id}/grants", body), status)
    assert not Grant.objects.exists()


def test_a_facilitator_finds_whom_to_name_and_nobody_else_looks_people_up(republic: Republic) -> None:
    here = f"/assemblies/{republic.linden.public_id}/facilitators/nameable"
    olga = Program(republic.olga)
    (found,) = olga.get(f"{here}?q=ben")["results"]
    assert (found["person"]["id"], found["within"]) == (republic.ben.public_id, None)
    for words in ("be", "ben@valley.invalid", "valley.invalid", "%25%25%25", "___"):
        assert olga.get(f"{here}?q={words}")["results"] == [], words
    assert olga.get(f"{here}?q=dov")["results"] == [], "he lives elsewhere"
    problem(olga("GET", here), 400)
    for other in (Program(republic.ana), Program(republic.ines)):
        problem(other("GET", f"{here}?q=ben"), 403)
    problem(Program()("GET", f"{here}?q=ben"), 401)


def test_where_somebody_lives_is_told_of_namesakes_alone_and_no_nearer_than_is_needed(
    republic: Republic,
) -> None:
    registry.take_seat(person=republic.zoe, assembly=republic.valley, office="facilitator")
    ashby, valley = (
        f"/assemblies/{a.public_id}/facilitators/nameable" for a in (republic.ashby, republic.valley)
    )
    ines, zoe = Program(republic.ines), Program(republic.zoe)
    (found,) = ines.get(f"{ashby}?q=Dov")["results"]
    assert found == {"person": found["person"], "within": None} and "Weir" not in str(found)
    for one, place in ((republic.dov, "Weir"), (republic.fay, "Far"), (republic.ben, "Linden")):
        one.name = "Bo" if place != "Far" else "BO"
        one.save()
    told = {row["person"]["id"]: row["within"] for row in ines.get(f"{ashby}?q=bo")["results"]}
    assert told == {
        republic.ben.public_id: {"id": republic.linden.public_id, "name": "Linden"},
        republic.dov.public_id: {"id": republic.weir.public_id, "name": "Weir"},
    }
    told = {row["person"]["id"]: row["within"]["name"] for row in zoe.get(f"{valley}?q=bo")["results"]}
    assert told == {
        republic.ben.public_id: "Ashby",
        republic.dov.public_id: "Ashby",
        republic.fay.public_id: "Far",
    }
    browser = Client()
    browser.force_login(republic.zoe, backend=people.BACKEND)
    shown = browser.get(f"/a/{republic.valley.public_id}/seats/?q=bo").content.decode()
    assert shown.count(">Ashby<") == 2 and "Linden" not in shown and "Weir" not in shown


def test_pages_list_and_end_them_too(republic: Republic) -> None:
    browser = Client()
    browser.force_login(republic.olga, backend=people.BACKEND)
    until = clock.now() + timedelta(days=3)
    registry.grant(
        assembly=republic.linden, by=republic.olga, to=republic.zoe, power=Power.CONTRIBUTE, until=until
    )
    grants = f"/a/{republic.linden.public_id}/grants/"
    assert "Zoe" in browser.get(grants).content.decode()
    sent = {"act": "end", "person": republic.zoe.public_id, "power": "contribute"}
    assert browser.post(grants, {**sent, "power": "cast_vote"}).status_code == 404
    assert browser.post(grants, sent).status_code == 302
    assert "Zoe" not in browser.get(grants).content.decode()
    (secret,) = registry.invite(assembly=republic.linden, by=republic.olga)
    invite, row = f"/a/{republic.linden.public_id}/invite/", Invitation.objects.get()
    page = browser.get(invite).content.decode()
    assert row.public_id in page and secret not in page
    assert browser.post(invite, {"act": "end", "invitation": row.public_id}).status_code == 302
    assert row.public_id not in browser.get(invite).content.decode()
    with pytest.raises(registry.NotInvited):
        registry.accept_invitation(person=republic.zoe, secret=secret)


ASKED = {"question": "Which?", "options": [{"name": "Trees"}, {"name": "An oven"}, {"name": "Beds"}]}


@pytest.mark.parametrize(
    ("wanted", "at"),
    [
        ({"method": "plurality", "asks": ASKED | {"places": 2}}, "/asks/places"),
        ({"method": "irv", "asks": ASKED | {"options": ASKED["options"][:1]}}, "/asks/options"),
        ({"method": "irv", "asks": ASKED, "yes_means": "It is so."}, "/yes_means"),
        ({"method": "majority", "asks": ASKED}, "/asks/question"),
        ({"method": "majority", "lot": True}, "/lot"),
        ({"method": "supermajority"}, "/method"),
    ],
)
def test_what_would_be_passed_over_in_silence_is_refused_at_its_place(
    republic: Republic, wanted: dict[str, object], at: str
) -> None:
    made, olga = small.ready(republic), Program(republic.olga)
    no = problem(olga("POST", f"/proposals/{made.public_id}/ballot", wanted), 422)
    assert (no["pointer"], no["detail"] != "") == (at, True)
    problem(olga("GET", f"/proposals/{made.public_id}/ballot"), 404)
