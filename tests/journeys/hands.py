# SPDX-License-Identifier: AGPL-3.0-or-later
"""Someone with a narrow screen, a keyboard and no mouse. Every page they come to is inspected once."""

from typing import Literal

from playwright.sync_api import Locator, Page

from tests.journeys import inspecting

FAR = 150
"""So many times somebody presses Tab before they give up."""


class Hands:
    """One person. `found` gathers what is wrong with pages, `seen` what stands at the head of those looked at."""

    def __init__(self, page: Page, seen: set[str], found: list[str]) -> None:
        self.page, self._seen, self._found = page, seen, found

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def look(self) -> None:
        parts = self.page.locator("h1, [aria-current=step]").all_inner_texts()
        page = " · ".join([self.page.title(), *parts])
        if page not in self._seen:
            self._seen.add(page)
            self._found += [f"{page}: {problem}" for problem in inspecting.wrong(self.page)]

    def reach(self, what: Locator) -> None:
        """Press Tab until the focus is there. Raises AssertionError where it never comes, or is not to be seen."""
        what.wait_for()
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            if what.evaluate("e => e === document.activeElement"):
                assert what.evaluate("e => e.matches(':focus-visible')")
                return
        raise AssertionError(f"{what} cannot be reached by keyboard")

    def write(self, label: str, words: str) -> None:
        """Take the place of what stands in a field."""
        self.reach(self.page.get_by_label(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self.page.keyboard.press("Space")

    def follow(self, name: str, within: Locator | None = None) -> None:
        self._enter("link", name, within)

    def press(self, name: str, within: Locator | None = None) -> None:
        self._enter("button", name, within)

    def _enter(self, role: Literal["link", "button"], name: str, within: Locator | None) -> None:
        self.reach((within or self.page).get_by_role(role, name=name).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()
