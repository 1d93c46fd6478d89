# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real browser before a real server."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright import sync_api

from tests.running import Instance

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
Open = Callable[..., sync_api.Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[sync_api.Browser]:
    """The browser that the runner found. Without one the journey is left out, which CI does not forgive."""
    path = os.environ.get("NESTED_CHROMIUM", "")
    if not path:
        pytest.skip("no Chromium: NESTED_CHROMIUM names none (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def complains(message: sync_api.ConsoleMessage) -> bool:
    """Whether a line in the console is a fault of the page. A form that is sent back (422) is none."""
    return message.type == "error" and "status of 422" not in message.text


@pytest.fixture
def visit(chromium: sync_api.Browser, instance: Instance) -> Iterator[Open]:
    """Open a browser window of one's own, signed in where a name is given. Whatever it complains of fails."""
    windows: list[sync_api.BrowserContext] = []
    complaints: list[str] = []

    def open_window(who: str = "", *, lenient: bool = False, **wishes: Any) -> sync_api.Page:
        wishes.setdefault("viewport", {"width": 1280, "height": 900})
        window = chromium.new_context(base_url=instance.url, **wishes)
        window.set_default_timeout(15_000)
        windows.append(window)
        if who:
            visitor = instance.visitor(who)
            cookies = [
                {"name": name, "value": value, "url": instance.url} for name, value in visitor.cookies.items()
            ]
            window.add_cookies(cookies)  # type: ignore[arg-type]
        page = window.new_page()
        if not lenient:
            page.on("console", lambda m: complaints.append(m.text) if complains(m) else None)
            page.on("pageerror", lambda problem: complaints.append(str(problem)))
        return page

    yield open_window
    for window in windows:
        window.close()
    assert not complaints


@pytest.fixture(scope="session")
def street(instance: Instance) -> None:
    """Open ballots of every kind, and proposals that wait for theirs, made once for all who walk there."""
    instance.command("shell", "-c", "from tests.journeys import ballots_of_kinds as kinds; kinds.make()")
