# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations from the making to the seat, and looking around where it is a demonstration."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from assemblies import clock
from assemblies.people.models import Person
from assemblies.record.models import Said
from assemblies.registry import operations, queries
from assemblies.registry.models import Invitation, Network, Seat


def made(client, republic, number=3):
    client.force_login(republic.olga)
    return client.post(f"/a/{republic.linden.public_id}/invite/", {"number": number})


def test_a_facilitator_makes_slips_each_with_its_own_link(client, republic):
    page = made(client, republic)
    links = [link for _row, link in page.context["slips"]]
    assert len(set(links)) == 3 and all(link.encode() in page.content for link in links)
    assert page.headers["Cache-Control"] == "no-store"
    assert Invitation.objects.filter(assembly=republic.linden).count() == 3


def test_a_lost_slip_is_found_in_the_list_by_its_number_and_says_its_last_moment_and_network(
    client, republic
):
    Network.objects.update(time_zone="Asia/Tokyo", name="The valley of the Asker")
    late = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)  # the next morning by the assembly's clocks
    with clock.travel(late):
        page = made(client, republic)
        slips = re.findall(r'<li class="card slip.*?</li>', page.content.decode(), re.S)
        rows = [row for row, _link in page.context["slips"]]
        assert len({row.slip for row in rows}) == len(slips) == 3
        for row, slip in zip(rows, slips, strict=True):
            assert f"No. {row.slip}" in slip and "The valley of the Asker" in slip
            assert "until 23 December 2026, 05:30." in slip and row.public_id.upper().startswith(row.slip)
        listed = client.get(f"/a/{republic.linden.public_id}/invite/").content.decode()
        assert re.findall(r"No\. (\w+)", listed) == [row.slip for row in rows]
        assert f'value="{rows[1].public_id}"' in listed and "until 23 December 2026, 05:30" in listed


@pytest.mark.parametrize("who", ["ana", "ines", "zoe"])
def test_nobody_else_invites(client, republic, who):
    client.force_login(republic.people[who])
    assert client.get(f"/a/{republic.linden.public_id}/invite/").status_code == 403
    assert client.post(f"/a/{republic.linden.public_id}/invite/", {"number": 1}).status_code == 403
    assert not Invitation.objects.exists()


def test_no_more_than_a_hundred_at_a_time(client, republic):
    assert made(client, republic, 101).status_code == 422
    assert not Invitation.objects.exists()


def test_an_invitation_shows_the_place_and_gives_the_seat_once(client, republic):
    path = made(client, republic).context["slips"][0][1].removeprefix("http://testserver")
    client.logout()
    page = client.get(path)
    assert b"Linden" in page.content and f"/account/signup/?next={path}".encode() in page.content
    assert client.post(path).status_code == 403
    client.force_login(republic.zoe)
    answer = client.post(path)
    assert answer.headers["Location"] == f"/a/{republic.linden.public_id}/"
    assert queries.home_seat(republic.zoe, republic.network).assembly == republic.linden
    client.force_login(Person.objects.create(email="late@valley.invalid", name="Late"))
    assert client.get(path).status_code == 409 and client.post(path).status_code == 409


def test_who_has_a_home_keeps_it_and_the_invitation_waits(client, republic):
    path = made(client, republic).context["slips"][0][1].removeprefix("http://testserver")
    client.force_login(republic.dov)
    assert client.get(path).context["home_seat"].assembly == republic.weir
    assert client.post(path).status_code == 409
    assert not Invitation.objects.exclude(used_at=None).exists()


def test_a_home_moves_with_one_act_recorded_in_both_places(client, republic):
    path = made(client, republic).context["slips"][0][1].removeprefix("http://testserver")
    client.force_login(republic.dov)
    page = client.get(path).content.decode()
    assert "Move my home here" in page and "Stay in Weir" in page
    before = Said.objects.order_by("-pk").values_list("pk", flat=True).first()
    answer = client.post(path, {"act": "move"})
    assert answer.headers["Location"] == f"/a/{republic.linden.public_id}/"
    assert queries.home_seat(republic.dov, republic.network).assembly == republic.linden
    assert not Seat.objects.filter(person=republic.dov, assembly=republic.weir, until=None).exists()
    said = Said.objects.filter(pk__gt=before).order_by("pk").values_list("record_id", "type")
    assert list(said) == [
        (republic.weir.acts_record_id, "SeatLeft"),
        (republic.linden.acts_record_id, "SeatTaken"),
    ]
    assert Invitation.objects.get(used_by=republic.dov)


def test_an_invitation_that_has_run_out_moves_nobody(client, republic):
    path = made(client, republic).context["slips"][0][1].removeprefix("http://testserver")
    client.force_login(republic.dov)
    with clock.travel(clock.now() + timedelta(days=operations.INVITATION_DAYS, hours=1)):
        assert client.post(path, {"act": "move"}).status_code == 409
    assert queries.home_seat(republic.dov, republic.network).assembly == republic.weir


def test_who_lives_there_already_spends_no_invitation(client, republic):
    path = made(client, republic).context["slips"][0][1].removeprefix("http://testserver")
    client.force_login(republic.ana)
    assert b"already" in client.get(path).content
    assert client.post(path, {"act": "move"}).status_code == 409
    assert not Invitation.objects.exclude(used_at=None).exists()


def test_an_invitation_runs_out(client, republic):
    path = made(client, republic).context["slips"][0][1].removeprefix("http://testserver")
    with clock.travel(clock.now() + timedelta(days=operations.INVITATION_DAYS, hours=1)):
        assert client.get(path).status_code == 409


@pytest.fixture
def shown(republic):
    republic.ana.look_around = "Ana lives in Linden."
    republic.ana.save()
    return republic


def test_looking_around_is_there_only_in_a_demonstration_on_this_machine(client, settings, shown):
    for demonstration, loopback in ((False, True), (True, False), (False, False)):
        Network.objects.update(demonstration=demonstration)
        settings.LISTENS_ON_LOOPBACK = loopback
        assert client.get("/look-around/").status_code == 404
        assert client.post("/look-around/", {"person": shown.ana.public_id}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_visitor_looks_around_as_somebody_made_up_and_nobody_else(client, settings, shown):
    Network.objects.update(demonstration=True)
    settings.LISTENS_ON_LOOPBACK = True
    page = client.get("/look-around/")
    assert b"Ana lives in Linden." in page.content and b"Ben" not in page.content
    assert client.post("/look-around/", {"person": shown.ben.public_id}).status_code == 409
    assert "_auth_user_id" not in client.session
    client.post("/look-around/", {"person": shown.ana.public_id})
    assert client.session["_auth_user_id"] == str(shown.ana.pk)


def test_a_seat_taken_by_invitation_is_a_home_seat(client, republic):
    path = made(client, republic).context["slips"][0][1].removeprefix("http://testserver")
    client.force_login(republic.zoe)
    client.post(path)
    assert Seat.objects.get(person=republic.zoe).home
