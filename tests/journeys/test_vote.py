# SPDX-License-Identifier: AGPL-3.0-or-later
"""Voting in three steps: by mouse, by keyboard alone, without scripts; the receipt, and changing one's mind."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
RIVERSIDE = "Reopen the riverside path"


def voted(instance: Instance, person: str) -> list[str]:
    """What is kept of someone's vote on the riverside path: one row a vote that counts."""
    rows = instance.ask(
        "SELECT v.choice FROM voting_vote v JOIN voting_ballot b ON b.id = v.ballot_id"
        " JOIN proposals_proposal p ON p.id = b.proposal_id JOIN people_person w ON w.id = v.voter_id"
        " WHERE p.title LIKE %s AND w.name = %s",
        RIVERSIDE + "%",
        person,
    )
    return [row[0] for row in rows]


def receipt(page: Page) -> str:
    expect(page.get_by_role("heading", name="Your vote is recorded")).to_be_visible()
    code = page.locator(".receipt code").inner_text()
    assert re.fullmatch(r"[0-9A-Z-]{6,}", code)
    return code


def choose_and_cast(page: Page, answer: str) -> None:
    page.get_by_role("radio", name=answer, exact=False).first.check()
    page.get_by_role("button", name="Check my vote").click()
    expect(page.get_by_role("heading", name="Check your vote before you cast it")).to_be_visible()
    expect(page.locator("dl.sum dd").first).to_contain_text(answer)
    assert page.title().startswith("Check your vote")  # what is read out first says which step it is
    expect(page.get_by_text("does not count until")).to_be_visible()


def test_by_mouse_and_then_changed(visit: Open, instance: Instance) -> None:
    page = visit("Gwen")
    page.goto(f"/p/{instance.proposal(RIVERSIDE)}/")
    choose_and_cast(page, "Yes")
    assert voted(instance, "Gwen P.") == []
    page.get_by_role("button", name="Cast my vote").click()
    first = receipt(page)
    expect(page.locator("main")).not_to_contain_text("Yes")
    assert voted(instance, "Gwen P.") == ["yes"]
    page.get_by_role("link", name="Change my vote").click()
    choose_and_cast(page, "No opinion")
    page.get_by_role("button", name="Cast my vote").click()
    assert receipt(page) != "" and first
    assert voted(instance, "Gwen P.") == ["abstain"]


def tab_to(page: Page, what: str) -> None:
    """Press Tab until the focus is on what a selector names, as someone without a mouse has to."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement?.matches(what)", what):
            return
    raise AssertionError(f"{what} cannot be reached by keyboard")


def test_by_keyboard_alone(visit: Open, instance: Instance) -> None:
    page = visit("Tomás")
    page.goto(f"/p/{instance.proposal(RIVERSIDE)}/")
    tab_to(page, "#act input[name=choice]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    outline = page.evaluate(
        "(() => { const e = document.activeElement, s = x => getComputedStyle(x);"
        " return [s(e).outlineStyle, s(e.closest('label')).outlineStyle]; })()"
    )
    assert set(outline) != {"none"}  # whoever uses the keyboard sees where they are
    tab_to(page, "#act form.ballot button.btn-wide")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your vote before you cast it")).to_be_visible()
    expect(page.locator("dl.sum dd").first).to_contain_text("No ")
    tab_to(page, "form.ballot button.btn-wide")
    page.keyboard.press("Enter")
    receipt(page)
    assert voted(instance, "Tomás B.") == ["no"]


def test_without_scripts(visit: Open, instance: Instance) -> None:
    page = visit("Ruth", java_script_enabled=False)
    page.goto(f"/p/{instance.proposal(RIVERSIDE)}/")
    page.get_by_role("button", name="Check my vote").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose an answer")
    choose_and_cast(page, "Yes")
    page.get_by_role("button", name="Cast my vote").click()
    receipt(page)
    assert voted(instance, "Ruth C.") == ["yes"]
