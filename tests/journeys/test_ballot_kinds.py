# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballots of every kind cast by mouse: what is stored is what was chosen, and nobody is led by an order."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import papers
from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("instance"),
    pytest.mark.usefixtures("street"),
]


def drag_above(page: Page, name: str, onto: str) -> None:
    """As a hand does it: whoever sees that the page has moved beneath moves on, and lets go where it is right."""
    papers.row(page, name).locator(".grip").hover()
    page.mouse.down()
    for _ in range(10):
        box = papers.row(page, onto).bounding_box()
        assert box
        page.mouse.move(box["x"] + 80, box["y"] + box["height"] * 0.2, steps=6)
        names = page.locator(".rank li b").all_inner_texts()
        if names.index(name) < names.index(onto):
            break
    page.mouse.up()


def order_by_mouse(page: Page) -> None:
    papers.row(page, "Play stream").get_by_role("button", name="Move Play stream up").click()
    papers.row(page, "Herb beds").get_by_role("button", name="Move Herb beds up").click()
    papers.row(page, "Shared oven").get_by_role("button", name="Move Shared oven up").click()
    drag_above(page, "Shared oven", "Play stream")


def mark(*names: str) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        for name in names:
            page.locator(".opt").filter(has_text=name).first.click()

    return choose


def score_by_mouse(page: Page) -> None:
    for name, points in {"Fruit trees": 5, "Herb beds": 2}.items():
        page.get_by_role("group", name=name).locator("label").nth(points).click()


def more(name: str, times: int) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        for _ in range(times):
            page.get_by_role("button", name=f"One more: {name}").click()

    return choose


def dots_by_mouse(page: Page) -> None:
    more("Fruit trees", 4)(page)
    more("Herb beds", 1)(page)
    page.get_by_role("button", name="One less: Fruit trees").click()
    expect(page.locator(".pot output")).to_have_text("2")


def pot_by_mouse(page: Page) -> None:
    more("Ramps", 1)(page)
    expect(page.locator(".pot output")).to_have_text("£8,249.50")  # as prices are written
    page.get_by_role("button", name="One less: Ramps").click()
    more("Storage bays", 2)(page)
    page.get_by_label("A warden").check()
    expect(page.locator(".pot output")).to_have_text("£1,100")


ORDERED = [["2"], ["3"], ["4"]]
BY_MOUSE: dict[str, tuple[Callable[[Page], None], Any]] = {
    "plurality": (mark("Shared oven"), "2"),
    "approval": (mark("Fruit trees", "Herb beds"), ["1", "4"]),
    "spav": (mark("Shared oven"), ["2"]),
    "score": (score_by_mouse, {"1": 5, "4": 2}),
    "dots": (dots_by_mouse, {"1": 3, "4": 1}),
    "schulze": (order_by_mouse, ORDERED),
    "irv": (order_by_mouse, ORDERED),
    "stv": (order_by_mouse, ORDERED),
    "budget": (pot_by_mouse, ["1.1", "1.2", "3"]),
    "consent": (mark("I stand aside"), "stand_aside"),
}


@pytest.mark.parametrize("kind", BY_MOUSE)
def test_by_mouse_what_is_stored_is_what_was_chosen_and_change_keeps_it(
    visit: Open, instance: Instance, kind: str
) -> None:
    page = visit("Samira", viewport=papers.PHONE)
    papers.paper(page, instance, kind)
    assert page.locator("main :checked:not(option)").count() == 0  # nothing is chosen for anyone
    papers.clean(page)
    choose, stored = BY_MOUSE[kind]
    choose(page)
    papers.check(page)
    papers.clean(page)
    told = page.locator("dl.sum dd").first.inner_text()
    page.get_by_role("button", name="Change").click()
    papers.check(page)
    assert page.locator("dl.sum dd").first.inner_text() == told
    assert papers.held(instance, kind, "Samira") is None
    papers.cast(page)
    if kind in ("plurality", "consent"):  # the third page is the same for every kind
        papers.clean(page)
    assert papers.held(instance, kind, "Samira") == stored


@pytest.mark.parametrize("kind", ["plurality", "consent"])
def test_no_two_tiles_touch(visit: Open, instance: Instance, kind: str) -> None:
    page = visit("Samira", viewport=papers.PHONE)
    papers.paper(page, instance, kind)
    assert page.locator(".opt").count() > 3
    gaps = page.evaluate("""() => { const boxes = [...document.querySelectorAll('.opt')].map(e => e.getBoundingClientRect());
        return boxes.slice(1).map((box, n) => Math.round(box.top - boxes[n].bottom)); }""")
    assert min(gaps) >= 8


def test_of_sixty_options_the_last_comes_first_in_one_step(visit: Open, instance: Instance) -> None:
    page = visit("Samira", viewport=papers.PHONE)
    papers.paper(page, instance, "sixty")
    papers.clean(page)
    names = page.locator(".rank b").all_inner_texts()
    for name in (names[40], names[59]):
        page.get_by_label(f"Place of {name}", exact=True).fill("1")
        page.keyboard.press("Enter")  # it puts the option there and does not send the paper
    assert page.locator(".rank li.in-order b").all_inner_texts() == [names[59], names[40]]
    papers.check(page)
    papers.cast(page)
    assert papers.held(instance, "sixty", "Samira") == [[names[59].split()[1]], [names[40].split()[1]]]


def test_no_two_voters_need_to_see_one_order_and_nobody_sees_two(visit: Open, instance: Instance) -> None:
    orders = []
    for person in ("Samira", "Samira", "Gwen"):
        page = visit(person)
        papers.paper(page, instance, "sixty")
        orders.append(page.locator(".rank b").all_inner_texts())
    assert orders[0] == orders[1] != orders[2] and sorted(orders[0]) == sorted(orders[2])
