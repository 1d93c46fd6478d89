# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is one's own, by program: tokens, what is kept about one, the way out, and what waits."""

import pytest
from django.test import Client

from assemblies import keyed
from assemblies.deliberation import operations as deliberation
from assemblies.people import operations as people
from assemblies.people.models import KeyedAnswer, Token
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.republic import Republic


class BySession(Program):
    """A page's own script: the session of somebody signed in, and no token."""

    def __init__(self, person: object) -> None:
        super().__init__()
        self.client.force_login(person, backend=people.BACKEND)  # type: ignore[arg-type]


def test_a_token_is_made_from_a_page_s_session_and_works(republic: Republic) -> None:
    made = BySession(republic.ana).send("POST", "/me/tokens", {"label": "my script"})
    assert made["label"] == "my script" and made["ended_at"] is None
    client = Client(headers={"Authorization": f"Bearer {made['secret']}"})
    assert client.get("/api/v1/me").json()["id"] == republic.ana.public_id


def test_a_token_makes_no_token_whoever_it_belongs_to(republic: Republic) -> None:
    ana = Program(republic.ana)
    no = problem(ana("POST", "/me/tokens", {"label": "another"}), 403)
    assert no["code"] == "not_by_token"
    assert Token.objects.filter(person=republic.ana).count() == 1
    problem(Program()("POST", "/me/tokens", {"label": "nobody's"}), 401)


def test_a_token_s_secret_is_told_once_and_kept_nowhere(republic: Republic) -> None:
    page = BySession(republic.ana)
    first = page.send("POST", "/me/tokens", {"label": "a"}, Idempotency_Key="one")
    again = page("POST", "/me/tokens", {"label": "a"}, Idempotency_Key="one")
    assert again.status_code == 201 and again["Idempotent-Replayed"] == "true"
    assert first["secret"] and again.json() == {**first, "secret": None}
    assert Token.objects.filter(person=republic.ana).count() == 1
    assert first["secret"] not in str(page.get("/me/tokens")) and first["secret"] not in str(
        page.get("/me/data")
    )
    kept = KeyedAnswer.objects.get(person=republic.ana)
    assert keyed._opened(kept.body)["body"]["secret"] is None


def test_a_token_does_not_get_what_a_session_s_key_was_answered(republic: Republic) -> None:
    BySession(republic.ana).send("POST", "/me/tokens", {"label": "a"}, Idempotency_Key="one")
    problem(Program(republic.ana)("POST", "/me/tokens", {"label": "a"}, Idempotency_Key="one"), 403)


def test_tokens_are_listed_and_ended_by_their_owner_alone(republic: Republic) -> None:
    ana, ben = Program(republic.ana), Program(republic.ben)
    row, secret = people.make_token(person=republic.ana, label="old")
    listed = {one["label"]: one for one in ana.get("/me/tokens")["results"]}
    assert set(listed) == {"test", "old"} and "secret" not in listed["old"]
    assert listed["test"]["is_this"] and not listed["old"]["is_this"]
    problem(ben("POST", f"/me/tokens/{row.public_id}/end"), 404)
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/me").status_code == 200
    assert ana.send("POST", f"/me/tokens/{row.public_id}/end")["ended_at"]
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/me").status_code == 401
    assert [one["label"] for one in ana.get("/me/tokens")["results"]] == ["test"]
    ana.send("POST", f"/me/tokens/{listed['test']['id']}/end")
    problem(ana("GET", "/me"), 401)


def test_what_is_kept_about_one_is_the_same_by_page_and_by_program(republic: Republic) -> None:
    ana, browser = Program(republic.ana), BySession(republic.ana).client
    told = ana.get("/me/data")
    assert told == browser.get("/me/data.json").json()
    assert told["email"] == republic.ana.email and told["seats"][0]["name"] == "Linden"
    assert [row["label"] for row in told["tokens"]] == ["test"]
    problem(Program()("GET", "/me/data"), 401)


def test_leaving_for_good_takes_a_session_and_a_word(republic: Republic) -> None:
    ana, page = Program(republic.ana), BySession(republic.ana)
    problem(ana("POST", "/me/leave", {"sure": True}), 403)
    problem(page("POST", "/me/leave", {"sure": False}), 400)
    republic.ana.refresh_from_db()
    assert republic.ana.is_active and republic.ana.seats.filter(until=None).exists()
    said = deliberation.contribute(
        proposal=small.discussed(republic), by=republic.ana, kind="comment", text="Mine."
    )
    assert page.send("POST", "/me/leave", {"sure": True, "erase": True}) == {}
    said.refresh_from_db()
    assert said.text == "" and said.erased_at
    republic.ana.refresh_from_db()
    assert not republic.ana.is_active and republic.ana.email.endswith("@left.invalid")
    assert not republic.ana.seats.filter(until=None).exists()
    problem(page("GET", "/me"), 401)
    problem(ana("GET", "/me"), 401)


def test_what_waits_around_one_s_home_is_what_the_first_page_shows(republic: Republic) -> None:
    seconding, talked = small.raised(republic), small.discussed(republic, title="Mend the bridge")
    ben, ana, zoe = (Program(getattr(republic, name)) for name in ("ben", "ana", "zoe"))
    told = ben.get("/me/waiting")
    assert [(row["proposal"], row["place"]) for row in told["seconding"]] == [(seconding.public_id, "Linden")]
    assert [row["proposal"] for row in told["talked_about"]] == [talked.public_id]
    assert ana.get("/me/waiting")["seconding"] == [], "it is her own"
    assert zoe.get("/me/waiting") == {"seconding": [], "talked_about": [], "claims": []}


def test_claims_wait_for_whoever_raised_it_and_for_the_neighbours(client: Client, republic: Republic) -> None:
    made = small.discussed(republic, title="Mend the bridge")
    dov, eva, ana, fay = (Program(getattr(republic, name)) for name in ("dov", "eva", "ana", "fay"))
    said = dov.send(
        "POST", f"/proposals/{made.public_id}/claims", {"kind": "affected", "reason": "It carries our road."}
    )

    def waiting(who: Program) -> list[tuple[str, bool]]:
        return [(row["claim"], row["mine"]) for row in who.get("/me/waiting")["claims"]]

    assert waiting(ana) == [(said["id"], True)] and waiting(eva) == [(said["id"], False)]
    assert waiting(dov) == waiting(fay) == []
    link = f"/p/{made.public_id}/claims/#c-{said['id']}"
    for who, words in (
        (republic.ana, "affected too by what you raised"),
        (republic.eva, "Do you stand behind"),
    ):
        client.force_login(who)
        page = client.get("/").content.decode()
        assert words in page and link in page
    eva.send("POST", f"/claims/{said['id']}/back", {})
    assert waiting(eva) == []
    dov.send("POST", f"/claims/{said['id']}/take-back", {})
    assert waiting(ana) == []


def test_one_s_seats_by_office(republic: Republic) -> None:
    olga = Program(republic.olga)
    assert len(olga.get("/me/seats")["results"]) == 2
    found = olga.get("/me/seats?office=facilitator")["results"]
    assert [row["assembly"]["name"] for row in found] == ["Linden"]


@pytest.mark.parametrize(("operator", "status"), [(True, 200), (False, 403)])
def test_letters_are_for_whoever_runs_it_and_never_for_a_token(
    republic: Republic, operator: bool, status: int
) -> None:
    people.keep_letter(to="ben@valley.invalid", subject="A new password", body="/account/password/reset/key/")
    republic.zoe.is_operator = operator
    republic.zoe.save()
    answer = BySession(republic.zoe)("GET", "/operator/letters")
    assert answer.status_code == status
    if operator:
        assert [row["subject"] for row in answer.json()["results"]] == ["A new password"]
    assert "password" not in problem(Program(republic.zoe)("GET", "/operator/letters"), 403)["detail"]


def test_the_instance_is_run_from_a_session_and_never_by_a_token(republic: Republic) -> None:
    republic.zoe.is_operator = True
    republic.zoe.save()
    page, token, ben = BySession(republic.zoe), Program(republic.zoe), republic.ben
    assert [row["name"] for row in page.get("/operator")["operators"]] == ["Zoe"]
    (found,) = page.get("/operator/accounts?q=BEN@valley.invalid")["results"]
    assert (found["id"], found["email"], found["is_active"]) == (ben.public_id, ben.email, True)
    here, why = f"/operator/accounts/{ben.public_id}", {"reason": "It sends the same to everyone."}
    for path, body in ((f"{here}/suspend", why), ("/operator/name", {"person": ben.public_id})):
        assert problem(token("POST", path, body), 403)["code"] == "not_by_token"
        assert problem(BySession(republic.ana)("POST", path, body), 403)["code"] == "no_power"
    problem(token("GET", "/operator/accounts?q=ben"), 403)
    assert page.send("POST", f"{here}/suspend", why)["reason"] == why["reason"]
    ben.refresh_from_db()
    assert not ben.is_active
    problem(page("POST", f"{here}/suspend", why), 409)
    lifted = page.send("POST", f"{here}/reinstate", {"reason": "It was a mistake."})
    assert lifted["lifted_by"]["name"] == "Zoe" and lifted["lifted_because"] == "It was a mistake."
    assert [row["person"]["name"] for row in page.get("/operator/suspensions")["results"]] == ["Ben"]
    problem(page("POST", "/operator/lay-down"), 409)
    named = page.send("POST", "/operator/name", {"person": ben.public_id})["operators"]
    assert {row["name"] for row in named} == {"Zoe", "Ben"}
    assert [row["name"] for row in page.send("POST", "/operator/lay-down")["operators"]] == ["Ben"]
    problem(page("GET", "/operator"), 403)
