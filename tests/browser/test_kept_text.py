"""What a person types is handed over while they type, and outlives a reload and a restart."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.server import free_port, start, stop
from tests.browser.visits import PATIENCE

pytestmark = pytest.mark.browser
SCREEN = Path(__file__).with_name("kept_text_screen.py")


class Desk:
    """The screen in a process of its own, and the file that is its record."""

    def __init__(self, folder: Path) -> None:
        """Nothing is written yet and nothing runs yet."""
        self.record = folder / "record.txt"
        self._console = folder / "console.txt"
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Start the server, at the same address as before."""
        self.process = start(
            [sys.executable, "-m", "streamlit", "run", str(SCREEN),
             "--server.port", str(self._port), "--server.address", "127.0.0.1"],
            console=self._console,
            health=f"{self.url}/_stcore/health",
            environment=os.environ | {"KEPT_TEXT_RECORD": str(self.record)},
        )  # fmt: skip

    def close(self) -> None:
        """End the server, as an operator or a crash does."""
        process, self.process = self.process, None
        if process:
            stop(process)

    def holds(self) -> str:
        """What is stored."""
        return self.record.read_text(encoding="utf-8") if self.record.exists() else ""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A running screen."""
    desk = Desk(tmp_path)
    desk.open()
    yield desk
    desk.close()


@pytest.fixture
def page(chromium: Browser, desk: Desk) -> Iterator[Page]:
    """The screen in a window of its own."""
    window = chromium.new_context()
    page = window.new_page()
    page.goto(desk.url)
    yield page
    window.close()


def field(page: Page) -> Locator:
    """The text area, found by its label as a screen reader finds it."""
    area = page.get_by_label("Draft")
    area.wait_for(timeout=PATIENCE)
    return area


def until_stored(page: Page, desk: Desk, text: str) -> None:
    """Wait, for as long as a busy machine may need, until the record holds `text`."""
    for _ in range(PATIENCE // 100):
        if desk.holds() == text:
            return
        page.wait_for_timeout(100)
    assert desk.holds() == text


class TestKeptText:
    def test_is_stored_without_leaving_the_field(self, page: Page, desk: Desk) -> None:
        field(page).press_sequentially("All kiosks down")
        until_stored(page, desk, "All kiosks down")
        expect(field(page)).to_be_focused()

    def test_slow_answers_never_overwrite_newer_words(self, page: Page, desk: Desk) -> None:
        area = field(page)
        for part in ("Two staff ", "walk the queue ", "with paper tags"):
            area.press_sequentially(part, delay=40)
            page.wait_for_timeout(750)
        until_stored(page, desk, "Two staff walk the queue with paper tags")
        expect(area).to_have_value("Two staff walk the queue with paper tags")

    def test_a_reload_in_the_middle_of_a_word_loses_nothing(self, page: Page, desk: Desk) -> None:
        field(page).press_sequentially("Volcanic a")
        page.reload()
        expect(field(page)).to_have_value("Volcanic a")
        until_stored(page, desk, "Volcanic a")

    def test_words_typed_while_the_server_is_away_arrive_later(
        self, page: Page, desk: Desk
    ) -> None:
        area = field(page)
        desk.close()
        area.press_sequentially("typed in the dark")
        page.wait_for_timeout(1000)
        desk.open()
        page.reload()
        expect(field(page)).to_have_value("typed in the dark")
        until_stored(page, desk, "typed in the dark")

    def test_after_sending_the_field_is_empty_again(self, page: Page, desk: Desk) -> None:
        field(page).press_sequentially("Agreed")
        until_stored(page, desk, "Agreed")
        page.get_by_role("button", name="Send").click()
        expect(field(page)).to_have_value("")
        page.reload()
        expect(field(page)).to_have_value("")
