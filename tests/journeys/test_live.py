# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two windows on one proposal: what happens in one is seen in the other, through a crash of the server too."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]


def open_live(page: Page, proposal: str) -> None:
    page.goto(f"/p/{proposal}/")
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    page.evaluate("window.neverReloaded = true")


def test_what_one_says_the_other_reads_without_reloading(visit: Open, instance: Instance) -> None:
    proposal = instance.proposal("Night buses")
    ines, gwen = visit("Ines"), visit("Gwen")
    open_live(ines, proposal)
    open_live(gwen, proposal)
    ines.locator("#say").fill("I have begun to write this and")
    gwen.locator("#say").fill("My shift ends at eleven, every Friday.")
    gwen.locator("#say-form").get_by_role("button", name="Post").click()
    said = ines.locator("#thread .post").filter(has_text="My shift ends at eleven")
    expect(said).to_have_count(1)
    expect(said.first).to_contain_text("Gwen")
    expect(ines.locator("#say")).to_have_value("I have begun to write this and")
    assert ines.evaluate("window.neverReloaded")


def test_a_vote_moves_the_turnout_and_says_nothing_else(visit: Open, instance: Instance) -> None:
    proposal = instance.proposal("Reopen the riverside path")
    watcher, turnout = visit("Ines"), "#turnout .big"
    open_live(watcher, proposal)
    before = int(watcher.locator(turnout).first.inner_text().replace(",", ""))
    voter = visit("Samira")
    voter.goto(f"/p/{proposal}/ballot/")
    voter.get_by_role("radio", name="Yes").check()
    voter.get_by_role("button", name="Check my vote").click()
    voter.get_by_role("button", name="Cast my vote").click()
    expect(voter.get_by_role("heading", name="Your vote is recorded")).to_be_visible()
    expect(watcher.locator(turnout).first).to_have_text(f"{before + 1:,}")
    assert watcher.evaluate("window.neverReloaded")


def test_killed_and_started_again_it_catches_up_once_and_in_order(visit: Open, instance: Instance) -> None:
    proposal = instance.proposal("Night buses")
    page, gwen = visit("Ines", lenient=True), instance.visitor("Gwen")
    open_live(page, proposal)
    page.locator("#say").fill("Half of a sentence that")
    gwen.send_form(f"/p/{proposal}/talk/", text="Storm 0", kind="comment")
    expect(page.locator("#thread")).to_contain_text("Storm 0")
    instance.kill_server()
    expect(page.locator("html")).to_have_attribute("data-live", "offline")
    instance.start_server()
    for number in range(1, 6):
        gwen.send_form(f"/p/{proposal}/talk/", text=f"Storm {number}", kind="comment")
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=40_000)
    storms = page.locator("#thread .post .prose").filter(has_text="Storm")
    expect(storms).to_have_text([f"Storm {number}" for number in range(6)])
    expect(page.locator("#say")).to_have_value("Half of a sentence that")
    assert page.evaluate("window.neverReloaded")
