"""An empty installation, from the code on the console to the first look inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.seed import PASSWORD
from tests.browser.server import Served
from tests.browser.visits import band, pick

pytestmark = pytest.mark.browser


def _fill(page: Page, code: str) -> None:
    for label, text in (
        ("One-time code", code),
        ("Your name", "Wanjiru Test"),
        ("Your sign-in name", "wanjiru"),
        ("Your password", PASSWORD),
        ("Organisation", "Merbau"),
        ("First office", "Nairobi"),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Country", exact=True).select_option("KE")
    page.get_by_label("Time zone", exact=True).select_option("Africa/Nairobi")
    page.get_by_label("Currency", exact=True).select_option("KES")
    page.get_by_text("Airline").first.click()
    page.get_by_role("button", name="Set up").click()


class TestSettingUp:
    def test_lands_the_first_administrator_inside(
        self, empty: Served, window: Callable[..., BrowserContext]
    ) -> None:
        page = window().new_page()
        page.goto(f"{empty.url}/now")
        expect(page).to_have_url(f"{empty.url}/set-up")
        _fill(page, "0000-0000-0000-0000")
        expect(page.get_by_role("alert")).to_contain_text("That is not the code on the console.")
        expect(page.get_by_label("Organisation", exact=True)).to_have_value("Merbau")
        _fill(page, empty.code_on_the_console())
        expect(page.get_by_role("combobox", name="Problem")).to_be_visible()
        pick(page, "Problem", "bag")
        expect(band(page)).to_be_visible()
        again = window().new_page()
        again.goto(f"{empty.url}/set-up")
        expect(again.get_by_role("heading", name="Sign in")).to_be_visible()
