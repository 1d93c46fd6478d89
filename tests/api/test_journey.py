# SPDX-License-Identifier: AGPL-3.0-or-later
"""A program does what the pages do: raises, submits, seconds, talks, votes, closes, gives reasons."""

from datetime import timedelta

import pytest

from assemblies import clock
from assemblies.voting import queries as voting
from tests.api.conftest import Program, problem
from tests.republic import Republic

WORDS = {
    "title": "A bench by the weir",
    "summary": "Put one bench where people wait for the bus.",
    "text": "One bench, made of oak.",
    "matter": "mobility",
}


def test_a_proposal_from_draft_to_decision(republic: Republic) -> None:
    ana, ben, cleo, olga = (Program(getattr(republic, name)) for name in ("ana", "ben", "cleo", "olga"))
    draft = ana.send("POST", "/proposals", {**WORDS, "places": {republic.linden.public_id: "1"}})
    here = f"/proposals/{draft['id']}"
    assert draft["stage"] == "draft" and draft["places"] == {republic.linden.public_id: "1"}
    problem(ben("GET", here), 404)
    assert ben.get("/proposals")["results"] == []
    assert [row["id"] for row in ana.get("/me/proposals")["results"]] == [draft["id"]]

    changed = ana.send("PATCH", here, {"title": "A bench at the weir", "version": 1})
    assert (changed["title"], changed["version"], changed["summary"]) == (
        "A bench at the weir",
        2,
        WORDS["summary"],
    )
    problem(ana("PATCH", here, {"title": "Too late a change", "version": 1}), 409)

    moved = ana.send("POST", f"{here}/submit")
    assert moved["proposal"]["stage"] == "seconding"
    assert moved["placement"]["assembly"]["id"] == republic.linden.public_id
    ben.send("POST", f"{here}/second")
    assert cleo.send("POST", f"{here}/second")["stage"] == "deliberation"
    assert [row["came_by"] for row in ben.get(f"{here}/hearings")["results"]] == ["raised"]

    said = ben.send("POST", f"{here}/contributions", {"kind": "question", "text": "Who paints it?"})
    cleo.send("POST", f"{here}/contributions", {"text": "I do.", "reply_to": said["id"]})
    hidden = olga.send("POST", f"/contributions/{said['id']}/hide", {"reason": "Asked before."})
    assert hidden["text"] is None and hidden["hidden_because"] == "Asked before."
    assert [row["text"] for row in cleo.get(f"{here}/contributions")["results"]] == [None, "I do."]

    problem(olga("POST", f"{here}/ballot"), 409)  # too soon
    with clock.travel(clock.now() + timedelta(days=4)):
        ballot = olga.send("POST", f"{here}/ballot", {"no_means": "No bench."})
        _vote(republic, ballot)
        decision = _close(republic, ballot)
        assert decision["outcome"] == "adopted"
        told = olga.send(
            "POST", f"/decisions/{ballot['id']}/reasons", {"reasons": "Because people wait here."}
        )
    assert told["reasons"] == "Because people wait here."
    found = Program().get(f"/assemblies/{republic.linden.public_id}/decisions")["results"]
    assert [row["id"] for row in found] == [ballot["id"]]
    assert Program().get(f"{here}/decision")["id"] == ballot["id"]


def _vote(republic: Republic, ballot: dict) -> None:
    where = f"/ballots/{ballot['id']}"
    for name, choice in (("ana", "yes"), ("ben", "no"), ("cleo", "yes"), ("olga", "yes")):
        kept = Program(getattr(republic, name)).send(
            "PUT", f"{where}/vote", {"choice": choice, "text": ballot["text"]}
        )
        assert kept["choice"] == choice and len(kept["receipt"]) == 14
    Program(republic.ben).send("POST", f"{where}/vote", {"choice": "abstain", "text": ballot["text"]})
    mine, others = Program(republic.ben).get(where), Program().get(where)
    assert mine["my_vote"]["choice"] == "abstain" and others["my_vote"] is None
    assert mine["counts"] is None and others["counts"] is None and others["turnout"]["voted"] == 4
    problem(Program(republic.ben)("GET", f"{where}/votes"), 404)
    problem(Program(republic.dov)("PUT", f"{where}/vote", {"choice": "yes", "text": ballot["text"]}), 403)


def _close(republic: Republic, ballot: dict) -> dict:
    where = f"/ballots/{ballot['id']}"
    olga = Program(republic.olga)
    problem(Program(republic.ines)("POST", f"{where}/close"), 403)
    problem(
        olga("POST", f"{where}/close"), 409
    )  # Sam lives there and has not voted, and the hour has not come
    with clock.travel(voting.ballot(ballot["id"]).closes_at + timedelta(seconds=1)):
        decision = olga.send("POST", f"{where}/close")["decision"]
    assert olga.get(where)["counts"] == {"yes": 3, "no": 0, "abstain": 1}
    chose = {row["voter"]["name"]: row["choice"] for row in olga.get(f"{where}/votes")["results"]}
    assert chose[republic.ben.name] == "abstain"
    problem(Program(republic.fay)("GET", f"{where}/votes"), 403)
    return decision


def test_placements_can_be_tried_without_keeping_anything(republic: Republic) -> None:
    effects = {
        "matter": "water",
        "places": {republic.linden.public_id: "1/2", republic.weir.public_id: "0.5"},
    }
    found = Program(republic.ana).send("POST", "/placements", effects)
    assert found["assembly"]["id"] == republic.ashby.public_id and "Ashby" in found["because"]
    assert Program(republic.ana).get("/me/proposals")["results"] == []
    problem(Program(republic.zoe)("POST", "/placements", effects), 409)  # she lives nowhere
    elsewhere = {**effects, "raised_in": republic.far.public_id}
    assert (
        Program(republic.zoe).send("POST", "/placements", elsewhere)["assembly"]["id"]
        == republic.ashby.public_id
    )
    problem(Program()("POST", "/placements", effects), 401)


def test_coming_in_and_leaving(republic: Republic) -> None:
    linden = f"/assemblies/{republic.linden.public_id}"
    made = Program(republic.olga).send("POST", f"{linden}/invitations", {"number": 2})
    assert len({row["secret"] for row in made["invitations"]}) == 2
    zoe, secret = Program(republic.zoe), made["invitations"][0]["secret"]
    seat = zoe.send("POST", "/invitations/accept", {"secret": secret})
    assert seat["home"] and seat["assembly"]["id"] == republic.linden.public_id
    problem(Program(republic.fay)("POST", "/invitations/accept", {"secret": secret}), 409)
    left = {"assembly": republic.linden.public_id, "office": "member"}
    assert zoe.send("POST", "/me/seats/leave", left)["until"]
    problem(zoe("POST", "/me/seats/leave", left), 404)
    assert zoe.get("/me/seats")["results"] == []


def test_what_one_may_do_and_what_not(republic: Republic) -> None:
    ashby = f"/assemblies/{republic.ashby.public_id}/standing"
    held = {row["power"] for row in Program(republic.ines).get(ashby)["powers"] if row["held"]}
    assert {"open_ballot", "cast_vote"} <= held
    below = f"/assemblies/{republic.weir.public_id}/standing"
    held = {row["power"] for row in Program(republic.ines).get(below)["powers"] if row["held"]}
    assert "cast_vote" in held and "open_ballot" not in held, "wider is not stronger"
    nobody = Program().get(ashby)
    assert nobody["person"] is None and nobody["offices"] == []
    assert all(row["who"] for row in nobody["powers"])


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [
        ("ana", "/assemblies/{linden}/invitations", {}),
        ("ines", "/assemblies/{linden}/invitations", {}),
        ("ana", "/assemblies/{linden}/grants", {"person": "{zoe}", "power": "contribute", "days": 3}),
    ],
)
def test_what_only_a_facilitator_may(republic: Republic, who: str, path: str, body: dict) -> None:
    names = {"linden": republic.linden.public_id, "zoe": republic.zoe.public_id}
    body = {key: value.format(**names) if isinstance(value, str) else value for key, value in body.items()}
    problem(Program(getattr(republic, who))("POST", path.format(**names), body), 403)
    answer = problem(Program()("POST", path.format(**names), body), 401)
    assert "facilitators" in answer["detail"]
    Program(republic.olga).send("POST", path.format(**names), body)


def test_one_s_own_account(republic: Republic) -> None:
    ana = Program(republic.ana)
    assert ana.send("PATCH", "/me", {"name": "Ana Weaver", "language": "ar"})["name"] == "Ana Weaver"
    assert ana.get("/me")["language"] == "ar"
    problem(ana("PATCH", "/me", {"is_operator": True}), 400)
    assert Program()("GET", "/me")["WWW-Authenticate"].startswith("Bearer")


def test_a_matter_that_the_network_has_not_is_refused_alike_wherever_it_is_named(republic: Republic) -> None:
    republic.network.matters = [{"path": "mobility", "name": "Mobility"}]
    republic.network.save()
    ana, places = Program(republic.ana), {republic.linden.public_id: "1"}
    words = {"title": "Reopen the path", "summary": "The old path is opened again."}
    for matter, refused in (("dragons", True), ("mobility/dragons", True), ("mobility", False)):
        effects = {"matter": matter, "places": places}
        for path, body in (("/placements", effects), ("/proposals", {**words, **effects})):
            answer = ana("POST", path, body)
            if refused:
                no = problem(answer, 422)
                assert (no["code"], no["pointer"]) == ("unknown_matter", "/matter"), path
            else:
                assert answer.status_code in (200, 201), path
