"""A huddle from an empty list to a signed sheet of paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visits, pick

pytestmark = pytest.mark.browser
WORDS = "Two staff walk the queue with paper tags."


def _write(page: Page, words: str) -> None:
    """Type into the outcome, and wait until the record holds it."""
    field = page.get_by_label("Write it as people will read it")
    field.fill(words)
    field.blur()
    page.wait_for_timeout(1200)


def _next_item(page: Page, number: int, of: int) -> None:
    expect(page.get_by_text(f"{number} of {of}", exact=True)).to_be_visible()


def _prepare(page: Page, name: str) -> None:
    page.get_by_text("An extra huddle").click()
    form = page.get_by_test_id("stForm").filter(has_text="Prepare it")
    form.get_by_label("Name").fill(name)
    form.get_by_role("button", name="Prepare it").click()
    expect(page.get_by_role("heading", name="items for 10 minutes")).to_be_visible()


class TestAHuddle:
    def test_goes_from_an_agenda_to_signed_minutes(self, visit: Visits) -> None:
        page = visit("Mombasa manager", "/huddles")
        _prepare(page, "After the storm")
        page.get_by_role("button", name="Start", exact=True).click()
        items = int(page.get_by_text(re.compile(r"^1 of \d+$")).inner_text().split()[-1])
        pills = page.locator(".stButtonGroup button")
        pills.filter(has_text="Mombasa staff").click()
        expect(page.get_by_text("Here today, 2 of 4")).to_be_visible()
        _write(page, WORDS)
        address = page.url
        page.reload()
        expect(page.get_by_label("Write it as people will read it")).to_have_value(WORDS)
        pills.filter(has_text="Action").click()
        pick(page, "Owner", "Mombasa staff")
        for number in range(1, items + 1):
            _next_item(page, number, items)
            _write(page, WORDS)
            page.get_by_role("button", name="Record").click()
        page.get_by_role("button", name="Close the huddle").click()
        expect(page.get_by_role("heading", name="0 of 2 present have confirmed")).to_be_visible()
        staff = visit("Mombasa staff", address.removeprefix(visit.house.served.url))
        staff.get_by_role("button", name="Confirm").click()
        expect(staff.get_by_role("heading", name="1 of 2 present have confirmed")).to_be_visible()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_role("heading", name="After the storm, Mombasa")).to_be_visible()
        expect(page.get_by_text("1 of 2 present have confirmed.")).to_be_visible()
        self._look_at_the_paper(visit, page)

    def _look_at_the_paper(self, visit: Visits, page: Page) -> None:
        """The printed sheet: one A4 page, and closed to another office."""
        sheet = str(page.get_by_role("link", name="Print").get_attribute("href"))
        paper = visit("Mombasa duty", sheet)
        expect(paper.get_by_text("Readyroom minutes, version 1")).to_be_visible()
        expect(paper.get_by_text(WORDS).first).to_be_visible()
        printed = paper.pdf(prefer_css_page_size=True)
        assert printed.count(b"/Type /Page\n") == 1
        elsewhere = visit("Nairobi manager", sheet)
        expect(elsewhere.get_by_text("There are no such minutes for you.")).to_be_visible()
