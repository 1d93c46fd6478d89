# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facilitator composes a ballot, looks at it as voters will, and opens it; another template keeps what was typed."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import ballots_of_kinds as kinds
from tests.journeys import papers
from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("instance"),
    pytest.mark.usefixtures("street"),
]


TEMPLATES = ["one", "several", "order", "score", "dots", "pot", "consent"]


@pytest.mark.parametrize(("number", "kind"), list(enumerate(TEMPLATES)))
def test_a_facilitator_composes_looks_and_opens(
    visit: Open, instance: Instance, number: int, kind: str
) -> None:
    page = visit("Gwen", viewport=papers.PHONE if number % 2 else {"width": 1280, "height": 900})
    proposal = instance.proposal(f"{kinds.WAITING} {number}")
    page.goto(f"/p/{proposal}/open/?kind={kind}")
    papers.clean(page)
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
    papers.clean(page)
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
    page = visit("Gwen", viewport=papers.PHONE)
    page.goto(f"/p/{instance.proposal(f'{kinds.WAITING} 7')}/open/?kind={kind}")
    expect(page.locator("#rule")).not_to_contain_text(says)
    page.locator(f"[name='method'][value='{method}']").check()
    expect(page.locator("#rule")).to_contain_text(says)
    papers.clean(page)
    if method == "stv":
        page.locator("#places-stv").fill("3")
        expect(page.locator("#rule")).to_contain_text("3 are chosen")


def test_only_the_fields_of_the_way_chosen_are_shown(visit: Open, instance: Instance) -> None:
    page = visit("Gwen", viewport=papers.PHONE)
    page.goto(f"/p/{instance.proposal(f'{kinds.WAITING} 7')}/open/?kind=order")
    expect(page.locator("#places-stv")).not_to_be_visible()
    page.locator("[name='method'][value='stv']").check()
    expect(page.locator("#places-stv")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_another_template_keeps_what_was_typed(visit: Open, instance: Instance, scripts: bool) -> None:
    page = visit("Gwen", viewport=papers.PHONE, java_script_enabled=scripts)
    page.goto(f"/p/{instance.proposal(f'{kinds.WAITING} 7')}/open/?kind=order")
    page.get_by_label("The question").fill("Which first?")
    page.locator("#name-2").fill("An oven")
    page.get_by_role("button", name="Share out a pot").click()
    expect(page.locator("#pot")).to_be_visible()
    expect(page.get_by_label("The question")).to_have_value("Which first?")
    expect(page.locator("#name-2")).to_have_value("An oven")
    if scripts:
        papers.clean(page)
    page.locator("#costs-2").fill("300")
    page.get_by_role("button", name="Put in order").click()
    expect(page.locator("#costs-2")).to_have_count(0)
    page.get_by_role("button", name="Share out a pot").click()
    expect(page.locator("#costs-2")).to_have_value("300")
    page.locator("#name-2").press("Enter")  # sends the form to be checked, and turns to no other template
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#costs-2")).to_have_value("300")


def test_what_is_written_in_latin_letters_stands_where_an_arabic_page_begins(
    visit: Open, instance: Instance
) -> None:
    page = visit("Gwen", viewport=papers.PHONE)
    page.context.set_extra_http_headers({"Accept-Language": "ar"})
    page.goto(f"/p/{instance.proposal(f'{kinds.WAITING} 7')}/open/?kind=order")
    for words in (page.locator(".composer p[dir=auto]"), page.locator(".foot p")):
        expect(words).to_have_css("text-align", "right")
