# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in by an invitation with scripts switched off: an account, a seat, and the way out again."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]


def test_a_facilitator_invites_and_a_neighbour_takes_the_seat_without_scripts(visit: Open) -> None:
    gwen = visit("Gwen", java_script_enabled=False)
    gwen.goto("/")
    gwen.locator("ul.chips").get_by_role("link", name="Mill Lane").click()
    gwen.get_by_role("link", name="Invite people").click()
    gwen.get_by_label("How many invitations?").fill("2")
    gwen.get_by_role("button", name="Make the invitations").click()
    slips = gwen.locator(".slip .hash")
    expect(slips).to_have_count(2)
    link = slips.first.inner_text()

    newcomer = visit(lenient=True, java_script_enabled=False, viewport={"width": 390, "height": 800})
    newcomer.goto(link)
    expect(newcomer.locator("h1")).to_have_text("Take your seat in Mill Lane")
    newcomer.get_by_role("link", name="Make an account").click()
    newcomer.get_by_label("Your name").fill("Wren Newcomer")
    newcomer.get_by_label("E-mail address").fill("wren@all-places.invalid")
    newcomer.get_by_label("Password").fill("a few words in a row")
    newcomer.get_by_role("button", name="Make the account").click()
    newcomer.get_by_role("button", name="Take my seat").click()
    expect(newcomer.locator("h1")).to_have_text("Mill Lane")

    newcomer.goto("/me/")
    expect(newcomer.get_by_role("heading", name="Mill Lane")).to_be_visible()
    newcomer.get_by_role("link", name=re.compile("^Leave Mill Lane")).click()
    newcomer.get_by_role("button", name="Leave this seat").click()
    expect(newcomer.locator("main")).to_contain_text("You hold no seat.")
    newcomer.goto(link)
    expect(newcomer.locator("main")).to_contain_text("This did not happen")
