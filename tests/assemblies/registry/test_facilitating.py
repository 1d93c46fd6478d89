# SPDX-License-Identifier: AGPL-3.0-or-later
"""No assembly is left without somebody to keep its procedure: naming, stepping down, and taking up an empty seat."""

import pytest

from assemblies.people import operations as people_operations
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations, queries
from assemblies.registry.models import Seat
from assemblies.registry.operations import Founding
from governance import entries
from governance.powers import NoPower
from tests.api.conftest import Program, problem

pytestmark = pytest.mark.django_db


def public(here, kind):
    record.seal_all()
    rows = Entry.objects.filter(record_id=here.public_record_id, type=kind).order_by("number")
    return [dict(entries.read(bytes(row.leaf)).facts) for row in rows]


def facilitates(person, here):
    return queries.facilitators(here).filter(person=person).exists()


def seats(here):
    return f"/a/{here.public_id}/seats/"


def left_alone(republic):
    """Linden, whose only facilitator has stepped down."""
    seat = Seat.objects.get(person=republic.olga, office="facilitator")
    operations.leave_seat(person=republic.olga, seat_id=seat.pk)
    return republic.linden


def test_a_facilitator_finds_somebody_who_lives_there_and_names_them(client, republic):
    client.force_login(republic.olga)
    found = client.get(seats(republic.linden), {"q": "Ben"}).context["found"]
    assert [seat.person for seat in found] == [republic.ben]
    for words in ("ben@valley.invalid", "BEN@VALLEY.INVALID", "valley", "be", " b"):
        assert not client.get(seats(republic.linden), {"q": words}).context["found"], words
    answer = client.post(seats(republic.linden), {"act": "name", "person": republic.ben.public_id})
    assert answer.status_code == 302
    assert facilitates(republic.ben, republic.linden) and facilitates(republic.olga, republic.linden)
    assert public(republic.linden, "FacilitatorSeated") == [{"how": "named"}]
    client.force_login(republic.ben)
    assert client.get(f"/a/{republic.linden.public_id}/console/").status_code == 200


@pytest.mark.parametrize("to", ["dov", "zoe", "sam"])
def test_only_somebody_who_lives_there_is_named(client, republic, to):
    client.force_login(republic.olga)
    answer = client.post(seats(republic.linden), {"act": "name", "person": republic.people[to].public_id})
    assert answer.status_code == 422 and not facilitates(republic.people[to], republic.linden)


@pytest.mark.parametrize("who", ["ana", "ines", "zoe"])
def test_nobody_but_a_facilitator_of_the_place_itself_names_one(client, republic, who):
    client.force_login(republic.people[who])
    page = client.get(seats(republic.linden), {"q": "ben"})
    assert not page.context["found"] and not page.context["may_name"]
    answer = client.post(seats(republic.linden), {"act": "name", "person": republic.ben.public_id})
    assert answer.status_code == 403 and not facilitates(republic.ben, republic.linden)


def test_stepping_down_says_when_nobody_is_left_and_stands_on_the_public_record(client, republic):
    client.force_login(republic.olga)
    way_out = f"/me/seats/{republic.linden.public_id}/facilitator/leave/"
    assert client.get(way_out).context["alone"]
    operations.name_facilitator(assembly=republic.linden, by=republic.olga, to=republic.ben)
    assert not client.get(way_out).context["alone"]
    assert client.post(way_out).status_code == 302
    assert not facilitates(republic.olga, republic.linden)
    assert len(public(republic.linden, "FacilitatorLeft")) == 1


def test_where_nobody_facilitates_anyone_at_home_takes_it_up_once(client, republic):
    here = left_alone(republic)
    for path in (f"/a/{here.public_id}/", f"/a/{here.public_id}/powers/", seats(here)):
        assert b"Nobody facilitates here." in client.get(path).content
    client.force_login(republic.ana)
    assert client.get(seats(here)).context["may_take_up"]
    client.post(seats(here), {"act": "take-up"})
    assert facilitates(republic.ana, here)
    assert public(here, "FacilitatorSeated") == [{"how": "taken_up"}]
    assert b"Nobody facilitates here." not in client.get(f"/a/{here.public_id}/").content
    client.force_login(republic.ben)
    assert client.post(seats(here), {"act": "take-up"}).status_code == 409
    assert not facilitates(republic.ben, here)


@pytest.mark.parametrize("who", ["dov", "ines", "zoe", "sam"])
def test_nobody_from_elsewhere_takes_it_up_not_even_who_facilitates_the_town(client, republic, who):
    here = left_alone(republic)
    client.force_login(republic.people[who])
    assert not client.get(seats(here)).context["may_take_up"]
    assert client.post(seats(here), {"act": "take-up"}).status_code == 403
    assert queries.nobody_facilitates(here)


def test_a_suspended_facilitator_keeps_no_procedure(client, republic):
    people_operations.deactivate(person=republic.olga)
    operations.take_up(assembly=republic.linden, person=republic.ana)
    assert facilitates(republic.ana, republic.linden)


def test_a_wider_place_is_taken_up_by_who_facilitates_a_place_inside_it(client, republic):
    valley = republic.valley
    for who in ("ana", "olga", "zoe"):  # Olga facilitates Linden, which lies two steps inside
        with pytest.raises((operations.NotAtHome, NoPower)):
            operations.take_up(assembly=valley, person=republic.people[who])
        assert not queries.may_take_up(republic.people[who], valley)
    assert queries.may_take_up(republic.ines, valley)
    operations.take_up(assembly=valley, person=republic.ines)
    assert facilitates(republic.ines, valley)


def test_where_nobody_lives_yet_a_facilitator_of_the_place_around_it_begins(republic):
    fresh = operations.found_assembly(
        network=republic.network, founding=Founding("Mill", 0, parent=republic.ashby)
    )
    fresh = queries.assembly(fresh.public_id)
    for who in ("ana", "olga"):
        with pytest.raises(NoPower):
            operations.take_up(assembly=fresh, person=republic.people[who])
    assert queries.may_take_up(republic.ines, fresh)
    operations.take_up(assembly=fresh, person=republic.ines)
    assert operations.invite(assembly=fresh, by=republic.ines)


def test_once_somebody_lives_there_the_place_around_it_has_no_say(republic):
    fresh = operations.found_assembly(
        network=republic.network, founding=Founding("Mill", 0, parent=republic.ashby)
    )
    fresh = queries.assembly(fresh.public_id)
    operations.take_home_seat(person=republic.zoe, assembly=fresh)
    with pytest.raises(NoPower):
        operations.take_up(assembly=fresh, person=republic.ines)
    operations.take_up(assembly=fresh, person=republic.zoe)


def test_first_facilitators_are_for_places_where_nobody_lives_and_nobody_facilitates(republic):
    fresh = operations.found_assembly(
        network=republic.network, founding=Founding("Mill", 0, parent=republic.ashby)
    )
    here = [row.pk for row in (fresh, republic.linden, republic.weir, republic.ashby)]
    assert operations.seat_first(person=republic.zoe, rows=here) == 1
    assert facilitates(republic.zoe, fresh) and not facilitates(republic.zoe, republic.weir)
    assert operations.seat_first(person=republic.ana, rows=here) == 0


def test_what_one_facilitates_is_a_list_to_choose_from_or_the_one_there_is(client, republic):
    client.force_login(republic.olga)
    answer = client.get("/me/facilitating/")
    assert answer.headers["Location"] == f"/a/{republic.linden.public_id}/console/"
    operations.take_seat(person=republic.olga, assembly=republic.far, office="facilitator")
    page = client.get("/me/facilitating/")
    assert [seat.assembly for seat in page.context["page"]] == [republic.far, republic.linden]


def test_no_page_shows_the_number_of_a_row(client, republic):
    client.force_login(republic.olga)
    page = client.get("/me/").content.decode()
    assert f"/me/seats/{republic.linden.public_id}/facilitator/leave/" in page
    for seat in Seat.objects.filter(person=republic.olga):
        assert client.get(f"/me/seats/{seat.pk}/leave/").status_code == 404
    client.force_login(republic.ana)
    assert client.get(f"/me/seats/{republic.linden.public_id}/facilitator/leave/").status_code == 404


def test_a_program_names_and_takes_up_by_the_same_rules(republic):
    olga, ana, ben = Program(republic.olga), Program(republic.ana), Program(republic.ben)
    linden = f"/assemblies/{republic.linden.public_id}"
    problem(ana("POST", f"{linden}/facilitators", {"person": republic.ben.public_id}), 403)
    problem(ana("POST", f"{linden}/facilitators/take-up", {}), 409)
    olga.send("POST", f"{linden}/facilitators", {"person": republic.ben.public_id})
    held = ana.get(f"{linden}/facilitators")["results"]
    assert [row["person"]["id"] for row in held] == [republic.olga.public_id, republic.ben.public_id]
    for who in (olga, ben):
        who.send("POST", "/me/seats/leave", {"assembly": republic.linden.public_id, "office": "facilitator"})
    assert ana.send("POST", f"{linden}/facilitators/take-up", {})["person"]["id"] == republic.ana.public_id
    assert facilitates(republic.ana, republic.linden)
