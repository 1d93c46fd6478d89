# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers are entered by two facilitators: one with a mouse, one on a phone without scripts; each page is inspected."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import ballots_by_hand as papers
from tests.journeys import inspecting
from tests.journeys.conftest import Open
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module", autouse=True)
def street(instance: Instance) -> Iterator[None]:
    instance.command("shell", "-c", "from tests.journeys import ballots_by_hand as papers; papers.make()")
    yield
    instance.command(
        "shell", "-c", "from tests.journeys import ballots_by_hand as papers; papers.step_down()"
    )


def ballot(instance: Instance, title: str) -> str:
    rows = instance.ask(
        "SELECT b.public_id FROM voting_ballot b JOIN proposals_proposal p ON p.id = b.proposal_id"
        " WHERE p.title = %s",
        title,
    )
    return str(rows[0][0])


def by_hand(instance: Instance, title: str) -> list[tuple[str, str]]:
    """Whose votes on a ballot were taken by hand, and what is kept of the choice."""
    rows = instance.ask(
        "SELECT w.name, v.choice FROM voting_vote v JOIN voting_ballot b ON b.id = v.ballot_id"
        " JOIN proposals_proposal p ON p.id = b.proposal_id JOIN people_person w ON w.id = v.voter_id"
        " WHERE p.title = %s AND v.by_hand = 'paper' ORDER BY w.name",
        title,
    )
    return [(str(name), str(choice)) for name, choice in rows]


def clean(page: Page) -> None:
    assert inspecting.wrong(page) == []


def test_one_person_s_paper_is_entered_twice_and_is_a_vote(visit: Open, instance: Instance) -> None:
    gwen = visit("Gwen")
    gwen.goto(f"/a/{instance.assembly('Mill Lane')}/console/")
    expect(gwen.get_by_role("link", name="Votes on paper or by phone").first).to_be_visible()
    gwen.goto(
        f"/b/{ballot(instance, papers.OPEN)}/by-hand/"
    )  # the desk shows twenty, and other journeys open some
    clean(gwen)
    listed = gwen.get_by_role("region", name="Whose vote?").locator("li h3")
    name = listed.first.inner_text()
    gwen.get_by_label("A part of their name").fill(name[:4])
    gwen.get_by_role("button", name="Find").click()
    gwen.get_by_role("link", name=f"Enter {name}", exact=True).click()
    clean(gwen)
    gwen.get_by_role("button", name="Enter this vote").click()
    expect(gwen.get_by_role("alert")).to_contain_text("on paper or by phone")
    gwen.locator(".opt").filter(has_text="On paper").click()
    for idea in ("Herb beds", "Shared oven"):
        gwen.get_by_role("button", name=f"Move {idea} up").click()
    gwen.get_by_role("button", name="Enter this vote").click()
    expect(gwen.get_by_role("status").first).to_contain_text(f"Entered for {name}")
    clean(gwen)
    assert by_hand(instance, papers.OPEN) == []

    phone = visit("Samira", viewport=PHONE, java_script_enabled=False)
    phone.goto(f"/b/{ballot(instance, papers.OPEN)}/by-hand/")
    expect(phone.get_by_role("main")).to_contain_text("waits for you to enter it too")
    phone.get_by_role("link", name=f"Enter it too {name}").click()
    expect(phone.get_by_role("main")).to_contain_text("you do not see what was entered")
    assert {one.input_value() for one in phone.locator("select").all()} == {""}
    phone.get_by_label("On paper").check()
    phone.get_by_label("Place of Herb beds").select_option("1")
    phone.get_by_label("Place of Shared oven").select_option("2")
    phone.get_by_role("button", name="Enter this vote").click()
    expect(phone.get_by_role("status").first).to_contain_text("it is a vote now")
    assert by_hand(instance, papers.OPEN) == [(name, '[["4"],["2"]]')]


def put_together(page: Page, yes: int) -> list[str]:
    """Tick the first five people and write down five papers. Returns the names."""
    page.goto(page.url)
    tick = page.get_by_role("group", name="Tick who handed in a paper")
    names = [one.inner_text() for one in tick.locator("b").all()[:5]]
    for name in names:
        tick.get_by_label(name, exact=True).check()
    page.get_by_label("Yes", exact=True).fill(str(yes))
    page.get_by_label("No", exact=True).fill(str(5 - yes))
    page.get_by_role("button", name="Count again").click()
    expect(page.get_by_role("main")).to_contain_text("5 people are ticked and 5 papers")
    return names


def test_a_bundle_is_entered_twice_and_nobody_knows_whose_is_which(visit: Open, instance: Instance) -> None:
    gwen, here = visit("Gwen"), ballot(instance, papers.SECRET)
    gwen.goto(f"/b/{here}/by-hand/")
    clean(gwen)
    gwen.get_by_role("link", name="Enter a bundle of papers").click()
    clean(gwen)
    names = put_together(gwen, 3)
    clean(gwen)
    gwen.get_by_role("button", name="Enter the bundle").click()
    expect(gwen.get_by_role("status").first).to_contain_text("The bundle is entered")
    clean(gwen)
    phone = visit("Samira", viewport=PHONE, java_script_enabled=False)
    phone.goto(f"/b/{here}/by-hand/")
    expect(phone.get_by_role("main")).not_to_contain_text(names[0])
    phone.get_by_role("link", name="Enter it too").click()
    assert phone.locator("input[name=person]:checked").count() == 0
    # Samira and Gwen may vote themselves and stand in no list of their own, so the first five may be others.
    for name in names:
        phone.get_by_label("A part of their name").fill(name)
        phone.get_by_role("button", name="Find, and keep who is ticked").click()
        phone.get_by_label(name, exact=True).check()
    phone.get_by_label("Yes", exact=True).fill("3")
    phone.get_by_label("No", exact=True).fill("2")
    phone.get_by_role("button", name="Enter the bundle").click()
    expect(phone.get_by_role("status").first).to_contain_text("its papers are votes now")
    assert by_hand(instance, papers.SECRET) == [(name, "apart") for name in sorted(names)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_are_clean_narrow_and_wide_light_and_dark_and_from_the_right(
    visit: Open, instance: Instance, scheme: str, language: str, width: int
) -> None:
    page = visit(
        "Gwen", viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language, lenient=True
    )
    page.context.set_extra_http_headers({"Accept-Language": language})
    person = instance.ask(
        "SELECT w.public_id FROM people_person w JOIN registry_seat s ON s.person_id = w.id"
        " JOIN registry_assembly a ON a.id = s.assembly_id WHERE a.name = 'Mill Lane' AND s.home"
        " AND w.name NOT LIKE 'Gwen%%' AND w.name NOT LIKE 'Samira%%' ORDER BY w.name DESC LIMIT 1"
    )[0][0]
    named, urn = ballot(instance, papers.OPEN), ballot(instance, papers.SECRET)
    for path in (f"{named}/by-hand/", f"{named}/by-hand/{person}/", f"{urn}/by-hand/", f"{urn}/bundle/"):
        page.goto(f"/b/{path}")
        assert inspecting.wrong(page) == [], path
        if shots := instance_shots():
            page.screenshot(
                path=f"{shots}/{path.strip('/').replace('/', '-')}-{width}-{scheme}-{language}.png",
                full_page=True,
            )


def instance_shots() -> str:
    import os

    return os.environ.get("SHOTS", "")
