# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the instance is handed on and never lost; suspending has a reason and gives no say in anything."""

import pytest

from assemblies.people import operations
from assemblies.people.models import Letter, Person, Suspension
from governance import powers
from governance.powers import Office, Power
from governance.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(republic, settings):
    settings.EMAIL_BACKEND = "assemblies.people.letters.KeepLetters"
    operations.make_operator(person=republic.olga)
    return republic.olga


def act(client, path="/operator/", **given):
    return client.post(path, given)


def test_the_running_is_handed_on_by_the_page(client, republic, olga):
    client.force_login(olga)
    page = client.get("/operator/", {"q": "dov"}).content.decode()
    assert republic.dov.public_id in page and "Dov" in page
    assert act(client, act="name", person=republic.dov.public_id).status_code == 302
    assert act(client, act="lay-down").status_code == 302
    assert [row.name for row in Person.objects.filter(is_operator=True)] == ["Dov"]


def test_the_last_operator_neither_lays_it_down_nor_leaves_without_naming_another(client, republic, olga):
    client.force_login(olga)
    for path, given in (("/operator/", {"act": "lay-down"}), ("/me/leave/", {"sure": "yes"})):
        no = client.post(path, given)
        assert no.status_code == 409 and b"You are the only one who runs this instance" in no.content
    olga.refresh_from_db()
    assert (
        olga.is_operator
        and olga.is_active
        and olga.name == "Olga"
        and olga.seats.filter(until=None).count() == 2
    )
    operations.name_operator(by=olga, to=republic.dov)
    assert client.post("/me/leave/", {"sure": "yes"}).status_code == 200


def test_who_is_suspended_is_no_operator_left(republic, olga):
    operations.name_operator(by=olga, to=republic.dov)
    operations.suspend(by=olga, person=republic.dov, reason="Shared the password")
    with pytest.raises(operations.LastOperator):
        operations.lay_down(person=olga)


def test_an_account_is_suspended_and_given_back_with_reasons_that_stay_and_are_told(client, republic, olga):
    client.force_login(olga)
    _token, secret = operations.make_token(person=republic.ana, label="minutes")
    who, road = republic.ana.public_id, "/operator/accounts/"
    assert act(client, road, act="suspend", person=who, reason="Spam in every talk").status_code == 302
    republic.ana.refresh_from_db()
    assert not republic.ana.is_active
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert type(client)().get("/api/v1/me", **bearer).status_code == 401
    assert "Spam in every talk" in client.get("/operator/").content.decode()
    assert act(client, road, act="suspend", person=who, reason="Once more").status_code == 409
    assert act(client, road, act="reinstate", person=who, reason="It was her brother").status_code == 302
    republic.ana.refresh_from_db()
    assert republic.ana.is_active
    kept = Suspension.objects.get()
    assert (kept.by, kept.reason, kept.lifted_because) == (olga, "Spam in every talk", "It was her brother")
    letters = [row.body for row in Letter.objects.filter(to=republic.ana.email).order_by("pk")]
    assert "Spam in every talk" in letters[0] and "It was her brother" in letters[1]


@pytest.mark.parametrize("reason", ["", "no", "x" * 301])
def test_no_account_is_suspended_without_a_reason(republic, olga, reason):
    with pytest.raises(Refusal):
        operations.suspend(by=olga, person=republic.ana, reason=reason)
    republic.ana.refresh_from_db()
    assert republic.ana.is_active and not Suspension.objects.exists()


@pytest.mark.parametrize("who", ["ines", "ana", "zoe"])
def test_nobody_else_does_any_of_it(client, republic, olga, who):
    person = republic.people[who]
    client.force_login(person)
    assert client.get("/operator/").status_code == 403
    assert act(client, act="name", person=person.public_id).status_code == 403
    given = {"act": "suspend", "person": olga.public_id, "reason": "because I say so"}
    assert act(client, "/operator/accounts/", **given).status_code == 403
    with pytest.raises(powers.NoPower):
        operations.suspend(by=person, person=olga, reason="because I say so")
    with pytest.raises(powers.NoPower):
        operations.name_operator(by=person, to=person)
    assert not Suspension.objects.exists()


def test_the_table_gives_these_powers_to_whoever_runs_it_and_nobody_else():
    for power in (Power.APPOINT, Power.SUSPEND):
        assert {powers.holders(power, place) for place in powers.COLUMNS} == {Office.OPERATOR}
        assert power not in powers.GRANTABLE
