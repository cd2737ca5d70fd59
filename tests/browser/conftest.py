"""One server, one organisation and one Chromium per worker; a window per person."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.seed import huddles_of, seed
from tests.browser.server import Served, served
from tests.browser.visits import House, Outside, Visits

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
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running Readyroom with the small organisation in it."""
    with served(tmp_path_factory.mktemp("house")) as running:
        made = seed(running)
        huddles = huddles_of(running, made)
        running.start()
        yield House(running, made, huddles)


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running Readyroom that nobody has set up."""
    with served(tmp_path_factory.mktemp("empty")) as installation:
        installation.start()
        yield installation


@pytest.fixture(scope="session")
def _visits(chromium: Browser, house: House) -> Iterator[Visits]:
    visits = Visits(chromium, house)
    yield visits
    visits.close()


@pytest.fixture
def visit(_visits: Visits) -> Iterator[Visits]:
    """`visit("Nairobi staff", "/now")`: a page in the window where that person is signed in."""
    yield _visits
    _visits.close_pages()
    assert _visits.outside.addresses == [], "a request left this machine"


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A window of a browser that was never here, nobody signed in; takes Playwright's options."""
    opened: list[BrowserContext] = []
    outside = Outside()

    def open_window(**options: Any) -> BrowserContext:
        context = chromium.new_context(**options)
        context.on("request", outside.note)
        opened.append(context)
        return context

    yield open_window
    for context in opened:
        context.close()
    assert outside.addresses == [], "a request left this machine"
