# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballot papers on a phone: many options, long names, a grip for a finger, and what is said of a pot that is spent."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import ballots_of_kinds as kinds
from tests.journeys import inspecting
from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module", autouse=True)
def street(instance: Instance) -> None:
    instance.command(
        "shell", "-c", "from tests.journeys import ballots_of_kinds as kinds; kinds.make_for_a_phone()"
    )


def paper(page: Page, instance: Instance, kind: str) -> None:
    page.goto(f"/p/{instance.proposal(kinds.title(kind, 'On a phone'))}/ballot/")


def top(what: Locator) -> float:
    box = what.bounding_box()
    assert box
    return box["y"]


def seen(what: Locator) -> bool:
    """Whether it is on the screen, and nothing lies over its middle."""
    return bool(
        what.evaluate("""e => { const r = e.getBoundingClientRect();
            const at = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
            return Boolean(at) && (e === at || e.contains(at)) }""")
    )


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", ["long order", "long pot", "long score", "long marks"])
def test_a_long_name_breaks_and_nothing_spills(
    visit: Open, instance: Instance, kind: str, width: int, scripts: bool
) -> None:
    page = visit("Samira", java_script_enabled=scripts, viewport={"width": width, "height": 844})
    paper(page, instance, kind)
    if scripts:
        assert inspecting.wrong(page) == []
    else:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if kind == "long marks":
        page.locator(".opt").first.click()
        page.get_by_role("button", name="Check my vote").click()
        expect(page.get_by_role("heading", name="Check your vote before you cast it")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("kind", ["sixty", "marks of sixty"])
def test_from_anywhere_among_sixty_one_can_go_on(
    visit: Open, instance: Instance, kind: str, scripts: bool
) -> None:
    page = visit("Samira", java_script_enabled=scripts, viewport=PHONE)
    paper(page, instance, kind)
    on = page.get_by_role("button", name="Check my vote")
    for place in (5, 30, 59):
        page.locator(".rank li, .opt").nth(place).scroll_into_view_if_needed()
        assert seen(on)


@pytest.mark.parametrize("kind", ["sixty", "marks of sixty"])
def test_sixty_options_are_searched_as_one_types(visit: Open, instance: Instance, kind: str) -> None:
    page = visit("Samira", viewport=PHONE)
    paper(page, instance, kind)
    rows = page.locator(".rank li:visible, .opt:visible")
    every = rows.count()
    field = page.get_by_role("searchbox", name="Find an option")
    field.fill("idéa 47")
    assert top(field) < 250  # what is found stands above the button to go on
    expect(rows).to_have_count(1)
    expect(page.get_by_text("1 of 60 options shown")).to_be_visible()
    assert inspecting.wrong(page) == []
    field.press("Enter")  # which sends nothing
    expect(page.get_by_role("heading", name="Check your vote before you cast it")).not_to_be_visible()
    field.fill("nowhere")
    expect(page.get_by_text("No option has these words.")).to_be_visible()
    expect(rows).to_have_count(0)
    field.fill("")
    expect(rows).to_have_count(every)


def test_without_scripts_there_is_no_field_that_does_nothing(visit: Open, instance: Instance) -> None:
    page = visit("Gwen", java_script_enabled=False, viewport=PHONE)
    paper(page, instance, "sixty")
    expect(page.get_by_label("Find an option")).not_to_be_visible()
    page.locator("[name='place-41']").fill("61")
    page.get_by_role("button", name="Check my vote").click()
    expect(page.get_by_role("alert")).to_contain_text("The places go from 1 to 60.")
    expect(page.locator("[name='place-41'][aria-invalid]")).to_have_value("61")
    assert seen(page.get_by_role("alert"))  # the page opens where it is said
    page.locator("[name='place-41']").fill("1")
    page.locator("[name='place-7']").fill("2")
    page.get_by_role("button", name="Check my vote").click()
    expect(page.locator("dl.sum dd").first).to_contain_text(re.compile(r"1\. .*Idea 41.*2\. .*Idea 7", re.S))
    expect(page.locator("#left-out")).to_contain_text("What you leave out counts as last.")


def test_an_option_that_goes_far_leaves_the_page_where_it_is(visit: Open, instance: Instance) -> None:
    page = visit("Samira", viewport=PHONE)
    paper(page, instance, "sixty")
    names = page.locator(".rank b").all_inner_texts()
    beside = page.locator(".rank li").filter(has=page.get_by_text(names[43], exact=True))
    for act in (
        lambda: page.get_by_role("button", name=f"Move {names[40]} up", exact=True).click(),
        lambda: page.get_by_label(f"Place of {names[42]}", exact=True).fill("1"),
    ):
        beside.evaluate("e => e.scrollIntoView({block: 'center', behavior: 'instant'})")
        was = top(beside)
        act()
        page.evaluate("document.activeElement.blur()")
        assert abs(top(beside) - was) < 2
    assert page.locator(".rank li.in-order b").all_inner_texts() == [names[42], names[40]]


def test_places_written_and_refused_stand_in_their_order_again(visit: Open, instance: Instance) -> None:
    page = visit("Gwen", java_script_enabled=False)
    paper(page, instance, "sixty")
    proposal = page.url
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    other = visit("Gwen", viewport=PHONE)
    other.goto(proposal)
    names = other.locator(".rank b").all_inner_texts()
    other.evaluate(
        """([token, url]) => { const f = document.createElement('form'); f.method = 'post'; f.action = url;
        const add = (n, v) => { const i = document.createElement('input'); i.name = n; i.value = v; f.append(i); };
        add('csrfmiddlewaretoken', document.querySelector('[name=csrfmiddlewaretoken]').value); add('step', 'check');
        add('place-3', '2'); add('place-50', '1'); add('place-9', '99'); document.body.append(f); f.submit(); }""",
        [token, proposal],
    )
    expect(other.get_by_role("alert")).to_contain_text("The places go from 1 to 60.")
    assert other.locator(".rank li.in-order b").all_inner_texts()[:2] == ["Idea 50", "Idea 3"] and names


def test_on_a_phone_an_option_is_dragged_by_its_grip(visit: Open, instance: Instance) -> None:
    page = visit("Samira", viewport=PHONE)
    paper(page, instance, "irv")
    names = page.locator(".rank b").all_inner_texts()
    for name in (names[2], names[3]):
        row = page.locator(".rank li").filter(has=page.get_by_text(name, exact=True))
        grip = row.locator(".grip")
        grip.hover()
        box = grip.bounding_box()
        assert box and box["width"] >= 44 and box["height"] >= 44 and seen(grip)
        page.mouse.down()
        first = page.locator(".rank li").first.bounding_box()
        assert first
        page.mouse.move(first["x"] + 20, first["y"] + 4, steps=8)
        page.mouse.up()
    assert page.locator(".rank li.in-order b").all_inner_texts() == [names[3], names[2]]


def test_dots_that_are_spent_say_what_to_take_back(visit: Open, instance: Instance) -> None:
    page = visit("Samira", viewport=PHONE)
    paper(page, instance, "dots")
    more = page.get_by_role("button", name="One more: Fruit trees")
    other = page.get_by_role("button", name="One more: Herb beds")
    note = page.locator("[data-note]")
    for _ in range(6):
        more.click()
    expect(note).to_contain_text("All of it is given out.")
    expect(other).to_have_attribute("aria-disabled", "true")
    assert inspecting.wrong(page) == []
    other.focus()
    page.keyboard.press("Enter")
    expect(note).to_have_text("Not enough is left for Herb beds: take 1 back from another first.")
    expect(page.locator("#announce")).to_have_text(note.inner_text())
    expect(page.locator("[name='points-4']")).to_have_value("")
    page.locator("[name='points-4']").fill("٦")  # written, which no button can keep from being too much
    expect(note).to_have_text("That is 6 too much: take 6 back.")
    page.get_by_role("button", name="One less: Fruit trees").click()
    expect(note).to_have_text("That is 5 too much: take 5 back.")
    page.locator("[name='points-4']").fill("")
    expect(note).to_be_hidden()


def test_a_pot_that_is_spent_says_how_much_to_take_back(visit: Open, instance: Instance) -> None:
    page = visit("Samira", viewport=PHONE)
    paper(page, instance, "budget")
    note = page.locator("[data-note]")
    for _ in range(4):
        page.get_by_role("button", name="One more: Storage bays").click()
    page.get_by_role("button", name="One more: Storage bays").click(force=True)
    expect(note).to_have_text("There may be 4 at most: Storage bays")
    page.get_by_role("button", name="One more: Ramps").click(force=True)
    expect(note).to_have_text("Not enough is left for Ramps: take £1,550.50 back from another first.")
    page.get_by_label("A warden").check()
    expect(note).to_have_text("That is £3,800 too much: take £3,800 back.")
    expect(page.locator(".pot output")).to_have_text("−£3,800")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_score_is_taken_back(visit: Open, instance: Instance, scripts: bool) -> None:
    page = visit("Samira", java_script_enabled=scripts, viewport=PHONE)
    paper(page, instance, "score")
    trees, herbs = (
        page.get_by_role("group", name=name).locator("label") for name in ("Fruit trees", "Herb beds")
    )
    trees.nth(4).click()
    herbs.nth(2).click()
    page.get_by_role("group", name="Fruit trees").get_by_role("radio", name="No score").check(force=True)
    page.get_by_role("button", name="Check my vote").click()
    answer = page.locator("dl.sum dd").first
    expect(answer.locator(".line").first).to_contain_text("Herb beds")
    expect(page.locator("#left-out")).to_contain_text("Fruit trees")
