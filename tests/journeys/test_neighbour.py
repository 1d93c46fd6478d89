# SPDX-License-Identifier: AGPL-3.0-or-later
"""A neighbour looks around, raises something that reaches next door, and sees who decides it and why."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]


def test_a_neighbour_raises_what_two_places_have_to_bear(visit: Open, instance: Instance) -> None:
    page = visit()
    page.goto("/look-around/")
    page.get_by_role("button", name="Look around as Samira").click()
    page.goto("/raise/")
    page.get_by_label("In one line").fill("Mend the steps between the lane and the weir")
    page.get_by_label("In two or three sentences").fill(
        "The steps are loose since the winter. We would mend them together, and hold a rail on both sides."
    )
    panel = page.locator("#placement")
    page.get_by_label("The matter").select_option("mobility/paths")
    page.locator(".pick").filter(has_text="Mill Lane").get_by_role("checkbox").check()
    expect(panel).to_contain_text("Mill Lane would decide this")
    page.locator(".pick").filter(has_text="Weir Street").get_by_role("checkbox").check()
    expect(panel).to_contain_text("Ashby would decide this")  # said while typing: nothing was sent in yet
    assert page.url.endswith("/raise/")
    page.locator("aside").get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("h1")).to_have_text("Mend the steps between the lane and the weir")
    draft = page.url
    assert instance.visitor("Gwen").get(draft).status_code == 404
    page.get_by_role("button", name="Put it forward").click()
    expect(page.locator("#stage")).to_contain_text("Looking for seconds")
    for name in ("Gwen", "Ruth"):
        neighbour = visit(name)
        neighbour.goto(draft)
        button = neighbour.get_by_role("button", name="Second it")
        if button.count():
            button.click()
    page.goto(draft)
    expect(page.locator("#why-h")).to_have_text("Why Ashby decides this")
    expect(page.locator("#why .why")).to_contain_text("Weir Street")
    expect(page.locator(".journey")).to_contain_text("Mill Lane")
    page.get_by_role("link", name="See the numbers behind this").click()
    expect(page.locator("main .card").filter(has=page.get_by_text("Decides", exact=True))).to_contain_text(
        "Ashby"
    )
    expect(page.locator("main .card").filter(has_text="Cannot decide").first).to_be_visible()
