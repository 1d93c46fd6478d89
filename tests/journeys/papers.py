# SPDX-License-Identifier: AGPL-3.0-or-later
"""What journeys to ballots of every kind have in common: finding the paper, checking, casting, and what is then kept."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys import ballots_of_kinds as kinds
from tests.journeys import inspecting
from tests.running import Instance

PHONE = {"width": 390, "height": 844}


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
