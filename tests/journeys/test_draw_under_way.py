# SPDX-License-Identifier: AGPL-3.0-or-later
"""While a fair lottery is looked for: how far it is, told in the page's own place, to look at and by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys import inspecting
from tests.journeys.conftest import Open
from tests.journeys.hands import Hands
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
TITLE = "A panel on traffic in the old town"
HELD = """UPDATE sortition_draw SET state = 'searching', claim = 'held', heard_at = clock_timestamp() + interval '1 day',
    phase = 'leximin_outer', done = 12, total = 33 WHERE title = %s RETURNING public_id"""
FURTHER = "UPDATE sortition_draw SET done = 21 WHERE title = %s RETURNING done"
DRAWN = "UPDATE sortition_draw SET state = 'drawn', claim = '' WHERE title = %s RETURNING public_id"


@pytest.fixture
def searched(instance: Instance) -> Iterator[str]:
    """The address of a draw at whose lottery somebody has been for a while: as if it were still looked for."""
    ((public_id,),) = instance.ask(HELD, TITLE)
    yield f"/draws/{public_id}/"
    instance.ask(DRAWN, TITLE)


@pytest.mark.parametrize(
    ("scheme", "language", "width"),
    [("light", "en", 390), ("dark", "en", 1280), ("dark", "ar", 390), ("light", "ar", 1280)],
)
def test_it_is_clean_to_look_at(visit: Open, searched: str, scheme: str, language: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.context.set_extra_http_headers({"Accept-Language": language})
    page.goto(searched)
    bar = page.locator(".prog .bar")
    expect(bar).to_be_visible()
    assert inspecting.wrong(page) == []
    # the part that is done begins where the page begins
    done, whole = bar.locator("rect").last.bounding_box(), bar.bounding_box()
    assert done and whole
    assert (done["x"] > whole["x"] + 5) == (language == "ar")


def test_who_goes_by_keyboard_stays_where_they_are(visit: Open, instance: Instance, searched: str) -> None:
    page = visit()
    page.goto(searched)
    hands = Hands(page, set(), [])
    expect(page.get_by_role("main")).to_contain_text("12 of 33 people")
    expect(page.get_by_text("A fair lottery is being looked for.")).to_have_count(1)
    again = page.get_by_role("link", name="Ask again now")
    hands.reach(again)
    page.evaluate("window.stayed = true")
    instance.ask(FURTHER, TITLE)
    expect(page.get_by_role("main")).to_contain_text("21 of 33 people", timeout=30_000)
    expect(again).to_be_focused()
    expect(page.locator("#announce")).to_be_empty()  # progress is to be read, and interrupts nobody
    instance.ask(DRAWN, TITLE)
    expect(page.get_by_role("heading", name="Who was drawn")).to_be_visible(timeout=30_000)
    expect(page.locator("#announce")).to_contain_text("The lot was drawn.")
    assert page.evaluate("window.stayed && document.activeElement !== document.body")


def test_without_scripts_the_page_asks_by_itself(visit: Open, instance: Instance, searched: str) -> None:
    page = visit(java_script_enabled=False)
    page.goto(searched)
    expect(page.get_by_role("main")).to_contain_text("12 of 33 people")
    instance.ask(FURTHER, TITLE)
    expect(page.get_by_role("main")).to_contain_text("21 of 33 people", timeout=60_000)
