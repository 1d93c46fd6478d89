# SPDX-License-Identifier: AGPL-3.0-or-later
"""A draw by lot from its announcement to an accepted place: by mouse, by keyboard alone and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import inspecting
from tests.journeys.conftest import Open
from tests.journeys.hands import Hands
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
PHONE = {"width": 390, "height": 844}
TITLE = "A panel on the street fair"


def clean(page: Page) -> None:
    assert inspecting.wrong(page) == []


def announced(page: Page, instance: Instance) -> str:
    """Gwen announces a draw of one person, under 40 or not. Returns its address."""
    page.goto(f"/a/{instance.assembly('Mill Lane')}/console/")
    page.get_by_role("link", name="Draws by lot").click()
    clean(page)
    page.get_by_role("link", name="Announce a draw").click()
    clean(page)
    page.get_by_label("What is it for?").fill(TITLE)
    page.get_by_label("How many are drawn?").fill("1")
    page.get_by_label("Feature", exact=True).first.fill("Age")
    page.get_by_label("Its categories, one a line").first.fill("under 40")
    page.get_by_role("button", name="Announce it").click()
    expect(page.locator(".error").first).to_be_visible()
    clean(page)
    page.get_by_label("Its categories, one a line").first.fill("under 40: 0–1\n40 and over: 0–1")
    page.get_by_role("button", name="Announce it").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    clean(page)
    return page.url


def test_a_place_is_drawn_declined_handed_on_and_accepted(visit: Open, instance: Instance) -> None:
    gwen = visit("Gwen")
    here = announced(gwen, instance)
    gwen.get_by_label("Age").select_option("40 and over")
    gwen.get_by_role("button", name="I would serve").click()
    expect(gwen.get_by_role("heading", name="You would serve")).to_be_visible()
    clean(gwen)

    phone = visit("Samira", viewport=PHONE, java_script_enabled=False)
    phone.goto(here)
    phone.get_by_label("Age").select_option("under 40")
    phone.get_by_role("button", name="I would serve").click()
    expect(phone.get_by_role("main")).to_contain_text("2 people would serve.")

    rows = instance.ask(
        "UPDATE sortition_draw SET closes_at = clock_timestamp() WHERE title = %s RETURNING 1", TITLE
    )
    assert rows == [(1,)], "the week is over"
    found = phone.get_by_role("heading", name="Who was drawn")
    for _turn in range(60):
        phone.goto(here)
        if found.count():
            break
        phone.wait_for_timeout(500)
    expect(phone.get_by_role("main")).to_contain_text("The least likely had a chance of 50%")

    first, second = (phone, gwen) if phone.get_by_role("button", name="I decline").count() else (gwen, phone)
    first.goto(here)
    clean(first) if first is gwen else None
    first.get_by_role("button", name="I decline").click()
    expect(first.get_by_role("main")).to_contain_text("You declined.")
    second.goto(here)
    hands = Hands(second, set(), [])
    hands.reach(second.get_by_role("button", name="I take it"))
    second.keyboard.press("Enter")
    expect(second.get_by_role("main")).to_contain_text("You took the place.")
    clean(gwen)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_drawn_panel_is_clean_narrow_and_wide_light_and_dark_and_from_the_right(
    visit: Open, instance: Instance, scheme: str, language: str, width: int
) -> None:
    page = visit(
        "Ines", viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language, lenient=True
    )
    page.context.set_extra_http_headers({"Accept-Language": language})
    ashby = instance.assembly("Ashby")
    for path in (f"/a/{ashby}/draws/", f"/a/{ashby}/draws/new/"):
        page.goto(path)
        clean(page)
    page.goto(f"/a/{ashby}/draws/")
    page.locator("main .lines a").first.click()
    expect(page.locator("main .bars li").first).to_be_visible()
    clean(page)
