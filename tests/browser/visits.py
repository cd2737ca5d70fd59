"""What visitors do on the screens, in the words of the tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.browser.seed import token_of
from tests.browser.server import Served
from tests.world import World

HERE = {"127.0.0.1", "localhost"}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
# The other runs of a test machine take their turns on the same cores.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


@dataclass
class House:
    """A running Readyroom and the keys of what is in it."""

    served: Served
    made: World
    huddles: dict[str, int] = field(default_factory=dict)


@dataclass
class Outside:
    """The addresses of other machines that a page asked for."""

    addresses: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Keep the address of a request that leaves this machine."""
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE:
            self.addresses.append(request.url)


class Visits:
    """A window for each person, kept from test to test: its cache spares loading it all again."""

    def __init__(self, browser: Browser, house: House) -> None:
        """Nobody is here yet."""
        self.browser = browser
        self.house = house
        self.outside = Outside()
        self._windows: dict[tuple[str, bool], BrowserContext] = {}

    def __call__(self, name: str, path: str = "/", *, phone: bool = False) -> Page:
        """A page at `path`, on a desktop or a phone, where that person is signed in."""
        page = self.window(name, phone=phone).new_page()
        page.goto(f"{self.house.served.url}{path}")
        return page

    def window(self, name: str, *, phone: bool = False) -> BrowserContext:
        """The person's window; opened and signed in at the first visit."""
        if (name, phone) not in self._windows:
            options: dict[str, Any] = PHONE if phone else DESKTOP
            context = self.browser.new_context(**options)
            context.set_default_timeout(PATIENCE)
            context.on("request", self.outside.note)
            token = token_of(self.house.served, self.house.made.people[name])
            url = self.house.served.url
            context.add_cookies([{"name": "readyroom_session", "value": token, "url": url}])
            self._windows[name, phone] = context
        return self._windows[name, phone]

    def close_pages(self) -> None:
        """After a test: what it opened is closed, the windows stay."""
        for context in self._windows.values():
            for page in context.pages:
                page.close()

    def close(self) -> None:
        """At the end, the windows too."""
        for context in self._windows.values():
            context.close()


def settled(page: Page) -> None:
    """Wait until the screen is drawn to the end: nothing runs, nothing is being loaded."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_timeout(300)


def pick(page: Page, label: str, words: str) -> None:
    """Choose in the field `label`, or type what is not in its list."""
    chooser = page.get_by_role("combobox", name=label)
    chooser.click()
    chooser.fill(words)
    chooser.press("Enter")


def ask_for(page: Page, problem: str, *, remedy: str = "", worth: str = "") -> None:
    """The counter's question: a problem, a remedy and an amount."""
    pick(page, "Problem", problem)
    if remedy:
        pick(page, "Remedy", remedy)
    if worth:
        pick(page, "Worth", worth)


def band(page: Page) -> Locator:
    """The answer band of the counter card."""
    return page.get_by_role("status").filter(has=page.locator("h1"))


def keyed(page: Page, key: str) -> Locator:
    """The part of a screen with this key; with any number after it when it ends in `-`."""
    if not key.endswith("-"):
        return page.locator(f".st-key-{key}")
    numbered = ", ".join(f'[class*="st-key-{key}{digit}"]' for digit in range(10))
    return page.locator(numbered)
