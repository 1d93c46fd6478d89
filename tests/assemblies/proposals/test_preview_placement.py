# SPDX-License-Identifier: AGPL-3.0-or-later
"""While one fills the form in, the bowls and a sentence show who would decide and why."""

from decimal import Decimal

from django.urls import reverse

from assemblies.proposals.models import Placement, Proposal
from assemblies.registry import operations as registry
from tests.assemblies.proposals.test_raise_proposal import typed


def poor(world):
    """The valley holds next to nothing, so that what Ashby cannot pay nobody can."""
    money = world.network.means.get(code="GBP")
    registry.set_allotment(assembly=world.valley, means=money, amount=Decimal(10))


def asked(client, world, **more):
    answer = client.post(reverse("raise-placement"), typed(world, **more))
    assert answer.status_code == 200 and b"<html" not in answer.content
    return answer


def test_it_names_the_smallest_place_that_holds_all_and_draws_its_bowls(client, republic):
    client.force_login(republic.ana)
    answer = asked(client, republic)
    assert answer.context["preview"]["assembly"] == republic.ashby
    page = answer.content.decode()
    assert "Decided in Ashby, because the places affected" in page and 'class="bowls bowls-day"' in page
    assert not Proposal.objects.exists() and not Placement.objects.exists()


def test_it_follows_what_is_ticked(client, republic):
    client.force_login(republic.ana)
    shown = asked(client, republic, place=[republic.linden.public_id], **{"means-GBP": ""}).context["preview"]
    assert shown["assembly"] == republic.linden and shown["stays"]


def test_nobody_is_told_with_the_reason_of_each_candidate(client, republic):
    poor(republic)
    client.force_login(republic.ana)
    shown = asked(client, republic, **{"means-GBP": "9000"}).context["preview"]
    assert shown["assembly"] is None
    assert any("£9,000" in reason and "Ashby" in reason for reason in shown["reasons"])
    assert len(shown["reasons"]) == len(set(shown["reasons"])), "each is said once"


def test_a_form_half_filled_in_is_no_mistake(client, republic):
    client.force_login(republic.ana)
    assert "Pick what it is about" in asked(client, republic, matter="").content.decode()
    assert b"Write a number" in asked(client, republic, **{"means-GBP": "x"}).content


def test_without_javascript_a_button_shows_the_same_on_the_page(client, republic):
    client.force_login(republic.ana)
    page = client.post(reverse("raise"), typed(republic, do="place")).content.decode()
    assert "Decided in Ashby, because the places affected" in page and "<html" in page
    assert 'value="Paint the railings"' in page


def test_a_stranger_asks_in_vain(client, republic):
    assert client.post(reverse("raise-placement"), typed(republic)).status_code == 403


def test_a_place_that_does_not_exist_is_a_sentence_not_an_error(client, republic):
    client.force_login(republic.ana)
    assert "not known" in asked(client, republic, place=["0000000000000"]).content.decode()


def test_a_place_of_which_only_a_part_is_affected_is_an_outline_with_a_dot(client, republic):
    client.force_login(republic.ana)
    wide = [republic.linden.public_id, republic.far.public_id]
    page = asked(client, republic, place=wide, **{"means-GBP": ""}).content.decode()
    assert page.count('class="dot"') == 1 and "is-part" in page
    assert "Each dot is an affected place" in page
    near = asked(client, republic, **{"means-GBP": ""}).content.decode()
    assert 'class="dot"' not in near and "Each dot" not in near


def test_nobody_has_bowls_in_which_no_place_decides(client, republic):
    poor(republic)
    client.force_login(republic.ana)
    page = asked(client, republic, **{"means-GBP": "9000"}).content.decode()
    assert "Nobody can decide this</title>" in page and "decides</title>" not in page


def test_an_amount_that_is_no_number_is_said_by_name_and_at_its_field(client, republic):
    client.force_login(republic.ana)
    page = asked(client, republic, **{"means-GBP": "x"}).content.decode()
    assert "Money: Write a number" in page and 'data-wrong="GBP"' in page


def test_on_a_narrow_page_who_decides_and_why_unfold_with_the_bowls(client, republic):
    client.force_login(republic.ana)
    page = client.post(reverse("raise"), typed(republic, do="place")).content.decode()
    fold = page.split('<details class="votebar answer"')[1].split("</details>")[0]
    assert "Ashby would decide this" in fold and "because the places affected" in fold
    assert 'class="bowls bowls-day"' in fold
    assert page.count('id="who-t"') <= 1 and page.count('id="fold-t"') == 1


def test_a_matter_that_the_network_has_not_is_placed_before_nobody(client, republic):
    republic.network.matters = [{"path": "mobility", "name": "Mobility"}]
    republic.network.save()
    client.force_login(republic.ana)
    shown = asked(client, republic, matter="mobility/dragons").context["preview"]
    assert shown.get("assembly") is None and shown["ask"].startswith("Pick what it is about")
    assert asked(client, republic, matter="mobility").context["preview"]["assembly"]
