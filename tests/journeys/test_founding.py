# SPDX-License-Identifier: AGPL-3.0-or-later
"""A network from nothing: the one-time link, places, the key, an invitation, a proposal, and its decision, by keyboard."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests import running
from tests.journeys.hands import Hands

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("founding")]
LINK = re.compile(r"http://127\.0\.0\.1:\d+/begin/[\w-]+/")
DAY = 24 * 3600
PLACES = "Ashby\n    Mill Lane: 300\n    Weir Street: 250\n"
TITLE = "Put a bench by the weir"
Comes = Callable[[], Hands]


class House:
    """`up` as from a terminal, on a database of its own. It can be started again on a later day."""

    def __init__(self, dsn: str, folder: Path) -> None:
        self.port, self.log = running.free_port(), folder / "up.log"
        self.around = dict(os.environ) | {"DATABASE_URL": dsn, "NESTED_STATE": str(folder)}
        self.around |= {"NESTED_ENVIRONMENT": "given", "NESTED_POOL_SIZE": "6"}

    def start(self, *words: str, days: int = 0) -> None:
        around = self.around | {"NESTED_CLOCK_SHIFT": str(days * DAY)}
        command = [sys.executable, "manage.py", "up", f"--port={self.port}", *words]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=running.PROJECT, env=around, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + running.PATIENCE
        while "Nested is at" not in self.said():
            assert self.process.poll() is None and time.monotonic() < until, self.said()
            time.sleep(0.1)

    def said(self) -> str:
        return self.log.read_text()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(30) == 0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    if not os.environ.get("DATABASE_URL"):
        pytest.skip("no PostgreSQL: DATABASE_URL is not set (python3 manage.py test sets it)")
    with running.database(os.environ["DATABASE_URL"]) as dsn:
        made = House(dsn, tmp_path)
        made.start("--empty")
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture
def comes(chromium: sync_api.Browser, house: House) -> Iterator[Comes]:
    """Somebody comes with a telephone of their own. What their pages complain of fails the journey at its end."""
    windows: list[sync_api.BrowserContext] = []
    found: list[str] = []
    seen: set[str] = set()

    def come() -> Hands:
        window = chromium.new_context(
            base_url=f"http://127.0.0.1:{house.port}",
            viewport={"width": 390, "height": 844},
            has_touch=True,
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        window.set_default_timeout(15_000)
        windows.append(window)
        page = window.new_page()
        page.on("pageerror", lambda problem: found.append(str(problem)))
        return Hands(page, seen, found)

    yield come
    for window in windows:
        window.close()
    assert not found, "\n".join(found)


def makes_an_account(who: Hands, name: str) -> None:
    who.follow("Make an account")
    who.write("Your name", name)
    who.write("E-mail address", f"{name.lower()}@trial.invalid")
    who.write("Password", "a few words in a row")
    who.press("Make the account")


def founds(founder: Hands, link: str) -> None:
    page = founder.page
    founder.go(link)
    makes_an_account(founder, "Asha")
    founder.write("What is the whole called?", "North Dales")
    founder.write("At which address", "dales.invalid")
    expect(page.get_by_label("Whose time holds?")).to_have_value("Europe/London")  # as the telephone has it
    founder.write("Kinds of places", "neighbourhood, neighbourhoods\ntown, towns")
    founder.write("The first places", PLACES)
    founder.press("Check it")
    expect(page.locator("dl.sum")).to_contain_text("dales.invalid")
    founder.tick(page.locator(".sketch label").filter(has_text="Mill Lane").get_by_role("radio"))
    founder.press("Found it")


def keeps_the_key(founder: Hands, link: str) -> None:
    page = founder.page
    key = page.locator("#recovery-key").inner_text()
    assert "PRIVATE KEY" in key
    founder.tick(page.get_by_role("checkbox"))
    founder.press("I have it")
    expect(page.get_by_role("heading", name="What comes next")).to_be_visible()
    page.goto(link)
    expect(page.locator("main")).not_to_contain_text("PRIVATE KEY")
    page.goto("/")


def prints_invitations(founder: Hands, many: int) -> list[str]:
    page = founder.page
    founder.follow("Invite people to Mill Lane")
    founder.write("How many invitations?", str(many))
    founder.press("Make the invitations")
    links = page.locator(".slip .hash")
    expect(links).to_have_count(many)
    printing = page.get_by_role("button", name="Print it")
    expect(printing).to_be_visible()
    page.emulate_media(media="print")
    expect(printing).to_be_hidden()
    expect(page.locator(".mast")).to_be_hidden()  # what is printed are the slips alone
    expect(links.first).to_be_visible()
    page.emulate_media(media="screen")
    return links.all_inner_texts()


def comes_in(newcomer: Hands, link: str, name: str) -> None:
    newcomer.go(link)
    expect(newcomer.page.locator("h1")).to_have_text("Take your seat in Mill Lane")
    makes_an_account(newcomer, name)
    newcomer.press("Take my seat")
    expect(newcomer.page.locator("h1")).to_have_text("Mill Lane")


def raises(author: Hands) -> None:
    page = author.page
    author.go("/")
    author.follow("Raise something", page.locator(".hero"))
    author.write("In one line", TITLE)
    author.write("In two or three sentences", "There is nowhere to sit. We would build it together.")
    near, next_door = (
        page.locator(".pick").filter(has_text=name).get_by_role("checkbox")
        for name in ("Mill Lane", "Weir Street")
    )
    panel = page.locator("#placement")
    author.tick(near)
    author.tick(next_door)
    author.reach(page.get_by_label("The matter"))
    page.keyboard.type("Greens and gardens")
    expect(page.get_by_label("The matter")).to_have_value("commons/gardens")
    expect(panel).to_contain_text("Ashby would decide this")
    author.tick(next_door)  # and not after all
    expect(panel).to_contain_text("Mill Lane would decide this")
    author.press("Keep as a draft")
    author.press("Put it forward")
    expect(page.locator("#stage")).to_contain_text("Looking for seconds")
    expect(page.locator("#why-h")).to_have_text("Why Mill Lane decides this")


def seconds(neighbour: Hands) -> None:
    neighbour.go("/")
    neighbour.follow(TITLE)
    neighbour.press("Second it")


def goes_to_the_console(facilitator: Hands) -> None:
    facilitator.go("/me/facilitating/")
    facilitator.follow("Mill Lane", facilitator.page.locator("main"))


def opens_the_ballot(facilitator: Hands) -> None:
    page = facilitator.page
    goes_to_the_console(facilitator)
    facilitator.follow("Open voting", page.locator(".queue li").filter(has_text=TITLE))
    facilitator.write("What happens after a yes", "A bench stands there by May.")
    facilitator.write("What happens after a no", "It stays as it is.")
    facilitator.press("Check before opening")
    facilitator.press("Open voting")
    expect(page.locator("#stage")).to_contain_text("Voting is open")


def votes(voter: Hands, arrows: int) -> str:
    """Choose by arrow keys, check, cast. Returns the receipt's code."""
    page = voter.page
    voter.go("/")
    voter.follow(TITLE)
    voter.reach(page.locator("#act input[name=choice]").first)
    page.keyboard.press("Space")
    for _ in range(arrows):
        page.keyboard.press("ArrowDown")
    voter.press("Check my vote")
    voter.press("Cast my vote")
    expect(page.get_by_role("heading", name="Your vote is recorded")).to_be_visible()
    return page.locator(".receipt code").inner_text()


def closes_and_explains(facilitator: Hands) -> None:
    goes_to_the_console(facilitator)
    facilitator.press("Close it now")
    facilitator.follow("Give the reasons")  # where the result says that there are none yet
    facilitator.write("Why the assembly decided so", "There is nowhere else to sit by the water.")
    facilitator.press("Publish the reasons")


def reads_the_decision(reader: Hands, receipt: str) -> None:
    page = reader.page
    reader.go("/")
    reader.follow(TITLE)
    expect(page.get_by_role("region", name="Result")).to_contain_text("Adopted")
    expect(page.locator("main")).to_contain_text("There is nowhere else to sit by the water.")
    expect(page.get_by_role("row", name="Yes")).to_contain_text("2")
    reader.write("Your receipt code", receipt)
    reader.press("Find my vote in the count")
    expect(page.locator("form [role=status]")).to_have_text("This vote was counted.")


def test_from_an_empty_database_to_a_decision(house: House, comes: Comes) -> None:
    founder, second, third = comes(), comes(), comes()
    (link,) = LINK.findall(house.said())
    founds(founder, link)
    keeps_the_key(founder, link)
    slips = prints_invitations(founder, 2)
    comes_in(second, slips[0], "Bela")
    comes_in(third, slips[1], "Cora")
    raises(second)
    seconds(founder)
    seconds(third)
    expect(third.page.locator("#stage")).to_contain_text("Being talked through")
    house.stop()
    house.start(days=4)  # by then it has been talked about for long enough
    opens_the_ballot(founder)
    receipt = votes(second, arrows=0)
    votes(third, arrows=1)
    votes(founder, arrows=0)
    closes_and_explains(founder)
    reads_the_decision(second, receipt)
