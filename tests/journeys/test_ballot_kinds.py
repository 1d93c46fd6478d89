# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballots of every kind: cast by mouse, by keyboard alone and without scripts; composed, looked at and opened."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import ballots_of_kinds as kinds
from tests.journeys import inspecting
from tests.journeys.conftest import Open
from tests.journeys.hands import Hands
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
PHONE = {"width": 390, "height": 844}
IDS = {name: str(number) for number, name in enumerate(kinds.NAMES, 1)}


@pytest.fixture(scope="module", autouse=True)
def street(instance: Instance) -> None:
    instance.command("shell", "-c", "from tests.journeys import ballots_of_kinds as kinds; kinds.make()")


def held(instance: Instance, kind: str, person: str) -> Any:
    """What is kept of someone's vote on a ballot, or None."""
    rows = instance.ask(
        "SELECT v.choice FROM voting_vote v JOIN voting_ballot b ON b.id = v.ballot_id"
        " JOIN proposals_proposal p ON p.id = b.proposal_id JOIN people_person w ON w.id = v.voter_id"
        " WHERE p.title = %s AND w.name LIKE %s",
        kinds.title(kind),
        person + "%",
    )
    if not rows:
        return None
    return json.loads(rows[0][0]) if rows[0][0][0] in '[{"' else rows[0][0]


def paper(page: Page, instance: Instance, kind: str) -> None:
    page.goto(f"/p/{instance.proposal(kinds.title(kind))}/ballot/")


def clean(page: Page) -> None:
    assert inspecting.wrong(page) == []


def check(page: Page) -> None:
    page.get_by_role("button", name="Check my vote").click()
    expect(page.get_by_role("heading", name="Check your vote before you cast it")).to_be_visible()


def cast(page: Page) -> None:
    page.get_by_role("button", name="Cast my vote").click()
    expect(page.get_by_role("heading", name="Your vote is recorded")).to_be_visible()


def row(page: Page, name: str) -> Locator:
    return page.locator(".rank li").filter(has=page.get_by_text(name, exact=True))


def drag_above(page: Page, name: str, onto: str) -> None:
    """As a hand does it: whoever sees that the page has moved beneath moves on, and lets go where it is right."""
    row(page, name).locator(".grip").hover()
    page.mouse.down()
    for _ in range(10):
        box = row(page, onto).bounding_box()
        assert box
        page.mouse.move(box["x"] + 80, box["y"] + box["height"] * 0.2, steps=6)
        names = page.locator(".rank li b").all_inner_texts()
        if names.index(name) < names.index(onto):
            break
    page.mouse.up()


def order_by_mouse(page: Page) -> None:
    row(page, "Play stream").get_by_role("button", name="Move Play stream up").click()
    row(page, "Herb beds").get_by_role("button", name="Move Herb beds up").click()
    row(page, "Shared oven").get_by_role("button", name="Move Shared oven up").click()
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
    page = visit("Samira", viewport=PHONE)
    paper(page, instance, kind)
    assert page.locator("main :checked:not(option)").count() == 0  # nothing is chosen for anyone
    clean(page)
    choose, stored = BY_MOUSE[kind]
    choose(page)
    check(page)
    clean(page)
    told = page.locator("dl.sum dd").first.inner_text()
    page.get_by_role("button", name="Change").click()
    check(page)
    assert page.locator("dl.sum dd").first.inner_text() == told
    assert held(instance, kind, "Samira") is None
    cast(page)
    if kind in ("plurality", "consent"):  # the third page is the same for every kind
        clean(page)
    assert held(instance, kind, "Samira") == stored


def order_by_keys(hands: Hands) -> None:
    for name in ("Herb beds", "Fruit trees"):
        hands.reach(row(hands.page, name).locator("[data-move='-1']"))
        hands.page.keyboard.press("Enter")
    hands.reach(row(hands.page, "Fruit trees").locator(".grip"))
    hands.page.keyboard.press("ArrowUp")


def level_by_keys(hands: Hands) -> None:
    order_by_keys(hands)
    hands.reach(row(hands.page, "Herb beds").get_by_role("button", name="Same place as the one above"))
    hands.page.keyboard.press("Space")
    expect(row(hands.page, "Herb beds").locator("select")).to_have_value("1")


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
    paper(page, instance, kind)
    choose, stored = BY_KEYS[kind]
    choose(hands)
    hands.press("Check my vote")
    hands.press("Cast my vote")
    expect(page.get_by_role("heading", name="Your vote is recorded")).to_be_visible()
    assert (held(instance, kind, "Gwen"), found) == (stored, [])


Filled = dict[str, str]
BARE: dict[str, tuple[Filled, str, Filled, Any]] = {
    "dots": ({"points-1": "5", "points-2": "2"}, "You have 6 dots", {"points-2": "1"}, {"1": 5, "2": 1}),
    "budget": (
        {"n-1": "4", "n-2": "1"},
        "more than the pot holds",
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
    page = visit("Gwen", java_script_enabled=False, viewport=PHONE)
    paper(page, instance, kind)
    wrong, sentence, mended, stored = BARE[kind]
    before = held(instance, kind, "Gwen")
    fill(page, wrong)
    page.get_by_role("button", name="Check my vote").click()
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    for name, value in wrong.items():
        if value:
            expect(page.locator(f"[name='{name}']")).to_have_value(value)
    assert held(instance, kind, "Gwen") == before
    fill(page, mended)
    check(page)
    cast(page)
    assert held(instance, kind, "Gwen") == stored


@pytest.mark.parametrize("kind", ["plurality", "approval", "spav", "score"])
def test_without_scripts_marks_are_cast(visit: Open, instance: Instance, kind: str) -> None:
    page = visit("Gwen", java_script_enabled=False)
    paper(page, instance, kind)
    if kind == "score":
        page.locator("[name='points-3'][value='4']").check(force=True)
    else:
        page.locator(".opt input[value='3']").check()
    check(page)
    cast(page)
    stored = {"plurality": "3", "approval": ["3"], "spav": ["3"], "score": {"3": 4}}
    assert held(instance, kind, "Gwen") == stored[kind]


def test_without_scripts_an_objection_needs_its_reason(visit: Open, instance: Instance) -> None:
    page = visit("Gwen", java_script_enabled=False)
    paper(page, instance, "consent")
    expect(page.get_by_label("Your reason, if you object")).not_to_be_visible()
    page.get_by_role("radio", name="I object").check()
    page.get_by_role("button", name="Check my vote").click()
    expect(page.get_by_role("alert")).to_contain_text("what harm it would do")
    expect(page.get_by_role("radio", name="I object")).to_be_checked()
    page.get_by_label("Your reason, if you object").fill("It shuts out wheelchairs.")
    check(page)
    expect(page.locator("dl.sum")).to_contain_text("It shuts out wheelchairs.")
    cast(page)
    assert held(instance, "consent", "Gwen") == "object"


def test_of_sixty_options_the_last_comes_first_in_one_step(visit: Open, instance: Instance) -> None:
    page = visit("Samira", viewport=PHONE)
    paper(page, instance, "sixty")
    clean(page)
    names = page.locator(".rank b").all_inner_texts()
    for name in (names[40], names[59]):
        page.get_by_label(f"Place of {name}", exact=True).fill("1")
        page.keyboard.press("Enter")  # it puts the option there and does not send the paper
    assert page.locator(".rank li.in-order b").all_inner_texts() == [names[59], names[40]]
    check(page)
    cast(page)
    assert held(instance, "sixty", "Samira") == [[names[59].split()[1]], [names[40].split()[1]]]


def test_no_two_voters_need_to_see_one_order_and_nobody_sees_two(visit: Open, instance: Instance) -> None:
    orders = []
    for person in ("Samira", "Samira", "Gwen"):
        page = visit(person)
        paper(page, instance, "sixty")
        orders.append(page.locator(".rank b").all_inner_texts())
    assert orders[0] == orders[1] != orders[2] and sorted(orders[0]) == sorted(orders[2])


TEMPLATES = ["one", "several", "order", "score", "dots", "pot", "consent"]


@pytest.mark.parametrize(("number", "kind"), list(enumerate(TEMPLATES)))
def test_a_facilitator_composes_looks_and_opens(
    visit: Open, instance: Instance, number: int, kind: str
) -> None:
    page = visit("Gwen", viewport=PHONE if number % 2 else {"width": 1280, "height": 900})
    proposal = instance.proposal(f"{kinds.WAITING} {number}")
    page.goto(f"/p/{proposal}/open/?kind={kind}")
    clean(page)
    compose(page, kind)
    page.get_by_role("button", name="Check before opening").click()
    expect(page.locator("h1")).to_have_text("Check before you open voting")
    preview = page.locator("#preview")
    expect(preview.get_by_role("button", name="Check my vote")).to_be_disabled()
    expect(preview).to_contain_text("It is so." if kind == "consent" else "Which first?")
    if kind == "order":  # the very buttons that voters will have, and none of them does anything here
        expect(preview.locator(".grip").first).to_be_visible()
        expect(preview.locator(".grip:enabled")).to_have_count(0)
        expect(preview.locator(".place").first).not_to_be_visible()
    clean(page)
    page.get_by_role("button", name="Change something").click()
    if kind != "consent":
        expect(page.locator("#name-1")).to_have_value("Trees")
    page.get_by_role("button", name="Check before opening").click()
    page.get_by_role("button", name="Open voting").click()
    expect(page.locator("#stage")).to_contain_text("Voting is open")
    assert instance.ask(
        "SELECT count(*) FROM voting_ballot b JOIN proposals_proposal p ON p.id = b.proposal_id"
        " WHERE p.public_id = %s AND b.closed_at IS NULL",
        proposal,
    ) == [(1,)]


def compose(page: Page, kind: str) -> None:
    if kind == "consent":
        page.get_by_label("What happens after a yes").fill("It is so.")
        return
    page.get_by_label("The question").fill("Which first?")
    page.locator("#name-1").fill("Trees")
    if kind == "pot":
        page.locator("#pot").fill("12,000")
        page.locator("#costs-1").fill("2450.50")
    page.get_by_role("button", name="Check before opening").click()
    # one option is no choice, and it says so where one stands, and leads to the field
    expect(page.get_by_role("alert")).to_contain_text("from 2 to 60")
    expect(page.locator("#errors")).to_be_focused()
    page.get_by_role("link", name="Option 1").click()
    expect(page.locator("#name-1")).to_be_focused()
    expect(page.locator("#name-1")).to_have_value("Trees")
    page.get_by_role("button", name="More rows").click()
    page.locator("#name-6").fill("An oven")
    expect(page.locator("#name-1")).to_have_value("Trees")
    if kind == "pot":
        page.locator("#costs-6").fill("3000")
        page.locator("#most-6").fill("2")


RULES = [
    ("order", "irv", "fewest votes leaves"),
    ("order", "stv", "2 are chosen"),
    ("several", "spav", "2 are chosen, one after the other"),
    ("pot", "budget-greedy", "until the pot is used up"),
]


@pytest.mark.parametrize(("kind", "method", "says"), RULES)
def test_the_rule_follows_the_way_that_is_chosen(
    visit: Open, instance: Instance, kind: str, method: str, says: str
) -> None:
    page = visit("Gwen", viewport=PHONE)
    page.goto(f"/p/{instance.proposal(f'{kinds.WAITING} 7')}/open/?kind={kind}")
    expect(page.locator("#rule")).not_to_contain_text(says)
    page.locator(f"[name='method'][value='{method}']").check()
    expect(page.locator("#rule")).to_contain_text(says)
    clean(page)
    if method == "stv":
        page.locator("#places-stv").fill("3")
        expect(page.locator("#rule")).to_contain_text("3 are chosen")


def test_only_the_fields_of_the_way_chosen_are_shown(visit: Open, instance: Instance) -> None:
    page = visit("Gwen", viewport=PHONE)
    page.goto(f"/p/{instance.proposal(f'{kinds.WAITING} 7')}/open/?kind=order")
    expect(page.locator("#places-stv")).not_to_be_visible()
    page.locator("[name='method'][value='stv']").check()
    expect(page.locator("#places-stv")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_another_template_keeps_what_was_typed(visit: Open, instance: Instance, scripts: bool) -> None:
    page = visit("Gwen", viewport=PHONE, java_script_enabled=scripts)
    page.goto(f"/p/{instance.proposal(f'{kinds.WAITING} 7')}/open/?kind=order")
    page.get_by_label("The question").fill("Which first?")
    page.locator("#name-2").fill("An oven")
    page.get_by_role("button", name="Share out a pot").click()
    expect(page.locator("#pot")).to_be_visible()
    expect(page.get_by_label("The question")).to_have_value("Which first?")
    expect(page.locator("#name-2")).to_have_value("An oven")
    if scripts:
        clean(page)
    page.locator("#costs-2").fill("300")
    page.get_by_role("button", name="Put in order").click()
    expect(page.locator("#costs-2")).to_have_count(0)
    page.get_by_role("button", name="Share out a pot").click()
    expect(page.locator("#costs-2")).to_have_value("300")
    page.locator("#name-2").press("Enter")  # sends the form to be checked, and turns to no other template
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#costs-2")).to_have_value("300")
