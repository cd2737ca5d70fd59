"""What visitors do on the screens, in the words of the tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.server import Served
from tests.world import World

HERE = {"127.0.0.1", "localhost"}
# The other runs of a test machine take their turns on the same cores.
expect.set_options(timeout=15_000)


@dataclass
class House:
    """A running Readyroom and the keys of what is in it."""

    served: Served
    made: World


@dataclass
class Outside:
    """The addresses of other machines that a page asked for."""

    addresses: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Keep the address of a request that leaves this machine."""
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE:
            self.addresses.append(request.url)


def pick(page: Page, label: str, words: str) -> None:
    """Choose in the field `label`, or type what is not in its list."""
    field = page.get_by_role("combobox", name=label)
    field.click()
    field.fill(words)
    field.press("Enter")


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
    """The part of a screen with this key, or whose key begins with it when it ends in `-`."""
    end = "" if key.endswith("-") else " "
    return page.locator(f'[class*="st-key-{key}{end}"], [class$="st-key-{key}"]')
