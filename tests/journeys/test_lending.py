# SPDX-License-Identifier: AGPL-3.0-or-later
"""A vote is lent by mouse, by keyboard alone and without scripts; one sees where it goes, and votes oneself after all."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import inspecting
from tests.journeys.conftest import Open
from tests.journeys.hands import Hands
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
PHONE = {"width": 390, "height": 844}
GREEN = "Fruit trees and a shared oven on the green"


def lending(page: Page, instance: Instance, named: str) -> None:
    page.goto("/")
    page.locator(".chips a").first.click()
    page.get_by_role("link", name="Lend your vote").click()
    page.get_by_label("Who should carry it?").fill(named)
    page.get_by_role("button", name="Look").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_vote_is_lent_for_one_proposal_and_taken_back(
    visit: Open, instance: Instance, scripts: bool
) -> None:
    page = visit("Samira", viewport=PHONE, java_script_enabled=scripts, lenient=True)
    lending(page, instance, "ewan")
    page.get_by_label("Ewan T.").check()
    page.get_by_label("For what?").select_option(label=GREEN)
    page.get_by_role("button", name="Lend my vote so").click()
    expect(page.get_by_text("Ewan T. carries your vote from now on")).to_be_visible()
    if scripts:
        assert inspecting.wrong(page) == []
    page.goto(f"/p/{instance.proposal(GREEN)}/ballot/")
    expect(page.get_by_role("heading", name="Your vote is lent")).to_be_visible()
    expect(page.locator(".hands")).to_contain_text("Ewan T.")
    if scripts:
        assert inspecting.wrong(page) == []
    page.get_by_role("link", name="Lend it otherwise, or take it back").click()
    row = page.locator(".lines li").filter(has=page.get_by_text("for the proposal"))
    row.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Your vote is your own again for this")).to_be_visible()


def test_a_vote_is_lent_by_keyboard_alone(visit: Open, instance: Instance) -> None:
    found: list[str] = []
    page = visit("Samira", viewport=PHONE)
    hands = Hands(page, set(), found)
    page.goto("/")
    hands.go(str(page.locator(".chips a").first.get_attribute("href")) + "lent/")
    hands.reach(page.get_by_label("Who should carry it?"))
    page.keyboard.type("lukas")
    page.keyboard.press("Enter")
    hands.reach(page.get_by_label("Lukas O."))
    page.keyboard.press("Space")
    hands.reach(page.get_by_role("button", name="Lend my vote so"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lukas O. carries your vote from now on")).to_be_visible()
    hands.look()
    assert found == []
