"""One server, one organisation and one Chromium per worker; a fresh browser window per visit."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.seed import seed, token_of
from tests.browser.server import Served, served
from tests.browser.visits import House, Outside

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    assert program, "No Chromium is installed; ./test says how to get it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running Readyroom that nobody has set up."""
    with served(tmp_path_factory.mktemp("empty")) as empty:
        empty.start()
        yield empty


@pytest.fixture(scope="session")
def whole_house(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[House]:
    """A running Readyroom with the small organisation in it."""
    with served(tmp_path_factory.mktemp("house")) as running:
        made = seed(running)
        running.start()
        yield House(running, made)


@pytest.fixture
def outside(chromium: Browser) -> Iterator[Outside]:
    """Every request that a test's windows sent to another machine than this one."""
    watch = Outside()
    yield watch
    assert watch.addresses == [], "a request left this machine"


@pytest.fixture
def window(chromium: Browser, outside: Outside) -> Iterator[Callable[..., BrowserContext]]:
    """A fresh browser window, with its own cookies; takes Playwright's options."""
    opened: list[BrowserContext] = []

    def open_window(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        context.set_default_timeout(15_000)
        context.on("request", outside.note)
        opened.append(context)
        return context

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture
def visit(
    whole_house: House, window: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    """`visit("Nairobi staff", "/")`: the page in a window where that person is signed in."""

    def open_page(name: str, path: str = "/", **options: Any) -> Page:
        context = window(**options)
        token = token_of(whole_house.served, whole_house.made.people[name])
        context.add_cookies(
            [{"name": "readyroom_session", "value": token, "url": whole_house.served.url}]
        )
        page = context.new_page()
        page.goto(f"{whole_house.served.url}{path}")
        return page

    return open_page
