# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facilitator opens a ballot from the console and hides a contribution; both are there for all to see."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]


def test_hiding_says_why_at_once_to_everyone_who_may_read_the_talk(visit: Open, instance: Instance) -> None:
    proposal = instance.proposal("Fruit trees")
    samira, gwen = visit("Samira"), visit("Gwen")
    samira.goto(f"/p/{proposal}/")
    samira.locator("#say").fill("Ewan’s telephone is 01632 960 001, ring him at night")
    samira.locator("#say-form").get_by_role("button", name="Post").click()
    post = samira.locator("#thread .post").filter(has_text="01632 960 001")
    expect(post).to_have_count(1)
    expect(samira.locator("html")).to_have_attribute("data-live", "live")
    assert samira.get_by_role("link", name="Hide", exact=True).count() == 0
    where = post.get_attribute("id") or ""
    gwen.goto(f"/p/{proposal}/")
    gwen.locator(f"#{where}").get_by_role("link", name="Hide", exact=True).click()
    gwen.get_by_label("Why it is hidden").fill("It gives away a neighbour’s number.")
    gwen.get_by_role("button", name="Hide it").click()
    expect(samira.locator(f"#{where}")).to_contain_text("It gives away a neighbour’s number.")
    expect(samira.locator("#thread")).not_to_contain_text("01632 960 001")
    expect(samira.locator(f"#{where}")).to_contain_text("Samira")
    stranger = visit()
    stranger.goto(f"/a/{instance.assembly('Mill Lane')}/facilitators/")
    expect(stranger.locator("main")).to_contain_text("hid a contribution")
    expect(stranger.locator("main")).not_to_contain_text("It gives away a neighbour’s number.")
    samira.goto(f"/a/{instance.assembly('Mill Lane')}/facilitators/")
    expect(samira.locator("main")).to_contain_text("It gives away a neighbour’s number.")


def test_a_ballot_is_opened_from_the_console(visit: Open, instance: Instance) -> None:
    proposal, ashby = instance.proposal("Night buses"), instance.assembly("Ashby")
    watcher = visit("Tomás")
    watcher.goto(f"/p/{proposal}/")
    expect(watcher.locator("html")).to_have_attribute("data-live", "live")
    assert instance.visitor("Gwen").get(f"/a/{ashby}/console/").status_code == 403
    page = visit("Ines")
    page.goto(f"/a/{ashby}/console/")
    row = page.locator(".queue li").filter(has_text="Night buses")
    row.get_by_role("link", name="Open voting…").click()
    page.get_by_label("What happens after a yes").fill("Two late buses run on Fridays for a year.")
    page.get_by_label("What happens after a no").fill("The last bus stays the one at 21:50.")
    page.get_by_role("button", name="Check before opening").click()
    expect(page.get_by_role("region", name="As voters will see it")).to_contain_text("Two late buses run")
    page.get_by_role("button", name="Open voting").click()
    expect(page.locator("#stage")).to_contain_text("Voting is open")
    expect(watcher.locator("#act")).to_contain_text("Two late buses run on Fridays for a year.")
    page.goto(f"/a/{ashby}/console/")
    expect(page.locator(".log").first).to_contain_text("opened voting on")
