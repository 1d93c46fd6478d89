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


def over(instance: Instance, title: str) -> None:
    """The week is over in which one can step forward."""
    rows = instance.ask(
        "UPDATE sortition_draw SET closes_at = clock_timestamp() WHERE title = %s RETURNING 1", title
    )
    assert rows == [(1,)]


def until_drawn(page: Page, here: str) -> None:
    found = page.get_by_role("heading", name="Who was drawn")
    for _turn in range(60):
        page.goto(here)
        if found.count():
            return
        page.wait_for_timeout(500)
    raise AssertionError("it was never drawn")


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

    over(instance, TITLE)
    until_drawn(phone, here)
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


def test_a_draw_by_keyboard_alone(visit: Open, instance: Instance) -> None:
    """Announced, stepped forward for, drawn, declined and accepted, without once touching a mouse."""
    seen: set[str] = set()
    found: list[str] = []
    gwen, samira = (Hands(visit(name, viewport=PHONE), seen, found) for name in ("Gwen", "Samira"))
    title = "A jury for the carnival"
    gwen.go(f"/a/{instance.assembly('Mill Lane')}/console/")
    gwen.follow("Draws by lot")
    gwen.follow("Announce a draw")
    gwen.write("What is it for?", title)
    gwen.write("How many are drawn?", "1")
    gwen.reach(gwen.page.get_by_label("Feature", exact=True).first)
    gwen.page.keyboard.type("Age")
    gwen.reach(gwen.page.get_by_label("Its categories, one a line").first)
    gwen.page.keyboard.type("under 40: 0-1\n40 and over: 0-1")
    gwen.press("Announce it")
    expect(gwen.page.get_by_role("heading", name=title)).to_be_visible()
    here = gwen.page.url
    for hands, downs in ((gwen, 2), (samira, 1)):
        hands.go(here)
        hands.reach(hands.page.get_by_label("Age"))
        for _ in range(downs):
            hands.page.keyboard.press("ArrowDown")
        hands.press("I would serve")
        expect(hands.page.get_by_role("heading", name="You would serve")).to_be_visible()
        clean(hands.page)
    over(instance, title)
    until_drawn(gwen.page, here)
    samira.go(here)
    for hands in (gwen, samira):  # one was drawn, the other was not
        clean(hands.page)
    drawn = gwen.page.get_by_role("button", name="I decline").count()
    first, second = (gwen, samira) if drawn else (samira, gwen)
    first.press("I decline")
    expect(first.page.get_by_role("main")).to_contain_text("You declined.")
    clean(first.page)
    second.go(here)
    second.press("I take it")
    expect(second.page.get_by_role("main")).to_contain_text("You took the place.")
    clean(second.page)
    assert found == []


def test_a_draw_without_scripts(visit: Open, instance: Instance) -> None:
    """The same journey where no script runs: every step is a page and a form."""
    gwen, samira = (visit(name, viewport=PHONE, java_script_enabled=False) for name in ("Gwen", "Samira"))
    title = "Stewards of the orchard"
    gwen.goto(f"/a/{instance.assembly('Mill Lane')}/console/")
    gwen.get_by_role("link", name="Draws by lot").click()
    gwen.get_by_role("link", name="Announce a draw").click()
    gwen.get_by_label("What is it for?").fill(title)
    gwen.get_by_label("How many are drawn?").fill("1")
    gwen.get_by_role("button", name="Announce it").click()
    expect(gwen.get_by_role("heading", name=title)).to_be_visible()
    here = gwen.url
    for page in (gwen, samira):
        page.goto(here)
        page.get_by_role("button", name="I would serve").click()
        expect(page.get_by_role("heading", name="You would serve")).to_be_visible()
    samira.get_by_role("button", name="I would not serve after all").click()
    expect(samira.get_by_role("button", name="I would serve")).to_be_visible()
    samira.get_by_role("button", name="I would serve").click()
    over(instance, title)
    until_drawn(gwen, here)
    first, second = (gwen, samira) if gwen.get_by_role("button", name="I decline").count() else (samira, gwen)
    first.goto(here)
    first.get_by_role("button", name="I decline").click()
    expect(first.get_by_role("main")).to_contain_text("You declined.")
    second.goto(here)
    second.get_by_role("button", name="I take it").click()
    expect(second.get_by_role("main")).to_contain_text("You took the place.")


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
