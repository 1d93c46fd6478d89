# SPDX-License-Identifier: AGPL-3.0-or-later
"""“We are affected too”: a place that was left out says so, its people stand behind it, and the proposal goes up."""

import pytest
from playwright.sync_api import expect

from tests.journeys import inspecting
from tests.journeys.conftest import Open
from tests.journeys.hands import Hands
from tests.running import Instance

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("instance")]
WHY = "The lane ends at our doors, and the carts turn in our street."
CLAIMED = "from tests.journeys import ballots_of_kinds as kinds; kinds.claim('{title}', 'Hill View', 'Ruth')"
READY = "from tests.journeys import ballots_of_kinds as kinds; kinds.ready('{title}')"


def ready(instance: Instance, title: str) -> str:
    """A proposal that its author says touches Mill Lane alone, under discussion there."""
    instance.command("shell", "-c", READY.format(title=title))
    return f"/p/{instance.proposal(title)}/"


def test_a_claim_moves_a_proposal_up_by_keyboard_alone(visit: Open, instance: Instance) -> None:
    title = "Close the lane to carts"
    at = ready(instance, title)
    found: list[str] = []
    hands = Hands(visit("Ruth", viewport={"width": 390, "height": 844}), set(), found)
    hands.go(at)
    hands.follow("Is your place left out, or named wrongly? Say so")
    hands.look()
    hands.write("How does it reach you?", "short")
    hands.press("We are affected too")
    hands.look()
    expect(hands.page.get_by_label("How does it reach you?")).to_have_value("short")
    hands.write("How does it reach you?", WHY)
    hands.press("We are affected too")
    hands.look()
    expect(hands.page.get_by_role("heading", name="Hill View is affected too.")).to_be_visible()
    expect(hands.page.locator("article.card .prog p").first).to_contain_text("1 of the ")
    hands.press("Take it back")
    expect(hands.page.get_by_text("Taken back.")).to_be_visible()
    instance.command("shell", "-c", CLAIMED.format(title=title))
    hands.go(f"{at}claims/")
    hands.press("Stand behind it")
    hands.look()
    expect(hands.page.get_by_text("Upheld:")).to_be_visible()
    author = visit("Samira")
    author.goto(at)
    expect(author.locator("#why-h")).to_have_text("Why Ashby decides this")
    expect(author.locator(".journey")).to_contain_text("“We are affected too”: Hill View")
    expect(author.locator(".journey")).to_contain_text("Moved up to Ashby")
    assert found == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_author_accepts_with_scripts_and_without(visit: Open, instance: Instance, scripts: bool) -> None:
    at = ready(instance, f"Sweep the lane on Fridays {scripts}")
    neighbour = visit("Ruth", java_script_enabled=scripts)
    neighbour.goto(f"{at}claims/")
    neighbour.get_by_label("How much of it?").select_option("1/2")
    neighbour.get_by_label("How does it reach you?").fill(WHY)
    neighbour.get_by_role("button", name="We are affected too").click()
    expect(neighbour.get_by_role("heading", name="about half of its people")).to_be_visible()
    author = visit("Samira", java_script_enabled=scripts)
    author.goto(at)
    author.get_by_role("link", name="Read why").click()
    author.get_by_role("button", name="Accept it: that is so").click()
    expect(author.get_by_text("The author accepted it.")).to_be_visible()
    author.goto(at)
    expect(author.locator("#why-h")).to_have_text("Why Ashby decides this")


def painted(visit: Open, instance: Instance) -> str:
    """A proposal on which Hill View has claimed, made by whichever case comes first."""
    title = "Paint the posts of the lane"
    if not instance.ask("SELECT 1 FROM proposals_proposal WHERE title = %s", title):
        page = visit("Ruth")
        page.goto(f"{ready(instance, title)}claims/")
        page.get_by_label("How does it reach you?").fill(WHY)
        page.get_by_role("button", name="We are affected too").click()
        expect(page.get_by_role("heading", name="Hill View is affected too")).to_be_visible()
    return f"/p/{instance.proposal(title)}/"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en-GB", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_clean_narrow_and_wide_light_and_dark_and_from_the_right(
    visit: Open, instance: Instance, width: int, language: str, scheme: str
) -> None:
    at = painted(visit, instance)
    page = visit("Tomás", locale=language, color_scheme=scheme, viewport={"width": width, "height": 844})
    for address in (at, f"{at}claims/"):
        page.goto(address)
        assert inspecting.wrong(page) == []
