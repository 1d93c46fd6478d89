# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever has their own few colours forced on every page still sees which answer is chosen."""

from base64 import b64encode

import pytest
from playwright.sync_api import Locator, Page

from tests.journeys import papers
from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("instance"),
    pytest.mark.usefixtures("street"),
]
ENOUGH = 30
"""Pixels: a dot in a circle of 20 pixels has some sixty."""
CHANGED = """async pictures => {
    const [before, after] = await Promise.all(pictures.map(async one => {
        const bytes = Uint8Array.from(atob(one), c => c.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        canvas.drawImage(bitmap, 0, 0);
        return canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    }));
    if (before.width !== after.width || before.height !== after.height) return -1;
    let found = 0;
    for (let at = 0; at < before.data.length; at += 4)
        found += [0, 1, 2].some(c => Math.abs(before.data[at + c] - after.data[at + c]) > 90);
    return found;
}"""
"""How many pixels of two pictures differ by what an eye sees; -1 where their sizes do."""


def answer(page: Page, kind: str) -> Locator:
    if kind == "score":
        return page.get_by_role("group", name="Fruit trees").locator("label").nth(3)
    return page.locator(".opt").first


def drawn(page: Page, what: Locator) -> str:
    """How it looks with nothing hovering over it and nothing in focus."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(300)  # a colour takes its time to change
    return b64encode(what.screenshot()).decode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["plurality", "approval", "score", "consent"])
def test_a_chosen_answer_looks_other_than_one_that_is_not(
    visit: Open, instance: Instance, kind: str, scheme: str
) -> None:
    page = visit("Samira", forced_colors="active", color_scheme=scheme, reduced_motion="reduce")
    papers.paper(page, instance, kind)
    one = answer(page, kind)
    before = drawn(page, one)
    one.click()
    after = drawn(page, one)
    blank = page.context.new_page()
    assert blank.evaluate(CHANGED, [before, before]) == 0
    assert blank.evaluate(CHANGED, [before, after]) >= ENOUGH
