# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballots of every kind cast by keyboard alone and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import papers
from tests.journeys.conftest import Open
from tests.journeys.hands import Hands
from tests.running import Instance

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("instance"),
    pytest.mark.usefixtures("street"),
]


def order_by_keys(hands: Hands) -> None:
    for name in ("Herb beds", "Fruit trees"):
        hands.reach(papers.row(hands.page, name).locator("[data-move='-1']"))
        hands.page.keyboard.press("Enter")
    hands.reach(papers.row(hands.page, "Fruit trees").locator(".grip"))
    hands.page.keyboard.press("ArrowUp")


def level_by_keys(hands: Hands) -> None:
    order_by_keys(hands)
    hands.reach(papers.row(hands.page, "Herb beds").get_by_role("button", name="Same place as the one above"))
    hands.page.keyboard.press("Space")
    expect(papers.row(hands.page, "Herb beds").locator("select")).to_have_value("1")


def score_by_keys(hands: Hands) -> None:
    hands.reach(hands.page.get_by_role("group", name="Fruit trees").locator("input").first)
    hands.page.keyboard.press("ArrowRight")


def marks_by_keys(hands: Hands) -> None:
    for name in ("Fruit trees", "Herb beds"):
        hands.tick(hands.page.locator(".opt").filter(has_text=name).locator("input"))


def one_by_keys(hands: Hands) -> None:
    first = hands.page.locator(".opt input").first
    hands.tick(first)
    wanted = hands.page.locator(".opt input[value='2']")
    for _ in range(4):
        if not wanted.is_checked():
            hands.page.keyboard.press("ArrowDown")


def number(hands: Hands, field: str, typed: str) -> None:
    hands.reach(hands.page.locator(f"[name='{field}']"))
    hands.page.keyboard.type(typed)


def pot_by_keys(hands: Hands) -> None:
    number(hands, "n-2", "1")
    hands.tick(hands.page.get_by_label("A warden"))


def object_by_keys(hands: Hands) -> None:
    hands.tick(hands.page.locator(".opt input").first)
    hands.page.keyboard.press("ArrowDown")
    hands.page.keyboard.press("ArrowDown")
    hands.page.keyboard.press("Tab")
    hands.page.keyboard.type("It shuts out wheelchairs.")


BY_KEYS: dict[str, tuple[Callable[[Hands], None], Any]] = {
    "plurality": (one_by_keys, "2"),
    "approval": (marks_by_keys, ["1", "4"]),
    "score": (score_by_keys, {"1": 1}),
    "dots": (lambda hands: number(hands, "points-1", "6"), {"1": 6}),
    "irv": (order_by_keys, [["1"], ["4"]]),
    "schulze": (level_by_keys, [["1", "4"]]),
    "stv": (order_by_keys, [["1"], ["4"]]),
    "spav": (marks_by_keys, ["1", "4"]),
    "budget": (pot_by_keys, ["2.1", "3"]),
    "consent": (object_by_keys, "object"),
}


@pytest.mark.parametrize("kind", BY_KEYS)
def test_by_keyboard_alone(visit: Open, instance: Instance, kind: str) -> None:
    page = visit("Gwen")
    found: list[str] = []
    hands = Hands(page, set(), found)
    papers.paper(page, instance, kind)
    choose, stored = BY_KEYS[kind]
    choose(hands)
    hands.press("Check my vote")
    hands.press("Cast my vote")
    expect(page.get_by_role("heading", name="Your vote is recorded")).to_be_visible()
    assert (papers.held(instance, kind, "Gwen"), found) == (stored, [])


Filled = dict[str, str]
BARE: dict[str, tuple[Filled, str, Filled, Any]] = {
    "dots": ({"points-1": "5", "points-2": "2"}, "You have 6 dots", {"points-2": "1"}, {"1": 5, "2": 1}),
    "budget": (
        {"n-1": "4", "n-2": "1"},
        "This is £1,550.50 more than the pot holds",
        {"n-1": "3"},
        ["1.1", "1.2", "1.3", "2.1"],
    ),
    "irv": ({"place-1": "1", "place-2": "1"}, "to one option only", {"place-2": "2"}, [["1"], ["2"]]),
    "stv": ({"place-1": "1", "place-2": "1"}, "to one option only", {"place-2": "2"}, [["1"], ["2"]]),
    "schulze": ({"place-9": ""}, "Choose", {"place-1": "1", "place-2": "1"}, [["1", "2"]]),
}


def fill(page: Page, fields: Filled) -> None:
    for name, value in fields.items():
        field = page.locator(f"[name='{name}']")
        if name.startswith("place") and field.count():
            field.select_option(value)
        elif field.count():
            field.fill(value)


@pytest.mark.parametrize("kind", BARE)
def test_without_scripts_what_cannot_stand_is_said_and_kept(
    visit: Open, instance: Instance, kind: str
) -> None:
    page = visit("Gwen", java_script_enabled=False, viewport=papers.PHONE)
    papers.paper(page, instance, kind)
    wrong, sentence, mended, stored = BARE[kind]
    before = papers.held(instance, kind, "Gwen")
    fill(page, wrong)
    page.get_by_role("button", name="Check my vote").click()
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    for name, value in wrong.items():
        if value:
            expect(page.locator(f"[name='{name}']")).to_have_value(value)
    assert papers.held(instance, kind, "Gwen") == before
    fill(page, mended)
    papers.check(page)
    papers.cast(page)
    assert papers.held(instance, kind, "Gwen") == stored


@pytest.mark.parametrize("kind", ["plurality", "approval", "spav", "score"])
def test_without_scripts_marks_are_cast(visit: Open, instance: Instance, kind: str) -> None:
    page = visit("Gwen", java_script_enabled=False)
    papers.paper(page, instance, kind)
    if kind == "score":
        page.locator("[name='points-3'][value='4']").check(force=True)
    else:
        page.locator(".opt input[value='3']").check()
    papers.check(page)
    papers.cast(page)
    stored = {"plurality": "3", "approval": ["3"], "spav": ["3"], "score": {"3": 4}}
    assert papers.held(instance, kind, "Gwen") == stored[kind]


def test_without_scripts_an_objection_needs_its_reason(visit: Open, instance: Instance) -> None:
    page = visit("Gwen", java_script_enabled=False)
    papers.paper(page, instance, "consent")
    expect(page.get_by_label("Your reason, if you object")).not_to_be_visible()
    page.get_by_role("radio", name="I object").check()
    page.get_by_role("button", name="Check my vote").click()
    expect(page.get_by_role("alert")).to_contain_text("what harm it would do")
    expect(page.get_by_role("radio", name="I object")).to_be_checked()
    page.get_by_label("Your reason, if you object").fill("It shuts out wheelchairs.")
    papers.check(page)
    expect(page.locator("dl.sum")).to_contain_text("It shuts out wheelchairs.")
    papers.cast(page)
    assert papers.held(instance, "consent", "Gwen") == "object"
